// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Chains of reshapes, transposes and broadcasts become one, and those that move
// nothing but dimensions of size 1 become reshapes, which cost nothing.

#include "Simplify.h"

#include "dialects/StableHLO/BinaryOps.h"
#include "dialects/StableHLO/MovementOps.h"
#include "dialects/StableHLO/UnaryOps.h"

using namespace mlir;

namespace sm {

using namespace stablehlo;
using Dims = SmallVector<int64_t>;

//===----------------------------------------------------------------------===//
// Reshapes and transposes
//===----------------------------------------------------------------------===//

static LogicalResult mergeReshapes(ReshapeOp op, PatternRewriter &rewriter) {
  auto inner = op.getOperand().getDefiningOp<ReshapeOp>();
  if (!inner)
    return failure();
  rewriter.replaceOpWithNewOp<ReshapeOp>(op, Type(op.getType()),
                                         inner.getOperand());
  return success();
}

static LogicalResult mergeTransposes(TransposeOp op,
                                     PatternRewriter &rewriter) {
  auto inner = op.getOperand().getDefiningOp<TransposeOp>();
  if (!inner)
    return failure();
  Dims permutation;
  for (int64_t dim : op.getPermutation())
    permutation.push_back(inner.getPermutation()[dim]);
  rewriter.replaceOpWithNewOp<TransposeOp>(op, op.getType(), inner.getOperand(),
                                           permutation);
  return success();
}

/// The dimensions of more than one element keep their order.
static LogicalResult transposeToReshape(TransposeOp op,
                                        PatternRewriter &rewriter) {
  RankedTensorType type = op.getOperand().getType();
  Dims moved;
  for (int64_t dim : op.getPermutation())
    if (type.getDimSize(dim) != 1)
      moved.push_back(dim);
  if (!type.hasStaticShape() || !llvm::is_sorted(moved))
    return failure();
  rewriter.replaceOpWithNewOp<ReshapeOp>(op, Type(op.getType()),
                                         op.getOperand());
  return success();
}

//===----------------------------------------------------------------------===//
// Broadcasts
//===----------------------------------------------------------------------===//

static LogicalResult mergeBroadcasts(BroadcastInDimOp op,
                                     PatternRewriter &rewriter) {
  auto inner = op.getOperand().getDefiningOp<BroadcastInDimOp>();
  if (!inner)
    return failure();
  Dims dims;
  for (int64_t dim : inner.getBroadcastDimensions())
    dims.push_back(op.getBroadcastDimensions()[dim]);
  rewriter.replaceOpWithNewOp<BroadcastInDimOp>(op, Type(op.getType()),
                                                inner.getOperand(), dims);
  return success();
}

/// A broadcast to as many elements, whose dimensions keep their order.
static LogicalResult broadcastToReshape(BroadcastInDimOp op,
                                        PatternRewriter &rewriter) {
  RankedTensorType from = op.getOperand().getType(), to = op.getType();
  if (!from.hasStaticShape() || !to.hasStaticShape() ||
      from.getNumElements() != to.getNumElements())
    return failure();
  Dims moved;
  for (auto [i, dim] : llvm::enumerate(op.getBroadcastDimensions()))
    if (from.getDimSize(i) != 1)
      moved.push_back(dim);
  if (!llvm::is_sorted(moved) || from.getNumElements() == 0)
    return failure();
  rewriter.replaceOpWithNewOp<ReshapeOp>(op, Type(to), op.getOperand());
  return success();
}

/// For each dimension of `from` that is not 1 its place in `to`, if the two
/// differ in dimensions of 1 only; nullopt otherwise.
static std::optional<Dims> placesOfDims(ArrayRef<int64_t> from,
                                        ArrayRef<int64_t> to) {
  Dims places(from.size(), -1);
  size_t next = 0;
  for (auto [i, size] : llvm::enumerate(from)) {
    if (size == 1)
      continue;
    while (next < to.size() && to[next] == 1)
      ++next;
    if (next == to.size() || to[next] != size)
      return std::nullopt;
    places[i] = static_cast<int64_t>(next++);
  }
  bool isRestOne =
      llvm::all_of(to.drop_front(next), [](int64_t size) { return size == 1; });
  return isRestOne ? std::optional<Dims>(places) : std::nullopt;
}

/// A reshape before a broadcast that adds or drops dimensions of 1: the
/// broadcast can take the dimensions that count, without those of 1.
static LogicalResult broadcastOfReshape(BroadcastInDimOp op,
                                        PatternRewriter &rewriter) {
  auto inner = op.getOperand().getDefiningOp<ReshapeOp>();
  if (!inner || !inner.getOperand().getType().hasStaticShape())
    return failure();
  ArrayRef<int64_t> from = inner.getOperand().getType().getShape();
  std::optional<Dims> places = placesOfDims(from, inner.getType().getShape());
  if (!places || llvm::is_contained(*places, -1))
    return failure();
  Dims dims;
  for (int64_t place : *places)
    dims.push_back(op.getBroadcastDimensions()[place]);
  rewriter.replaceOpWithNewOp<BroadcastInDimOp>(op, Type(op.getType()),
                                                inner.getOperand(), dims);
  return success();
}

/// Dimensions of 1 that a broadcast repeats come off before it: then each
/// dimension of the operand is one of the result.
static LogicalResult dropRepeatedOnes(BroadcastInDimOp op,
                                      PatternRewriter &rewriter) {
  RankedTensorType from = op.getOperand().getType(), to = op.getType();
  if (!from.hasStaticShape())
    return failure();
  Dims shape, dims;
  for (auto [i, dim] : llvm::enumerate(op.getBroadcastDimensions()))
    if (from.getDimSize(i) != 1 || to.getDimSize(dim) == 1) {
      shape.push_back(from.getDimSize(i));
      dims.push_back(dim);
    }
  if (static_cast<int64_t>(shape.size()) == from.getRank())
    return failure();
  Value dropped = ReshapeOp::create(
      rewriter, op.getLoc(),
      Type(RankedTensorType::get(shape, from.getElementType())),
      op.getOperand());
  rewriter.replaceOpWithNewOp<BroadcastInDimOp>(op, Type(to), dropped, dims);
  return success();
}

/// A transpose after a broadcast: the dimensions land elsewhere at once.
static LogicalResult transposeOfBroadcast(TransposeOp op,
                                          PatternRewriter &rewriter) {
  auto inner = op.getOperand().getDefiningOp<BroadcastInDimOp>();
  if (!inner || !inner->hasOneUse())
    return failure();
  Dims places(op.getPermutation().size());
  for (auto [i, dim] : llvm::enumerate(op.getPermutation()))
    places[dim] = static_cast<int64_t>(i);
  Dims dims;
  for (int64_t dim : inner.getBroadcastDimensions())
    dims.push_back(places[dim]);
  rewriter.replaceOpWithNewOp<BroadcastInDimOp>(op, Type(op.getType()),
                                                inner.getOperand(), dims);
  return success();
}

//===----------------------------------------------------------------------===//
// Reverses
//===----------------------------------------------------------------------===//

static LogicalResult dropTwoReverses(ReverseOp op, PatternRewriter &rewriter) {
  auto inner = op.getOperand().getDefiningOp<ReverseOp>();
  if (!inner || inner.getDimensions() != op.getDimensions() ||
      inner.getOperand().getType() != op.getType())
    return failure();
  rewriter.replaceOp(op, inner.getOperand());
  return success();
}

void addMovementPatterns(RewritePatternSet &patterns) {
  patterns.add(mergeReshapes);
  patterns.add(mergeTransposes);
  patterns.add(transposeToReshape);
  patterns.add(mergeBroadcasts);
  patterns.add(broadcastToReshape);
  patterns.add(broadcastOfReshape);
  patterns.add(dropRepeatedOnes);
  patterns.add(transposeOfBroadcast);
  patterns.add(dropTwoReverses);
}

} // namespace sm
