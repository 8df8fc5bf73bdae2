// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Where staged output is to stand, and the names it has until then.

#include "StagedOutputCalls.h"
#include "sm/Support/StagedOutput.h"

#include "absl/strings/str_cat.h"

#include <atomic>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace sm {

namespace {

constexpr std::string_view kMark = ".sm-tmp-";

} // namespace

bool isStagedName(std::string_view name) {
  const size_t mark = name.rfind(kMark);
  if (mark == name.npos)
    return false;
  const std::string_view number = name.substr(mark + kMark.size());
  return !number.empty() &&
         number.find_first_not_of("0123456789-") == number.npos;
}

Status checkPlace(const std::string &place, bool isFolder, bool overwrite) {
  return staged::findPlace(place, isFolder, overwrite).status();
}

namespace staged {

namespace {

/// "a/b/" as {"a", "b"}, "b" as {".", "b"}, "/b" as {"/", "b"}.
Place split(std::string path) {
  while (path.size() > 1 && path.back() == '/')
    path.pop_back();
  const size_t slash = path.rfind('/');
  if (slash == path.npos)
    return {".", path};
  size_t end = slash;
  while (end > 0 && path[end - 1] == '/')
    --end;
  return {end == 0 ? "/" : path.substr(0, end), path.substr(slash + 1)};
}

/// The path of what stands at `path`, without links.
std::optional<std::string> resolve(const std::string &path) {
  char *resolved = ::realpath(path.c_str(), nullptr);
  if (!resolved)
    return std::nullopt;
  std::string result = resolved;
  std::free(resolved);
  return result;
}

StatusOr<Place> locate(const std::string &place) {
  if (place.empty() || place.find('\0') != place.npos)
    return absl::InvalidArgumentError("the output has no name, or one with a "
                                      "NUL in it; name a file or folder");
  Place found = split(place);
  struct stat info;
  const bool isLink =
      ::lstat(found.path().c_str(), &info) == 0 && S_ISLNK(info.st_mode);
  if (isLink || found.name == "." || found.name == "..") {
    const std::optional<std::string> path = resolve(place);
    if (!path && isLink && errno == ENOENT)
      return absl::FailedPreconditionError(
          absl::StrCat(place, ": is a symbolic link to nothing; remove it or "
                              "name the file or folder itself"));
    if (!path)
      return writeError(place, errno);
    found = split(*path);
  }
  if (found.name.empty())
    return absl::InvalidArgumentError(
        absl::StrCat(place, ": cannot be written or replaced; name a file or "
                            "folder below it"));
  return found;
}

/// True if nothing is in the folder; false too if that cannot be known.
bool isEmptyFolder(const std::string &path, const std::string &place) {
  const Descriptor folder = openFile(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
  if (!folder.isOpen())
    return false;
  const StatusOr<std::vector<std::string>> names = namesIn(folder.get(), place);
  return names.ok() && names->empty();
}

/// The status of something that stands at the place.
Status checkOccupied(const std::string &place, const Place &found,
                     unsigned mode, bool isFolder, bool overwrite) {
  if (!S_ISDIR(mode) && !S_ISREG(mode))
    return absl::AlreadyExistsError(
        absl::StrCat(place, ": is neither a file nor a folder; name a ",
                     isFolder ? "folder" : "file"));
  if (S_ISDIR(mode) != isFolder)
    return absl::AlreadyExistsError(
        absl::StrCat(place, isFolder ? ": is a file; name a folder"
                                     : ": is a folder; name a file"));
  if (overwrite || (isFolder && isEmptyFolder(found.path(), place)))
    return absl::OkStatus();
  return absl::AlreadyExistsError(
      absl::StrCat(place, ": exists already; --overwrite replaces it"));
}

Status withHint(const Status &status, const std::string &hint) {
  return Status(status.code(), absl::StrCat(status.message(), "; ", hint));
}

} // namespace

StatusOr<Place> findPlace(const std::string &place, bool isFolder,
                          bool overwrite) {
  SM_ASSIGN_OR_RETURN(const Place found, locate(place));
  struct stat info;
  if (::lstat(found.path().c_str(), &info) == 0) {
    SM_RETURN_IF_ERROR(
        checkOccupied(place, found, info.st_mode, isFolder, overwrite));
    return found;
  }
  if (errno != ENOENT)
    return writeError(place, errno);
  if (::stat(found.folder.c_str(), &info) != 0)
    return withHint(writeError(place, errno),
                    absl::StrCat("make the folder ", found.folder, " first"));
  if (!isFolder && place.back() == '/')
    return absl::InvalidArgumentError(
        absl::StrCat(place, ": ends in a slash; name a file"));
  return found;
}

StatusOr<std::string>
makeStaged(const std::string &name, const std::string &place,
           const std::function<int(const std::string &)> &make) {
  // Other outputs of this process have other numbers; a process that had our
  // number and was killed may have left a name, which is then passed over.
  static std::atomic<uint64_t> nextNumber{0};
  constexpr int kAttempts = 100000;
  for (int i = 0; i < kAttempts; ++i) {
    const std::string ending =
        absl::StrCat(std::string(kMark), ::getpid(), "-", nextNumber++);
    // The name tells people what it belongs to; it need not be all of it.
    std::string candidate = name.substr(0, NAME_MAX - ending.size()) + ending;
    const int error = make(candidate);
    if (error == 0)
      return candidate;
    if (error != EEXIST)
      return writeError(place, error);
  }
  return writeError(place, EEXIST);
}

} // namespace staged

} // namespace sm
