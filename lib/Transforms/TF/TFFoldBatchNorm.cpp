// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Normalisation by constants, first taken apart into a product and a sum, then
// folded into the filter and bias of what comes before. Small steps: each is
// one pattern, and models that were taken apart when they were saved gain too.

#include "ConstantValues.h"

#include "dialects/SM/ElementNumbers.h"
#include "dialects/SM/SMDialect.h"
#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "dialects/TF/LinalgOps.h"
#include "dialects/TF/MathOps.h"
#include "dialects/TF/NNOps.h"
#include "dialects/TF/TFRewriting.h"
#include "sm/Ops/RewrittenOps.h"
#include "sm/Transforms/Passes.h"
#include "sm/Transforms/RewriteFunctions.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Rewrite/FrozenRewritePatternSet.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_TFFOLDBATCHNORM
#include "sm/Transforms/Passes.h.inc"

using Numbers = std::vector<double>;

static bool areFinite(const Numbers &numbers) {
  return llvm::all_of(numbers, [](double n) { return std::isfinite(n); });
}

static bool isSinglePrecisionOrWider(Type type) {
  Type element = getElementTypeOrSelf(type);
  return element.isF32() || element.isF64();
}

//===----------------------------------------------------------------------===//
// Taking normalisation apart
//===----------------------------------------------------------------------===//

namespace {

/// A normalisation, whichever op says it.
struct BatchNorm {
  float epsilon;
  StringRef format;
  bool isTraining;
};

} // namespace

/// FusedBatchNormV2 has no record: its attributes are those of the node.
static std::optional<BatchNorm> readOpaqueNorm(tf::OpaqueOp op) {
  if (op.getOpName() != StringRef(ops::kFusedBatchNormV2.name) ||
      op.getNumOperands() != 5 || op.getNumResults() != 5)
    return std::nullopt;
  DictionaryAttr attrs = op.getNodeAttrs();
  auto epsilon = attrs.getAs<FloatAttr>("epsilon");
  auto format = attrs.getAs<StringAttr>("data_format");
  auto isTraining = attrs.getAs<BoolAttr>("is_training");
  return BatchNorm{epsilon ? static_cast<float>(epsilon.getValueAsDouble())
                           : 0.0001f,
                   format ? format.getValue() : "NHWC",
                   !isTraining || isTraining.getValue()};
}

static std::optional<BatchNorm> readNorm(Operation *op) {
  auto recorded = [](auto norm) -> std::optional<BatchNorm> {
    return BatchNorm{norm.getEpsilon(), norm.getDataFormat(),
                     norm.getIsTraining()};
  };
  return TypeSwitch<Operation *, std::optional<BatchNorm>>(op)
      .Case<tf::FusedBatchNormOp, tf::FusedBatchNormV3Op>(recorded)
      .Case([](tf::OpaqueOp opaque) { return readOpaqueNorm(opaque); })
      .Default([](Operation *) { return std::nullopt; });
}

/// The shape in which a vector of `size` broadcasts along the channels.
static SmallVector<int64_t> channelShape(StringRef format, int64_t size) {
  SmallVector<int64_t> shape = {size};
  if (format.starts_with("NC"))
    shape.append(format.size() - 2, 1);
  return shape;
}

/// y = x * factor + summand.
static bool computeFactors(Operation *op, const BatchNorm &norm,
                           Numbers &factor, Numbers &summand) {
  auto scale = floatValues(op->getOperand(1));
  auto offset = floatValues(op->getOperand(2));
  auto mean = floatValues(op->getOperand(3));
  auto variance = floatValues(op->getOperand(4));
  if (!scale || !offset || !mean || !variance)
    return false;
  size_t size = scale->size();
  if (offset->size() != size || mean->size() != size ||
      variance->size() != size)
    return false;
  for (size_t i = 0; i < size; ++i) {
    double a = (*scale)[i] / std::sqrt((*variance)[i] + double(norm.epsilon));
    factor.push_back(a);
    summand.push_back((*offset)[i] - (*mean)[i] * a);
  }
  return areFinite(factor) && areFinite(summand);
}

static LogicalResult takeApart(Operation *op, PatternRewriter &rewriter) {
  std::optional<BatchNorm> norm = readNorm(op);
  if (!norm || norm->isTraining)
    return failure();
  for (OpResult result : op->getResults().drop_front())
    if (!result.use_empty())
      return failure();
  Value x = op->getOperand(0);
  Type element = getElementTypeOrSelf(x.getType());
  Numbers factor, summand;
  if (!isSinglePrecisionOrWider(element) ||
      !computeFactors(op, *norm, factor, summand))
    return failure();
  auto size = static_cast<int64_t>(factor.size());
  auto type = RankedTensorType::get(channelShape(norm->format, size), element);
  ElementsAttr a = floatConstant(type, factor);
  ElementsAttr b = floatConstant(type, summand);
  if (!a || !b)
    return failure();
  Location location = op->getLoc();
  Type y = tf::tensorType(element, tf::shapeOf(op->getResult(0).getType()));
  Value product = tf::MulOp::create(rewriter, location, y, x,
                                    tf::ConstOp::create(rewriter, location, a));
  Value sum = tf::AddV2Op::create(rewriter, location, y, product,
                                  tf::ConstOp::create(rewriter, location, b));
  if (failed(tf::replaceResult(rewriter, op->getResult(0), sum)))
    return failure();
  rewriter.eraseOp(op);
  return success();
}

