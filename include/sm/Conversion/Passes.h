// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Passes that go from one dialect to another.

#ifndef SM_CONVERSION_PASSES_H
#define SM_CONVERSION_PASSES_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace sm {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "sm/Conversion/Passes.h.inc"

} // namespace sm

#endif // SM_CONVERSION_PASSES_H
