// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Writing a file whole or not at all.

#ifndef SM_FORMAT_NUMPY_WRITEFILE_H
#define SM_FORMAT_NUMPY_WRITEFILE_H

#include "sm/Support/Status.h"

#include <string>
#include <string_view>

namespace sm::format {

/// Writes `bytes` beside `path` and renames, so that a failure leaves what was
/// there. Internal, naming the path, if that does not work.
Status writeReplacing(const std::string &path, std::string_view bytes);

} // namespace sm::format

#endif // SM_FORMAT_NUMPY_WRITEFILE_H
