// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// y = x * factor + summand, a number of each for each channel, whichever op
// says it, folded into the weights and the bias of what gives x.

#include "DimensionOrder.h"
#include "ONNXRewriting.h"

#include "dialects/SM/ElementNumbers.h"
#include "dialects/SM/SMDialect.h"
#include "sm/Transforms/Passes.h"
#include "sm/Transforms/RewriteFunctions.h"

#include "mlir/IR/TypeUtilities.h"
#include "mlir/Rewrite/FrozenRewritePatternSet.h"

#include <cmath>

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_ONNXFOLDBATCHNORM
#include "sm/Transforms/Passes.h.inc"

using namespace onnx;

using Numbers = std::vector<double>;

static bool areFinite(const Numbers &numbers) {
  return llvm::all_of(numbers, [](double n) { return std::isfinite(n); });
}

//===----------------------------------------------------------------------===//
// What is done to each channel
//===----------------------------------------------------------------------===//

namespace {

/// x * factor + summand. Vectors are empty for 1 and 0.
struct PerChannel {
  Value x;
  Numbers factor, summand;
};

} // namespace

/// The constant `value`, an operand beside `x`, as one number for each of
/// `channels` at dimension 1.
static std::optional<Numbers> numbersPerChannel(Value value, Value x,
                                                int64_t channels) {
  RankedTensorType type = rankedType(value), tensor = rankedType(x);
  if (!type || !tensor || !type.hasStaticShape() || tensor.getRank() < 2 ||
      type.getRank() > tensor.getRank())
    return std::nullopt;
  int64_t extra = tensor.getRank() - type.getRank();
  for (auto [i, dim] : llvm::enumerate(type.getShape()))
    if (dim != 1 && (extra + static_cast<int64_t>(i) != 1 || dim != channels))
      return std::nullopt;
  auto numbers = saved_model::floatNumbers(constantBehind(value));
  if (numbers && numbers->size() == 1)
    numbers->resize(channels, numbers->front());
  return numbers;
}

static std::optional<PerChannel> readNorm(Operation *op) {
  for (OpResult result : op->getResults().drop_front())
    if (!result.use_empty())
      return std::nullopt;
  if (intAttr(op, "training_mode").value_or(0) || op->getNumOperands() != 5)
    return std::nullopt;
  std::optional<Numbers> inputs[4];
  for (unsigned i = 0; i < 4; ++i) {
    inputs[i] =
        saved_model::floatNumbers(constantBehind(presentOperand(op, i + 1)));
    if (!inputs[i] || inputs[i]->size() != inputs[0]->size())
      return std::nullopt;
  }
  auto &[scale, offset, mean, variance] = inputs;
  double epsilon = floatAttr(op, "epsilon").value_or(1e-5F);
  PerChannel found = {op->getOperand(0), {}, {}};
  for (size_t i = 0; i < scale->size(); ++i) {
    double a = (*scale)[i] / std::sqrt((*variance)[i] + epsilon);
    found.factor.push_back(a);
    found.summand.push_back((*offset)[i] - (*mean)[i] * a);
  }
  return found;
}

/// An Add, Sub, Mul, Div whose operand `index` is x.
static std::optional<PerChannel> readArithmetic(Operation *op, unsigned index,
                                                int64_t channels) {
  Value x = op->getOperand(index), other = op->getOperand(1 - index);
  StringRef name = operatorName(op);
  if (index == 1 && name == "Div")
    return std::nullopt;
  std::optional<Numbers> numbers = numbersPerChannel(other, x, channels);
  if (!numbers || x.getType() != op->getResult(0).getType())
    return std::nullopt;
  PerChannel found = {x, {}, {}};
  if (name == "Mul" || name == "Div") {
    found.factor = *numbers;
    if (name == "Div")
      for (double &number : found.factor)
        number = 1 / number;
    return found;
  }
  found.summand = *numbers;
  if (name == "Sub" && index == 0)
    for (double &number : found.summand)
      number = -number;
  if (name == "Sub" && index == 1)
    found.factor.assign(numbers->size(), -1);
  return found;
}

//===----------------------------------------------------------------------===//
// What has weights
//===----------------------------------------------------------------------===//

