// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Sums behind products become the bias of Conv and Gemm. Gemm exists for
// matrices only, and adds what broadcasts to its result, never beyond it.

#include "DimensionOrder.h"
#include "ONNXRewriting.h"

#include "dialects/ONNX/ONNXOperatorClass.h"
#include "dialects/SM/ElementNumbers.h"
#include "dialects/SM/ElementOrder.h"
#include "dialects/SM/SMDialect.h"
#include "sm/Transforms/Passes.h"
#include "sm/Transforms/RewriteFunctions.h"

#include "mlir/IR/TypeUtilities.h"
#include "mlir/Rewrite/FrozenRewritePatternSet.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_ONNXFUSEBIAS
#include "sm/Transforms/Passes.h.inc"

using namespace onnx;

/// Runtimes have Gemm for these.
static bool hasGemm(Value value) {
  Type element = getElementTypeOrSelf(value.getType());
  return element.isF32() || element.isF64();
}

static bool isMatrix(Value value) {
  RankedTensorType type = rankedType(value);
  return type && type.getRank() == 2;
}

//===----------------------------------------------------------------------===//
// Conv
//===----------------------------------------------------------------------===//

/// `value`, a constant that has one number for each of `channels` at dimension
/// 1 of a tensor of `rank` or one for all, as a vector; null if it is not.
static ElementsAttr channelVector(Value value, int64_t rank, int64_t channels) {
  ElementsAttr elements = constantBehind(value);
  auto type = elements ? dyn_cast<RankedTensorType>(elements.getType())
                       : RankedTensorType();
  if (!type || type.getRank() > rank)
    return {};
  int64_t extra = rank - type.getRank();
  for (auto [i, dim] : llvm::enumerate(type.getShape()))
    if (dim != 1 && (extra + static_cast<int64_t>(i) != 1 || dim != channels))
      return {};
  if (type.getNumElements() == channels)
    return saved_model::reshapedElements(elements, channels);
  auto number = saved_model::uniformNumber(elements);
  if (!number || !hasGemm(value))
    return {};
  return saved_model::floatElements(
      RankedTensorType::get(channels, type.getElementType()),
      std::vector<double>(channels, *number));
}

static LogicalResult addToConv(Operation *op, Value product, Value summand,
                               PatternRewriter &rewriter) {
  Operation *conv = definedBy(product, "Conv");
  if (!conv || !conv->hasOneUse() || presentOperand(conv, 2))
    return failure();
  RankedTensorType result = rankedType(product);
  RankedTensorType filter = rankedType(conv->getOperand(1));
  if (!result || !filter || filter.isDynamicDim(0))
    return failure();
  ElementsAttr bias =
      channelVector(summand, result.getRank(), filter.getDimSize(0));
  if (!bias)
    return failure();
  rewriter.setInsertionPoint(op);
  Value vector = constant(rewriter, summand.getLoc(), bias);
  rewriter.replaceOp(
      op, makeLike(rewriter, conv, op->getResult(0).getType(),
                   {conv->getOperand(0), conv->getOperand(1), vector}));
  rewriter.eraseOp(conv);
  return success();
}

/// The constant as it stands beside the result of `conv`, given how it stands
/// beside that without dimensions behind the channels; null if it has anything
/// there.
static ElementsAttr besideConv(Value value, int64_t rank, Operation *conv) {
  RankedTensorType image = rankedType(conv->getResult(0));
  RankedTensorType type = rankedType(value);
  ElementsAttr elements = constantBehind(value);
  if (!elements || !type || image.isDynamicDim(1))
    return {};
  if (isSingleElement(type))
    return elements;
  ElementsAttr vector = channelVector(value, rank, image.getDimSize(1));
  SmallVector<int64_t> shape(image.getRank(), 1);
  shape[1] = image.getDimSize(1);
  return vector ? saved_model::reshapedElements(vector, shape) : vector;
}

