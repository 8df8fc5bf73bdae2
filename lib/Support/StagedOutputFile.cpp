// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Single files that appear whole or not at all.

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

/// Small pieces are gathered up to this.
constexpr size_t kBufferSize = size_t(1) << 16;

/// The folder part of a path that has one.
std::string folderOf(const std::string &path) {
  const size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool hasNoSuchFlag(int error) {
  return error == EINVAL || error == ENOSYS || error == EOPNOTSUPP;
}

/// Renames where nothing stands yet.
int renameToNew(const std::string &from, const std::string &to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(),
                  RENAME_NOREPLACE) == 0)
    return 0;
  if (!hasNoSuchFlag(errno))
    return errno;
  // The file system has no such call; what comes between these two is lost.
  struct stat info;
  if (::lstat(to.c_str(), &info) == 0)
    return EEXIST;
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

Status existsMeanwhile(const std::string &place) {
  return absl::AlreadyExistsError(
      absl::StrCat(place, ": came to be while the new file was written; "
                          "--overwrite replaces it"));
}

} // namespace

StatusOr<std::unique_ptr<StagedFile>>
StagedFile::create(const std::string &place, bool overwrite) {
  SM_ASSIGN_OR_RETURN(const Place found,
                      findPlace(place, /*isFolder=*/false, overwrite));
  std::unique_ptr<StagedFile> file(new StagedFile());
  file->place = place;
  file->target = found.path();
  file->overwrite = overwrite;
  SM_ASSIGN_OR_RETURN(
      file->temporary,
      makeStaged(found.name, place, [&](const std::string &name) {
        Descriptor opened =
            openFile(AT_FDCWD, absl::StrCat(found.folder, "/", name),
                     O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0666);
        if (!opened.isOpen())
          return errno;
        file->fd = opened.release();
        return 0;
      }));
  file->temporary = absl::StrCat(found.folder, "/", file->temporary);
  return file;
}

StagedFile::~StagedFile() {
  if (fd >= 0)
    ::close(fd);
  if (!isInstalled && !temporary.empty())
    ::unlink(temporary.c_str());
}

Status StagedFile::write(std::string_view bytes) {
  SM_RETURN_IF_ERROR(failure);
  if (isComplete)
    return absl::FailedPreconditionError(
        absl::StrCat(place, ": is complete; nothing can be appended"));
  written += bytes.size();
  if (buffer.size() + bytes.size() > kBufferSize)
    SM_RETURN_IF_ERROR(flush());
  if (bytes.size() >= kBufferSize)
    failure = writeAll(fd, bytes, place);
  else
    buffer.append(bytes);
  return failure;
}

Status StagedFile::writeZeros(uint64_t count) {
  const std::string zeros(std::min<uint64_t>(count, kBufferSize), '\0');
  for (; count > 0; count -= std::min<uint64_t>(count, kBufferSize))
    SM_RETURN_IF_ERROR(write(std::string_view(zeros).substr(
        0, std::min<uint64_t>(count, kBufferSize))));
  return absl::OkStatus();
}

Status StagedFile::flush() {
  if (failure.ok() && !buffer.empty())
    failure = writeAll(fd, buffer, place);
  buffer.clear();
  return failure;
}

/// Flushes what other means have put where the open file was.
Status StagedFile::flushReplaced() {
  struct stat opened, named;
  if (::fstat(fd, &opened) != 0 || ::lstat(temporary.c_str(), &named) != 0)
    return writeError(place, errno);
  if (opened.st_dev == named.st_dev && opened.st_ino == named.st_ino)
    return absl::OkStatus();
  Descriptor other = openFile(AT_FDCWD, temporary, O_RDONLY | O_NOFOLLOW);
  if (!other.isOpen())
    return writeError(place, errno);
  SM_RETURN_IF_ERROR(flushToDisk(other.get(), place));
  return closeFile(std::move(other), place);
}

Status StagedFile::complete() {
  if (isComplete || !flush().ok())
    return failure;
  failure.Update(flushReplaced());
  failure.Update(flushToDisk(fd, place));
  failure.Update(closeFile(Descriptor(fd), place));
  fd = -1;
  isComplete = true;
  return failure;
}

Status StagedFile::install() {
  SM_RETURN_IF_ERROR(complete());
  if (isInstalled)
    return absl::OkStatus();
  int error = 0;
  if (!overwrite)
    error = renameToNew(temporary, target);
  else if (::rename(temporary.c_str(), target.c_str()) != 0)
    error = errno;
  if (error == EEXIST)
    return existsMeanwhile(place);
  if (error != 0)
    return writeError(place, error);
  isInstalled = true;
  return withContext(flushFolder(folderOf(target), place),
                     "the file is in its place, but may not outlast a crash of "
                     "the system");
}

/// Stands the file at its place and keeps what was there.
Status StagedFile::put() {
  int error = ENOENT;
  if (overwrite)
    error = ::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, target.c_str(),
                        RENAME_EXCHANGE) == 0
                ? 0
                : errno;
  holdsReplaced = canTakeBack = error == 0;
  if (error == ENOENT) {
    error = renameToNew(temporary, target);
    canTakeBack = error == 0;
  } else if (hasNoSuchFlag(error)) {
    error = ::rename(temporary.c_str(), target.c_str()) == 0 ? 0 : errno;
  }
  if (error == EEXIST)
    return existsMeanwhile(place);
  if (error != 0)
    return writeError(place, error);
  isInstalled = true;
  return absl::OkStatus();
}

/// Undoes put(), as far as that goes.
void StagedFile::takeBack() {
  if (!canTakeBack)
    return;
  const int error = holdsReplaced
                        ? ::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD,
                                      target.c_str(), RENAME_EXCHANGE)
                        : ::rename(target.c_str(), temporary.c_str());
  isInstalled = error != 0;
  holdsReplaced = false;
}

Status StagedFile::removeReplaced() {
  if (!holdsReplaced || ::unlink(temporary.c_str()) == 0)
    return absl::OkStatus();
  return callError(temporary,
                   absl::StrCat(place, " is written, but the file it replaced "
                                       "cannot be removed"),
                   errno);
}

Status installTogether(absl::Span<const std::unique_ptr<StagedFile>> files) {
  if (files.size() == 1) // Which takes fewer steps.
    return files.front()->install();
  for (const auto &file : files)
    SM_RETURN_IF_ERROR(file->complete());
  for (size_t i = 0; i < files.size(); ++i) {
    Status status = files[i]->put();
    if (status.ok())
      continue;
    while (i > 0)
      files[--i]->takeBack();
    return status;
  }
  std::vector<std::string> folders;
  for (const auto &file : files)
    folders.push_back(folderOf(file->target));
  std::sort(folders.begin(), folders.end());
  folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
  for (const std::string &folder : folders) {
    const Status status = flushFolder(folder, folder);
    if (status.ok())
      continue;
    std::string message = "the files are in their places, but may not outlast "
                          "a crash of the system";
    for (const auto &file : files)
      if (file->holdsReplaced)
        absl::StrAppend(&message, "; the old ", file->place, " is ",
                        file->temporary);
    return withContext(status, message);
  }
  Status status;
  for (const auto &file : files)
    status.Update(file->removeReplaced());
  return status;
}

} // namespace sm
