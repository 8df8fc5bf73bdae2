// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What a region's module says of its buffers.

#ifndef SM_LIB_JIT_REGIONINTERFACE_H
#define SM_LIB_JIT_REGIONINTERFACE_H

#include "sm/JIT/CompileRegion.h"

#include "mlir/IR/BuiltinOps.h"

#include <optional>

namespace sm::jit {

/// Fills all of a CompiledRegion but code and times: types of inputs and
/// outputs, weights, arena. InvalidArgument if the module is no region.
StatusOr<CompiledRegion> readInterface(mlir::ModuleOp module,
                                       std::optional<unsigned> numInputs);

} // namespace sm::jit

#endif // SM_LIB_JIT_REGIONINTERFACE_H
