// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// `sm run`: runs an entry once.

#ifndef SM_LIB_DRIVER_RUN_RUN_H
#define SM_LIB_DRIVER_RUN_RUN_H

#include "sm/Runtime/Program.h"
#include "sm/Runtime/Tensor.h"

#include "absl/types/span.h"

#include <string>

namespace sm::driver {

/// The sub-command. Returns the exit status.
int runMain(absl::Span<const std::string> args);

/// Key, type and values of every output, for people.
std::string outputsText(absl::Span<const runtime::Port> ports,
                        absl::Span<const runtime::Tensor> tensors);

/// {"outputs":{KEY:{"dtype","shape","values"}}}, keys sorted.
std::string outputsJSON(absl::Span<const runtime::Port> ports,
                        absl::Span<const runtime::Tensor> tensors);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_RUN_RUN_H
