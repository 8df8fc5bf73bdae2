// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Numbering and removal of version folders.

#include "lib/Driver/Edit/Versions.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <optional>
#include <unistd.h>

namespace fs = std::filesystem;

namespace sm::driver {
namespace {

/// The number that a name is; nullopt for other names. Serving's versions are
/// int64.
std::optional<int64_t> versionNumber(const std::string &name) {
  int64_t number = 0;
  if (name.empty() || name.find_first_not_of("0123456789") != name.npos ||
      !absl::SimpleAtoi(name, &number))
    return std::nullopt;
  return number;
}

bool isModel(const fs::path &path) {
  std::error_code error;
  if (!fs::is_directory(fs::symlink_status(path, error)))
    return false;
  for (const char *name : {"saved_model.pb", "saved_model.pbtxt"})
    if (fs::exists(path / name, error))
      return true;
  return false;
}

Status failed(const std::string &path, const std::error_code &error) {
  return absl::InternalError(absl::StrCat(path, ": ", error.message()));
}

} // namespace

StatusOr<std::string> nextVersion(const std::string &base) {
  std::error_code error;
  if (!fs::is_directory(base, error))
    return absl::NotFoundError(
        absl::StrCat(base, ": is no folder; make it first"));
  int64_t greatest = 0;
  for (fs::directory_iterator it(base, error), end; !error && it != end;
       it.increment(error))
    greatest = std::max(
        greatest, versionNumber(it->path().filename().string()).value_or(0));
  if (error)
    return failed(base, error);
  if (greatest == std::numeric_limits<int64_t>::max())
    return absl::OutOfRangeError(absl::StrCat(base, ": version ", greatest,
                                              " is the greatest there can be"));
  return (fs::path(base) / absl::StrCat(greatest + 1)).string();
}

StatusOr<std::vector<std::string>> removeOldVersions(const std::string &base,
                                                     const std::string &newest,
                                                     int64_t keep) {
  std::vector<std::pair<int64_t, fs::path>> versions;
  std::error_code error;
  for (fs::directory_iterator it(base, error), end; !error && it != end;
       it.increment(error)) {
    auto number = versionNumber(it->path().filename().string());
    if (number && isModel(it->path()) && it->path() != fs::path(newest))
      versions.emplace_back(*number, it->path());
  }
  if (error)
    return failed(base, error);
  std::sort(versions.rbegin(), versions.rend());
  std::vector<std::string> removed;
  for (size_t i = static_cast<size_t>(keep) - 1; i < versions.size(); ++i) {
    const fs::path &path = versions[i].second;
    // Renamed first, so that no reader meets half a model.
    const fs::path aside = absl::StrCat(path.string(), ".sm-tmp-", ::getpid());
    fs::rename(path, aside, error);
    if (!error)
      fs::remove_all(aside, error);
    if (error)
      return failed(path.string(), error);
    removed.push_back(path.string());
  }
  return removed;
}

} // namespace sm::driver
