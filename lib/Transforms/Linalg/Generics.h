// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What the passes ask of a linalg.generic.

#ifndef SM_LIB_TRANSFORMS_LINALG_GENERICS_H
#define SM_LIB_TRANSFORMS_LINALG_GENERICS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include <optional>

namespace sm {

/// True for an op on tensors whose loops are all parallel, which reads none of
/// its destinations and writes them in the order of its loops.
bool isElementwise(mlir::linalg::GenericOp op);

/// True if at least one loop is a reduction.
bool hasReduction(mlir::linalg::GenericOp op);

/// True if the body is `acc + a * b` of floats or integers.
bool isContraction(mlir::linalg::GenericOp op);

/// The number of ops in the body that compute something.
unsigned bodyWork(mlir::linalg::GenericOp op);

/// The extents of the loops, which are static.
llvm::SmallVector<int64_t> loopExtents(mlir::linalg::GenericOp op);

/// The one generic that reads `value`, and by which operand; null if there is
/// another use.
mlir::OpOperand *onlyUse(mlir::Value value);

/// The elements of an `arith.constant` of a tensor; null for other values.
mlir::ElementsAttr constantElements(mlir::Value value);

/// True for the slice that cuts off columns behind the results of a
/// contraction, which nothing else reads.
bool isPaddingCut(mlir::Operation *op);

/// Erases ops of the function that nothing uses, last ones first.
void eraseDeadOps(mlir::Block &block);

} // namespace sm

#endif // SM_LIB_TRANSFORMS_LINALG_GENERICS_H
