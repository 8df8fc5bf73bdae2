// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/StableHLO/ContractionOps.h"

#include "dialects/StableHLO/Inference.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace sm::stablehlo {

//===----------------------------------------------------------------------===//
// dot_general
//===----------------------------------------------------------------------===//

/// Checks that the pairs of dimensions agree in size.
static LogicalResult checkPairs(std::optional<Location> location, StringRef op,
                                StringRef what, RankedTensorType lhs,
                                ArrayRef<int64_t> lhsDims, RankedTensorType rhs,
                                ArrayRef<int64_t> rhsDims) {
  if (lhsDims.size() != rhsDims.size())
    return inferenceError(location, op, "has ", lhsDims.size(), " ", what,
                          " dimensions of lhs, but ", rhsDims.size(),
                          " of rhs");
  for (auto [l, r] : llvm::zip(lhsDims, rhsDims))
    if (!joinDims(lhs.getDimSize(l), rhs.getDimSize(r)))
      return inferenceError(location, op, what, " dimensions ", l, " of ", lhs,
                            " and ", r, " of ", rhs, " differ");
  return success();
}

static LogicalResult inferDot(std::optional<Location> location, StringRef op,
                              RankedTensorType lhs, RankedTensorType rhs,
                              DotDimensionNumbersAttr numbers, Dims &dims) {
  if (lhs.getElementType() != rhs.getElementType())
    return inferenceError(location, op,
                          "has operands of different element types: ", lhs,
                          " and ", rhs);
  auto used = [](ArrayRef<int64_t> batch, ArrayRef<int64_t> contract) {
    Dims all(batch);
    all.append(contract.begin(), contract.end());
    return all;
  };
  Dims lhsUsed = used(numbers.getLhsBatchingDimensions(),
                      numbers.getLhsContractingDimensions());
  Dims rhsUsed = used(numbers.getRhsBatchingDimensions(),
                      numbers.getRhsContractingDimensions());
  if (failed(checkDimensions(location, op, "dimension of lhs", lhsUsed,
                             lhs.getRank())) ||
      failed(checkDimensions(location, op, "dimension of rhs", rhsUsed,
                             rhs.getRank())) ||
      failed(checkPairs(location, op, "batching", lhs,
                        numbers.getLhsBatchingDimensions(), rhs,
                        numbers.getRhsBatchingDimensions())) ||
      failed(checkPairs(location, op, "contracting", lhs,
                        numbers.getLhsContractingDimensions(), rhs,
                        numbers.getRhsContractingDimensions())))
    return failure();
  for (auto [l, r] : llvm::zip(numbers.getLhsBatchingDimensions(),
                               numbers.getRhsBatchingDimensions()))
    dims.push_back(*joinDims(lhs.getDimSize(l), rhs.getDimSize(r)));
  for (int64_t i = 0; i < lhs.getRank(); ++i)
    if (!llvm::is_contained(lhsUsed, i))
      dims.push_back(lhs.getDimSize(i));
  for (int64_t i = 0; i < rhs.getRank(); ++i)
    if (!llvm::is_contained(rhsUsed, i))
      dims.push_back(rhs.getDimSize(i));
  return success();
}

/// Checks that a stated result type may be what was inferred.
static LogicalResult checkResult(Operation *op, ArrayRef<int64_t> dims) {
  auto stated = cast<RankedTensorType>(op->getResult(0).getType());
  if (failed(verifyCompatibleShape(dims, stated.getShape())))
    return op->emitOpError()
           << "result " << stated << " does not have the shape that follows, "
           << RankedTensorType::get(dims, stated.getElementType());
  return success();
}

/// Checks that there is a precision for each of the two operands.
static LogicalResult checkPrecisions(Operation *op,
                                     std::optional<ArrayAttr> precisions) {
  if (precisions && !precisions->empty() && precisions->size() != 2)
    return op->emitOpError() << "precision_config has " << precisions->size()
                             << " entries for 2 operands";
  return success();
}

LogicalResult DotGeneralOp::verify() {
  Dims dims;
  return failure(
      failed(inferDot(getLoc(), getOperationName(), getLhs().getType(),
                      getRhs().getType(), getDotDimensionNumbers(), dims)) ||
      failed(checkResult(*this, dims)) ||
      failed(checkPrecisions(*this, getPrecisionConfig())));
}

/// Builders cannot fail: a type that does not follow is left for the verifier
/// to report, with unknown dimensions in its place.
static Dims orUnknown(LogicalResult inferred, Dims dims, int64_t rank) {
  if (succeeded(inferred))
    return dims;
  return Dims(rank, ShapedType::kDynamic);
}

