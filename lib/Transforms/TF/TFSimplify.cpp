// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic that need not be done. The pass's description says where rounding
// and signed zeros were weighed; what only moves elements is canonicalization
// of the dialect itself.

#include "ConstantValues.h"

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/MathOps.h"
#include "dialects/TF/NNOps.h"
#include "dialects/TF/TFRewriting.h"
#include "dialects/TF/UnaryOps.h"
#include "sm/Transforms/Passes.h"
#include "sm/Transforms/RewriteFunctions.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Rewrite/FrozenRewritePatternSet.h"

#include <cmath>

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_TFSIMPLIFY
#include "sm/Transforms/Passes.h.inc"

using namespace tf;

static Type elementOf(Value value) {
  return getElementTypeOrSelf(value.getType());
}

static bool isReal(Value value) {
  return isa<FloatType, IntegerType>(elementOf(value));
}

/// True if `value` is a constant that, as operand beside `other`, is `number`
/// everywhere and changes no shape.
static bool isNumberBeside(Value value, double number, Value other) {
  return uniformValue(value) == number &&
         tf::broadcastsInto(value.getType(), other.getType());
}

//===----------------------------------------------------------------------===//
// Neutral operands
//===----------------------------------------------------------------------===//

/// f(x, neutral) = x.
template <typename Op, int neutral>
static LogicalResult dropRight(Op op, PatternRewriter &rewriter) {
  if (!isNumberBeside(op.getY(), neutral, op.getX()))
    return failure();
  return replaceWithValues(rewriter, op, op.getX());
}

/// f(neutral, x) = f(x, neutral) = x.
template <typename Op, int neutral>
static LogicalResult dropEither(Op op, PatternRewriter &rewriter) {
  if (succeeded(dropRight<Op, neutral>(op, rewriter)))
    return success();
  if (!isNumberBeside(op.getX(), neutral, op.getY()))
    return failure();
  return replaceWithValues(rewriter, op, op.getY());
}

/// A quotient of integers that is rounded down.
static LogicalResult dropFloorDivByOne(FloorDivOp op,
                                       PatternRewriter &rewriter) {
  if (!isa<IntegerType>(elementOf(op.getX())))
    return failure();
  return dropRight<FloorDivOp, 1>(op, rewriter);
}

/// A string joined with "".
static LogicalResult dropEmptyString(AddOp op, PatternRewriter &rewriter) {
  for (auto [part, other] :
       {std::pair(op.getX(), op.getY()), std::pair(op.getY(), op.getX())}) {
    auto strings =
        dyn_cast_or_null<DenseStringElementsAttr>(tf::constantBehind(part));
    if (strings && tf::broadcastsInto(part.getType(), other.getType()) &&
        llvm::all_of(strings.getRawStringData(),
                     [](StringRef text) { return text.empty(); }))
      return replaceWithValues(rewriter, op, other);
  }
  return failure();
}

//===----------------------------------------------------------------------===//
// Signs and truth values
//===----------------------------------------------------------------------===//

/// f(f(x)) = x.
template <typename Op>
static LogicalResult dropTwice(Op op, PatternRewriter &rewriter) {
  auto inner = definedBy<Op>(op->getOperand(0));
  if (!inner)
    return failure();
  return replaceWithValues(rewriter, op, inner->getOperand(0));
}

/// f(f(x)) = f(x).
template <typename Op>
static LogicalResult dropRepeated(Op op, PatternRewriter &rewriter) {
  if (!definedBy<Op>(op->getOperand(0)))
    return failure();
  return replaceWithValues(rewriter, op, op->getOperand(0));
}

/// f(g(x)) = f(x).
template <typename Op, typename Ignored>
static LogicalResult dropInner(Op op, PatternRewriter &rewriter) {
  auto inner = definedBy<Ignored>(op->getOperand(0));
  if (!inner)
    return failure();
  rewriter.replaceOpWithNewOp<Op>(op, op.getType(), inner->getOperand(0));
  return success();
}

