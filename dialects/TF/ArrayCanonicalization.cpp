// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops that move elements without computing: those that move nothing go, and
// chains of them become one. All of it is exact for every element type; a shape
// counts as known only if it is so whatever is fed.

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/TFRewriting.h"
#include "sm/Ops/SliceSpec.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace sm::tf {

//===----------------------------------------------------------------------===//
// Reshape, Squeeze, ExpandDims
//===----------------------------------------------------------------------===//

/// An op that only renames the shape of its first operand, and always can.
static Operation *reshapeBehind(Value value) {
  Operation *op = behindRefinements(value).getDefiningOp();
  bool isReshape = isa_and_nonnull<ReshapeOp, SqueezeOp, ExpandDimsOp>(op);
  return isReshape && alwaysReshapes(op) ? op : nullptr;
}

template <typename Op>
static LogicalResult dropReshape(Op op, PatternRewriter &rewriter) {
  Value input = op->getOperand(0);
  if (!reshapesToItself(input.getType(), op.getType()))
    return failure();
  return replaceWithValues(rewriter, op, input);
}

/// Reshape(x, Shape(x)).
static LogicalResult dropReshapeToOwnShape(ReshapeOp op,
                                           PatternRewriter &rewriter) {
  auto shape = definedBy<ShapeOp>(op.getShape());
  if (!shape ||
      behindRefinements(shape.getInput()) != behindRefinements(op.getTensor()))
    return failure();
  return replaceWithValues(rewriter, op, op.getTensor());
}

static LogicalResult mergeReshapes(ReshapeOp op, PatternRewriter &rewriter) {
  Operation *inner = reshapeBehind(op.getTensor());
  if (!inner)
    return failure();
  rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getType(), inner->getOperand(0),
                                         op.getShape());
  return success();
}

/// A Squeeze or ExpandDims of a reshaped tensor. Alone they say more than a
/// Reshape does, and stay.
template <typename Op>
static LogicalResult mergeIntoReshape(Op op, PatternRewriter &rewriter) {
  Operation *inner = reshapeBehind(op->getOperand(0));
  std::optional<SmallVector<int64_t>> target = reshapeTarget(op.getType());
  if (!inner || !target)
    return failure();
  rewriter.replaceOp(op, makeReshape(rewriter, op.getLoc(), op.getType(),
                                     inner->getOperand(0), *target));
  return success();
}

void ReshapeOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                            MLIRContext *) {
  patterns.add(dropReshape<ReshapeOp>);
  patterns.add(dropReshapeToOwnShape);
  patterns.add(mergeReshapes);
}

void SqueezeOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                            MLIRContext *) {
  patterns.add(dropReshape<SqueezeOp>);
  patterns.add(mergeIntoReshape<SqueezeOp>);
}

void ExpandDimsOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                               MLIRContext *) {
  patterns.add(mergeIntoReshape<ExpandDimsOp>);
}

//===----------------------------------------------------------------------===//
// Transpose
//===----------------------------------------------------------------------===//

static LogicalResult dropTranspose(TransposeOp op, PatternRewriter &rewriter) {
  std::optional<SmallVector<int64_t>> perm = permutationOf(op);
  if (!perm || !llvm::equal(*perm, llvm::seq<int64_t>(0, perm->size())))
    return failure();
  return replaceWithValues(rewriter, op, op.getX());
}

static LogicalResult mergeTransposes(TransposeOp op,
                                     PatternRewriter &rewriter) {
  auto inner = definedBy<TransposeOp>(op.getX());
  if (!inner)
    return failure();
  auto outerPerm = permutationOf(op), innerPerm = permutationOf(inner);
  if (!outerPerm || !innerPerm || outerPerm->size() != innerPerm->size())
    return failure();
  SmallVector<int64_t> perm;
  for (int64_t dim : *outerPerm)
    perm.push_back((*innerPerm)[dim]);
  rewriter.replaceOpWithNewOp<TransposeOp>(
      op, op.getType(), inner.getX(),
      makeIntVector(rewriter, op.getLoc(), perm));
  return success();
}