void DotGeneralOp::build(OpBuilder &builder, OperationState &state, Value lhs,
                         Value rhs, DotDimensionNumbersAttr numbers) {
  auto lhsType = cast<RankedTensorType>(lhs.getType());
  auto rhsType = cast<RankedTensorType>(rhs.getType());
  Dims dims;
  LogicalResult inferred = inferDot(std::nullopt, getOperationName(), lhsType,
                                    rhsType, numbers, dims);
  auto type = RankedTensorType::get(
      orUnknown(inferred, dims, lhsType.getRank()), lhsType.getElementType());
  build(builder, state, type, lhs, rhs, numbers, ArrayAttr());
}

//===----------------------------------------------------------------------===//
// convolution
//===----------------------------------------------------------------------===//

namespace {
/// What inference needs of a convolution.
struct Convolution {
  RankedTensorType lhs, rhs;
  DenseI64ArrayAttr strides, lhsDilation, rhsDilation;
  DenseIntElementsAttr padding;
  ConvDimensionNumbersAttr numbers;
  int64_t featureGroups, batchGroups;
};
} // namespace

static LogicalResult checkFeatures(std::optional<Location> location,
                                   StringRef op, const Convolution &conv) {
  if (conv.featureGroups < 1 || conv.batchGroups < 1)
    return inferenceError(location, op, "has a group count below 1");
  if (conv.featureGroups > 1 && conv.batchGroups > 1)
    return inferenceError(location, op,
                          "has groups of features and of batches at once");
  ConvDimensionNumbersAttr numbers = conv.numbers;
  int64_t features = conv.lhs.getDimSize(numbers.getInputFeatureDimension());
  int64_t kernelIn =
      conv.rhs.getDimSize(numbers.getKernelInputFeatureDimension());
  int64_t kernelOut =
      conv.rhs.getDimSize(numbers.getKernelOutputFeatureDimension());
  int64_t batch = conv.lhs.getDimSize(numbers.getInputBatchDimension());
  auto divides = [](int64_t count, int64_t dim) {
    return ShapedType::isDynamic(dim) || dim % count == 0;
  };
  if (!divides(conv.featureGroups, features) ||
      !divides(conv.featureGroups, kernelOut))
    return inferenceError(location, op, "feature_group_count ",
                          conv.featureGroups,
                          " does not divide the features of ", conv.lhs,
                          " and of the kernel ", conv.rhs);
  if (!divides(conv.batchGroups, batch) ||
      !divides(conv.batchGroups, kernelOut))
    return inferenceError(location, op, "batch_group_count ", conv.batchGroups,
                          " does not divide the batch of ", conv.lhs,
                          " and the output features of ", conv.rhs);
  if (!ShapedType::isDynamic(features) &&
      !joinDims(features / conv.featureGroups, kernelIn))
    return inferenceError(location, op, "kernel ", conv.rhs, " takes ",
                          kernelIn, " features, but a group of ", conv.lhs,
                          " has ", features / conv.featureGroups);
  return success();
}

static LogicalResult inferConvolution(std::optional<Location> location,
                                      StringRef op, const Convolution &conv,
                                      Dims &dims) {
  ConvDimensionNumbersAttr numbers = conv.numbers;
  size_t spatial = numbers.getInputSpatialDimensions().size();
  int64_t rank = spatial + 2;
  if (conv.lhs.getElementType() != conv.rhs.getElementType())
    return inferenceError(location, op,
                          "has operands of different element types: ", conv.lhs,
                          " and ", conv.rhs);
  if (conv.lhs.getRank() != rank || conv.rhs.getRank() != rank)
    return inferenceError(location, op, "dimension_numbers of rank ", rank,
                          " do not fit ", conv.lhs, " and ", conv.rhs);
  if (failed(checkFeatures(location, op, conv)))
    return failure();

  // Kernels of unknown size leave the result's size unknown.
  Dims sizes;
  for (int64_t dim : numbers.getKernelSpatialDimensions()) {
    int64_t size = conv.rhs.getDimSize(dim);
    sizes.push_back(ShapedType::isDynamic(size) || size == 0 ? 1 : size);
  }
  SmallVector<WindowDimension> windows;
  if (failed(windowsOf(location, op, sizes, conv.strides, conv.lhsDilation,
                       conv.rhsDilation, conv.padding, windows)))
    return failure();
  dims.assign(rank, ShapedType::kDynamic);
  for (size_t i = 0; i < spatial; ++i) {
    int64_t input = conv.lhs.getDimSize(numbers.getInputSpatialDimensions()[i]);
    int64_t size = conv.rhs.getDimSize(numbers.getKernelSpatialDimensions()[i]);
    if (ShapedType::isDynamic(size))
      continue;
    windows[i].size = size;
    std::optional<int64_t> places = windowPlaces(input, windows[i]);
    if (!places)
      return inferenceError(location, op, "window of spatial dimension ", i,
                            " is too large");
    dims[numbers.getOutputSpatialDimensions()[i]] = *places;
  }
  int64_t batch = conv.lhs.getDimSize(numbers.getInputBatchDimension());
  if (!ShapedType::isDynamic(batch))
    dims[numbers.getOutputBatchDimension()] = batch / conv.batchGroups;
  dims[numbers.getOutputFeatureDimension()] =
      conv.rhs.getDimSize(numbers.getKernelOutputFeatureDimension());
  return success();
}