/// x + -y = x - y and -x + y = y - x.
template <typename Op>
static LogicalResult addNegative(Op op, PatternRewriter &rewriter) {
  if (auto right = definedBy<NegOp>(op.getY()))
    rewriter.replaceOpWithNewOp<SubOp>(op, op.getType(), op.getX(),
                                       right.getX());
  else if (auto left = definedBy<NegOp>(op.getX()))
    rewriter.replaceOpWithNewOp<SubOp>(op, op.getType(), op.getY(),
                                       left.getX());
  else
    return failure();
  return success();
}

/// x - -y = x + y.
static LogicalResult subtractNegative(SubOp op, PatternRewriter &rewriter) {
  auto right = definedBy<NegOp>(op.getY());
  if (!right)
    return failure();
  rewriter.replaceOpWithNewOp<AddV2Op>(op, op.getType(), op.getX(),
                                       right.getX());
  return success();
}

/// -x * -y = x * y, likewise of quotients.
template <typename Op>
static LogicalResult dropTwoSigns(Op op, PatternRewriter &rewriter) {
  auto left = definedBy<NegOp>(op.getX());
  auto right = definedBy<NegOp>(op.getY());
  if (!left || !right)
    return failure();
  rewriter.replaceOpWithNewOp<Op>(op, op.getType(), left.getX(), right.getX());
  return success();
}

/// x * -1 = -x.
static LogicalResult multiplyByMinusOne(MulOp op, PatternRewriter &rewriter) {
  for (auto [factor, other] :
       {std::pair(op.getX(), op.getY()), std::pair(op.getY(), op.getX())})
    if (isNumberBeside(factor, -1, other)) {
      rewriter.replaceOpWithNewOp<NegOp>(op, op.getType(), other);
      return success();
    }
  return failure();
}

/// not (x < y) = x >= y where nothing is unordered, as NaN is.
template <typename Compare, typename Opposite, bool isOrderNeeded>
static LogicalResult negateComparison(LogicalNotOp op,
                                      PatternRewriter &rewriter) {
  auto inner = definedBy<Compare>(op.getX());
  if (!inner || !tf::isElementwise(inner) ||
      (isOrderNeeded && !isa<IntegerType>(elementOf(inner.getX()))))
    return failure();
  if constexpr (isOrderNeeded)
    rewriter.replaceOpWithNewOp<Opposite>(op, op.getType(), inner.getX(),
                                          inner.getY());
  else
    rewriter.replaceOpWithNewOp<Opposite>(op, op.getType(), inner.getX(),
                                          inner.getY(), true);
  return success();
}

//===----------------------------------------------------------------------===//
// Products, powers, quotients
//===----------------------------------------------------------------------===//

static LogicalResult multiplyBySelf(MulOp op, PatternRewriter &rewriter) {
  if (op.getX() != op.getY())
    return failure();
  rewriter.replaceOpWithNewOp<SquareOp>(op, op.getType(), op.getX());
  return success();
}

static LogicalResult simplifyPow(PowOp op, PatternRewriter &rewriter) {
  std::optional<double> exponent = uniformValue(op.getY());
  Value x = op.getX();
  if (!exponent || !isReal(x) ||
      !tf::broadcastsInto(op.getY().getType(), x.getType()))
    return failure();
  bool isFloat = isa<FloatType>(elementOf(x));
  if (*exponent == 1)
    return replaceWithValues(rewriter, op, x);
  if (*exponent == 2)
    rewriter.replaceOpWithNewOp<SquareOp>(op, op.getType(), x);
  else if (*exponent == 3)
    rewriter.replaceOpWithNewOp<MulOp>(
        op, op.getType(), x,
        SquareOp::create(rewriter, op.getLoc(), op.getType(), x));
  else if (*exponent == 0.5 && isFloat)
    rewriter.replaceOpWithNewOp<SqrtOp>(op, op.getType(), x);
  else if (*exponent == -0.5 && isFloat)
    rewriter.replaceOpWithNewOp<RsqrtOp>(op, op.getType(), x);
  else if (*exponent == -1 && isFloat)
    rewriter.replaceOpWithNewOp<ReciprocalOp>(op, op.getType(), x);
  else
    return failure();
  return success();
}

