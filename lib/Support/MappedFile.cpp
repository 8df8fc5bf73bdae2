// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Read-only memory maps.

#include "sm/Support/MappedFile.h"

#include "absl/strings/str_cat.h"

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sm {

namespace {

/// A file descriptor that closes itself.
class Descriptor {
public:
  explicit Descriptor(int fd) : fd(fd) {}
  ~Descriptor() {
    if (fd >= 0)
      ::close(fd);
  }
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  int get() const { return fd; }

private:
  int fd;
};

Status systemError(const std::string &path, const char *what, int error) {
  const std::string message =
      absl::StrCat("cannot ", what, " ", path, ": ", std::strerror(error));
  if (error == ENOENT || error == ENOTDIR)
    return absl::NotFoundError(message);
  if (error == EACCES || error == EPERM)
    return absl::PermissionDeniedError(message);
  return absl::InternalError(message);
}

} // namespace

StatusOr<std::shared_ptr<const MappedFile>>
MappedFile::open(const std::string &path) {
  // O_NONBLOCK: opening a pipe must report that it is one, not wait for it.
  const Descriptor descriptor(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (descriptor.get() < 0)
    return systemError(path, "open", errno);
  struct stat info;
  if (::fstat(descriptor.get(), &info) != 0)
    return systemError(path, "inspect", errno);
  if (!S_ISREG(info.st_mode))
    return absl::FailedPreconditionError(
        absl::StrCat(path, S_ISDIR(info.st_mode) ? " is a folder, not a file"
                                                 : " is not a regular file"));
  const size_t length = static_cast<size_t>(info.st_size);
  const char *data = nullptr;
  if (length > 0) { // The system refuses to map nothing.
    void *address = ::mmap(nullptr, length, PROT_READ, MAP_PRIVATE,
                           descriptor.get(), /*offset=*/0);
    if (address == MAP_FAILED)
      return systemError(path, "map", errno);
    data = static_cast<const char *>(address);
  }
  return std::shared_ptr<const MappedFile>(new MappedFile(path, data, length));
}

void MappedFile::release(absl::Span<const char> mapped) {
  // Whole pages only: what lies beside the bytes may be in use.
  const auto page = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto address = reinterpret_cast<uintptr_t>(mapped.data());
  const uintptr_t begin = (address + page - 1) / page * page;
  const uintptr_t end = (address + mapped.size()) / page * page;
  if (begin < end)
    ::madvise(reinterpret_cast<void *>(begin), end - begin, MADV_DONTNEED);
}

MappedFile::~MappedFile() {
  if (length > 0)
    ::munmap(const_cast<char *>(data), length);
}

} // namespace sm