LogicalResult ConvolutionOp::verify() {
  Convolution conv{getLhs().getType(),
                   getRhs().getType(),
                   getWindowStridesAttr(),
                   getLhsDilationAttr(),
                   getRhsDilationAttr(),
                   getPaddingAttr(),
                   getDimensionNumbers(),
                   static_cast<int64_t>(getFeatureGroupCount()),
                   static_cast<int64_t>(getBatchGroupCount())};
  Dims dims;
  if (failed(inferConvolution(getLoc(), getOperationName(), conv, dims)) ||
      failed(checkResult(*this, dims)))
    return failure();
  size_t spatial = conv.numbers.getInputSpatialDimensions().size();
  if (DenseBoolArrayAttr reversal = getWindowReversalAttr();
      reversal && static_cast<size_t>(reversal.size()) != spatial)
    return emitOpError() << "window_reversal has " << reversal.size()
                         << " entries for " << spatial << " dimensions";
  return checkPrecisions(*this, getPrecisionConfig());
}

void ConvolutionOp::build(OpBuilder &builder, OperationState &state, Value lhs,
                          Value rhs, ArrayRef<int64_t> strides,
                          ArrayRef<int64_t> padding,
                          ArrayRef<int64_t> lhsDilation,
                          ArrayRef<int64_t> rhsDilation,
                          ConvDimensionNumbersAttr numbers,
                          int64_t featureGroups) {
  auto listOrNone = [&](ArrayRef<int64_t> values) {
    return values.empty() ? DenseI64ArrayAttr()
                          : builder.getDenseI64ArrayAttr(values);
  };
  DenseIntElementsAttr pairs;
  if (!padding.empty())
    pairs = DenseIntElementsAttr::get(
        RankedTensorType::get({static_cast<int64_t>(padding.size() / 2), 2},
                              builder.getI64Type()),
        padding);
  Convolution conv{cast<RankedTensorType>(lhs.getType()),
                   cast<RankedTensorType>(rhs.getType()),
                   listOrNone(strides),
                   listOrNone(lhsDilation),
                   listOrNone(rhsDilation),
                   pairs,
                   numbers,
                   featureGroups,
                   1};
  Dims dims;
  LogicalResult inferred =
      inferConvolution(std::nullopt, getOperationName(), conv, dims);
  auto type = RankedTensorType::get(
      orUnknown(inferred, dims, conv.lhs.getRank()), conv.lhs.getElementType());
  build(builder, state, type, lhs, rhs, conv.strides, pairs, conv.lhsDilation,
        conv.rhsDilation, DenseBoolArrayAttr(), numbers, featureGroups,
        /*batch_group_count=*/1, ArrayAttr());
}

//===----------------------------------------------------------------------===//
// batch_norm_inference
//===----------------------------------------------------------------------===//

LogicalResult
BatchNormInferenceOp::inferReturnTypes(MLIRContext *,
                                       std::optional<Location> location,
                                       Adaptor adaptor, Types &types) {
  auto operand = cast<RankedTensorType>(adaptor.getOperand().getType());
  int64_t feature = adaptor.getFeatureIndex();
  if (failed(checkDimensions(location, getOperationName(), "feature_index",
                             feature, operand.getRank())))
    return failure();
  Dims dims(operand.getShape());
  for (Value statistic : adaptor.getOperands().drop_front()) {
    auto type = cast<RankedTensorType>(statistic.getType());
    std::optional<int64_t> joined = joinDims(dims[feature], type.getDimSize(0));
    if (!joined || type.getElementType() != operand.getElementType())
      return inferenceError(location, getOperationName(), "statistic of type ",
                            type, " does not fit the features of ", operand);
    dims[feature] = *joined;
  }
  types.push_back(operand.clone(dims));
  return success();
}

} // namespace sm::stablehlo