//===----------------------------------------------------------------------===//
// What has a filter
//===----------------------------------------------------------------------===//

namespace {

/// An op that is linear in a constant filter, which it has for itself.
struct Linear {
  Operation *op;
  Value filter;
  int64_t channels;
  /// Element i of the filter belongs to channel i / stride % channels.
  int64_t stride;
  StringRef format; ///< where the result's channels are

  int channelDim(int rank) const {
    return format.starts_with("NC") ? 1 : rank - 1;
  }
};

} // namespace

/// The place of the filter among the operands, its format, and whether its
/// first dimension is that of the channels.
static std::optional<std::pair<StringRef, bool>> describe(Operation *op) {
  using Description = std::optional<std::pair<StringRef, bool>>;
  return TypeSwitch<Operation *, Description>(op)
      .Case<tf::Conv2DOp, tf::DepthwiseConv2dNativeOp>(
          [](auto conv) { return Description({conv.getDataFormat(), false}); })
      .Case([](tf::MatMulOp product) {
        return Description({"NHWC", product.getTransposeB()});
      })
      .Case([](tf::BatchMatMulV2Op product) {
        return Description({"NHWC", product.getAdjY()});
      })
      .Default([](Operation *) { return std::nullopt; });
}

static std::optional<Linear> linearBehind(Value value) {
  Operation *op = value.getDefiningOp();
  auto description =
      op ? describe(op) : std::optional<std::pair<StringRef, bool>>();
  if (!description || !isSinglePrecisionOrWider(value.getType()))
    return std::nullopt;
  Value filter = op->getOperand(1);
  auto type = dyn_cast<RankedTensorType>(filter.getType());
  bool isProduct = isa<tf::MatMulOp, tf::BatchMatMulV2Op>(op);
  if (!type || !type.hasStaticShape() ||
      type.getRank() != (isProduct ? 2 : 4) || type.getNumElements() == 0 ||
      !filter.getDefiningOp<tf::ConstOp>() || !filter.hasOneUse())
    return std::nullopt;
  ArrayRef<int64_t> dims = type.getShape();
  auto [format, isChannelFirst] = *description;
  if (isChannelFirst)
    return Linear{op, filter, dims[0], dims[1], format};
  int64_t channels = dims.back();
  if (isa<tf::DepthwiseConv2dNativeOp>(op))
    channels *= dims[2];
  return Linear{op, filter, channels, 1, format};
}

/// The constant `value`, an operand beside the result `beside` of `linear` (or
/// what comes of it), as one number for each channel.
static std::optional<Numbers> perChannel(Value value, const Linear &linear,
                                         Value beside) {
  int rank = tf::shapeOf(beside.getType()).rank();
  PartialShape shape = tf::shapeOf(value.getType());
  int extra = rank - shape.rank();
  if (rank < 2 || !shape.isFullyDefined() || extra < 0)
    return std::nullopt;
  for (int i = 0; i < shape.rank(); ++i)
    if (shape.dim(i) != 1 && (extra + i != linear.channelDim(rank) ||
                              shape.dim(i) != linear.channels))
      return std::nullopt;
  std::optional<Numbers> numbers = floatValues(value);
  if (numbers && numbers->size() == 1)
    numbers->resize(linear.channels, numbers->front());
  return numbers;
}

//===----------------------------------------------------------------------===//
// Folding
//===----------------------------------------------------------------------===//

/// The bias constant of these numbers, one a channel; null if one is too large.
static ElementsAttr biasConstant(Type tensor, const Numbers &numbers) {
  if (!areFinite(numbers))
    return {};
  auto size = static_cast<int64_t>(numbers.size());
  return floatConstant(
      RankedTensorType::get(size, getElementTypeOrSelf(tensor)), numbers);
}

static Value addBias(PatternRewriter &rewriter, Location location, Value value,
                     ElementsAttr bias, StringRef format) {
  Value constant = tf::ConstOp::create(rewriter, location, bias);
  return tf::BiasAddOp::create(rewriter, location, value.getType(), value,
                               constant, format);
}

/// The BiasAdd that gives `value`, if it belongs to something linear, nothing
/// else uses it, and it is constant.
static tf::BiasAddOp biasBehind(Value value) {
  auto bias = value.getDefiningOp<tf::BiasAddOp>();
  if (!bias || !bias->hasOneUse())
    return {};
  std::optional<Linear> linear = linearBehind(bias.getValue());
  PartialShape shape = tf::shapeOf(bias.getBias().getType());
  return linear && linear->format == bias.getDataFormat() &&
                 shape.numElements() == linear->channels
             ? bias
             : tf::BiasAddOp();
}

