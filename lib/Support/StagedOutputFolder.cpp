// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Folders that appear whole or not at all.

#include "StagedOutputCalls.h"
#include "sm/Support/StagedOutput.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sm {

using namespace staged;

namespace {

/// Folders in folders; each level holds a descriptor while the tree is flushed.
constexpr int kMaxDepth = 200;
/// Bytes at a time, where the kernel does not copy by itself.
constexpr size_t kCopySize = size_t(1) << 20;

/// The names of "a/b/c"; empty if there is something else in it.
std::vector<std::string> namesOf(const std::string &relative) {
  std::vector<std::string> names;
  for (size_t start = 0; start <= relative.size();) {
    const size_t end = std::min(relative.find('/', start), relative.size());
    std::string name = relative.substr(start, end - start);
    if (name.empty() || name == "." || name == ".." ||
        name.find('\0') != name.npos)
      return {};
    names.push_back(std::move(name));
    start = end + 1;
  }
  return names;
}

Status badName(const std::string &place, const std::string &relative) {
  return absl::InvalidArgumentError(absl::StrCat(
      place, ": '", relative,
      "' is no name below the folder; give plain names between slashes"));
}

/// The folder `name` of `parent`, made if it is not there.
StatusOr<Descriptor> enterFolder(int parent, const std::string &name,
                                 const std::string &place) {
  if (::mkdirat(parent, name.c_str(), 0777) != 0 && errno != EEXIST)
    return writeError(place, errno);
  Descriptor folder =
      openFile(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!folder.isOpen())
    return writeError(place, errno);
  return folder;
}

/// The folder that `names` lead to, the last of them left out.
StatusOr<Descriptor> enterFolders(int root,
                                  const std::vector<std::string> &names,
                                  size_t count, const std::string &place) {
  Descriptor folder = openFile(root, ".", O_RDONLY | O_DIRECTORY);
  if (!folder.isOpen())
    return writeError(place, errno);
  for (size_t i = 0; i < count; ++i) {
    SM_ASSIGN_OR_RETURN(folder, enterFolder(folder.get(), names[i], place));
  }
  return folder;
}

/// Copies from the position of `from` to its end, through memory.
Status copyThroughMemory(int from, int to, const std::string &fromName,
                         const std::string &place) {
  std::string buffer(kCopySize, '\0');
  while (true) {
    const ssize_t count =
        retried([&] { return ::read(from, buffer.data(), buffer.size()); });
    if (count < 0)
      return callError(fromName, "cannot be read", errno);
    if (count == 0)
      return absl::OkStatus();
    SM_RETURN_IF_ERROR(
        writeAll(to, {buffer.data(), static_cast<size_t>(count)}, place));
  }
}

bool needsOtherCopy(int error) {
  return error == EXDEV || error == EINVAL || error == ENOSYS ||
         error == EOPNOTSUPP || error == EPERM || error == EBADF;
}

Status copyBytes(int from, int to, const std::string &fromName,
                 const std::string &place) {
  while (true) {
    const ssize_t count = retried([&] {
      return ::copy_file_range(from, nullptr, to, nullptr, size_t(1) << 30, 0);
    });
    if (count > 0)
      continue;
    // Some file systems say 0 of files they cannot copy, so the end is looked
    // for by reading.
    if (count == 0 || needsOtherCopy(errno))
      return copyThroughMemory(from, to, fromName, place);
    // Whose fault it is cannot be told.
    return withContext(writeError(place, errno), "copying " + fromName);
  }
}

bool isSameState(const struct stat &a, const struct stat &b) {
  return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

Status flushTree(int folder, const std::string &place, int depth) {
  if (depth > kMaxDepth)
    return absl::InvalidArgumentError(absl::StrCat(
        place, ": has more than ", kMaxDepth, " folders in one another"));
  SM_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                      namesIn(folder, place));
  for (const std::string &name : names) {
    const std::string path = absl::StrCat(place, "/", name);
    struct stat info;
    if (::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0)
      return writeError(path, errno);
    // Links and pipes have nothing of their own to flush.
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode))
      continue;
    const Descriptor entry =
        openFile(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (!entry.isOpen())
      return writeError(path, errno);
    SM_RETURN_IF_ERROR(S_ISDIR(info.st_mode)
                           ? flushTree(entry.get(), path, depth + 1)
                           : flushToDisk(entry.get(), path));
  }
  return flushToDisk(folder, place);
}

} // namespace

