// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What an op of the stablehlo dialect does to one element.

#ifndef SM_LIB_CONVERSION_STABLEHLOTOLINALG_SCALAROPS_H
#define SM_LIB_CONVERSION_STABLEHLOTOLINALG_SCALAROPS_H

#include "mlir/IR/Builders.h"

namespace sm {

/// True if the op computes each element of its result from the elements of its
/// operands at the same place (or from scalars).
bool isElementwiseHLO(mlir::Operation *op);

/// The op on scalars `args`, whose types are the element types of its operands;
/// truth values are i1. Null if there is no such form.
mlir::Value scalarHLO(mlir::OpBuilder &b, mlir::Location loc,
                      mlir::Operation *op, mlir::ValueRange args);

/// The body of a reduction on scalars: what it returns. Empty if it has an op
/// without a scalar form.
llvm::SmallVector<mlir::Value> scalarBody(mlir::OpBuilder &b,
                                          mlir::Location loc, mlir::Block &body,
                                          mlir::ValueRange args);

} // namespace sm

#endif // SM_LIB_CONVERSION_STABLEHLOTOLINALG_SCALAROPS_H
