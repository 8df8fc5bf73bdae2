// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Writes the StableHLO text of every oracle case, for run_xla.py:
//
//   oracle-stablehlo-texts ANSWERS OUT
//
// OUT/<Op>/<case>.mlir, made for the shapes of the case's inputs, or
// <case>.refused with the reason. Exit 77 where there are no answers.

#include "../Cases.h"

#include "sm/API/Convert.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace sm::oracle {
namespace {

constexpr int kSkip = 77;

/// Converts the graph of a case and writes it.
Status writeText(const Case &entry, const std::string &path) {
  ModelSource source;
  source.kind = ModelSource::Kind::GraphDef;
  source.path = entry.graphPath;
  ConvertOptions options;
  options.form = ModelForm::StableHLO;
  options.overwrite = true;
  options.entry.emplace();
  options.entry->fetches = entry.fetches;
  for (const auto &[node, value] : entry.inputs) {
    options.entry->feeds.push_back(node + ":0");
    auto dims = value.shape.dims();
    options.inputShapes.push_back({node + ":0", {dims.begin(), dims.end()}});
  }
  UnsupportedReport report;
  Status status =
      convertModel(source, options, path, &report, /*notes=*/nullptr);
  // The report says more than the status.
  for (const Unsupported &item : report.unsupported)
    return Status(status.code(), item.op + ": " + item.reason);
  return status;
}

/// Writes all texts; the number of cases that could not be read.
int writeAll(const std::map<std::string, std::vector<std::string>> &cases,
             const std::filesystem::path &answers,
             const std::filesystem::path &out) {
  int wrong = 0, written = 0, refused = 0;
  for (const auto &[op, names] : cases) {
    std::filesystem::create_directories(out / op);
    for (const std::string &name : names) {
      StatusOr<Case> entry = readCase((answers / op / name).string());
      if (!entry.ok()) {
        std::cout << entry.status() << "\n";
        ++wrong;
        continue;
      }
      if (entry->fails)
        continue;
      const std::string path = (out / op / name).string();
      Status status = writeText(*entry, path + ".mlir");
      ++(status.ok() ? written : refused);
      if (!status.ok())
        std::ofstream(path + ".refused")
            << absl::StatusCodeToString(status.code()) << ": "
            << status.message() << "\n";
    }
  }
  std::cout << written << " texts, " << refused << " refused, " << wrong
            << " cases cannot be read\n";
  return wrong;
}

} // namespace
} // namespace sm::oracle

int main(int argc, char **argv) {
  if (argc != 3) {
    std::cerr << "usage: oracle-stablehlo-texts ANSWERS OUT\n";
    return 2;
  }
  const char *full = std::getenv("SM_TEST_FULL");
  auto cases = sm::oracle::listCases(argv[1], full && std::string(full) == "1");
  if (!cases.ok()) {
    std::cout << "SKIPPED: there are no answers to convert: "
              << cases.status().message() << "\n";
    return sm::oracle::kSkip;
  }
  std::filesystem::remove_all(argv[2]);
  return sm::oracle::writeAll(*cases, argv[1], argv[2]) == 0 ? 0 : 1;
}
