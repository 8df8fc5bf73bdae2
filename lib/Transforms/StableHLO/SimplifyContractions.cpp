// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Products, convolutions and windows take in what stands before them:
// transposes as other dimension numbers, padding as their own. Constant
// operands are brought into the order that code generation reads.

#include "ConstantElements.h"
#include "Simplify.h"

#include "dialects/StableHLO/BinaryOps.h"
#include "dialects/StableHLO/ContractionOps.h"
#include "dialects/StableHLO/MovementOps.h"
#include "dialects/StableHLO/ReductionOps.h"

using namespace mlir;

namespace sm {

using namespace stablehlo;
using Dims = SmallVector<int64_t>;

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

namespace {

/// One operand of a product with its dimensions.
struct Factor {
  Value value;
  Dims batches, contracting;

  /// The dimensions that are neither.
  Dims free() const {
    Dims result;
    for (int64_t i = 0; i < cast<RankedTensorType>(value.getType()).getRank();
         ++i)
      if (!llvm::is_contained(batches, i) &&
          !llvm::is_contained(contracting, i))
        result.push_back(i);
    return result;
  }
};

} // namespace

static Factor leftOf(DotGeneralOp op) {
  DotDimensionNumbersAttr numbers = op.getDotDimensionNumbers();
  return {op.getLhs(), Dims(numbers.getLhsBatchingDimensions()),
          Dims(numbers.getLhsContractingDimensions())};
}

static Factor rightOf(DotGeneralOp op) {
  DotDimensionNumbersAttr numbers = op.getDotDimensionNumbers();
  return {op.getRhs(), Dims(numbers.getRhsBatchingDimensions()),
          Dims(numbers.getRhsContractingDimensions())};
}

static void replaceFactors(PatternRewriter &rewriter, DotGeneralOp op,
                           const Factor &left, const Factor &right) {
  auto numbers =
      DotDimensionNumbersAttr::get(op.getContext(), left.batches, right.batches,
                                   left.contracting, right.contracting);
  rewriter.replaceOpWithNewOp<DotGeneralOp>(op, Type(op.getType()), left.value,
                                            right.value, numbers,
                                            op.getPrecisionConfigAttr());
}

/// Reads `factor` through the transpose that gives it, if the product's
/// dimensions stay in order.
static bool readThroughTranspose(Factor &factor) {
  auto transpose = factor.value.getDefiningOp<TransposeOp>();
  // A transposed constant is a constant.
  if (!transpose || constantBehind(transpose.getOperand()))
    return false;
  ArrayRef<int64_t> permutation = transpose.getPermutation();
  Dims free;
  for (int64_t dim : factor.free())
    free.push_back(permutation[dim]);
  if (!llvm::is_sorted(free))
    return false;
  factor.value = transpose.getOperand();
  for (Dims *dims : {&factor.batches, &factor.contracting})
    for (int64_t &dim : *dims)
      dim = permutation[dim];
  return true;
}

static LogicalResult takeInTransposes(DotGeneralOp op,
                                      PatternRewriter &rewriter) {
  Factor left = leftOf(op), right = rightOf(op);
  bool isLeft = readThroughTranspose(left);
  if (!readThroughTranspose(right) && !isLeft)
    return failure();
  replaceFactors(rewriter, op, left, right);
  return success();
}

/// Brings a constant into the order batches, then contracting dimensions before
/// (or behind) the others. False if it is so, or no constant.
static bool orderConstant(PatternRewriter &rewriter, Factor &factor,
                          bool isContractingFirst) {
  if (!constantBehind(factor.value))
    return false;
  Dims order(factor.batches), free = factor.free();
  llvm::append_range(order, isContractingFirst ? factor.contracting : free);
  llvm::append_range(order, isContractingFirst ? free : factor.contracting);
  if (llvm::is_sorted(order))
    return false;
  auto type = cast<RankedTensorType>(factor.value.getType());
  Dims shape;
  for (int64_t dim : order)
    shape.push_back(type.getDimSize(dim));
  factor.value = TransposeOp::create(
      rewriter, factor.value.getLoc(),
      RankedTensorType::get(shape, type.getElementType()), factor.value, order);
  for (Dims *dims : {&factor.batches, &factor.contracting})
    for (int64_t &dim : *dims)
      dim = llvm::find(order, dim) - order.begin();
  return true;
}

static LogicalResult orderConstants(DotGeneralOp op,
                                    PatternRewriter &rewriter) {
  Factor left = leftOf(op), right = rightOf(op);
  bool isLeft = orderConstant(rewriter, left, /*isContractingFirst=*/false);
  if (!orderConstant(rewriter, right, /*isContractingFirst=*/true) && !isLeft)
    return failure();
  replaceFactors(rewriter, op, left, right);
  return success();
}

//===----------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------===//

/// The edges of a padding without interior; null if `value` is no such thing.
static PadOp edgePadding(Value value) {
  auto pad = value.getDefiningOp<PadOp>();
  bool isEdges =
      pad && llvm::all_of(pad.getInteriorPadding(),
                          [](int64_t amount) { return amount == 0; });
  return isEdges ? pad : PadOp();
}

static DenseIntElementsAttr paddingAttr(Builder &b, ArrayRef<int64_t> amounts) {
  auto type = RankedTensorType::get(
      {static_cast<int64_t>(amounts.size()) / 2, 2}, b.getI64Type());
  return DenseIntElementsAttr::get(type, amounts);
}

/// Zeros around the images of a convolution are padding of its own.
static LogicalResult padConvolution(ConvolutionOp op,
                                    PatternRewriter &rewriter) {
  PadOp pad = edgePadding(op.getLhs());
  if (!pad || uniformNumber(pad.getPaddingValue()) != 0 || op.getLhsDilation())
    return failure();
  ConvDimensionNumbersAttr numbers = op.getDimensionNumbers();
  ArrayRef<int64_t> spatial = numbers.getInputSpatialDimensions();
  Dims amounts;
  for (auto [low, high] : paddingPairs(op.getPaddingAttr(), spatial.size()))
    amounts.append({low, high});
  for (int64_t i = 0; i < pad.getType().getRank(); ++i) {
    int64_t low = pad.getEdgePaddingLow()[i];
    int64_t high = pad.getEdgePaddingHigh()[i];
    const auto *place = llvm::find(spatial, i);
    if (place == spatial.end()) {
      if (low != 0 || high != 0)
        return failure();
      continue;
    }
    int64_t *pair = &amounts[2 * (place - spatial.begin())];
    // Padding that takes elements away must not meet the other kind.
    if (std::min({low, high, pair[0], pair[1]}) < 0)
      return failure();
    pair[0] += low;
    pair[1] += high;
  }
  rewriter.modifyOpInPlace(op, [&] {
    op.getLhsMutable().assign(pad.getOperand());
    op.setPaddingAttr(paddingAttr(rewriter, amounts));
  });
  return success();
}

/// True if what is combined from `init` on is the largest of numbers: the body
/// is a maximum, or one that passes over NaN, as pooling in TensorFlow does.
static bool isMaximum(ReduceWindowOp op) {
  if (Operation *body = op.getSingleBodyOp())
    return isa<MaxOp>(body);
  Block &block = op.getBody().front();
  auto choice = block.getTerminator()->getOperand(0).getDefiningOp<SelectOp>();
  if (!choice || op.getInputs().size() != 1)
    return false;
  Value x = block.getArgument(0), y = block.getArgument(1);
  auto either = choice.getPred().getDefiningOp<OrOp>();
  auto isLarger = either ? either.getLhs().getDefiningOp<CompareOp>() : nullptr;
  auto isNoNumber =
      either ? either.getRhs().getDefiningOp<CompareOp>() : nullptr;
  return isLarger && isNoNumber && choice.getOnTrue() == x &&
         choice.getOnFalse() == y &&
         isLarger.getComparisonDirection() == ComparisonDirection::GE &&
         isLarger.getLhs() == x && isLarger.getRhs() == y &&
         isNoNumber.getComparisonDirection() == ComparisonDirection::NE &&
         isNoNumber.getLhs() == y && isNoNumber.getRhs() == y;
}

/// True if the padding changes no window's result.
static bool isPaddedInVain(ReduceWindowOp op, PadOp pad) {
  std::optional<double> init = uniformNumber(op.getInitValues().front());
  std::optional<double> value = uniformNumber(pad.getPaddingValue());
  if (!init || !value)
    return false;
  if (isMaximum(op))
    return *value <= *init;
  Operation *body = op.getSingleBodyOp();
  if (body && isa<MinOp>(body))
    return *value >= *init;
  return body && isa<AddOp>(body) && *value == 0 && *init == 0;
}

static LogicalResult padWindows(ReduceWindowOp op, PatternRewriter &rewriter) {
  PadOp pad = op.getInputs().size() == 1 ? edgePadding(op.getInputs().front())
                                         : PadOp();
  if (!pad || op.getBaseDilations() || !isPaddedInVain(op, pad))
    return failure();
  Dims amounts;
  for (auto [i, pair] : llvm::enumerate(paddingPairs(
           op.getPaddingAttr(), op.getWindowDimensions().size()))) {
    int64_t low = pad.getEdgePaddingLow()[i];
    int64_t high = pad.getEdgePaddingHigh()[i];
    if (std::min({low, high, pair.first, pair.second}) < 0)
      return failure();
    amounts.append({low + pair.first, high + pair.second});
  }
  rewriter.modifyOpInPlace(op, [&] {
    op.getInputsMutable().assign(pad.getOperand());
    op.setPaddingAttr(paddingAttr(rewriter, amounts));
  });
  return success();
}

//===----------------------------------------------------------------------===//
// Convolutions
//===----------------------------------------------------------------------===//

/// A constant filter becomes [spatial dimensions..., input, output].
static LogicalResult orderFilter(ConvolutionOp op, PatternRewriter &rewriter) {
  ConvDimensionNumbersAttr n = op.getDimensionNumbers();
  Dims order(n.getKernelSpatialDimensions());
  order.push_back(n.getKernelInputFeatureDimension());
  order.push_back(n.getKernelOutputFeatureDimension());
  if (llvm::is_sorted(order) || !constantBehind(op.getRhs()))
    return failure();
  auto type = cast<RankedTensorType>(op.getRhs().getType());
  Dims shape, spatial;
  for (auto [i, dim] : llvm::enumerate(order)) {
    shape.push_back(type.getDimSize(dim));
    spatial.push_back(static_cast<int64_t>(i));
  }
  spatial.truncate(spatial.size() - 2);
  int64_t input = static_cast<int64_t>(spatial.size());
  Value filter = TransposeOp::create(
      rewriter, op.getRhs().getLoc(),
      RankedTensorType::get(shape, type.getElementType()), op.getRhs(), order);
  rewriter.modifyOpInPlace(op, [&] {
    op.getRhsMutable().assign(filter);
    op.setDimensionNumbersAttr(ConvDimensionNumbersAttr::get(
        op.getContext(), n.getInputBatchDimension(),
        n.getInputFeatureDimension(), n.getInputSpatialDimensions(), input,
        input + 1, spatial, n.getOutputBatchDimension(),
        n.getOutputFeatureDimension(), n.getOutputSpatialDimensions()));
  });
  return success();
}

void addContractionPatterns(RewritePatternSet &patterns) {
  patterns.add(takeInTransposes);
  patterns.add(orderConstants);
  patterns.add(padConvolution);
  patterns.add(padWindows);
  patterns.add(orderFilter);
}

} // namespace sm
