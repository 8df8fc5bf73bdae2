// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The loop over the cases, and what is told of it.

#include "WriteCases.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace sm::oracle {
namespace {

constexpr int kSkip = 77;

/// How many cases there were of each kind.
struct Counts {
  int written = 0, refused = 0, unreadable = 0;
};

} // namespace

ModelSource sourceOf(const Case &entry) {
  ModelSource source;
  source.kind = ModelSource::Kind::GraphDef;
  source.path = entry.graphPath;
  return source;
}

/// Writes one case to `path` with the ending.
static void
writeCase(const std::string &folder, const std::string &path,
          const std::string &ending,
          const std::function<Status(const Case &, const std::string &)> &write,
          Counts &counts) {
  StatusOr<Case> entry = readCase(folder);
  if (!entry.ok()) {
    std::cout << entry.status() << "\n";
    ++counts.unreadable;
    return;
  }
  if (entry->fails)
    return;
  Status status = write(*entry, path + ending);
  ++(status.ok() ? counts.written : counts.refused);
  if (!status.ok())
    std::ofstream(path + ".refused") << absl::StatusCodeToString(status.code())
                                     << ": " << status.message() << "\n";
}

int writeCases(
    const std::string &answers, const std::string &out,
    const std::string &ending,
    const std::function<Status(const Case &, const std::string &)> &write) {
  const char *full = std::getenv("SM_TEST_FULL");
  auto cases = listCases(answers, full && std::string(full) == "1");
  if (!cases.ok()) {
    std::cout << "SKIPPED: there are no answers to convert: "
              << cases.status().message() << "\n";
    return kSkip;
  }
  std::filesystem::remove_all(out);
  Counts counts;
  for (const auto &[op, names] : *cases) {
    const std::filesystem::path from = std::filesystem::path(answers) / op;
    const std::filesystem::path to = std::filesystem::path(out) / op;
    std::filesystem::create_directories(to);
    for (const std::string &name : names)
      writeCase((from / name).string(), (to / name).string(), ending, write,
                counts);
  }
  std::cout << counts.written << " written, " << counts.refused << " refused, "
            << counts.unreadable << " cases cannot be read\n";
  return counts.unreadable == 0 ? 0 : 1;
}

} // namespace sm::oracle
