// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Writing by renaming.

#include "WriteFile.h"

#include "absl/strings/str_cat.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace sm::format {

namespace {

Status writeError(const std::string &path) {
  return absl::InternalError(
      absl::StrCat("cannot write ", path, ": ", std::strerror(errno)));
}

} // namespace

Status writeReplacing(const std::string &path, std::string_view bytes) {
  const std::string partial = absl::StrCat(path, ".partial", ::getpid());
  std::FILE *file = std::fopen(partial.c_str(), "wb");
  if (!file)
    return writeError(path);
  const bool isWritten =
      std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  const bool isClosed = std::fclose(file) == 0;
  if (isWritten && isClosed && std::rename(partial.c_str(), path.c_str()) == 0)
    return absl::OkStatus();
  const Status status = writeError(path);
  std::remove(partial.c_str());
  return status;
}

} // namespace sm::format
