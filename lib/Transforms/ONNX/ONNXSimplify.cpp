// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops that give what they are given, and pairs of ops that one can do. The
// pass's description lists them.

#include "DimensionOrder.h"
#include "ONNXRewriting.h"

#include "dialects/ONNX/ONNXOperatorClass.h"
#include "dialects/SM/ElementNumbers.h"
#include "dialects/SM/SMDialect.h"
#include "sm/Transforms/Passes.h"
#include "sm/Transforms/RewriteFunctions.h"

#include "mlir/IR/TypeUtilities.h"
#include "mlir/Rewrite/FrozenRewritePatternSet.h"

#include <limits>

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_ONNXSIMPLIFY
#include "sm/Transforms/Passes.h.inc"

using namespace onnx;

static Type elementOf(Value value) {
  return getElementTypeOrSelf(value.getType());
}

//===----------------------------------------------------------------------===//
// Ops that change nothing
//===----------------------------------------------------------------------===//

static LogicalResult dropIdentity(Operation *op, PatternRewriter &rewriter) {
  return replaceByEqual(rewriter, op, op->getOperand(0));
}

static LogicalResult dropDropout(Operation *op, PatternRewriter &rewriter) {
  std::optional<double> isTraining = numberBehind(presentOperand(op, 2), 0);
  if (isTraining != 0)
    return failure();
  for (OpResult result : op->getResults().drop_front())
    if (!result.use_empty())
      return failure();
  if (op->getResult(0).getType() != op->getOperand(0).getType())
    return failure();
  rewriter.replaceAllUsesWith(op->getResult(0), op->getOperand(0));
  rewriter.eraseOp(op);
  return success();
}

static LogicalResult dropCast(Operation *op, PatternRewriter &rewriter) {
  if (elementOf(op->getOperand(0)) != elementOf(op->getResult(0)))
    return failure();
  return dropIdentity(op, rewriter);
}

static LogicalResult dropTranspose(Operation *op, PatternRewriter &rewriter) {
  std::optional<Order> order = orderOf(op);
  return order && isIdentity(*order) ? dropIdentity(op, rewriter) : failure();
}

/// A Reshape to the shape that is there: all dimensions but one are known to
/// stay, so that one does, too.
static LogicalResult dropReshape(Operation *op, PatternRewriter &rewriter) {
  RankedTensorType from = rankedType(op->getOperand(0));
  RankedTensorType to = rankedType(op->getResult(0));
  auto target = intsBehind(op->getOperand(1));
  if (!from || !to || from.getRank() != to.getRank() ||
      (target && static_cast<int64_t>(target->size()) != to.getRank()))
    return failure();
  bool copiesZeros = !intAttr(op, "allowzero").value_or(0);
  unsigned unknown = 0;
  for (int64_t i = 0; i < from.getRank(); ++i) {
    if (from.getDimSize(i) == 0)
      return failure();
    if (copiesZeros && target && (*target)[i] == 0)
      continue;
    if (from.isDynamicDim(i) != to.isDynamicDim(i) ||
        from.getDimSize(i) != to.getDimSize(i))
      return failure();
    unknown += from.isDynamicDim(i);
  }
  return unknown <= 1 ? dropIdentity(op, rewriter) : failure();
}

static LogicalResult dropExpand(Operation *op, PatternRewriter &rewriter) {
  RankedTensorType from = rankedType(op->getOperand(0));
  auto shape = intsBehind(op->getOperand(1));
  if (!from || !shape || static_cast<int64_t>(shape->size()) > from.getRank())
    return failure();
  int64_t extra = from.getRank() - static_cast<int64_t>(shape->size());
  for (auto [i, dim] : llvm::enumerate(*shape))
    if (dim != 1 && dim != from.getDimSize(extra + static_cast<int64_t>(i)))
      return failure();
  return dropIdentity(op, rewriter);
}

static LogicalResult dropTile(Operation *op, PatternRewriter &rewriter) {
  return numberBehind(op->getOperand(1), 0) == 1 ? dropIdentity(op, rewriter)
                                                 : failure();
}

static LogicalResult dropPad(Operation *op, PatternRewriter &rewriter) {
  Value pads = presentOperand(op, 1);
  return pads && numberBehind(pads, 1) == 0 ? dropIdentity(op, rewriter)
                                            : failure();
}

