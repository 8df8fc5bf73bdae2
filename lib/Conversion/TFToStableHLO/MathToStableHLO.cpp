// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic, comparisons and choices that one op does not do. What TensorFlow
// reports at run time (a division by zero, a negative power of an integer) must
// be excluded here: the hub has no errors.

#include "OpConversion.h"

#include "dialects/TF/MathOps.h"
#include "dialects/TF/UnaryOps.h"

using namespace mlir;

namespace sm {

using namespace stablehlo;
using Direction = ComparisonDirection;

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

static LogicalResult convertSquare(tf::SquareOp, OpConversion &c) {
  return c.replace(c.make<MulOp>(c.operand(0), c.operand(0)));
}

static LogicalResult convertRound(tf::RoundOp, OpConversion &c) {
  Value x = c.operand(0);
  if (c.isFloat(x))
    return c.replace(c.make<RoundNearestEvenOp>(x));
  // What TensorFlow's kernel gives for integers.
  if (!c.hasStaticOperands())
    return failure();
  return c.replace(c.splatLike(x, 0));
}

static LogicalResult convertReciprocal(tf::ReciprocalOp, OpConversion &c) {
  Value x = c.operand(0);
  if (!c.isFloat(x))
    return c.refuse("TensorFlow has no reciprocal of integers");
  if (!c.hasStaticOperands())
    return failure();
  return c.replace(c.make<DivOp>(c.splatLike(x, 1), x));
}

static LogicalResult convertIsNan(tf::IsNanOp, OpConversion &c) {
  Value x = c.operand(0);
  return c.replace(c.compare(Direction::NE, x, x));
}

static LogicalResult convertIsInf(tf::IsInfOp, OpConversion &c) {
  if (!c.hasStaticOperands())
    return failure();
  Value magnitude = c.make<AbsOp>(c.operand(0));
  Value infinity = c.broadcast(c.highest(c.elementOf(magnitude)),
                               c.typeOf(magnitude).getShape());
  return c.replace(c.compare(Direction::EQ, magnitude, infinity));
}

//===----------------------------------------------------------------------===//
// Quotients
//===----------------------------------------------------------------------===//

/// True if operand `index`, of integers, is a constant for which `isGood` holds
/// everywhere.
static bool holdsEverywhere(OpConversion &c, unsigned index,
                            function_ref<bool(const APInt &)> isGood) {
  ElementsAttr attr = c.constantOperand(index);
  if (!attr)
    return false;
  if (attr.isSplat())
    return isGood(attr.getSplatValue<APInt>());
  auto values = attr.tryGetValues<APInt>();
  return values && llvm::all_of(*values, isGood);
}

/// Broadcasts both operands and checks that integers can be divided.
static bool prepareDivision(OpConversion &c, Value (&operands)[2]) {
  operands[0] = c.operand(0);
  operands[1] = c.operand(1);
  if (!c.isFloat(operands[0]) &&
      !holdsEverywhere(c, 1, [](const APInt &y) { return !y.isZero(); }))
    return succeeded(c.refuse("divides integers by values that are not known "
                              "to differ from 0, where TensorFlow reports an "
                              "error"));
  return c.broadcastTogether(operands);
}

/// x / y towards zero for y other than 0. The least integer divided by -1 stays
/// as it is, which the specification leaves open.
static Value quotient(OpConversion &c, Value x, Value y) {
  bool hasNoMinusOne =
      c.isFloat(x) || c.isUnsigned(x) ||
      holdsEverywhere(c, 1, [](const APInt &n) { return !n.isAllOnes(); });
  if (hasNoMinusOne)
    return c.make<DivOp>(x, y);
  Value isMinusOne = c.compare(Direction::EQ, y, c.splatLike(y, -1));
  Value safe = c.select(isMinusOne, c.splatLike(y, 1), y);
  return c.select(isMinusOne, c.make<NegOp>(x), c.make<DivOp>(x, safe));
}

static LogicalResult convertDiv(tf::DivOp, OpConversion &c) {
  Value xy[2];
  if (!prepareDivision(c, xy))
    return failure();
  return c.replace(quotient(c, xy[0], xy[1]));
}

static LogicalResult convertRealDiv(tf::RealDivOp, OpConversion &c) {
  Value xy[] = {c.operand(0), c.operand(1)};
  if (!c.isFloat(xy[0]))
    return c.refuse("TensorFlow has no RealDiv of integers");
  if (!c.broadcastTogether(xy))
    return failure();
  return c.replace(c.make<DivOp>(xy[0], xy[1]));
}

/// Where a remainder of x / y is neither 0 nor of the sign of y.
static Value hasOtherSign(OpConversion &c, Value rest, Value y) {
  Value zero = c.splatLike(rest, 0);
  Value isRest = c.compare(Direction::NE, rest, zero);
  Value differs = c.make<XorOp>(c.compare(Direction::LT, rest, zero),
                                c.compare(Direction::LT, y, zero));
  return c.make<AndOp>(isRest, differs);
}

/// The remainder towards zero of x / y; 0 for y = -1, also of the least
/// integer.
static Value remainder(OpConversion &c, Value x, Value y) {
  if (c.isFloat(x) || c.isUnsigned(x))
    return c.make<RemOp>(x, y);
  Value isMinusOne = c.compare(Direction::EQ, y, c.splatLike(y, -1));
  return c.make<RemOp>(x, c.select(isMinusOne, c.splatLike(y, 1), y));
}

static LogicalResult convertFloorDiv(tf::FloorDivOp, OpConversion &c) {
  Value xy[2];
  if (!prepareDivision(c, xy))
    return failure();
  Type element = c.elementOf(xy[0]);
  Value x = c.widened(xy[0]), y = c.widened(xy[1]);
  if (c.isFloat(x))
    return c.replace(c.convert(c.make<FloorOp>(c.make<DivOp>(x, y)), element));
  Value towardsZero = quotient(c, x, y);
  if (c.isUnsigned(x))
    return c.replace(towardsZero);
  if (!c.hasStaticOperands())
    return failure();
  Value isAbove = hasOtherSign(c, remainder(c, x, y), y);
  Value below = c.make<SubtractOp>(towardsZero, c.splatLike(x, 1));
  return c.replace(c.select(isAbove, below, towardsZero));
}

static LogicalResult convertFloorMod(tf::FloorModOp, OpConversion &c) {
  Value xy[2];
  if (!prepareDivision(c, xy) || !c.hasStaticOperands())
    return failure();
  Type element = c.elementOf(xy[0]);
  Value x = c.widened(xy[0]), y = c.widened(xy[1]);
  Value rest = remainder(c, x, y);
  if (c.isUnsigned(x))
    return c.replace(rest);
  Value moved = c.make<AddOp>(rest, y);
  return c.replace(
      c.convert(c.select(hasOtherSign(c, rest, y), moved, rest), element));
}

//===----------------------------------------------------------------------===//
// Powers and squares
//===----------------------------------------------------------------------===//

/// x to the power of a number that is known, by squaring.
static Value power(OpConversion &c, Value x, uint64_t exponent) {
  Value result;
  for (Value base = x;; base = c.make<MulOp>(base, base)) {
    if (exponent & 1)
      result = result ? c.make<MulOp>(result, base) : base;
    exponent >>= 1;
    if (exponent == 0)
      return result ? result : c.splatLike(x, 1);
  }
}

static LogicalResult convertPow(tf::PowOp, OpConversion &c) {
  Value xy[] = {c.operand(0), c.operand(1)};
  if (!c.broadcastTogether(xy))
    return failure();
  if (c.isFloat(xy[0]))
    return c.replace(c.make<PowOp>(xy[0], xy[1]));
  bool isUnsigned = c.isUnsigned(xy[0]);
  if (!isUnsigned &&
      !holdsEverywhere(c, 1, [](const APInt &y) { return !y.isNegative(); }))
    return c.refuse("raises integers to powers that are not known to be at "
                    "least 0, where TensorFlow reports an error");
  ElementsAttr exponent = c.constantOperand(1);
  if (!exponent || !exponent.isSplat())
    return c.replace(c.make<PowOp>(xy[0], xy[1]));
  if (!c.hasStaticOperands())
    return failure();
  return c.replace(
      power(c, xy[0], exponent.getSplatValue<APInt>().getZExtValue()));
}

static LogicalResult convertSquaredDifference(tf::SquaredDifferenceOp,
                                              OpConversion &c) {
  Value xy[] = {c.operand(0), c.operand(1)};
  if (!c.broadcastTogether(xy))
    return failure();
  Value difference = c.make<SubtractOp>(c.widened(xy[0]), c.widened(xy[1]));
  return c.replace(
      c.convert(c.make<MulOp>(difference, difference), c.elementOf(xy[0])));
}

static LogicalResult convertAddN(tf::AddNOp, OpConversion &c) {
  Value sum = c.operand(0);
  for (Value summand : c.allOperands().drop_front()) {
    if (summand.getType() != sum.getType())
      return c.refuse("adds tensors whose shapes are not known to be equal");
    sum = c.make<AddOp>(sum, summand);
  }
  return c.replace(sum);
}

//===----------------------------------------------------------------------===//
// Comparisons
//===----------------------------------------------------------------------===//

template <typename Op, Direction direction>
static LogicalResult convertEquality(Op op, OpConversion &c) {
  Value xy[] = {c.operand(0), c.operand(1)};
  if (!op.getIncompatibleShapeError()) {
    if (!c.hasStaticOperands())
      return failure();
    // Tensors that do not broadcast differ as a whole.
    if (auto type = dyn_cast<RankedTensorType>(op.getZ().getType());
        type && type.getRank() == 0 &&
        (c.typeOf(xy[0]).getRank() > 0 || c.typeOf(xy[1]).getRank() > 0))
      return c.replace(c.splat(c.b.getI1Type(), direction == Direction::NE));
  }
  if (!c.broadcastTogether(xy))
    return failure();
  return c.replace(c.compare(direction, xy[0], xy[1]));
}

//===----------------------------------------------------------------------===//
// Choices
//===----------------------------------------------------------------------===//

static LogicalResult convertSelectV2(tf::SelectV2Op, OpConversion &c) {
  Value all[] = {c.operand(0), c.operand(1), c.operand(2)};
  // A scalar condition need not broadcast.
  bool isScalar = c.typeOf(all[0]).getRank() == 0;
  MutableArrayRef<Value> together(all);
  if (!c.broadcastTogether(isScalar ? together.drop_front() : together))
    return failure();
  return c.replace(c.select(all[0], all[1], all[2]));
}

static LogicalResult convertSelect(tf::SelectOp, OpConversion &c) {
  Value condition = c.operand(0), t = c.operand(1), e = c.operand(2);
  if (t.getType() != e.getType())
    return c.refuse("chooses between tensors whose shapes are not known to be "
                    "equal");
  RankedTensorType type = c.typeOf(condition);
  ArrayRef<int64_t> shape = c.typeOf(t).getShape();
  if (type.getRank() == 0 || type.getShape() == shape)
    return c.replace(c.select(condition, t, e));
  if (!c.hasStaticOperands())
    return failure();
  return c.replace(c.select(c.broadcastInDim(condition, shape, {0}), t, e));
}

/// True if both are constants of one element each, in order.
static bool areOrderedScalars(ElementsAttr low, ElementsAttr high) {
  if (!low || !high || !low.isSplat() || !high.isSplat() ||
      low.getShapedType().getRank() != 0 || high.getShapedType().getRank() != 0)
    return false;
  if (isa<FloatType>(low.getElementType()))
    return low.getSplatValue<APFloat>() <= high.getSplatValue<APFloat>();
  APInt a = low.getSplatValue<APInt>(), b = high.getSplatValue<APInt>();
  return low.getElementType().isUnsignedInteger() ? a.ule(b) : a.sle(b);
}

static LogicalResult convertClipByValue(tf::ClipByValueOp, OpConversion &c) {
  Value x = c.operand(0), low = c.operand(1), high = c.operand(2);
  if (areOrderedScalars(c.constantOperand(1), c.constantOperand(2)))
    return c.replace(ClampOp::create(c.b, c.location, x.getType(), low, x, high)
                         .getResult());
  if (!c.hasStaticOperands())
    return failure();
  ArrayRef<int64_t> shape = c.typeOf(x).getShape();
  for (Value bound : {low, high})
    if (c.typeOf(bound).getRank() != 0 && c.typeOf(bound).getShape() != shape)
      return c.refuse("a bound must be a scalar or have the shape of the "
                      "clipped tensor");
  // The upper bound first: the lower one wins if they cross.
  Value capped = c.make<MinOp>(x, c.broadcast(high, shape));
  return c.replace(c.make<MaxOp>(capped, c.broadcast(low, shape)));
}

ArrayRef<Conversion> arithmeticConversions() {
  static const Conversion table[] = {
      convertsBy<tf::SquareOp, convertSquare>(),
      convertsBy<tf::RoundOp, convertRound>(),
      convertsBy<tf::ReciprocalOp, convertReciprocal>(),
      convertsBy<tf::IsNanOp, convertIsNan>(),
      convertsBy<tf::IsInfOp, convertIsInf>(),
      convertsBy<tf::DivOp, convertDiv>(),
      convertsBy<tf::RealDivOp, convertRealDiv>(),
      convertsBy<tf::FloorDivOp, convertFloorDiv>(),
      convertsBy<tf::FloorModOp, convertFloorMod>(),
      convertsBy<tf::PowOp, convertPow>(),
      convertsBy<tf::SquaredDifferenceOp, convertSquaredDifference>(),
      convertsBy<tf::AddNOp, convertAddN>(),
      convertsBy<tf::EqualOp, convertEquality<tf::EqualOp, Direction::EQ>>(),
      convertsBy<tf::NotEqualOp,
                 convertEquality<tf::NotEqualOp, Direction::NE>>(),
      convertsBy<tf::SelectV2Op, convertSelectV2>(),
      convertsBy<tf::SelectOp, convertSelect>(),
      convertsBy<tf::ClipByValueOp, convertClipByValue>(),
  };
  return table;
}

} // namespace sm
