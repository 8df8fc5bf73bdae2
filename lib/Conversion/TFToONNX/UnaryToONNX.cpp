// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops of one operand that work element by element, where ONNX lacks them or
// ONNX Runtime lacks them for a type.

#include "LoweringTable.h"

#include "dialects/TF/NNOps.h"
#include "dialects/TF/UnaryOps.h"

using namespace mlir;

namespace sm::tf_to_onnx {

//===----------------------------------------------------------------------===//
// Powers and logarithms
//===----------------------------------------------------------------------===//

static void lowerSquare(tf::SquareOp op, Lowering &l) {
  Value x = l.of(op.getX());
  l.set(op.getY(), l.apply("Mul", {x, x}));
}

static void lowerRsqrt(tf::RsqrtOp op, Lowering &l) {
  l.set(op.getY(), l.apply("Reciprocal", l.apply("Sqrt", l.of(op.getX()))));
}

/// exp(x) - 1 = tanh(x / 2) * (exp(x) + 1), in which nothing cancels out for
/// small x.
static Value expm1(Value x, Lowering &l) {
  Value half = l.make("Mul", {x, l.numberLike(x, 0.5)});
  Value above = l.make("Add", {l.make("Exp", x), l.numberLike(x, 1)});
  return l.make("Mul", {l.make("Tanh", half), above});
}

static void lowerExpm1(tf::Expm1Op op, Lowering &l) {
  Value x = l.of(op.getX());
  l.set(op.getY(), expm1(l.cast(x, l.typeFor(x, {"Exp", "Tanh"})), l));
}

/// ln(1 + x). With u = 1 + x rounded, ln(u) * x / (u - 1) has the error of u
/// taken out again; where u is 1, ln(1 + x) is x; above 1/2 ln(u) is near
/// enough, and u - 1 may be infinite.
static Value log1p(Value x, Lowering &l) {
  Value one = l.numberLike(x, 1);
  Value u = l.make("Add", {x, one});
  Value log = l.make("Log", u);
  Value ratio = l.make("Div", {x, l.make("Sub", {u, one})});
  Value small = l.make(
      "Where", {l.make("Equal", {u, one}), x, l.make("Mul", {log, ratio})});
  return l.make("Where",
                {l.make("Greater", {x, l.numberLike(x, 0.5)}), log, small});
}

static void lowerLog1p(tf::Log1pOp op, Lowering &l) {
  Value x = l.of(op.getX());
  l.set(op.getY(), log1p(l.cast(x, l.typeFor(x, {"Log", "Equal"})), l));
}

/// 1 - erf(x), with an error of the last bits of 1: it keeps the form in which
/// others recognise a Gaussian activation.
static void lowerErfc(tf::ErfcOp op, Lowering &l) {
  Value erf = l.apply("Erf", l.of(op.getX()));
  l.set(op.getY(), l.apply("Sub", {l.numberLike(erf, 1), erf}));
}

//===----------------------------------------------------------------------===//
// Rounding, signs, kinds of numbers
//===----------------------------------------------------------------------===//

/// TensorFlow's kernel gives 0 for every integer; tf.round never hands it one.
static void lowerRound(tf::RoundOp op, Lowering &l) {
  if (isFloat(op.getX()))
    return l.set(op.getY(), l.apply("Round", l.of(op.getX())));
  l.set(op.getY(),
        l.filled(l.shapeOf(op.getX()), elementOf(op.getX()), /*number=*/0));
}

/// ONNX Runtime's Sign of NaN is 0.
static void lowerSign(tf::SignOp op, Lowering &l) {
  Value x = l.of(op.getX());
  if (!isFloat(op.getX()))
    return l.set(op.getY(), l.apply("Sign", x));
  x = l.cast(x, l.typeFor(x, {"Sign", "IsNaN", "Where"}));
  l.set(op.getY(), l.make("Where", {l.make("IsNaN", x), x, l.make("Sign", x)}));
}

static void lowerIsFinite(tf::IsFiniteOp op, Lowering &l) {
  Value x = l.of(op.getX());
  x = l.cast(x, l.typeFor(x, {"IsInf", "IsNaN"}));
  l.set(op.getY(),
        l.make("Not", l.make("Or", {l.make("IsInf", x), l.make("IsNaN", x)})));
}

static void lowerCast(tf::CastOp op, Lowering &l) {
  Type from = elementOf(op.getX()), to = elementOf(op.getY());
  const bool isFloats = isa<FloatType>(from) && isa<FloatType>(to);
  if (op.getTruncate() && isFloats &&
      from.getIntOrFloatBitWidth() > to.getIntOrFloatBitWidth())
    return l.fail("Truncate has no counterpart: ONNX rounds");
  l.set(op.getY(), l.cast(l.of(op.getX()), to));
}

//===----------------------------------------------------------------------===//
// Activations
//===----------------------------------------------------------------------===//

/// For types that have no Relu.
static void lowerRelu(tf::ReluOp op, Lowering &l) {
  Value x = l.of(op.getFeatures());
  if (elementOf(x).isUnsignedInteger())
    return l.set(op.getActivations(), x);
  x = l.cast(x, l.typeFor(x, {"Max"}));
  l.set(op.getActivations(), l.make("Max", {x, l.numberLike(x, 0)}));
}

static void lowerRelu6(tf::Relu6Op op, Lowering &l) {
  Value x = l.of(op.getFeatures());
  x = l.cast(x, l.typeFor(x, {"Clip"}));
  l.set(op.getActivations(),
        l.make("Clip", {x, l.numberLike(x, 0), l.numberLike(x, 6)}));
}

static void lowerLeakyRelu(tf::LeakyReluOp op, Lowering &l) {
  Value x = l.of(op.getFeatures());
  const float alpha = op.getAlpha();
  if (!elementOf(x).isF64())
    return l.set(op.getActivations(),
                 l.apply("LeakyRelu", x, l.attr("alpha", alpha)));
  Value scaled = l.make("Mul", {x, l.numberLike(x, alpha)});
  Value isPositive = l.make("Greater", {x, l.numberLike(x, 0)});
  l.set(op.getActivations(), l.make("Where", {isPositive, x, scaled}));
}

/// x where it is positive, else `scale` * (exp(x) - 1).
static Value exponentialUnits(Value x, double scale, Lowering &l) {
  Value curve = l.make("Mul", {expm1(x, l), l.numberLike(x, scale)});
  Value isPositive = l.make("Greater", {x, l.numberLike(x, 0)});
  return l.make("Where", {isPositive, x, curve});
}

// ONNX Runtime has the following four for f32 only; they are for f64.

static void lowerElu(tf::EluOp op, Lowering &l) {
  l.set(op.getActivations(), exponentialUnits(l.of(op.getFeatures()), 1, l));
}

static void lowerSelu(tf::SeluOp op, Lowering &l) {
  constexpr double kScale = 1.0507009873554804934193349852946;
  constexpr double kAlpha = 1.6732632423543772848170429916717;
  Value x = l.of(op.getFeatures());
  l.set(op.getActivations(), l.make("Mul", {exponentialUnits(x, kAlpha, l),
                                            l.numberLike(x, kScale)}));
}

/// ln(1 + exp(x)) = max(x, 0) + ln(1 + exp(-|x|)).
static void lowerSoftplus(tf::SoftplusOp op, Lowering &l) {
  Value x = l.of(op.getFeatures());
  Value small = log1p(l.make("Exp", l.make("Neg", l.make("Abs", x))), l);
  Value linear = l.make("Max", {x, l.numberLike(x, 0)});
  l.set(op.getActivations(), l.make("Add", {linear, small}));
}

static void lowerSoftsign(tf::SoftsignOp op, Lowering &l) {
  Value x = l.of(op.getFeatures());
  Value size = l.make("Add", {l.make("Abs", x), l.numberLike(x, 1)});
  l.set(op.getActivations(), l.make("Div", {x, size}));
}

ArrayRef<LoweringEntry> unaryLowerings() {
  static const LoweringEntry kEntries[] = {
      entry<lowerSquare>(),   entry<lowerRsqrt>(),    entry<lowerExpm1>(),
      entry<lowerLog1p>(),    entry<lowerErfc>(),     entry<lowerRound>(),
      entry<lowerSign>(),     entry<lowerIsFinite>(), entry<lowerCast>(),
      entry<lowerRelu>(),     entry<lowerRelu6>(),    entry<lowerLeakyRelu>(),
      entry<lowerElu>(),      entry<lowerSelu>(),     entry<lowerSoftplus>(),
      entry<lowerSoftsign>(),
  };
  return kEntries;
}

} // namespace sm::tf_to_onnx