/// linear(x, filter) * factor, perhaps with a bias before the product.
static LogicalResult scaleFilter(tf::MulOp op, Value input, Value by,
                                 PatternRewriter &rewriter) {
  tf::BiasAddOp bias = biasBehind(input);
  Value result = bias ? bias.getValue() : input;
  std::optional<Linear> linear = linearBehind(result);
  if (!linear || !result.hasOneUse())
    return failure();
  std::optional<Numbers> factor = perChannel(by, *linear, result);
  std::optional<Numbers> summand =
      bias ? floatValues(bias.getBias()) : Numbers();
  if (!factor || !summand || !areFinite(*factor))
    return failure();
  for (size_t i = 0; i < summand->size(); ++i)
    (*summand)[i] *= (*factor)[i];
  ElementsAttr biasAttr = biasConstant(result.getType(), *summand);
  ElementsAttr filterAttr = saved_model::scaledElements(
      tf::constantBehind(linear->filter), *factor, linear->stride);
  if (!biasAttr || !filterAttr)
    return failure();

  Value scaled =
      tf::ConstOp::create(rewriter, linear->filter.getLoc(), filterAttr);
  Operation *clone = rewriter.clone(*linear->op);
  clone->setOperand(1, scaled);
  Value replacement = clone->getResult(0);
  if (bias)
    replacement =
        addBias(rewriter, bias.getLoc(), replacement, biasAttr, linear->format);
  // The types of a product and its factor agree but for what is known.
  return tf::replaceWithValues(rewriter, op, replacement);
}

/// linear(x, filter) + summand, perhaps with a bias before the sum; `sign` is
/// that of the summand.
static LogicalResult makeBias(Operation *op, Value input, Value summand,
                              double sign, PatternRewriter &rewriter) {
  tf::BiasAddOp bias = biasBehind(input);
  Value result = bias ? bias.getValue() : input;
  std::optional<Linear> linear = linearBehind(result);
  if (!linear)
    return failure();
  std::optional<Numbers> numbers = perChannel(summand, *linear, result);
  std::optional<Numbers> present =
      bias ? floatValues(bias.getBias()) : Numbers();
  if (!numbers || !present)
    return failure();
  for (size_t i = 0; i < numbers->size(); ++i)
    (*numbers)[i] = (bias ? (*present)[i] : 0.0) + sign * (*numbers)[i];
  ElementsAttr attr = biasConstant(result.getType(), *numbers);
  if (!attr)
    return failure();
  return tf::replaceWithValues(
      rewriter, op,
      addBias(rewriter, op->getLoc(), result, attr, linear->format));
}

namespace {

struct TakeApart : RewritePattern {
  explicit TakeApart(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}
  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    return takeApart(op, rewriter);
  }
};

struct ScaleFilter : OpRewritePattern<tf::MulOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tf::MulOp op,
                                PatternRewriter &rewriter) const override {
    bool isDone = succeeded(scaleFilter(op, op.getX(), op.getY(), rewriter)) ||
                  succeeded(scaleFilter(op, op.getY(), op.getX(), rewriter));
    return success(isDone);
  }
};

template <typename Op>
struct MakeBias : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    bool isDifference = std::is_same_v<Op, tf::SubOp>;
    bool isDone = succeeded(makeBias(op, op.getX(), op.getY(),
                                     isDifference ? -1 : 1, rewriter)) ||
                  (!isDifference &&
                   succeeded(makeBias(op, op.getY(), op.getX(), 1, rewriter)));
    return success(isDone);
  }
};

/// Two BiasAdds, of which the second was there before.
struct MergeBiases : OpRewritePattern<tf::BiasAddOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tf::BiasAddOp op,
                                PatternRewriter &rewriter) const override {
    tf::BiasAddOp first = biasBehind(op.getValue());
    if (!first || first.getDataFormat() != op.getDataFormat())
      return failure();
    auto a = floatValues(first.getBias()), b = floatValues(op.getBias());
    if (!a || !b || a->size() != b->size())
      return failure();
    for (auto [sum, summand] : llvm::zip_equal(*a, *b))
      sum += summand;
    ElementsAttr attr = biasConstant(first.getType(), *a);
    if (!attr)
      return failure();
    return tf::replaceWithValues(rewriter, op,
                                 addBias(rewriter, op.getLoc(),
                                         first.getValue(), attr,
                                         op.getDataFormat()));
  }
};

struct TFFoldBatchNorm : impl::TFFoldBatchNormBase<TFFoldBatchNorm> {
  using TFFoldBatchNormBase::TFFoldBatchNormBase;

  void runOnOperation() override {
    if (failed(saved_model::openDataSources(getOperation())))
      return signalPassFailure();
    MLIRContext *context = &getContext();
    RewritePatternSet set(context);
    set.add<TakeApart>(context);
    set.add<ScaleFilter>(context);
    set.add<MakeBias<tf::AddOp>, MakeBias<tf::AddV2Op>, MakeBias<tf::SubOp>>(
        context);
    set.add<MergeBiases>(context);
    rewriteFunctions(getOperation(), std::move(set));
  }
};

} // namespace

} // namespace sm