static LogicalResult dropSlice(Operation *op, PatternRewriter &rewriter) {
  RankedTensorType type = rankedType(op->getOperand(0));
  auto starts = intsBehind(presentOperand(op, 1));
  auto ends = intsBehind(presentOperand(op, 2));
  if (!type || !starts || !ends || starts->size() != ends->size() ||
      numberBehind(presentOperand(op, 4), 1) != 1)
    return failure();
  std::optional<SmallVector<int64_t>> axes = axesOf(op);
  if (!axes || axes->size() != starts->size())
    return failure();
  for (auto [start, end, axis] : llvm::zip_equal(*starts, *ends, *axes)) {
    int64_t size = type.getDimSize(axis);
    // What stands for "to the end" in models of 32-bit indices.
    bool isEnd = end >= std::numeric_limits<int32_t>::max() ||
                 (!ShapedType::isDynamic(size) && end >= size);
    bool isStart =
        start == 0 || (!ShapedType::isDynamic(size) && start == -size);
    if (!isStart || !isEnd)
      return failure();
  }
  return dropIdentity(op, rewriter);
}

static LogicalResult dropSingle(Operation *op, PatternRewriter &rewriter) {
  return op->getNumOperands() == 1 ? dropIdentity(op, rewriter) : failure();
}

static LogicalResult dropSplit(Operation *op, PatternRewriter &rewriter) {
  return op->getNumResults() == 1 ? dropIdentity(op, rewriter) : failure();
}

//===----------------------------------------------------------------------===//
// Neutral operands
//===----------------------------------------------------------------------===//

/// f(x, neutral) = x, and f(neutral, x) = x if `either`.
template <int neutral, bool either>
static LogicalResult dropNeutral(Operation *op, PatternRewriter &rewriter) {
  for (unsigned i : {1U, 0U}) {
    Value number = op->getOperand(i), x = op->getOperand(1 - i);
    if ((i == 1 || either) &&
        saved_model::uniformNumber(constantBehind(number)) == neutral &&
        broadcastsInto(number.getType(), x.getType()))
      return replaceByEqual(rewriter, op, x);
  }
  return failure();
}

static LogicalResult chooseBranch(Operation *op, PatternRewriter &rewriter) {
  Value condition = op->getOperand(0);
  auto isTrue = saved_model::uniformNumber(constantBehind(condition));
  bool areEqual = op->getOperand(1) == op->getOperand(2);
  if (!isTrue && !areEqual)
    return failure();
  bool isFirst = isTrue.value_or(1) != 0;
  Value chosen = op->getOperand(isFirst ? 1 : 2);
  Value other = op->getOperand(isFirst ? 2 : 1);
  if (!broadcastsInto(condition.getType(), chosen.getType()) ||
      !(areEqual || broadcastsInto(other.getType(), chosen.getType())))
    return failure();
  return replaceByEqual(rewriter, op, chosen);
}

//===----------------------------------------------------------------------===//
// Ops that follow each other
//===----------------------------------------------------------------------===//

static LogicalResult mergeTransposes(Operation *op, PatternRewriter &rewriter) {
  Operation *inner = definedBy(op->getOperand(0), "Transpose");
  auto first = inner ? orderOf(inner) : std::optional<Order>();
  auto second = orderOf(op);
  if (!first || !second)
    return failure();
  rewriter.replaceOp(
      op, make(rewriter, op->getLoc(), "Transpose", op->getResult(0).getType(),
               inner->getOperand(0),
               intsAttr(rewriter, "perm", compose(*first, *second))));
  return success();
}

static bool isReshape(Operation *op) {
  return op && llvm::is_contained(kReshapes, operatorName(op));
}

/// Squeeze of what Unsqueeze added, and the other way round.
static bool undoes(Operation *op, Operation *inner) {
  bool isPair = (isOperator(op, "Squeeze") && isOperator(inner, "Unsqueeze")) ||
                (isOperator(op, "Unsqueeze") && isOperator(inner, "Squeeze"));
  auto a = isPair ? axesOf(op) : std::nullopt;
  auto b = isPair ? axesOf(inner) : std::nullopt;
  if (!a || !b)
    return false;
  llvm::sort(*a);
  llvm::sort(*b);
  return *a == *b;
}

static LogicalResult mergeReshapes(Operation *op, PatternRewriter &rewriter) {
  Operation *inner = op->getOperand(0).getDefiningOp();
  if (!isReshape(inner))
    return failure();
  Value x = inner->getOperand(0);
  if (undoes(op, inner))
    return replaceByEqual(rewriter, op, x);
  Type type = op->getResult(0).getType();
  auto target = reshapeTarget(type);
  if (!target)
    return failure();
  Value shape = constantI64s(rewriter, op->getLoc(), *target);
  rewriter.replaceOp(op,
                     make(rewriter, op->getLoc(), "Reshape", type, {x, shape}));
  return success();
}

