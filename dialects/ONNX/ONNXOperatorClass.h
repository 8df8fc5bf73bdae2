// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What operators do to the dimensions of tensors. libonnx's schemas do not say
/// it; who asks which dimensions stay what they are, or may stand in another
/// order, derives the answer from here. As of opset 13 and later.

#ifndef SM_DIALECTS_ONNX_ONNXOPERATORCLASS_H
#define SM_DIALECTS_ONNX_ONNXOPERATORCLASS_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/Operation.h"

#include <optional>

namespace sm::onnx {

/// Where nothing else is said, results have the dimensions of operand 0.
enum class OperatorClass {
  Other,
  Elementwise,  ///< element by element of operand 0; others have none of its
                ///< dimensions: Relu, Cast, Clip, Dropout
  Broadcast,    ///< element by element of all operands, which broadcast: Add
  Along,        ///< works along axesOf(): Softmax, CumSum
  SameShape,    ///< result 0; each dimension has its role: BatchNormalization
  Reduce,       ///< axesOf() are removed, or 1 if `keepdims`: ReduceSum, ArgMax
  Part,         ///< axesOf() have other sizes: Slice, Split, TopK
  PerDimension, ///< the same; operand 1 has one number or, one behind the
                ///< other, two for each dimension: Tile, Expand, Pad
  Concat,       ///< the same; of all operands
  Gather,       ///< the dimensions of operand 1 in place of axesOf()
  Squeeze,      ///< axesOf() are removed
  Unsqueeze,    ///< axesOf(), of the result, are added
  Reshape,
  Flatten,
  Transpose,
  Image,  ///< only dimension 0, the batch, stays: Conv, MaxPool
  MatMul, ///< matrices in the last two dimensions, the others broadcast
  Gemm,
};

/// The class of any op; Other for one that is no operator.
OperatorClass classOf(mlir::Operation *op);

/// The dimensions of operand 0 (of result 0 for Unsqueeze) that the class of
/// `op` speaks of, counted from the front, in the operator's order; what is
/// left out has its default. Nullopt if they are not known before the model
/// runs, for an operand without rank, and for classes without axes.
std::optional<llvm::SmallVector<int64_t>> axesOf(mlir::Operation *op);

/// Makes `axes`, as many as axesOf() found, those of an operator that is not of
/// PerDimension.
void setAxes(mlir::Operation *op, llvm::ArrayRef<int64_t> axes,
             mlir::OpBuilder &b);

/// Dimension i of the result of a Transpose is dimension orderOf(op)[i] of the
/// operand; nullopt for other ops, and if the operand has no rank or another.
std::optional<llvm::SmallVector<int64_t>> orderOf(mlir::Operation *op);

} // namespace sm::onnx

#endif // SM_DIALECTS_ONNX_ONNXOPERATORCLASS_H
