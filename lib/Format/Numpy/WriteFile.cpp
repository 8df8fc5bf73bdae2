// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Writing by renaming.

#include "WriteFile.h"

#include "sm/Support/StagedOutput.h"

namespace sm::format {

Status writeReplacing(const std::string &path, std::string_view bytes) {
  SM_ASSIGN_OR_RETURN(const std::unique_ptr<StagedFile> file,
                      StagedFile::create(path));
  SM_RETURN_IF_ERROR(file->write(bytes));
  return file->install();
}

} // namespace sm::format
