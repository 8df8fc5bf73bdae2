// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Reshapes of static tensors and buffers, none of which moves an element.

#ifndef SM_LIB_TRANSFORMS_LINALG_RESHAPES_H
#define SM_LIB_TRANSFORMS_LINALG_RESHAPES_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"

namespace sm {

/// True for `tensor.expand_shape` and `tensor.collapse_shape`.
bool isReshape(mlir::Operation *op);

/// What `value` is a reshape of, through any number of them.
mlir::Value reshapeRoot(mlir::Value value);

/// `value`, a tensor, in another shape of as many elements: a constant gets the
/// shape, reshapes it came through are undone.
mlir::Value reshapedTensor(mlir::OpBuilder &b, mlir::Location loc,
                           mlir::Value value, llvm::ArrayRef<int64_t> shape);

/// `value`, a contiguous buffer, in another shape of as many elements.
mlir::Value reshapedBuffer(mlir::OpBuilder &b, mlir::Location loc,
                           mlir::Value value, llvm::ArrayRef<int64_t> shape);

/// `elements` in another shape of as many elements.
mlir::ElementsAttr reshapedElements(mlir::ElementsAttr elements,
                                    llvm::ArrayRef<int64_t> shape);

/// Strides of the elements of shape `from` with `strides`, seen in shape `to`;
/// none if there are no such strides.
std::optional<llvm::SmallVector<int64_t>>
reshapedStrides(llvm::ArrayRef<int64_t> from, llvm::ArrayRef<int64_t> strides,
                llvm::ArrayRef<int64_t> to);

} // namespace sm

#endif // SM_LIB_TRANSFORMS_LINALG_RESHAPES_H
