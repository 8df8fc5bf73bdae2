// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// `sm compile`: machine code ahead of time.

#ifndef SM_LIB_DRIVER_COMPILE_COMPILE_H
#define SM_LIB_DRIVER_COMPILE_COMPILE_H

#include "absl/types/span.h"

#include <string>

namespace sm::driver {

/// The sub-command. Returns the exit status.
int compileMain(absl::Span<const std::string> args);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_COMPILE_COMPILE_H