namespace {

/// An op that is linear in constant weights, and read by one op.
struct Linear {
  Operation *op;
  RankedTensorType weights;
  int64_t channels;
  /// The channel of weight i is i / stride % period, and the groups of
  /// ConvTranspose each have a period of channels.
  int64_t stride, period, groupSize;
  /// After so many weights channels come again.
  int64_t turn;

  int64_t channelOf(int64_t i) const {
    return i / groupSize * period + i / stride % period;
  }
};

} // namespace

static std::optional<Linear> linearBehind(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || !op->hasOneUse() || op->getNumOperands() < 2)
    return std::nullopt;
  RankedTensorType type = rankedType(op->getOperand(1));
  Type element = getElementTypeOrSelf(value.getType());
  if (!type || !type.hasStaticShape() || type.getRank() < 2 ||
      type.getNumElements() == 0 || !(element.isF32() || element.isF64()) ||
      !constantBehind(op->getOperand(1)))
    return std::nullopt;
  Value bias = presentOperand(op, 2);
  int64_t first = type.getDimSize(0), second = type.getDimSize(1);
  int64_t all = type.getNumElements();
  Linear linear = {op, type, first, all / first, first, all, all};
  if (isOperator(op, "ConvTranspose")) {
    int64_t groups = intAttr(op, "group").value_or(1);
    if (groups < 1 || first % groups != 0)
      return std::nullopt;
    linear = {op,           type, second * groups, all / first / second, second,
              all / groups, all};
  } else if (isOperator(op, "Gemm")) {
    bool isPlain = floatAttr(op, "alpha").value_or(1) == 1 &&
                   floatAttr(op, "beta").value_or(1) == 1;
    if (!isPlain || type.getRank() != 2)
      return std::nullopt;
    if (!intAttr(op, "transB").value_or(0))
      linear = {op, type, second, 1, second, all, second};
  } else if (!isOperator(op, "Conv")) {
    return std::nullopt;
  }
  RankedTensorType vector = rankedType(bias);
  if (bias && (!constantBehind(bias) || !vector || vector.getRank() != 1 ||
               vector.getDimSize(0) != linear.channels))
    return std::nullopt;
  return linear;
}

static ElementsAttr scaledWeights(const Linear &linear, const Numbers &factor) {
  Value weights = linear.op->getOperand(1);
  if (!weights.hasOneUse())
    return {};
  Numbers inTurn;
  for (int64_t at = 0; at < linear.turn; at += linear.stride)
    inTurn.push_back(factor[linear.channelOf(at)]);
  return saved_model::scaledElements(constantBehind(weights), inTurn,
                                     linear.stride);
}

/// Bias * factor + summand; nullopt if there is a bias that cannot be read.
static std::optional<Numbers> changedBias(const Linear &linear,
                                          const PerChannel &change) {
  Numbers bias;
  if (Value present = presentOperand(linear.op, 2)) {
    auto numbers = saved_model::floatNumbers(constantBehind(present));
    if (!numbers)
      return std::nullopt;
    bias = *numbers;
  }
  if (!change.factor.empty())
    for (auto [number, factor] : llvm::zip(bias, change.factor))
      number *= factor;
  if (bias.empty())
    return change.summand;
  if (!change.summand.empty())
    for (auto [number, more] : llvm::zip_equal(bias, change.summand))
      number += more;
  return bias;
}

/// Replaces `op`, which does `change` to what `linear` gives.
static LogicalResult fold(Operation *op, const PerChannel &change,
                          const Linear &linear, PatternRewriter &rewriter) {
  auto channels = static_cast<size_t>(linear.channels);
  auto fits = [&](const Numbers &numbers) {
    return (numbers.empty() || numbers.size() == channels) &&
           areFinite(numbers);
  };
  std::optional<Numbers> bias = changedBias(linear, change);
  if (!fits(change.factor) || !fits(change.summand) || !bias ||
      !areFinite(*bias))
    return failure();
  Type element = linear.weights.getElementType();
  ElementsAttr biasAttr, weights;
  if (!bias->empty()) {
    biasAttr = saved_model::floatElements(
        RankedTensorType::get(linear.channels, element), *bias);
    if (!biasAttr)
      return failure();
  }
  if (!change.factor.empty()) {
    weights = scaledWeights(linear, change.factor);
    if (!weights)
      return failure();
  }
  Operation *old = linear.op;
  rewriter.setInsertionPoint(op);
  SmallVector<Value> operands(old->getOperands().take_front(2));
  if (weights)
    operands[1] = constant(rewriter, operands[1].getLoc(), weights);
  if (biasAttr)
    operands.push_back(constant(rewriter, op->getLoc(), biasAttr));
  rewriter.replaceAllUsesWith(
      op->getResult(0),
      makeLike(rewriter, old, op->getResult(0).getType(), operands));
  rewriter.eraseOp(op);
  rewriter.eraseOp(old);
  return success();
}

