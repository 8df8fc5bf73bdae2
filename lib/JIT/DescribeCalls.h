// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What the kernels of a region do, in words and numbers.

#ifndef SM_LIB_JIT_DESCRIBECALLS_H
#define SM_LIB_JIT_DESCRIBECALLS_H

#include "sm/Runtime/Region.h"

#include "mlir/IR/BuiltinOps.h"

#include <vector>

namespace sm::jit {

/// The calls of kernels by `@main`, in their order. `module` is at stage
/// Kernels: what kernels do still stands there as linalg.
std::vector<runtime::RegionCall> describeCalls(mlir::ModuleOp module);

} // namespace sm::jit

#endif // SM_LIB_JIT_DESCRIBECALLS_H
