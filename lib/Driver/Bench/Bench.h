// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// `sm bench`: how fast an entry runs.

#ifndef SM_LIB_DRIVER_BENCH_BENCH_H
#define SM_LIB_DRIVER_BENCH_BENCH_H

#include "absl/types/span.h"

#include <string>

namespace sm::driver {

/// The sub-command. Returns the exit status.
int benchMain(absl::Span<const std::string> args);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_BENCH_BENCH_H