static LogicalResult foldNorm(Operation *op, PatternRewriter &rewriter) {
  std::optional<Linear> linear = linearBehind(op->getOperand(0));
  std::optional<PerChannel> change = linear ? readNorm(op) : std::nullopt;
  return change ? fold(op, *change, *linear, rewriter) : failure();
}

static LogicalResult foldArithmetic(Operation *op, PatternRewriter &rewriter) {
  for (unsigned index : {0U, 1U}) {
    std::optional<Linear> linear = linearBehind(op->getOperand(index));
    auto change = linear ? readArithmetic(op, index, linear->channels)
                         : std::optional<PerChannel>();
    if (change && succeeded(fold(op, *change, *linear, rewriter)))
      return success();
  }
  return failure();
}

//===----------------------------------------------------------------------===//
// Products and sums that nothing takes
//===----------------------------------------------------------------------===//

/// The product or sum `op` of images with a constant for each channel.
static std::optional<PerChannel> readOnImages(Operation *op) {
  RankedTensorType type = rankedType(op->getResult(0));
  if (!type || type.getRank() < 3 || type.isDynamicDim(1) ||
      !(type.getElementType().isF32() || type.getElementType().isF64()))
    return std::nullopt;
  for (unsigned index : {0U, 1U})
    if (auto change = readArithmetic(op, index, type.getDimSize(1)))
      return change;
  return std::nullopt;
}

/// True for a constant of more than one number.
static bool isPerChannel(Value value) {
  return constantBehind(value) && !isSingleElement(value.getType());
}

/// x * a + b, by BatchNormalization with mean 0 and variance 1, which changes
/// no number.
static LogicalResult makeNorm(Operation *op, PatternRewriter &rewriter) {
  std::optional<PerChannel> sum = readOnImages(op);
  if (!sum || !sum->factor.empty())
    return failure();
  Operation *product = definedBy(sum->x, "Mul");
  std::optional<PerChannel> scaled =
      product && product->hasOneUse() ? readOnImages(product) : std::nullopt;
  if (!scaled || linearBehind(scaled->x) || linearBehind(sum->x) ||
      !areFinite(scaled->factor) || !areFinite(sum->summand) ||
      llvm::none_of(product->getOperands(), isPerChannel))
    return failure();
  auto type = cast<RankedTensorType>(sum->x.getType());
  auto vector =
      RankedTensorType::get(type.getDimSize(1), type.getElementType());
  rewriter.setInsertionPoint(op);
  SmallVector<Value> operands = {scaled->x};
  for (const Numbers &numbers :
       {scaled->factor, sum->summand, Numbers(scaled->factor.size(), 0),
        Numbers(scaled->factor.size(), 1)})
    operands.push_back(constant(rewriter, op->getLoc(),
                                saved_model::floatElements(vector, numbers)));
  rewriter.replaceOp(op,
                     make(rewriter, op->getLoc(), "BatchNormalization", type,
                          operands, floatAttr(rewriter, "epsilon", 0)));
  return success();
}

namespace {

struct ONNXFoldBatchNorm : impl::ONNXFoldBatchNormBase<ONNXFoldBatchNorm> {
  using ONNXFoldBatchNormBase::ONNXFoldBatchNormBase;

  void runOnOperation() override {
    if (failed(saved_model::openDataSources(getOperation())))
      return signalPassFailure();
    RewritePatternSet set(&getContext());
    addRewrite(set, "BatchNormalization", foldNorm);
    for (StringRef name : {"Add", "Sub", "Mul", "Div"})
      addRewrite(set, name, foldArithmetic);
    addRewrite(set, "Add", makeNorm);
    addRewrite(set, "Sub", makeNorm);
    rewriteFunctions(getOperation(), std::move(set));
  }
};

} // namespace

} // namespace sm
