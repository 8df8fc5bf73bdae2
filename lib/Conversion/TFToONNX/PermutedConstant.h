// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Constants with their elements in another order, so that weights need not be
/// transposed when the model runs.

#ifndef SM_LIB_CONVERSION_TFTOONNX_PERMUTEDCONSTANT_H
#define SM_LIB_CONVERSION_TFTOONNX_PERMUTEDCONSTANT_H

#include "sm/Support/Status.h"

#include "mlir/IR/BuiltinAttributeInterfaces.h"

#include "llvm/ADT/ArrayRef.h"

namespace sm::tf_to_onnx {

/// The constant whose dimension i is dimension permutation[i] of `attr`, seen
/// as a tensor of shape `shape` (as many elements; empty means the shape that
/// the permutation gives). Elements have a fixed size; `permutation` is one of
/// all dimensions, at least one. Large results lie in memory. Errors of the data
/// source; Unimplemented for elements of another size than 1, 2, 4 or 8 bytes.
StatusOr<mlir::ElementsAttr>
permutedConstant(mlir::ElementsAttr attr, llvm::ArrayRef<int64_t> permutation,
                 llvm::ArrayRef<int64_t> shape = {});

} // namespace sm::tf_to_onnx

#endif // SM_LIB_CONVERSION_TFTOONNX_PERMUTEDCONSTANT_H