/// A target that is computed although the types say it.
static LogicalResult fixTarget(Operation *op, PatternRewriter &rewriter) {
  auto target = reshapeTarget(op->getResult(0).getType());
  if (!target || constantBehind(op->getOperand(1)))
    return failure();
  Value shape = constantI64s(rewriter, op->getLoc(), *target);
  rewriter.modifyOpInPlace(op, [&] { op->setOperand(1, shape); });
  return success();
}

static LogicalResult dropSecond(Operation *op, PatternRewriter &rewriter) {
  if (!definedBy(op->getOperand(0), operatorName(op)))
    return failure();
  return dropIdentity(op, rewriter);
}

namespace {

/// What Clip, Relu, and Max and Min with one number do to x.
struct Bounds {
  Value x;
  double low, high;
};

} // namespace

static std::optional<Bounds> boundsOf(Operation *op) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (isOperator(op, "Relu"))
    return Bounds{op->getOperand(0), 0, infinity};
  if (isOperator(op, "Clip")) {
    auto low = numberBehind(presentOperand(op, 1), -infinity);
    auto high = numberBehind(presentOperand(op, 2), infinity);
    if (!low || !high || !(*low <= *high))
      return std::nullopt;
    return Bounds{op->getOperand(0), *low, *high};
  }
  bool isMax = isOperator(op, "Max");
  if (!(isMax || isOperator(op, "Min")) || op->getNumOperands() != 2)
    return std::nullopt;
  for (unsigned i : {1U, 0U}) {
    Value number = op->getOperand(i), x = op->getOperand(1 - i);
    auto bound = saved_model::uniformNumber(constantBehind(number));
    if (bound && isSingleElement(number.getType()) &&
        broadcastsInto(number.getType(), x.getType()) && !std::isnan(*bound))
      return isMax ? Bounds{x, *bound, infinity} : Bounds{x, -infinity, *bound};
  }
  return std::nullopt;
}

static Value scalar(OpBuilder &b, Location location, Type element,
                    double number) {
  return std::isinf(number) ? none(b, location)
                            : constantScalar(b, location, element, number);
}

/// Two of them become one, for floating-point numbers.
static LogicalResult mergeBounds(Operation *op, PatternRewriter &rewriter) {
  std::optional<Bounds> outer = boundsOf(op);
  Operation *inner = outer ? outer->x.getDefiningOp() : nullptr;
  std::optional<Bounds> first =
      inner ? boundsOf(inner) : std::optional<Bounds>();
  Type element = elementOf(op->getResult(0));
  if (!first || !isa<FloatType>(element))
    return failure();
  double low = std::max(outer->low, first->low);
  double high = std::min(outer->high, first->high);
  if (!(low <= high))
    return failure();
  if (low == first->low && high == first->high)
    return replaceByEqual(rewriter, op, outer->x);
  Location location = op->getLoc();
  Type type = op->getResult(0).getType();
  Value merged = low == 0 && std::isinf(high)
                     ? make(rewriter, location, "Relu", type, first->x)
                     : make(rewriter, location, "Clip", type,
                            {first->x, scalar(rewriter, location, element, low),
                             scalar(rewriter, location, element, high)});
  return replaceByEqual(rewriter, op, merged);
}

/// True if every number of `from` is one of `to`.
static bool holdsAll(Type from, Type to) {
  auto a = dyn_cast<FloatType>(from), b = dyn_cast<FloatType>(to);
  if (a && b)
    return APFloat::isRepresentableBy(a.getFloatSemantics(),
                                      b.getFloatSemantics());
  auto i = dyn_cast<IntegerType>(from), j = dyn_cast<IntegerType>(to);
  if (!i || !j)
    return false;
  bool isUnsigned = i.isUnsigned() || i.getWidth() == 1;
  bool becomesUnsigned = j.isUnsigned() || j.getWidth() == 1;
  if (isUnsigned == becomesUnsigned)
    return i.getWidth() <= j.getWidth();
  return isUnsigned && i.getWidth() < j.getWidth();
}

static LogicalResult mergeCasts(Operation *op, PatternRewriter &rewriter) {
  Operation *inner = definedBy(op->getOperand(0), "Cast");
  if (!inner ||
      !holdsAll(elementOf(inner->getOperand(0)), elementOf(op->getOperand(0))))
    return failure();
  rewriter.modifyOpInPlace(op,
                           [&] { op->setOperand(0, inner->getOperand(0)); });
  return success();
}

