// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Walking a folder that may be anything.

#include "SourceFiles.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <sys/stat.h>
#include <vector>

namespace fs = std::filesystem;

namespace sm::format {

namespace {

constexpr int kMaxDepth = 64;
/// Links that lead to one file or folder: a few are somebody's order, many
/// would make a small folder a large one.
constexpr int kMaxVisits = 16;

Status cannotRead(const fs::path &path, const std::error_code &error) {
  const std::string message =
      absl::StrCat(path.string(), ": cannot be read: ", error.message());
  return error == std::errc::no_such_file_or_directory
             ? absl::NotFoundError(message)
             : absl::InternalError(message);
}

bool isInside(const fs::path &path, const fs::path &folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end())
             .first == folder.end();
}

const char *nameOf(fs::file_type type) {
  switch (type) {
  case fs::file_type::socket:
    return "a socket";
  case fs::file_type::fifo:
    return "a pipe";
  case fs::file_type::block:
  case fs::file_type::character:
    return "a device";
  default:
    return "neither a file nor a folder";
  }
}

} // namespace

StatusOr<SourceFiles> SourceFiles::open(const std::string &dir) {
  SourceFiles files;
  std::error_code error;
  files.dir = dir;
  files.real = fs::canonical(dir, error);
  if (error)
    return cannotRead(dir, error);
  if (!fs::is_directory(files.real, error))
    return absl::InvalidArgumentError(absl::StrCat(
        dir,
        ": is no folder; the files of a model are copied from its folder"));
  return files;
}

StatusOr<bool> SourceFiles::has(const std::string &relative) const {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(dir / relative, error);
  if (error && status.type() != fs::file_type::not_found)
    return cannotRead(dir / relative, error);
  return fs::exists(status);
}

Status SourceFiles::checkInside(const fs::path &link) const {
  std::error_code error;
  const fs::path target = fs::canonical(link, error);
  if (error)
    return absl::InvalidArgumentError(
        absl::StrCat(link.string(), ": is a symbolic link that leads nowhere (",
                     error.message(), "); remove it or mend it"));
  const fs::path folder = fs::canonical(link.parent_path(), error);
  if (error)
    return cannotRead(link, error);
  if (isInside(folder, target))
    return absl::InvalidArgumentError(
        absl::StrCat(link.string(), ": is a symbolic link to ", target.string(),
                     ", in which it lies itself; remove it"));
  if (isInside(target, real))
    return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      link.string(), ": is a symbolic link to ", target.string(),
      ", outside the model; put the file itself in its place (`cp -rL` copies "
      "a folder with its links resolved)"));
}

Status SourceFiles::countVisit(const fs::path &path) {
  struct stat info;
  if (::stat(path.c_str(), &info) != 0)
    return cannotRead(path, std::error_code(errno, std::generic_category()));
  if (++visits[{info.st_dev, info.st_ino}] > kMaxVisits)
    return absl::InvalidArgumentError(absl::StrCat(
        path.string(), ": more than ", kMaxVisits,
        " symbolic links lead to the same place; a copy of the model would be "
        "much larger than the model"));
  return absl::OkStatus();
}

StatusOr<SourceFiles::Entry> SourceFiles::inspect(const fs::path &path) const {
  std::error_code error;
  fs::file_status status = fs::symlink_status(path, error);
  if (error || !fs::exists(status))
    return cannotRead(path, error);
  Entry entry{status.type(), status.type() == fs::file_type::symlink};
  if (entry.isLink) {
    SM_RETURN_IF_ERROR(checkInside(path));
    entry.type = fs::status(path, error).type();
    if (error)
      return cannotRead(path, error);
  }
  if (entry.type != fs::file_type::regular &&
      entry.type != fs::file_type::directory)
    return absl::InvalidArgumentError(
        absl::StrCat(path.string(), ": is ", nameOf(entry.type),
                     ", which is no part of a model; remove it"));
  return entry;
}

StatusOr<std::string> SourceFiles::file(const std::string &relative) const {
  const fs::path path = dir / relative;
  SM_ASSIGN_OR_RETURN(const Entry entry, inspect(path));
  if (entry.type != fs::file_type::regular)
    return absl::InvalidArgumentError(
        absl::StrCat(path.string(), ": is a folder where a file belongs"));
  return path.string();
}

Status SourceFiles::visit(const Visitor &visitor) {
  visits.clear();
  return visitFolder("", /*depth=*/0, visitor);
}

Status SourceFiles::visitFolder(const std::string &relative, int depth,
                                const Visitor &visitor) {
  const fs::path folder = relative.empty() ? dir : dir / relative;
  if (depth > kMaxDepth)
    return absl::InvalidArgumentError(
        absl::StrCat(folder.string(), ": has more than ", kMaxDepth,
                     " folders above it in the model"));
  std::error_code error;
  std::vector<std::string> names;
  fs::directory_iterator it(folder, error);
  for (const fs::directory_iterator end; !error && it != end;
       it.increment(error))
    names.push_back(it->path().filename().string());
  if (error)
    return cannotRead(folder, error);
  std::sort(names.begin(), names.end());
  for (const std::string &name : names) {
    const std::string below =
        relative.empty() ? name : absl::StrCat(relative, "/", name);
    if (visitor.skips(below))
      continue;
    SM_ASSIGN_OR_RETURN(const Entry entry, inspect(dir / below));
    const bool isFolder = entry.type == fs::file_type::directory;
    // What is below a linked folder is come to as often as the folder is.
    if (entry.isLink)
      SM_RETURN_IF_ERROR(countVisit(dir / below));
    SM_RETURN_IF_ERROR(isFolder ? visitor.folder(below)
                                : visitor.file(below, (dir / below).string()));
    if (isFolder)
      SM_RETURN_IF_ERROR(visitFolder(below, depth + 1, visitor));
  }
  return absl::OkStatus();
}

} // namespace sm::format
