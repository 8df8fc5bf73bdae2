// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Activations, Softmax, biases and batch normalisation. What takes several
// steps takes them in f32 where elements are shorter, as the kernels do.

#include "OpConversion.h"

#include "dialects/TF/NNOps.h"

#include <limits>

using namespace mlir;

namespace sm {

using namespace stablehlo;
using Direction = ComparisonDirection;

//===----------------------------------------------------------------------===//
// Element by element
//===----------------------------------------------------------------------===//

static LogicalResult convertRelu(tf::ReluOp, OpConversion &c) {
  Value x = c.operand(0);
  if (!c.hasStaticOperands())
    return failure();
  return c.replace(c.make<MaxOp>(x, c.splatLike(x, 0)));
}

static LogicalResult convertRelu6(tf::Relu6Op, OpConversion &c) {
  return c.replace(c.clamp(0, c.operand(0), 6));
}

/// An activation of floats, computed by `compute` in at least f32.
static LogicalResult activate(OpConversion &c,
                              function_ref<Value(Value)> compute) {
  if (!c.hasStaticOperands())
    return failure();
  Value x = c.operand(0);
  return c.replace(c.convert(compute(c.widened(x)), c.elementOf(x)));
}

static LogicalResult convertElu(tf::EluOp, OpConversion &c) {
  return activate(c, [&](Value x) {
    Value isNegative = c.compare(Direction::LT, x, c.splatLike(x, 0));
    return c.select(isNegative, c.make<Expm1Op>(x), x);
  });
}

static LogicalResult convertSelu(tf::SeluOp, OpConversion &c) {
  constexpr double kScale = 1.0507009873554804934193349852946;
  constexpr double kScaleAlpha = 1.7580993408473768599402175208123;
  return activate(c, [&](Value x) {
    Value isNegative = c.compare(Direction::LT, x, c.splatLike(x, 0));
    Value below =
        c.make<MulOp>(c.make<Expm1Op>(x), c.splatLike(x, kScaleAlpha));
    Value above = c.make<MulOp>(x, c.splatLike(x, kScale));
    return c.select(isNegative, below, above);
  });
}

static LogicalResult convertSoftplus(tf::SoftplusOp, OpConversion &c) {
  // ln(exp(x) + 1) = max(x, 0) + ln(1 + exp(-|x|)), which never overflows.
  return activate(c, [&](Value x) {
    Value small = c.make<ExpOp>(c.make<NegOp>(c.make<AbsOp>(x)));
    return c.make<AddOp>(c.make<MaxOp>(x, c.splatLike(x, 0)),
                         c.make<Log1pOp>(small));
  });
}

static LogicalResult convertSoftsign(tf::SoftsignOp, OpConversion &c) {
  return activate(c, [&](Value x) {
    Value divisor = c.make<AddOp>(c.make<AbsOp>(x), c.splatLike(x, 1));
    return c.make<DivOp>(x, divisor);
  });
}

static LogicalResult convertLeakyRelu(tf::LeakyReluOp op, OpConversion &c) {
  if (!c.hasStaticOperands())
    return failure();
  Value x = c.operand(0);
  double alpha = double(op.getAlpha());
  Value isPositive = c.compare(Direction::GT, x, c.splatLike(x, 0));
  return c.replace(
      c.select(isPositive, x, c.make<MulOp>(x, c.splatLike(x, alpha))));
}

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

/// `row`, one number for each row of `x`, beside each element of the row.
static Value alongRows(HLOBuilder &h, Value row, Value x) {
  ArrayRef<int64_t> shape = h.typeOf(x).getShape();
  return h.broadcastInDim(row, shape,
                          llvm::to_vector(llvm::seq<int64_t>(
                              0, static_cast<int64_t>(shape.size()) - 1)));
}

/// x less the largest element of its row, so that no exponential overflows.
static Value belowMaximum(HLOBuilder &h, Value x) {
  int64_t last = h.typeOf(x).getRank() - 1;
  Value maximum = h.reduce<MaxOp>(x, h.lowest(h.elementOf(x)), {last});
  return h.make<SubtractOp>(x, alongRows(h, maximum, x));
}

static Value sumOfRows(HLOBuilder &h, Value x) {
  int64_t last = h.typeOf(x).getRank() - 1;
  return h.reduce<AddOp>(x, h.splat(h.elementOf(x), 0), {last});
}

static Value softmax(HLOBuilder &h, ValueRange inputs) {
  Value x = h.widened(inputs[0]);
  Value exponentials = h.make<ExpOp>(belowMaximum(h, x));
  Value sum = alongRows(h, sumOfRows(h, exponentials), x);
  return h.convert(h.make<DivOp>(exponentials, sum), h.elementOf(inputs[0]));
}

static Value logSoftmax(HLOBuilder &h, ValueRange inputs) {
  Value x = h.widened(inputs[0]);
  Value below = belowMaximum(h, x);
  Value logarithm = h.make<LogOp>(sumOfRows(h, h.make<ExpOp>(below)));
  return h.convert(h.make<SubtractOp>(below, alongRows(h, logarithm, x)),
                   h.elementOf(inputs[0]));
}

static LogicalResult
convertSoftmaxLike(OpConversion &c, StringRef name,
                   function_ref<Value(HLOBuilder &, ValueRange)> decompose) {
  if (!c.hasStaticOperands())
    return failure();
  NamedAttribute axis(c.b.getStringAttr("axis"), c.b.getI64IntegerAttr(-1));
  return c.replace(
      c.composite(name, c.operand(0), c.b.getDictionaryAttr(axis), decompose));
}

static LogicalResult convertSoftmax(tf::SoftmaxOp, OpConversion &c) {
  return convertSoftmaxLike(c, "sm.softmax", softmax);
}

static LogicalResult convertLogSoftmax(tf::LogSoftmaxOp, OpConversion &c) {
  return convertSoftmaxLike(c, "sm.log_softmax", logSoftmax);
}

//===----------------------------------------------------------------------===//
// Channels
//===----------------------------------------------------------------------===//

/// The dimension of the channels of images in that format.
static int64_t channelDim(StringRef format, Value images) {
  return format.starts_with("NC") ? 1
                                  : HLOBuilder::typeOf(images).getRank() - 1;
}

static LogicalResult convertBiasAdd(tf::BiasAddOp op, OpConversion &c) {
  if (!c.hasStaticOperands())
    return failure();
  Value x = c.operand(0);
  Value bias = c.broadcastInDim(c.operand(1), c.typeOf(x).getShape(),
                                {channelDim(op.getDataFormat(), x)});
  return c.replace(c.make<AddOp>(x, bias));
}

template <typename Op>
static LogicalResult convertBatchNorm(Op op, OpConversion &c) {
  if (op.getIsTraining())
    return c.refuse("computes the statistics of its batch (is_training)");
  if (!c.hasStaticOperands())
    return failure();
  Value images = c.operand(0), scale = c.operand(1), offset = c.operand(2);
  Value mean = c.operand(3), variance = c.operand(4);
  Value x = c.widened(images);
  if (c.elementOf(scale) != c.elementOf(x))
    return c.refuse("has statistics of another type than its images");
  Value epsilon = c.splatLike(variance, double(op.getEpsilon()));
  Value deviation = c.make<SqrtOp>(c.make<AddOp>(variance, epsilon));
  Value factor = c.make<DivOp>(scale, deviation);
  auto perChannel = [&](Value numbers) {
    return c.broadcastInDim(numbers, c.typeOf(x).getShape(),
                            {channelDim(op.getDataFormat(), x)});
  };
  Value centred = c.make<SubtractOp>(x, perChannel(mean));
  Value y = c.make<AddOp>(c.make<MulOp>(centred, perChannel(factor)),
                          perChannel(offset));
  // Without images there are no statistics, whatever the operands say.
  if (c.typeOf(images).getNumElements() == 0)
    mean = variance =
        c.splatLike(mean, std::numeric_limits<double>::quiet_NaN());
  SmallVector<Value> results = {c.convert(y, c.elementOf(images)), mean,
                                variance, mean, variance};
  // The last one has no meaning on a CPU.
  if (op->getNumResults() == 6)
    results.push_back(c.splat(c.elementOf(scale), 0));
  return c.replace(results);
}

ArrayRef<Conversion> activationConversions() {
  static const Conversion table[] = {
      convertsBy<tf::ReluOp, convertRelu>(),
      convertsBy<tf::Relu6Op, convertRelu6>(),
      convertsBy<tf::EluOp, convertElu>(),
      convertsBy<tf::SeluOp, convertSelu>(),
      convertsBy<tf::SoftplusOp, convertSoftplus>(),
      convertsBy<tf::SoftsignOp, convertSoftsign>(),
      convertsBy<tf::LeakyReluOp, convertLeakyRelu>(),
      convertsBy<tf::SoftmaxOp, convertSoftmax>(),
      convertsBy<tf::LogSoftmaxOp, convertLogSoftmax>(),
      convertsBy<tf::BiasAddOp, convertBiasAdd>(),
      convertsBy<tf::FusedBatchNormOp,
                 convertBatchNorm<tf::FusedBatchNormOp>>(),
      convertsBy<tf::FusedBatchNormV3Op,
                 convertBatchNorm<tf::FusedBatchNormV3Op>>(),
  };
  return table;
}

} // namespace sm