/// A Transpose that only moves dimensions of size 1 keeps the elements' order.
static LogicalResult transposeToReshape(TransposeOp op,
                                        PatternRewriter &rewriter) {
  auto type = dyn_cast<RankedTensorType>(op.getX().getType());
  std::optional<SmallVector<int64_t>> perm = permutationOf(op);
  if (!type || !perm)
    return failure();
  SmallVector<int64_t> target;
  int64_t last = -1;
  for (int64_t dim : *perm) {
    int64_t size = type.getDimSize(dim);
    target.push_back(size);
    if (size == 1)
      continue;
    if (dim < last)
      return failure();
    last = dim;
  }
  auto known = RankedTensorType::get(target, type.getElementType());
  std::optional<SmallVector<int64_t>> reshape = reshapeTarget(known);
  if (!reshape)
    return failure();
  rewriter.replaceOp(op, makeReshape(rewriter, op.getLoc(), op.getType(),
                                     op.getX(), *reshape));
  return success();
}

void TransposeOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                              MLIRContext *) {
  patterns.add(dropTranspose);
  patterns.add(mergeTransposes);
  patterns.add(transposeToReshape);
}

//===----------------------------------------------------------------------===//
// Slices and padding of nothing
//===----------------------------------------------------------------------===//

/// True if entry `i` of a StridedSlice takes all of a dimension.
static bool takesAll(StridedSliceOp op, unsigned i, int64_t size,
                     const ops::IntValues &begin, const ops::IntValues &end,
                     const ops::IntValues &strides) {
  int64_t bit = int64_t(1) << i;
  if ((op.getNewAxisMask() | op.getShrinkAxisMask()) & bit || strides[i] != 1)
    return false;
  bool fromStart = op.getBeginMask() & bit || begin[i] == 0;
  bool toEnd =
      op.getEndMask() & bit || (end[i] != ops::kUnknownValue &&
                                size != ShapedType::kDynamic && end[i] >= size);
  return fromStart && toEnd;
}

static LogicalResult dropStridedSlice(StridedSliceOp op,
                                      PatternRewriter &rewriter) {
  auto type = dyn_cast<RankedTensorType>(op.getInput().getType());
  auto begin = knownIntValues(behindRefinements(op.getBegin()));
  auto end = knownIntValues(behindRefinements(op.getEnd()));
  auto strides = knownIntValues(behindRefinements(op.getStrides()));
  if (!type || !begin || !end || !strides)
    return failure();
  // Invalid indices stay an error of the run.
  if (!ops::computeSliceSpec(shapeOf(type), *begin, *end, *strides,
                             {op.getBeginMask(), op.getEndMask(),
                              op.getEllipsisMask(), op.getNewAxisMask(),
                              op.getShrinkAxisMask()})
           .ok())
    return failure();
  unsigned count = begin->size(), rank = type.getRank();
  unsigned ellipsis = count;
  for (unsigned i = 0; i < count; ++i) {
    if (op.getEllipsisMask() & (int64_t(1) << i)) {
      ellipsis = i;
      continue;
    }
    unsigned dim = i < ellipsis ? i : rank - (count - i);
    if (dim >= rank ||
        !takesAll(op, i, type.getDimSize(dim), *begin, *end, *strides))
      return failure();
  }
  return replaceWithValues(rewriter, op, op.getInput());
}

static LogicalResult dropSlice(SliceOp op, PatternRewriter &rewriter) {
  auto type = dyn_cast<RankedTensorType>(op.getInput().getType());
  auto begin = allIntValues(op.getBegin());
  auto size = allIntValues(op.getSize());
  if (!type || !begin || !size ||
      static_cast<int64_t>(begin->size()) != type.getRank() ||
      begin->size() != size->size())
    return failure();
  for (auto [from, count, present] :
       llvm::zip_equal(*begin, *size, type.getShape()))
    if (from != 0 || (count != -1 && count != present))
      return failure();
  return replaceWithValues(rewriter, op, op.getInput());
}

