// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Compares the files that come with a model, and its fingerprint.

#include "lib/Driver/Diff/Diff.h"
#include "sm/Driver/Text.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/fingerprint.pb.h"
#include "sm/Support/MappedFile.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace sm::driver {
namespace {

namespace fs = std::filesystem;

constexpr const char *kFingerprint = "fingerprint.pb";

/// True for files that other parts of the comparison read.
bool isReadElsewhere(const std::string &name) {
  return name == "saved_model.pb" || name == "saved_model.pbtxt" ||
         name == kFingerprint || absl::StartsWith(name, "variables/variables.");
}

/// Paths below the folder and what is there. Links are not followed.
std::map<std::string, fs::file_status> listFiles(const std::string &dir,
                                                 ModelDiff &diff) {
  std::map<std::string, fs::file_status> files;
  std::error_code error;
  fs::recursive_directory_iterator it(dir, error), end;
  for (; !error && it != end; it.increment(error)) {
    const std::string name = it->path().lexically_relative(dir).string();
    std::error_code statError;
    const fs::file_status status = it->symlink_status(statError);
    if (status.type() != fs::file_type::directory && !isReadElsewhere(name))
      files.emplace(name, status);
  }
  if (error)
    diff.damages.push_back(
        absl::StrCat(dir, ": cannot be listed: ", error.message()));
  return files;
}

std::string kindOf(const fs::file_status &status) {
  return status.type() == fs::file_type::regular   ? "file"
         : status.type() == fs::file_type::symlink ? "link"
                                                   : "no file";
}

/// The place of the first byte that differs.
size_t firstDifference(absl::Span<const char> a, absl::Span<const char> b) {
  const size_t common = std::min(a.size(), b.size());
  return static_cast<size_t>(
      std::mismatch(a.begin(), a.begin() + common, b.begin()).first -
      a.begin());
}

void diffContents(const std::string &a, const std::string &b, Change &change,
                  ModelDiff &diff) {
  const auto left = MappedFile::open(a), right = MappedFile::open(b);
  for (const auto *file : {&left, &right})
    if (!file->ok())
      diff.damages.push_back(std::string(file->status().message()));
  if (!left.ok() || !right.ok())
    return;
  const auto bytesA = (*left)->bytes(), bytesB = (*right)->bytes();
  if (bytesA == bytesB)
    return;
  if (bytesA.size() != bytesB.size())
    change.details.push_back(
        makeDetail("size", sizeText(static_cast<int64_t>(bytesA.size())),
                   sizeText(static_cast<int64_t>(bytesB.size()))));
  change.note =
      absl::StrCat("from byte ", firstDifference(bytesA, bytesB), " on");
}

void diffLinks(const std::string &a, const std::string &b, Change &change) {
  std::error_code error;
  const std::string left = fs::read_symlink(a, error).string();
  const std::string right = fs::read_symlink(b, error).string();
  if (left != right)
    change.details.push_back(
        makeDetail("target", printable(left), printable(right)));
}

/// What two things of one name have different; an empty change if nothing.
Change diffFile(const DiffSide &a, const DiffSide &b, const std::string &name,
                const fs::file_status &statusA, const fs::file_status &statusB,
                ModelDiff &diff) {
  Change change;
  change.name = name;
  const std::string pathA = a.dir + "/" + name, pathB = b.dir + "/" + name;
  if (statusA.type() != statusB.type())
    change.details.push_back(
        makeDetail("kind", kindOf(statusA), kindOf(statusB)));
  else if (statusA.type() == fs::file_type::regular)
    diffContents(pathA, pathB, change, diff);
  else if (statusA.type() == fs::file_type::symlink)
    diffLinks(pathA, pathB, change);
  return change;
}

DiffSection diffAllFiles(const DiffSide &a, const DiffSide &b,
                         ModelDiff &diff) {
  DiffSection section{"files", "", "files", 0, {}};
  const auto filesA = listFiles(a.dir, diff), filesB = listFiles(b.dir, diff);
  std::set<std::string> names;
  for (const auto *files : {&filesA, &filesB})
    for (const auto &[name, status] : *files)
      names.insert(name);
  section.compared = static_cast<int64_t>(names.size());
  for (const std::string &name : names) {
    const auto left = filesA.find(name), right = filesB.find(name);
    Change change;
    if (left != filesA.end() && right != filesB.end()) {
      change = diffFile(a, b, name, left->second, right->second, diff);
      if (change.note.empty() && change.details.empty())
        continue;
    } else {
      change.name = name;
      change.kind =
          left != filesA.end() ? Change::Kind::Removed : Change::Kind::Added;
    }
    section.changes.push_back(std::move(change));
  }
  return section;
}

/// The fingerprint of a side; null if it has none.
std::unique_ptr<tensorflow::FingerprintDef>
readFingerprint(const DiffSide &side, ModelDiff &diff) {
  const std::string path = side.dir + "/" + kFingerprint;
  std::error_code error;
  if (!fs::exists(path, error))
    return nullptr;
  auto message = std::make_unique<tensorflow::FingerprintDef>();
  if (Status status = format::readMessageFile(path, *message); !status.ok())
    diff.damages.push_back(std::string(status.message()));
  return message;
}

DiffSection diffFingerprints(const DiffSide &a, const DiffSide &b,
                             ModelDiff &diff) {
  DiffSection section{"files", "", "fingerprint", 0, {}};
  const auto left = readFingerprint(a, diff), right = readFingerprint(b, diff);
  if (!left && !right)
    return section;
  section.compared = 1;
  Change change;
  change.name = kFingerprint;
  if (left && right)
    diffMessages(*left, *right, "", change.details);
  else
    change.kind = left ? Change::Kind::Removed : Change::Kind::Added;
  if (change.kind != Change::Kind::Changed || !change.details.empty())
    section.changes.push_back(std::move(change));
  return section;
}

/// Says where the model file has other bytes although its content is equal.
void noteModelFile(const DiffSide &a, const DiffSide &b, ModelDiff &diff) {
  const auto left = MappedFile::open(a.modelFile);
  const auto right = MappedFile::open(b.modelFile);
  if (left.ok() && right.ok() && (*left)->bytes() != (*right)->bytes())
    diff.notes.push_back(
        "the model files hold the same in other bytes (the order of maps, the "
        "numbers of objects, and text or binary do not count)");
}

} // namespace

void diffFiles(const DiffSide &a, const DiffSide &b, ModelDiff &diff) {
  if (!a.modelFile.empty() && !b.modelFile.empty() && diff.isEqual())
    noteModelFile(a, b, diff);
  if (a.dir.empty() || b.dir.empty())
    return;
  diff.sections.push_back(diffAllFiles(a, b, diff));
  diff.sections.push_back(diffFingerprints(a, b, diff));
}

} // namespace sm::driver
