// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Removal of ops together with what was computed for them alone.

#ifndef SM_LIB_TRANSFORMS_DEADOPS_H
#define SM_LIB_TRANSFORMS_DEADOPS_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/StringRef.h"

namespace sm {

/// Erases `op`, whose results nobody uses, and then what is left without uses
/// and effects of what gave its operands. Returns how many ops went.
unsigned eraseWithProducers(mlir::Operation *op);

/// TensorFlow's name of an op of the tf dialect, with a record or without;
/// empty for other dialects.
llvm::StringRef tensorFlowName(mlir::Operation *op);

} // namespace sm

#endif // SM_LIB_TRANSFORMS_DEADOPS_H
