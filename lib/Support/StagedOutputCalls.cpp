// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Calls of the system, made until they are done.

#include "StagedOutputCalls.h"

#include "sm/Support/StringView.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sm::staged {

/// Folders in folders that are removed; each level holds a descriptor.
constexpr int kMaxDepth = 500;

void Descriptor::closeQuietly() {
  if (fd < 0)
    return;
  const int error = errno;
  ::close(fd);
  errno = error;
}

Status callError(const std::string &place, std::string_view what, int error) {
  std::string message =
      absl::StrCat(place, ": ", toAbsl(what), ": ", std::strerror(error));
  switch (error) {
  case ENOSPC:
  case EDQUOT:
    absl::StrAppend(&message, "; make room or choose another place");
    return absl::ResourceExhaustedError(message);
  case EFBIG:
    absl::StrAppend(&message, "; a limit of the file system or of `ulimit -f` "
                              "is reached");
    return absl::ResourceExhaustedError(message);
  case ENOENT:
  case ENOTDIR:
    return absl::NotFoundError(message);
  case EACCES:
  case EPERM:
  case EROFS:
    return absl::PermissionDeniedError(message);
  case EEXIST:
  case ENOTEMPTY:
    return absl::AlreadyExistsError(message);
  case EBUSY:
    absl::StrAppend(&message,
                    "; if something is mounted there, name a folder below it");
    return absl::FailedPreconditionError(message);
  default:
    return absl::InternalError(message);
  }
}

Status writeError(const std::string &place, int error) {
  return callError(place, "cannot be written", error);
}

Descriptor openFile(int folder, const std::string &name, int flags,
                    unsigned mode) {
  return Descriptor(retried(
      [&] { return ::openat(folder, name.c_str(), flags | O_CLOEXEC, mode); }));
}

Status writeAll(int fd, std::string_view bytes, const std::string &place) {
  while (!bytes.empty()) {
    const ssize_t count =
        retried([&] { return ::write(fd, bytes.data(), bytes.size()); });
    if (count < 0)
      return writeError(place, errno);
    if (count == 0) // Or we would try for ever.
      return writeError(place, EIO);
    bytes.remove_prefix(static_cast<size_t>(count));
  }
  return absl::OkStatus();
}

Status flushToDisk(int fd, const std::string &place) {
  if (retried([&] { return ::fsync(fd); }) == 0 || errno == EINVAL ||
      errno == EROFS)
    return absl::OkStatus();
  return writeError(place, errno);
}

Status closeFile(Descriptor file, const std::string &place) {
  // Linux has closed the file when it says EINTR.
  if (::close(file.release()) == 0 || errno == EINTR)
    return absl::OkStatus();
  return writeError(place, errno);
}

Status flushFolder(const std::string &path, const std::string &place) {
  const Descriptor folder = openFile(AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
  if (!folder.isOpen())
    return writeError(place, errno);
  return flushToDisk(folder.get(), place);
}

StatusOr<std::vector<std::string>> namesIn(int fd, const std::string &place) {
  // The stream takes a descriptor of its own, with its own position.
  Descriptor own = openFile(fd, ".", O_RDONLY | O_DIRECTORY);
  DIR *stream = own.isOpen() ? ::fdopendir(own.get()) : nullptr;
  if (!stream)
    return callError(place, "cannot be listed", errno);
  own.release();
  std::vector<std::string> names;
  errno = 0;
  while (const dirent *entry = ::readdir(stream)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..")
      names.emplace_back(name);
    errno = 0;
  }
  const int error = errno;
  ::closedir(stream);
  if (error != 0)
    return callError(place, "cannot be listed", error);
  std::sort(names.begin(), names.end());
  return names;
}

namespace {

Status removeError(const std::string &place, int error) {
  return callError(place, "cannot be removed", error);
}

Status removeContents(int folder, const std::string &place, int depth);

Status removeEntry(int parent, const std::string &name,
                   const std::string &place, int depth) {
  if (::unlinkat(parent, name.c_str(), 0) == 0 || errno == ENOENT)
    return absl::OkStatus();
  // Linux says EISDIR of a folder, POSIX EPERM.
  if (errno != EISDIR && errno != EPERM)
    return removeError(place, errno);
  const int notUnlinked = errno;
  const Descriptor folder =
      openFile(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (!folder.isOpen())
    return removeError(place, errno == ENOTDIR ? notUnlinked : errno);
  SM_RETURN_IF_ERROR(removeContents(folder.get(), place, depth + 1));
  if (::unlinkat(parent, name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT)
    return absl::OkStatus();
  return removeError(place, errno);
}

Status removeContents(int folder, const std::string &place, int depth) {
  if (depth > kMaxDepth)
    return absl::FailedPreconditionError(absl::StrCat(
        place, ": cannot be removed: has more than ", kMaxDepth, " levels"));
  SM_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                      namesIn(folder, place));
  Status status;
  for (const std::string &name : names)
    status.Update(
        removeEntry(folder, name, absl::StrCat(place, "/", name), depth));
  return status;
}

} // namespace

Status removeFolder(int parent, const std::string &name,
                    const std::string &place) {
  return removeEntry(parent, name, place, /*depth=*/0);
}

} // namespace sm::staged
