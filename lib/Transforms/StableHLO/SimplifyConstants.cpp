// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Constants that are only moved are moved now, whatever their size: weights in
// another order, the parts of a tensor that are used.

#include "ConstantElements.h"
#include "Simplify.h"

#include "dialects/StableHLO/MovementOps.h"

using namespace mlir;

namespace sm {

using namespace stablehlo;

/// Replaces `op` by a constant, if there is one.
static LogicalResult replaceByConstant(PatternRewriter &rewriter, Operation *op,
                                       ElementsAttr elements) {
  if (!elements || elements.getType() != op->getResult(0).getType())
    return failure();
  rewriter.replaceOpWithNewOp<ConstantOp>(op, elements.getType(), elements);
  return success();
}

static LogicalResult foldReshape(ReshapeOp op, PatternRewriter &rewriter) {
  ElementsAttr elements = constantBehind(op.getOperand());
  if (!elements || !op.getType().hasStaticShape())
    return failure();
  return replaceByConstant(rewriter, op,
                           withShape(elements, op.getType().getShape()));
}

static LogicalResult foldTranspose(TransposeOp op, PatternRewriter &rewriter) {
  ElementsAttr elements = constantBehind(op.getOperand());
  if (!elements)
    return failure();
  SmallVector<int64_t> from =
      rowMajorStrides(elements.getShapedType().getShape());
  SmallVector<int64_t> strides;
  for (int64_t dim : op.getPermutation())
    strides.push_back(from[dim]);
  return replaceByConstant(
      rewriter, op,
      rearranged(elements, op.getType().getShape(), /*offset=*/0, strides));
}

static LogicalResult foldSlice(SliceOp op, PatternRewriter &rewriter) {
  ElementsAttr elements = constantBehind(op.getOperand());
  if (!elements)
    return failure();
  SmallVector<int64_t> strides =
      rowMajorStrides(elements.getShapedType().getShape());
  int64_t offset = 0;
  for (auto [i, start] : llvm::enumerate(op.getStartIndices())) {
    offset += start * strides[i];
    strides[i] *= op.getStrides()[i];
  }
  return replaceByConstant(
      rewriter, op,
      rearranged(elements, op.getType().getShape(), offset, strides));
}

static LogicalResult foldReverse(ReverseOp op, PatternRewriter &rewriter) {
  ElementsAttr elements = constantBehind(op.getOperand());
  if (!elements)
    return failure();
  ArrayRef<int64_t> shape = op.getType().getShape();
  SmallVector<int64_t> strides = rowMajorStrides(shape);
  int64_t offset = 0;
  for (int64_t dim : op.getDimensions()) {
    offset += (shape[dim] - 1) * strides[dim];
    strides[dim] = -strides[dim];
  }
  return replaceByConstant(rewriter, op,
                           rearranged(elements, shape, offset, strides));
}

/// A splat is as large as one likes at no cost.
static LogicalResult foldBroadcast(BroadcastInDimOp op,
                                   PatternRewriter &rewriter) {
  auto splat =
      dyn_cast_or_null<DenseElementsAttr>(constantBehind(op.getOperand()));
  if (!splat || !splat.isSplat() || !op.getType().hasStaticShape())
    return failure();
  return replaceByConstant(rewriter, op, splat.resizeSplat(op.getType()));
}

void addConstantPatterns(RewritePatternSet &patterns) {
  patterns.add(foldReshape);
  patterns.add(foldTranspose);
  patterns.add(foldSlice);
  patterns.add(foldReverse);
  patterns.add(foldBroadcast);
}

} // namespace sm
