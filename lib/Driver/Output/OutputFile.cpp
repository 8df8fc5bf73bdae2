// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Output of the sub-commands, whole or not at all.

#include "lib/Driver/Output/OutputFile.h"

#include "absl/strings/str_format.h"

#include <sys/stat.h>

namespace sm::driver {

Status
OutputFiles::add(const std::string &target, bool overwrite,
                 const std::function<Status(const std::string &path)> &write) {
  SM_ASSIGN_OR_RETURN(std::unique_ptr<StagedFile> file,
                      StagedFile::create(target, overwrite));
  SM_RETURN_IF_ERROR(write(file->path()));
  SM_RETURN_IF_ERROR(file->complete());
  pending.push_back(std::move(file));
  return absl::OkStatus();
}

Status OutputFiles::commit() {
  const std::vector<std::unique_ptr<StagedFile>> files = std::move(pending);
  pending.clear();
  return files.empty() ? absl::OkStatus() : installTogether(files);
}

Status checkOverwrite(const std::string &target, bool overwrite) {
  return checkPlace(target, /*isFolder=*/false, overwrite);
}

Status writeTextFile(const std::string &path, std::string_view text) {
  SM_ASSIGN_OR_RETURN(const std::unique_ptr<StagedFile> file,
                      StagedFile::create(path));
  SM_RETURN_IF_ERROR(file->write(text));
  return file->install();
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