/// f(Squeeze(conv)) = Squeeze(f(conv)) for what treats each channel by itself,
/// so that f can become part of the convolution.
static LogicalResult delaySqueeze(Operation *op, PatternRewriter &rewriter) {
  bool isNorm = isOperator(op, "BatchNormalization");
  for (unsigned i : {0U, 1U}) {
    Operation *squeeze = definedBy(op->getOperand(i), "Squeeze");
    Operation *conv =
        squeeze ? definedBy(squeeze->getOperand(0), "Conv") : nullptr;
    if (!conv || !squeeze->hasOneUse() || !conv->hasOneUse() ||
        (isNorm && i == 1) || op->getNumResults() != 1)
      continue;
    RankedTensorType image = rankedType(conv->getResult(0));
    RankedTensorType result = rankedType(op->getResult(0));
    auto axes = axesOf(squeeze);
    if (!axes || llvm::any_of(*axes, [](int64_t axis) { return axis < 2; }) ||
        !result || result != squeeze->getResult(0).getType())
      continue;
    SmallVector<Value> operands(op->getOperands());
    operands[i] = conv->getResult(0);
    rewriter.setInsertionPoint(op);
    if (!isNorm) {
      ElementsAttr other =
          besideConv(op->getOperand(1 - i), result.getRank(), conv);
      if (!other)
        continue;
      operands[1 - i] = constant(rewriter, op->getLoc(), other);
    }
    Value wide = makeLike(rewriter, op, image, operands);
    rewriter.replaceOp(op, makeLike(rewriter, squeeze, result,
                                    {wide, squeeze->getOperand(1)}));
    return success();
  }
  return failure();
}

//===----------------------------------------------------------------------===//
// Gemm
//===----------------------------------------------------------------------===//

/// `product`, a MatMul of matrices or a Gemm without bias that nothing else
/// reads, with `bias`; null if it is something else or the bias does not fit.
static Value withBias(Value product, Value bias, PatternRewriter &rewriter) {
  Operation *op = product.getDefiningOp();
  bool isMatMul = isOperator(op, "MatMul");
  if (!(isMatMul || isOperator(op, "Gemm")) || !op->hasOneUse() ||
      presentOperand(op, 2) || !isMatrix(op->getOperand(0)) ||
      !isMatrix(op->getOperand(1)) || !isMatrix(product) || !hasGemm(product) ||
      !broadcastsInto(bias.getType(), product.getType()))
    return {};
  Value gemm =
      make(rewriter, op->getLoc(), "Gemm", product.getType(),
           {op->getOperand(0), op->getOperand(1), bias}, op->getAttrs());
  // The factor of a bias that was not there is not that of this one.
  gemm.getDefiningOp()->removeAttr("beta");
  return gemm;
}

static LogicalResult addToGemm(Operation *op, Value product, Value summand,
                               PatternRewriter &rewriter) {
  rewriter.setInsertionPoint(op);
  Value gemm = withBias(product, summand, rewriter);
  return gemm ? replaceByEqual(rewriter, op, gemm) : failure();
}

/// Reshape(product) + vector, where the last dimension stays: the sum goes
/// before the Reshape.
static LogicalResult addBeforeReshape(Operation *op, Value operand,
                                      Value summand,
                                      PatternRewriter &rewriter) {
  Operation *reshape = definedBy(operand, "Reshape");
  RankedTensorType type = rankedType(operand);
  RankedTensorType vector = rankedType(summand);
  if (!reshape || !reshape->hasOneUse() || !type || type.getRank() < 1 ||
      !vector || vector.getRank() != 1 || op->getResult(0).getType() != type)
    return failure();
  Value product = reshape->getOperand(0);
  RankedTensorType before = rankedType(product);
  if (!before || before.getRank() != 2 || before.isDynamicDim(1) ||
      before.getDimSize(1) != type.getShape().back() ||
      before.getDimSize(1) != vector.getDimSize(0))
    return failure();
  // The vector may come between the two.
  rewriter.setInsertionPoint(op);
  Value gemm = withBias(product, summand, rewriter);
  if (!gemm)
    return failure();
  SmallVector<Value> operands(reshape->getOperands());
  operands[0] = gemm;
  rewriter.replaceOp(op, makeLike(rewriter, reshape, type, operands));
  return success();
}

