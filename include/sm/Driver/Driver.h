// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The command `sm`.

#ifndef SM_DRIVER_DRIVER_H
#define SM_DRIVER_DRIVER_H

#include "absl/types/span.h"

#include <string>

namespace sm::driver {

/// Runs `sm ARGS...` and returns the exit status; see ExitStatus. Results go to
/// stdout, everything else to stderr.
int driverMain(absl::Span<const std::string> args);

} // namespace sm::driver

#endif // SM_DRIVER_DRIVER_H