/// True if `to` has the leading dimensions of `from`, whatever is fed, given
/// that they multiply to as much: one may be unknown.
static bool haveEqualRows(RankedTensorType from, RankedTensorType to) {
  if (from.getRank() != to.getRank())
    return false;
  unsigned unknown = 0;
  for (int64_t i = 0; i + 1 < from.getRank(); ++i) {
    if (from.getDimSize(i) != to.getDimSize(i) || from.getDimSize(i) == 0)
      return false;
    unknown += from.isDynamicDim(i);
  }
  return unknown <= 1;
}

/// Rows that are made a matrix for a product and get their dimensions back, as
/// a tensordot does it: MatMul takes them as they are.
static LogicalResult multiplyRows(Operation *op, PatternRewriter &rewriter) {
  Operation *product = definedBy(op->getOperand(0), "MatMul");
  Operation *flatten =
      product ? product->getOperand(0).getDefiningOp() : nullptr;
  if (!flatten || !llvm::is_contained(kReshapes, operatorName(flatten)) ||
      !product->hasOneUse())
    return failure();
  RankedTensorType from = rankedType(flatten->getOperand(0));
  RankedTensorType rows = rankedType(flatten->getResult(0));
  RankedTensorType matrix = rankedType(product->getOperand(1));
  RankedTensorType to = rankedType(op->getResult(0));
  if (!from || !rows || !matrix || !to || rows.getRank() != 2 ||
      matrix.getRank() != 2 || from.getRank() < 2 || !haveEqualRows(from, to))
    return failure();
  auto last = [](RankedTensorType type) { return type.getShape().back(); };
  if (last(from) <= 0 || last(from) != last(rows) || matrix.isDynamicDim(1) ||
      last(to) != last(matrix))
    return failure();
  rewriter.replaceOp(op,
                     make(rewriter, op->getLoc(), "MatMul", to,
                          {flatten->getOperand(0), product->getOperand(1)}));
  return success();
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

static void addDrops(RewritePatternSet &set) {
  addRewrite(set, "Identity", dropIdentity);
  addRewrite(set, "Dropout", dropDropout);
  addRewrite(set, "Cast", dropCast);
  addRewrite(set, "Transpose", dropTranspose);
  addRewrite(set, "Reshape", dropReshape);
  addRewrite(set, "Expand", dropExpand);
  addRewrite(set, "Tile", dropTile);
  addRewrite(set, "Pad", dropPad);
  addRewrite(set, "Slice", dropSlice);
  for (StringRef name : {"Concat", "Sum", "Max", "Min", "Mean"})
    addRewrite(set, name, dropSingle);
  addRewrite(set, "Split", dropSplit);
  addRewrite(set, "Add", dropNeutral<0, true>);
  addRewrite(set, "Sub", dropNeutral<0, false>);
  addRewrite(set, "Mul", dropNeutral<1, true>);
  addRewrite(set, "Div", dropNeutral<1, false>);
  addRewrite(set, "Pow", dropNeutral<1, false>);
  addRewrite(set, "And", dropNeutral<1, true>);
  addRewrite(set, "Or", dropNeutral<0, true>);
  addRewrite(set, "Where", chooseBranch);
}

static void addMerges(RewritePatternSet &set) {
  addRewrite(set, "Transpose", mergeTransposes);
  for (StringRef name : kReshapes)
    addRewrite(set, name, mergeReshapes);
  addRewrite(set, "Reshape", fixTarget);
  addRewrite(set, "Reshape", multiplyRows);
  for (StringRef name : {"Relu", "Abs", "Sign", "Floor", "Ceil", "Round"})
    addRewrite(set, name, dropSecond);
  addRewrite(set, "Clip", mergeBounds);
  addRewrite(set, "Relu", mergeBounds);
  addRewrite(set, "Max", mergeBounds);
  addRewrite(set, "Min", mergeBounds);
  addRewrite(set, "Cast", mergeCasts);
}

namespace {

struct ONNXSimplify : impl::ONNXSimplifyBase<ONNXSimplify> {
  using ONNXSimplifyBase::ONNXSimplifyBase;

  void runOnOperation() override {
    if (failed(saved_model::openDataSources(getOperation())))
      return signalPassFailure();
    RewritePatternSet set(&getContext());
    addDrops(set);
    addMerges(set);
    rewriteFunctions(getOperation(), std::move(set));
  }
};

} // namespace

} // namespace sm
