// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Status with context.

#include "sm/Support/Status.h"

#include "sm/Support/StringView.h"

#include "absl/strings/str_cat.h"

namespace sm {

Status withContext(const Status &status, std::string_view context) {
  if (status.ok())
    return status;
  return Status(status.code(),
                absl::StrCat(toAbsl(context), ": ", status.message()));
}

} // namespace sm