template <typename Op>
static LogicalResult dropPad(Op op, PatternRewriter &rewriter) {
  auto paddings = allIntValues(op.getPaddings());
  if (!paddings || llvm::any_of(*paddings, [](int64_t n) { return n != 0; }))
    return failure();
  return replaceWithValues(rewriter, op, op.getInput());
}

static LogicalResult dropTile(TileOp op, PatternRewriter &rewriter) {
  auto multiples = allIntValues(op.getMultiples());
  if (!multiples || llvm::any_of(*multiples, [](int64_t n) { return n != 1; }))
    return failure();
  return replaceWithValues(rewriter, op, op.getInput());
}

void StridedSliceOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                                 MLIRContext *) {
  patterns.add(dropStridedSlice);
}
void SliceOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                          MLIRContext *) {
  patterns.add(dropSlice);
}
void PadOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                        MLIRContext *) {
  patterns.add(dropPad<PadOp>);
}
void PadV2Op::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                          MLIRContext *) {
  patterns.add(dropPad<PadV2Op>);
}
void TileOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                         MLIRContext *) {
  patterns.add(dropTile);
}

//===----------------------------------------------------------------------===//
// Joining and splitting
//===----------------------------------------------------------------------===//

/// A stack of one tensor is that tensor with one more dimension.
static LogicalResult packToExpandDims(PackOp op, PatternRewriter &rewriter) {
  if (op.getValues().size() != 1)
    return failure();
  auto axis = static_cast<int32_t>(op.getAxis());
  Value dim = ConstOp::create(
      rewriter, op.getLoc(),
      DenseElementsAttr::get(RankedTensorType::get({}, rewriter.getI32Type()),
                             axis));
  rewriter.replaceOpWithNewOp<ExpandDimsOp>(op, op.getType(), op.getValues()[0],
                                            dim);
  return success();
}

/// The axis counted from the front; nullopt if that is not known.
static std::optional<int64_t> axisOf(int64_t axis, Type type) {
  PartialShape shape = shapeOf(type);
  if (axis >= 0)
    return axis;
  return shape.hasRank() ? std::optional(axis + shape.rank()) : std::nullopt;
}

/// Unpack(Pack(...)) along one axis.
static LogicalResult unpackOfPack(UnpackOp op, PatternRewriter &rewriter) {
  auto pack = definedBy<PackOp>(op.getValue());
  if (!pack || pack.getValues().size() != op.getNumResults())
    return failure();
  auto axis = axisOf(op.getAxis(), op.getValue().getType());
  auto packAxis = axisOf(pack.getAxis(), pack.getType());
  if (!axis || axis != packAxis)
    return failure();
  return replaceWithValues(rewriter, op, pack.getValues());
}

void PackOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                         MLIRContext *) {
  patterns.add(packToExpandDims);
}
void UnpackOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                           MLIRContext *) {
  patterns.add(unpackOfPack);
}

//===----------------------------------------------------------------------===//
// The same tensors
//===----------------------------------------------------------------------===//

/// A function gradient hangs on an IdentityN with this attribute, which
/// --tf-remove-training removes on request.
static LogicalResult dropIdentityN(IdentityNOp op, PatternRewriter &rewriter) {
  if (op->hasAttr("_gradient_op_type"))
    return failure();
  return replaceWithValues(rewriter, op, op.getInput());
}

/// EnsureShape of a tensor whose type says it.
static LogicalResult dropEnsureShape(EnsureShapeOp op,
                                     PatternRewriter &rewriter) {
  PartialShape present = shapeOf(op.getInput().getType());
  StatusOr<PartialShape> both = present.mergeWith(op.getShape().getShape());
  if (!both.ok() || *both != present)
    return failure();
  return replaceWithValues(rewriter, op, op.getInput());
}

void IdentityNOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                              MLIRContext *) {
  patterns.add(dropIdentityN);
}
void EnsureShapeOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                                MLIRContext *) {
  patterns.add(dropEnsureShape);
}

} // namespace sm::tf