/// 1 / x.
template <typename Op>
static LogicalResult divideOne(Op op, PatternRewriter &rewriter) {
  if (!isa<FloatType>(elementOf(op.getY())) ||
      !isNumberBeside(op.getX(), 1, op.getY()))
    return failure();
  rewriter.replaceOpWithNewOp<ReciprocalOp>(op, op.getType(), op.getY());
  return success();
}

/// The reciprocal of a power of 2 that has an exact one in every type of at
/// least half precision.
static std::optional<double> exactReciprocal(double value) {
  int exponent = 0;
  double mantissa = std::frexp(value, &exponent);
  if (std::fabs(mantissa) != 0.5 || exponent < -10 || exponent > 12)
    return std::nullopt;
  return 1 / value;
}

template <typename Op>
static LogicalResult divideByPowerOfTwo(Op op, PatternRewriter &rewriter) {
  auto element = dyn_cast<FloatType>(elementOf(op.getY()));
  std::optional<double> divisor = uniformValue(op.getY());
  std::optional<double> factor =
      divisor ? exactReciprocal(*divisor) : std::nullopt;
  if (!factor || !element || element.getWidth() < 16)
    return failure();
  auto type = cast<ShapedType>(tf::constantBehind(op.getY()).getType());
  APFloat value(*factor);
  bool isInexact = false;
  value.convert(element.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                &isInexact);
  if (isInexact)
    return failure();
  Value constant = ConstOp::create(rewriter, op.getLoc(),
                                   DenseElementsAttr::get(type, value));
  rewriter.replaceOpWithNewOp<MulOp>(op, op.getType(), op.getX(), constant);
  return success();
}

/// x / sqrt(y) = x * rsqrt(y), if nothing else needs the root.
template <typename Op>
static LogicalResult divideByRoot(Op op, PatternRewriter &rewriter) {
  auto root = op.getY().template getDefiningOp<SqrtOp>();
  if (!root || !root->hasOneUse() || !isa<FloatType>(elementOf(op.getY())))
    return failure();
  Value rsqrt =
      RsqrtOp::create(rewriter, root.getLoc(), root.getType(), root.getX());
  rewriter.replaceOpWithNewOp<MulOp>(op, op.getType(), op.getX(), rsqrt);
  return success();
}

/// The reciprocal of a root, and the root of a reciprocal undone.
template <typename Inner, typename Result>
static LogicalResult invert(ReciprocalOp op, PatternRewriter &rewriter) {
  auto inner = op.getX().getDefiningOp<Inner>();
  if (!inner || !inner->hasOneUse() || !isa<FloatType>(elementOf(op.getX())))
    return failure();
  rewriter.replaceOpWithNewOp<Result>(op, op.getType(), inner.getX());
  return success();
}

//===----------------------------------------------------------------------===//
// Sums and choices
//===----------------------------------------------------------------------===//

/// AddN does not broadcast, so two operands must be known to agree.
static LogicalResult simplifyAddN(AddNOp op, PatternRewriter &rewriter) {
  auto inputs = op.getInputs();
  if (inputs.size() == 1)
    return replaceWithValues(rewriter, op, inputs[0]);
  if (inputs.size() != 2 || !isReal(inputs[0]) ||
      !(inputs[0] == inputs[1] ||
        tf::haveEqualShapes(inputs[0].getType(), inputs[1].getType())))
    return failure();
  rewriter.replaceOpWithNewOp<AddV2Op>(op, op.getType(), inputs[0], inputs[1]);
  return success();
}

/// f(x, x) = x.
template <typename Op>
static LogicalResult dropEqualOperands(Op op, PatternRewriter &rewriter) {
  if (op.getX() != op.getY())
    return failure();
  return replaceWithValues(rewriter, op, op.getX());
}

