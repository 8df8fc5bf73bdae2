// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Pad before an op with windows, which can pad by itself. What a padded element
// counts for differs from op to op, and decides when that is the same.

#include "ONNXRewriting.h"

#include "sm/Transforms/Passes.h"
#include "sm/Transforms/RewriteFunctions.h"

#include "mlir/IR/TypeUtilities.h"
#include "mlir/Rewrite/FrozenRewritePatternSet.h"

#include "llvm/ADT/StringSwitch.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_ONNXFOLDPADS
#include "sm/Transforms/Passes.h.inc"

using namespace onnx;

namespace {

/// A Pad with one number, of spatial dimensions only.
struct SpatialPad {
  Operation *op;
  double number;
  SmallVector<int64_t> pads; ///< begins, then ends, of the spatial dimensions
};

} // namespace

static std::optional<SpatialPad> spatialPadBehind(Value value) {
  Operation *op = definedBy(value, "Pad");
  RankedTensorType type = rankedType(value);
  if (!op || !op->hasOneUse() || !type || type.getRank() < 3 ||
      op->getNumOperands() > 3 ||
      stringAttr(op, "mode").value_or("constant") != "constant")
    return std::nullopt;
  auto all = intsBehind(presentOperand(op, 1));
  auto number = numberBehind(presentOperand(op, 2), 0);
  auto rank = static_cast<size_t>(type.getRank());
  if (!all || !number || all->size() != 2 * rank ||
      llvm::any_of(*all, [](int64_t pad) { return pad < 0; }))
    return std::nullopt;
  for (size_t outer : {size_t(0), size_t(1), rank, rank + 1})
    if ((*all)[outer] != 0)
      return std::nullopt;
  SpatialPad pad = {op, *number, {}};
  for (size_t begin : {size_t(2), rank + 2})
    llvm::append_range(pad.pads,
                       ArrayRef<int64_t>(*all).slice(begin, rank - 2));
  return pad;
}

/// What the op pads itself; nullopt where that depends on the size.
static std::optional<SmallVector<int64_t>> ownPads(Operation *op, size_t size) {
  StringRef mode = stringAttr(op, "auto_pad").value_or("NOTSET");
  if (mode == "VALID")
    return SmallVector<int64_t>(size, 0);
  auto pads = intsAttr(op, "pads");
  if (mode != "NOTSET" || (pads && pads->size() != size))
    return std::nullopt;
  return pads ? SmallVector<int64_t>(*pads) : SmallVector<int64_t>(size, 0);
}

/// True for values that cannot be negative; NaN may be among them, which wins
/// over any padding as over any number.
static bool isNotNegative(Value value) {
  Operation *op = value.getDefiningOp();
  while (isOperator(op, "MaxPool") || isOperator(op, "AveragePool"))
    op = op->getOperand(0).getDefiningOp();
  if (isOperator(op, "Clip")) {
    std::optional<double> low = numberBehind(presentOperand(op, 1), -1);
    return low && *low >= 0;
  }
  return op && llvm::StringSwitch<bool>(operatorName(op))
                   .Cases({"Relu", "Sigmoid", "HardSigmoid", "Abs", "Exp",
                           "Sqrt", "Softmax", "Softplus"},
                          true)
                   .Default(false);
}

static bool isLowest(double number, Type element) {
  if (auto type = dyn_cast<FloatType>(element))
    return number == -std::numeric_limits<double>::infinity() ||
           APFloat::getLargest(type.getFloatSemantics(), /*Negative=*/true)
                   .convertToDouble() == number;
  auto integer = cast<IntegerType>(element);
  return integer.isUnsigned()
             ? number == 0
             : number ==
                   -std::ldexp(1.0, static_cast<int>(integer.getWidth()) - 1);
}

/// True if `pads` are smaller than the windows, so that each window has an
/// element of the image. Runtimes ask for it, too.
static bool areSmallerThanWindows(Operation *op, ArrayRef<int64_t> pads) {
  auto window = intsAttr(op, "kernel_shape");
  auto dilations = intsAttr(op, "dilations");
  if (!window || 2 * window->size() != pads.size() ||
      (dilations && llvm::any_of(*dilations, [](int64_t d) { return d != 1; })))
    return false;
  for (auto [i, pad] : llvm::enumerate(pads))
    if (pad >= (*window)[i % window->size()])
      return false;
  return true;
}

static LogicalResult replacePad(Operation *op, const SpatialPad &pad,
                                ArrayRef<int64_t> pads,
                                PatternRewriter &rewriter) {
  rewriter.modifyOpInPlace(op, [&] {
    op->setOperand(0, pad.op->getOperand(0));
    op->removeAttr("auto_pad");
    op->setAttr("pads", rewriter.getDenseI64ArrayAttr(pads));
  });
  rewriter.eraseOp(pad.op);
  return success();
}

static std::optional<SmallVector<int64_t>> sumOfPads(Operation *op,
                                                     const SpatialPad &pad) {
  auto pads = ownPads(op, pad.pads.size());
  if (pads)
    for (auto [sum, more] : llvm::zip_equal(*pads, pad.pads))
      sum += more;
  return pads;
}

static LogicalResult padConv(Operation *op, PatternRewriter &rewriter) {
  auto pad = spatialPadBehind(op->getOperand(0));
  auto pads = pad ? sumOfPads(op, *pad) : std::nullopt;
  if (!pads || pad->number != 0)
    return failure();
  return replacePad(op, *pad, *pads, rewriter);
}

