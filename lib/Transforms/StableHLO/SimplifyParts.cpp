// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Slices, concatenations and paddings that meet.

#include "Simplify.h"

#include "dialects/StableHLO/BinaryOps.h"
#include "dialects/StableHLO/MovementOps.h"
#include "dialects/StableHLO/UnaryOps.h"

using namespace mlir;

namespace sm {

using namespace stablehlo;
using Dims = SmallVector<int64_t>;

static LogicalResult mergeSlices(SliceOp op, PatternRewriter &rewriter) {
  auto inner = op.getOperand().getDefiningOp<SliceOp>();
  if (!inner)
    return failure();
  Dims starts, limits, strides;
  for (size_t i = 0; i < op.getStartIndices().size(); ++i) {
    int64_t stride = inner.getStrides()[i];
    int64_t start = inner.getStartIndices()[i];
    starts.push_back(start + op.getStartIndices()[i] * stride);
    strides.push_back(stride * op.getStrides()[i]);
    // One behind the last element, so that it is inside whatever the strides.
    int64_t size = op.getType().getDimSize(i);
    if (ShapedType::isDynamic(size))
      return failure();
    limits.push_back(size == 0 ? starts[i]
                               : starts[i] + (size - 1) * strides[i] + 1);
  }
  rewriter.replaceOpWithNewOp<SliceOp>(op, op.getType(), inner.getOperand(),
                                       starts, limits, strides);
  return success();
}

/// A slice that lies in one of the parts that were joined.
static LogicalResult sliceOfConcatenate(SliceOp op, PatternRewriter &rewriter) {
  auto inner = op.getOperand().getDefiningOp<ConcatenateOp>();
  if (!inner || !inner.getType().hasStaticShape())
    return failure();
  int64_t dim = static_cast<int64_t>(inner.getDimension());
  int64_t begin = 0;
  for (Value part : inner.getInputs()) {
    auto type = cast<RankedTensorType>(part.getType());
    int64_t size = type.getDimSize(dim);
    if (ShapedType::isDynamic(size))
      return failure();
    int64_t start = op.getStartIndices()[dim] - begin;
    int64_t limit = op.getLimitIndices()[dim] - begin;
    begin += size;
    if (start < 0 || limit > size)
      continue;
    Dims starts(op.getStartIndices()), limits(op.getLimitIndices());
    starts[dim] = start;
    limits[dim] = limit;
    rewriter.replaceOpWithNewOp<SliceOp>(op, op.getType(), part, starts, limits,
                                         op.getStrides());
    return success();
  }
  return failure();
}

static bool areAll(ArrayRef<int64_t> values, int64_t value) {
  return llvm::all_of(values, [=](int64_t v) { return v == value; });
}

/// A slice that takes nothing of the padding.
static LogicalResult sliceOfPad(SliceOp op, PatternRewriter &rewriter) {
  auto inner = op.getOperand().getDefiningOp<PadOp>();
  if (!inner || !inner.getOperand().getType().hasStaticShape() ||
      !areAll(inner.getInteriorPadding(), 0))
    return failure();
  Dims starts(op.getStartIndices()), limits(op.getLimitIndices());
  for (size_t i = 0; i < starts.size(); ++i) {
    int64_t low = inner.getEdgePaddingLow()[i];
    starts[i] -= low;
    limits[i] -= low;
    if (starts[i] < 0 || limits[i] < starts[i] ||
        limits[i] > inner.getOperand().getType().getDimSize(i))
      return failure();
  }
  rewriter.replaceOpWithNewOp<SliceOp>(op, op.getType(), inner.getOperand(),
                                       starts, limits, op.getStrides());
  return success();
}

/// Two paddings by one value.
static LogicalResult mergePads(PadOp op, PatternRewriter &rewriter) {
  auto inner = op.getOperand().getDefiningOp<PadOp>();
  if (!inner || inner.getPaddingValue() != op.getPaddingValue() ||
      !areAll(inner.getInteriorPadding(), 0) ||
      !areAll(op.getInteriorPadding(), 0))
    return failure();
  Dims low(op.getEdgePaddingLow()), high(op.getEdgePaddingHigh());
  for (size_t i = 0; i < low.size(); ++i) {
    int64_t innerLow = inner.getEdgePaddingLow()[i];
    int64_t innerHigh = inner.getEdgePaddingHigh()[i];
    // Negative padding takes elements away, perhaps those that it brought.
    if (std::min({low[i], high[i], innerLow, innerHigh}) < 0)
      return failure();
    low[i] += innerLow;
    high[i] += innerHigh;
  }
  rewriter.replaceOpWithNewOp<PadOp>(op, op.getType(), inner.getOperand(),
                                     op.getPaddingValue(), low, high,
                                     op.getInteriorPadding());
  return success();
}

/// Parts that are joined themselves, along the same dimension, and empty ones.
static LogicalResult flattenConcatenate(ConcatenateOp op,
                                        PatternRewriter &rewriter) {
  uint64_t dim = op.getDimension();
  SmallVector<Value> parts;
  for (Value part : op.getInputs()) {
    auto inner = part.getDefiningOp<ConcatenateOp>();
    if (inner && inner.getDimension() == dim && inner->hasOneUse())
      llvm::append_range(parts, inner.getInputs());
    else if (cast<RankedTensorType>(part.getType()).getDimSize(dim) != 0)
      parts.push_back(part);
  }
  if (parts.empty() || ValueRange(parts) == ValueRange(op.getInputs()))
    return failure();
  rewriter.replaceOpWithNewOp<ConcatenateOp>(op, op.getType(), parts, dim);
  return success();
}

void addPartPatterns(RewritePatternSet &patterns) {
  patterns.add(mergeSlices);
  patterns.add(sliceOfConcatenate);
  patterns.add(sliceOfPad);
  patterns.add(mergePads);
  patterns.add(flattenConcatenate);
}

} // namespace sm