/// Equal branches, or a constant condition.
template <typename Op>
static LogicalResult simplifySelect(Op op, PatternRewriter &rewriter) {
  std::optional<double> condition = uniformValue(op.getCondition());
  if (!condition && op.getT() != op.getE())
    return failure();
  bool isTrue = condition.value_or(1) != 0;
  Value chosen = isTrue ? op.getT() : op.getE();
  Value other = isTrue ? op.getE() : op.getT();
  auto keepsShape = [&](Value operand) {
    return operand == chosen ||
           tf::broadcastsInto(operand.getType(), chosen.getType());
  };
  // Select's operands have one shape, but for a condition on rows.
  bool fits =
      isa<SelectOp>(op) || (keepsShape(op.getCondition()) && keepsShape(other));
  if (!fits)
    return failure();
  return replaceWithValues(rewriter, op, chosen);
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

/// Adds patterns that are functions.
template <typename... Functions>
static void addAll(RewritePatternSet &patterns, Functions... functions) {
  (patterns.add(functions), ...);
}

static void addNeutralPatterns(RewritePatternSet &patterns) {
  addAll(patterns, dropEither<AddOp, 0>, dropEither<AddV2Op, 0>,
         dropRight<SubOp, 0>, dropEither<MulOp, 1>, dropRight<RealDivOp, 1>,
         dropRight<DivOp, 1>, dropFloorDivByOne, dropEither<LogicalAndOp, 1>,
         dropEither<LogicalOrOp, 0>, dropEmptyString);
}

static void addSignPatterns(RewritePatternSet &patterns) {
  addAll(patterns, dropTwice<NegOp>, dropTwice<LogicalNotOp>,
         dropRepeated<AbsOp>, dropRepeated<SignOp>, dropRepeated<FloorOp>,
         dropRepeated<CeilOp>, dropRepeated<RoundOp>, dropRepeated<RintOp>,
         dropRepeated<ReluOp>, dropRepeated<Relu6Op>,
         dropInner<Relu6Op, ReluOp>, dropInner<AbsOp, NegOp>,
         dropInner<SquareOp, NegOp>, dropInner<SquareOp, AbsOp>,
         addNegative<AddOp>, addNegative<AddV2Op>, subtractNegative,
         dropTwoSigns<MulOp>, dropTwoSigns<RealDivOp>, multiplyByMinusOne,
         negateComparison<EqualOp, NotEqualOp, false>,
         negateComparison<NotEqualOp, EqualOp, false>,
         negateComparison<LessOp, GreaterEqualOp, true>,
         negateComparison<LessEqualOp, GreaterOp, true>,
         negateComparison<GreaterOp, LessEqualOp, true>,
         negateComparison<GreaterEqualOp, LessOp, true>);
}

static void addProductPatterns(RewritePatternSet &patterns) {
  addAll(patterns, multiplyBySelf, simplifyPow, divideOne<RealDivOp>,
         divideOne<DivOp>, divideByPowerOfTwo<RealDivOp>,
         divideByPowerOfTwo<DivOp>, divideByRoot<RealDivOp>,
         divideByRoot<DivOp>, invert<SqrtOp, RsqrtOp>, invert<RsqrtOp, SqrtOp>);
}

static void addChoicePatterns(RewritePatternSet &patterns) {
  addAll(patterns, simplifyAddN, dropEqualOperands<MaximumOp>,
         dropEqualOperands<MinimumOp>, dropEqualOperands<LogicalAndOp>,
         dropEqualOperands<LogicalOrOp>, simplifySelect<SelectOp>,
         simplifySelect<SelectV2Op>);
}

namespace {

struct TFSimplify : impl::TFSimplifyBase<TFSimplify> {
  using TFSimplifyBase::TFSimplifyBase;

  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet set(context);
    addNeutralPatterns(set);
    addSignPatterns(set);
    addProductPatterns(set);
    addChoicePatterns(set);
    for (RegisteredOperationName name :
         context->getRegisteredOperationsByDialect("tf"))
      name.getCanonicalizationPatterns(set, context);
    patterns = std::move(set);
    return success();
  }

  void runOnOperation() override { rewriteFunctions(getOperation(), patterns); }

private:
  FrozenRewritePatternSet patterns;
};

} // namespace

} // namespace sm
