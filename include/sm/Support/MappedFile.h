// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Files mapped into memory for reading.

#ifndef SM_SUPPORT_MAPPEDFILE_H
#define SM_SUPPORT_MAPPEDFILE_H

#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace sm {

/// A whole file, mapped read-only. Pages are read when they are touched, so
/// opening costs the same for any size. The mapping lives as long as the last
/// shared_ptr; whoever keeps a span of bytes() keeps the pointer too. The file
/// must not be truncated while it is mapped: the system then delivers SIGBUS.
class MappedFile {
public:
  /// Maps the file at `path`. NotFound if there is none, FailedPrecondition if
  /// it is no regular file (a folder, a pipe), PermissionDenied or Internal
  /// otherwise; every message names the path. An empty file is fine.
  static StatusOr<std::shared_ptr<const MappedFile>>
  open(const std::string &path);

  ~MappedFile();
  MappedFile(const MappedFile &) = delete;
  MappedFile &operator=(const MappedFile &) = delete;

  /// The path as it was given to open().
  const std::string &name() const { return path; }
  size_t size() const { return length; }
  absl::Span<const char> bytes() const { return {data, length}; }
  std::string_view text() const { return {data, length}; }

  /// Lets the system take back the memory of these bytes, a part of any mapped
  /// file; they are read again when they are next looked at. Thread-safe. Never
  /// for other memory: it would be lost.
  static void release(absl::Span<const char> mapped);

private:
  MappedFile(std::string path, const char *data, size_t length)
      : path(std::move(path)), data(data), length(length) {}

  std::string path;
  const char *data;
  size_t length;
};

} // namespace sm

#endif // SM_SUPPORT_MAPPEDFILE_H
