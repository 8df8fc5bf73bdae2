// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Orders of dimensions, as the `perm` of Transpose spells them: dimension i of
/// the result is dimension order[i] of the operand.

#ifndef SM_LIB_TRANSFORMS_ONNX_DIMENSIONORDER_H
#define SM_LIB_TRANSFORMS_ONNX_DIMENSIONORDER_H

#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinTypes.h"

namespace sm::onnx {

using Order = llvm::SmallVector<int64_t>;
using OrderRef = llvm::ArrayRef<int64_t>;

bool isIdentity(OrderRef order);
Order identityOrder(int64_t rank);
Order inverse(OrderRef order);
/// The order of a Transpose by `first` and one by `second` behind it.
Order compose(OrderRef first, OrderRef second);

/// The type of the transposed tensor; `type` has as many dimensions.
mlir::RankedTensorType permuted(mlir::RankedTensorType type, OrderRef order);

/// True if only dimensions of size 1 change their place, so that the elements
/// stay where they are in memory.
bool movesOnlyOnes(mlir::RankedTensorType type, OrderRef order);

/// The elements of the transposed tensor; null if the bytes cannot be had.
mlir::ElementsAttr transposed(mlir::ElementsAttr elements, OrderRef order);

} // namespace sm::onnx

#endif // SM_LIB_TRANSFORMS_ONNX_DIMENSIONORDER_H
