// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Temporary files and their renaming.

#include "lib/Driver/OutputFile.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sm::driver {
namespace {

Status systemError(const std::string &path, const char *what) {
  return absl::InternalError(
      absl::StrCat(path, ": ", what, ": ", std::strerror(errno)));
}

Status syncFile(const std::string &path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return systemError(path, "cannot be opened");
  const bool isSynced = ::fsync(file) == 0 || errno == EINVAL;
  ::close(file);
  return isSynced ? absl::OkStatus() : systemError(path, "cannot be written");
}

} // namespace

OutputFiles::~OutputFiles() {
  for (const Pending &file : pending)
    ::unlink(file.temporary.c_str());
}

Status
OutputFiles::add(const std::string &target, bool overwrite,
                 const std::function<Status(const std::string &path)> &write) {
  SM_RETURN_IF_ERROR(checkOverwrite(target, overwrite));
  const std::string temporary = absl::StrCat(target, ".", ::getpid(), ".tmp");
  pending.push_back({temporary, target});
  Status status = write(temporary);
  if (!status.ok())
    return status;
  return syncFile(temporary);
}

Status OutputFiles::commit() {
  while (!pending.empty()) {
    const Pending &file = pending.back();
    if (::rename(file.temporary.c_str(), file.target.c_str()) != 0)
      return systemError(file.target, "cannot be written");
    pending.pop_back();
  }
  return absl::OkStatus();
}

Status checkOverwrite(const std::string &target, bool overwrite) {
  struct stat info;
  if (::lstat(target.c_str(), &info) != 0)
    return absl::OkStatus();
  if (S_ISDIR(info.st_mode))
    return absl::AlreadyExistsError(
        absl::StrCat(target, ": is a folder; name a file"));
  if (!overwrite)
    return absl::AlreadyExistsError(
        absl::StrCat(target, ": exists already; --overwrite replaces it"));
  return absl::OkStatus();
}

Status writeTextFile(const std::string &path, std::string_view text) {
  OutputFiles files;
  SM_RETURN_IF_ERROR(
      files.add(path, /*overwrite=*/true, [&](const std::string &temporary) {
        std::FILE *file = std::fopen(temporary.c_str(), "wb");
        if (!file)
          return systemError(path, "cannot be written");
        const bool isWritten =
            std::fwrite(text.data(), 1, text.size(), file) == text.size();
        const bool isClosed = std::fclose(file) == 0;
        return isWritten && isClosed ? absl::OkStatus()
                                     : systemError(path, "cannot be written");
      }));
  return files.commit();
}

std::string fileNameOf(std::string_view key) {
  std::string name;
  for (char c : key) {
    const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                         (c >= '0' && c <= '9') || c == '_' || c == '-' ||
                         (c == '.' && !name.empty());
    if (isPlain)
      name.push_back(c);
    else
      absl::StrAppendFormat(&name, "%%%02X", static_cast<unsigned char>(c));
  }
  return name;
}

bool isSameFile(const std::string &a, const std::string &b) {
  struct stat first, second;
  return ::stat(a.c_str(), &first) == 0 && ::stat(b.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

} // namespace sm::driver