static LogicalResult fuseAdd(Operation *op, PatternRewriter &rewriter) {
  for (auto [product, summand] :
       {std::pair(op->getOperand(0), op->getOperand(1)),
        std::pair(op->getOperand(1), op->getOperand(0))})
    if (succeeded(addToConv(op, product, summand, rewriter)) ||
        succeeded(addToGemm(op, product, summand, rewriter)) ||
        succeeded(addBeforeReshape(op, product, summand, rewriter)))
      return success();
  return failure();
}

/// Gemm reads its operands either way.
static LogicalResult takeTransposes(Operation *op, PatternRewriter &rewriter) {
  for (unsigned i : {0U, 1U}) {
    StringRef name = i == 0 ? "transA" : "transB";
    Operation *transpose = definedBy(op->getOperand(i), "Transpose");
    auto order = transpose ? orderOf(transpose) : std::optional<Order>();
    if (!order || *order != Order{1, 0})
      continue;
    rewriter.modifyOpInPlace(op, [&] {
      op->setAttr(name,
                  rewriter.getI64IntegerAttr(!intAttr(op, name).value_or(0)));
      op->setOperand(i, transpose->getOperand(0));
    });
    return success();
  }
  return failure();
}

/// An attribute, 1 if absent, times a number; nullopt if f32, the attribute's
/// type, does not have the product itself.
static std::optional<float> scaledAttr(Operation *gemm, StringRef name,
                                       double number) {
  const double product = floatAttr(gemm, name).value_or(1) * number;
  const auto rounded = static_cast<float>(product);
  return rounded == product ? std::optional(rounded) : std::nullopt;
}

/// gemm * number.
static LogicalResult scaleGemm(Operation *op, PatternRewriter &rewriter) {
  for (auto [product, factor] :
       {std::pair(op->getOperand(0), op->getOperand(1)),
        std::pair(op->getOperand(1), op->getOperand(0))}) {
    Operation *gemm = definedBy(product, "Gemm");
    auto number = saved_model::uniformNumber(constantBehind(factor));
    if (!gemm || !gemm->hasOneUse() || !number ||
        !isSingleElement(factor.getType()) ||
        !broadcastsInto(factor.getType(), product.getType()))
      continue;
    auto alpha = scaledAttr(gemm, "alpha", *number);
    auto beta = scaledAttr(gemm, "beta", *number);
    if (!alpha || !beta)
      continue;
    rewriter.setInsertionPoint(op);
    Value scaled =
        makeLike(rewriter, gemm, product.getType(), gemm->getOperands());
    Operation *made = scaled.getDefiningOp();
    made->setAttr("alpha", rewriter.getF32FloatAttr(*alpha));
    if (presentOperand(gemm, 2))
      made->setAttr("beta", rewriter.getF32FloatAttr(*beta));
    return replaceByEqual(rewriter, op, scaled);
  }
  return failure();
}

namespace {

struct ONNXFuseBias : impl::ONNXFuseBiasBase<ONNXFuseBias> {
  using ONNXFuseBiasBase::ONNXFuseBiasBase;

  void runOnOperation() override {
    if (failed(saved_model::openDataSources(getOperation())))
      return signalPassFailure();
    RewritePatternSet set(&getContext());
    addRewrite(set, "Add", fuseAdd);
    addRewrite(set, "Gemm", takeTransposes);
    addRewrite(set, "Mul", scaleGemm);
    for (StringRef name : {"Add", "Sub", "Mul", "Div", "BatchNormalization"})
      addRewrite(set, name, delaySqueeze);
    rewriteFunctions(getOperation(), std::move(set));
  }
};

} // namespace

} // namespace sm