StatusOr<std::unique_ptr<StagedFolder>>
StagedFolder::create(const std::string &place, bool overwrite) {
  SM_ASSIGN_OR_RETURN(const Place found,
                      findPlace(place, /*isFolder=*/true, overwrite));
  std::unique_ptr<StagedFolder> staged(new StagedFolder());
  staged->place = place;
  staged->name = found.name;
  staged->overwrite = overwrite;
  staged->parent =
      openFile(AT_FDCWD, found.folder, O_RDONLY | O_DIRECTORY).release();
  if (staged->parent < 0)
    return writeError(place, errno);
  SM_ASSIGN_OR_RETURN(
      staged->temporaryName,
      makeStaged(found.name, place, [&](const std::string &name) {
        return ::mkdirat(staged->parent, name.c_str(), 0777) == 0 ? 0 : errno;
      }));
  staged->temporary = absl::StrCat(found.folder, "/", staged->temporaryName);
  staged->folder = openFile(staged->parent, staged->temporaryName,
                            O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
                       .release();
  if (staged->folder < 0)
    return writeError(place, errno);
  return staged;
}

StagedFolder::~StagedFolder() {
  if (folder >= 0)
    ::close(folder);
  // What cannot be removed keeps its staged name.
  if (!isInstalled && !temporaryName.empty())
    removeFolder(parent, temporaryName, temporary).IgnoreError();
  if (parent >= 0)
    ::close(parent);
}

StatusOr<std::pair<int, std::string>>
StagedFolder::openParent(const std::string &relative) {
  const std::vector<std::string> names = namesOf(relative);
  if (names.empty())
    return badName(place, relative);
  SM_ASSIGN_OR_RETURN(Descriptor above,
                      enterFolders(folder, names, names.size() - 1,
                                   absl::StrCat(place, "/", relative)));
  return std::make_pair(above.release(), names.back());
}

Status StagedFolder::makeFolder(const std::string &relative) {
  const std::vector<std::string> names = namesOf(relative);
  if (names.empty())
    return badName(place, relative);
  return enterFolders(folder, names, names.size(),
                      absl::StrCat(place, "/", relative))
      .status();
}

StatusOr<int> StagedFolder::createFile(const std::string &relative) {
  SM_ASSIGN_OR_RETURN(const auto parentAndName, openParent(relative));
  const Descriptor above(parentAndName.first);
  Descriptor file =
      openFile(above.get(), parentAndName.second,
               O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, /*mode=*/0666);
  if (!file.isOpen())
    return writeError(absl::StrCat(place, "/", relative), errno);
  return file.release();
}

Status StagedFolder::write(const std::string &relative,
                           std::string_view bytes) {
  SM_ASSIGN_OR_RETURN(const int fd, createFile(relative));
  Descriptor file(fd);
  const std::string shown = absl::StrCat(place, "/", relative);
  SM_RETURN_IF_ERROR(writeAll(file.get(), bytes, shown));
  return closeFile(std::move(file), shown);
}

Status StagedFolder::copyFile(const std::string &from,
                              const std::string &relative) {
  // O_NONBLOCK: opening a pipe must not wait for a writer.
  const Descriptor source = openFile(AT_FDCWD, from, O_RDONLY | O_NONBLOCK);
  struct stat before, after;
  if (!source.isOpen() || ::fstat(source.get(), &before) != 0)
    return callError(from, "cannot be read", errno);
  if (!S_ISREG(before.st_mode))
    return absl::FailedPreconditionError(
        absl::StrCat(from, ": is not a regular file and cannot be copied"));
  SM_ASSIGN_OR_RETURN(const int fd, createFile(relative));
  Descriptor file(fd);
  const std::string shown = absl::StrCat(place, "/", relative);
  SM_RETURN_IF_ERROR(copyBytes(source.get(), file.get(), from, shown));
  if (::fstat(source.get(), &after) != 0)
    return callError(from, "cannot be read", errno);
  if (!isSameState(before, after))
    return absl::AbortedError(absl::StrCat(
        from, ": was changed while it was copied; try again when it is done"));
  return closeFile(std::move(file), shown);
}

/// Exchanges the new folder with the one at its place and removes that.
Status StagedFolder::exchange() {
  if (::renameat2(parent, temporaryName.c_str(), parent, name.c_str(),
                  RENAME_EXCHANGE) != 0) {
    const bool isUnknown = errno == EINVAL || errno == ENOSYS ||
                           errno == EOPNOTSUPP || errno == EXDEV;
    return isUnknown
               ? absl::FailedPreconditionError(absl::StrCat(
                     place, ": the file system cannot exchange it for a new "
                            "folder in one step; remove it first, or choose "
                            "another place"))
               : writeError(place, errno);
  }
  isInstalled = true; // The temporary name now is that of the old one.
  SM_RETURN_IF_ERROR(withContext(
      flushToDisk(parent, place),
      absl::StrCat("the new folder is in its place, but may not outlast a "
                   "crash of the system; the old one is ",
                   temporary)));
  const std::string done = absl::StrCat(
      place, " is written, but the folder it replaced is not removed wholly");
  struct stat mine, old;
  if (::fstat(folder, &mine) != 0 ||
      ::fstatat(parent, temporaryName.c_str(), &old, AT_SYMLINK_NOFOLLOW) != 0)
    return withContext(callError(temporary, "cannot be inspected", errno),
                       done);
  // Somebody who exchanged the two again must not lose the new one.
  if (mine.st_dev == old.st_dev && mine.st_ino == old.st_ino)
    return absl::AbortedError(absl::StrCat(
        place, ": was replaced while it was written; the new folder is ",
        temporary));
  return withContext(removeFolder(parent, temporaryName, temporary), done);
}

Status StagedFolder::install() {
  if (isInstalled)
    return absl::OkStatus();
  SM_RETURN_IF_ERROR(flushTree(folder, place, /*depth=*/0));
  // A folder may be renamed to one that is empty, and to no other.
  if (::renameat(parent, temporaryName.c_str(), parent, name.c_str()) == 0) {
    isInstalled = true;
    return withContext(flushToDisk(parent, place),
                       "the folder is in its place, but may not outlast a "
                       "crash of the system");
  }
  if (errno != ENOTEMPTY && errno != EEXIST)
    return writeError(place, errno);
  if (!overwrite)
    return absl::AlreadyExistsError(
        absl::StrCat(place, ": came to be while the new folder was written; "
                            "--overwrite replaces it"));
  return exchange();
}

} // namespace sm
