// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Writing a file whole or not at all.

#ifndef SM_FORMAT_NUMPY_WRITEFILE_H
#define SM_FORMAT_NUMPY_WRITEFILE_H

#include "sm/Support/Status.h"

#include <string>
#include <string_view>

namespace sm::format {

/// Writes `bytes` to `path`, replacing what is there; a failure leaves that.
/// Errors as StagedFile.
Status writeReplacing(const std::string &path, std::string_view bytes);

} // namespace sm::format

#endif // SM_FORMAT_NUMPY_WRITEFILE_H
