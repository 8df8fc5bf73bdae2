// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// `sm scan`: ops that reach outside a model.

#ifndef SM_LIB_DRIVER_SCAN_SCAN_H
#define SM_LIB_DRIVER_SCAN_SCAN_H

#include "absl/types/span.h"

#include <string>

namespace sm::driver {

/// The sub-command. Returns the exit status.
int scanMain(absl::Span<const std::string> args);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_SCAN_SCAN_H