static LogicalResult padAverage(Operation *op, PatternRewriter &rewriter) {
  auto pad = spatialPadBehind(op->getOperand(0));
  auto own = pad ? ownPads(op, pad->pads.size()) : std::nullopt;
  auto pads = own ? sumOfPads(op, *pad) : std::nullopt;
  bool isCounted = intAttr(op, "count_include_pad").value_or(0) != 0;
  bool padsNothing =
      own && llvm::all_of(*own, [](int64_t n) { return n == 0; });
  if (!pads || pad->number != 0 || !(isCounted || padsNothing) ||
      intAttr(op, "ceil_mode").value_or(0) || !areSmallerThanWindows(op, *pads))
    return failure();
  rewriter.modifyOpInPlace(op, [&] {
    op->setAttr("count_include_pad", rewriter.getI64IntegerAttr(1));
  });
  return replacePad(op, *pad, *pads, rewriter);
}

static LogicalResult padMax(Operation *op, PatternRewriter &rewriter) {
  auto pad = spatialPadBehind(op->getOperand(0));
  auto pads = pad ? sumOfPads(op, *pad) : std::nullopt;
  if (!pads || !op->getResults().drop_front().empty() ||
      intAttr(op, "ceil_mode").value_or(0) || !areSmallerThanWindows(op, *pads))
    return failure();
  Value image = pad->op->getOperand(0);
  bool isNeutral =
      isLowest(pad->number, getElementTypeOrSelf(image.getType())) ||
      (pad->number == 0 && isNotNegative(image));
  return isNeutral ? replacePad(op, *pad, *pads, rewriter) : failure();
}

/// The tensor with elements of another type; itself if they are of that type.
static Value castTo(PatternRewriter &rewriter, Location location, Value value,
                    Type element) {
  auto type = cast<TensorType>(value.getType());
  if (type.getElementType() == element)
    return value;
  return make(rewriter, location, "Cast", type.clone(element), value,
              intAttr(rewriter, "to", dataTypeOf(element)));
}

/// What `pad` makes of `data`, with -0 around it.
static Value padByZeros(Operation *pad, Value data, FloatType element,
                        PatternRewriter &rewriter) {
  Value zero = constant(
      rewriter, pad->getLoc(),
      DenseElementsAttr::get(
          RankedTensorType::get({}, element),
          APFloat::getZero(element.getFloatSemantics(), /*Negative=*/true)));
  SmallVector<Value> operands = {data, pad->getOperand(1), zero};
  llvm::append_range(operands, pad->getOperands().drop_front(
                                   std::min(3U, pad->getNumOperands())));
  auto type = cast<TensorType>(pad->getResult(0).getType());
  return makeLike(rewriter, pad, type.clone(element), operands);
}

/// Zeros that have to stay before a MaxPool or AveragePool are written as -0.
/// They compare alike, but ONNX Runtime (seen in 1.31) folds a Pad by +0 into
/// any of them, also through a Cast, and then answers wrongly: MaxPool pads
/// by the lowest number. Or it refuses the model: no padding may be as large
/// as the window.
static LogicalResult guardZeros(Operation *op, PatternRewriter &rewriter) {
  SmallVector<Operation *> casts;
  Value value = op->getOperand(0);
  for (; Operation *cast = definedBy(value, "Cast");
       value = cast->getOperand(0))
    casts.push_back(cast);
  Operation *pad = definedBy(value, "Pad");
  std::optional<double> number =
      pad ? numberBehind(presentOperand(pad, 2), 0) : std::nullopt;
  if (number != 0 || std::signbit(*number) ||
      stringAttr(pad, "mode").value_or("constant") != "constant")
    return failure();
  rewriter.setInsertionPoint(op);
  const Type last = getElementTypeOrSelf(op->getOperand(0).getType());
  Value data = pad->getOperand(0);
  auto element = dyn_cast<FloatType>(getElementTypeOrSelf(data.getType()));
  if (!element) {
    // Integers have no -0. They are padded as the floating-point numbers that
    // they are cast to, or that all integers of a pool (8 bits) are exactly.
    for (Operation *cast : llvm::reverse(casts))
      data = castTo(rewriter, cast->getLoc(), data,
                    getElementTypeOrSelf(cast->getResult(0).getType()));
    casts.clear();
    element = last.isF64() ? rewriter.getF64Type() : rewriter.getF32Type();
    data = castTo(rewriter, pad->getLoc(), data, element);
  }
  Value padded = padByZeros(pad, data, element, rewriter);
  for (Operation *cast : llvm::reverse(casts))
    padded = castTo(rewriter, cast->getLoc(), padded,
                    getElementTypeOrSelf(cast->getResult(0).getType()));
  padded = castTo(rewriter, pad->getLoc(), padded, last);
  rewriter.modifyOpInPlace(op, [&] { op->setOperand(0, padded); });
  return success();
}

namespace {

struct ONNXFoldPads : impl::ONNXFoldPadsBase<ONNXFoldPads> {
  using ONNXFoldPadsBase::ONNXFoldPadsBase;

  void runOnOperation() override {
    RewritePatternSet set(&getContext());
    addRewrite(set, "Conv", padConv);
    addRewrite(set, "AveragePool", padAverage);
    addRewrite(set, "MaxPool", padMax);
    rewriteFunctions(getOperation(), std::move(set));
    // What is left stays.
    RewritePatternSet left(&getContext());
    for (StringRef name : {"AveragePool", "MaxPool"})
      addRewrite(left, name, guardZeros);
    rewriteFunctions(getOperation(), std::move(left));
  }
};

} // namespace

} // namespace sm
