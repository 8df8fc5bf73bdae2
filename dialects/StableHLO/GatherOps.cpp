// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/StableHLO/MovementOps.h"

#include "dialects/StableHLO/Inference.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace sm::stablehlo {

/// The operand's dimensions that the result does not have.
static Dims droppedDims(GatherDimensionNumbersAttr numbers) {
  Dims dropped(numbers.getCollapsedSliceDims());
  llvm::append_range(dropped, numbers.getOperandBatchingDims());
  return dropped;
}

static LogicalResult checkNumbers(std::optional<Location> location,
                                  StringRef op, RankedTensorType operand,
                                  RankedTensorType indices,
                                  GatherDimensionNumbersAttr numbers) {
  ArrayRef<int64_t> map = numbers.getStartIndexMap();
  ArrayRef<int64_t> indexBatch = numbers.getStartIndicesBatchingDims();
  size_t operandBatches = numbers.getOperandBatchingDims().size();
  int64_t vectorDim = numbers.getIndexVectorDim();
  // An index_vector_dim behind the last dimension means scalar indices.
  if (vectorDim < 0 || vectorDim > indices.getRank())
    return inferenceError(location, op, "index_vector_dim ", vectorDim,
                          " is no dimension of ", indices);
  int64_t length =
      vectorDim == indices.getRank() ? 1 : indices.getDimSize(vectorDim);
  if (!joinDims(length, map.size()))
    return inferenceError(location, op, "start_index_map has ", map.size(),
                          " entries for index vectors of length ", length);
  if (failed(checkDimensions(location, op, "start_index_map entry", map,
                             operand.getRank())) ||
      failed(checkDimensions(location, op, "dropped dimension",
                             droppedDims(numbers), operand.getRank())) ||
      failed(checkDimensions(location, op, "start_indices_batching_dims entry",
                             indexBatch, indices.getRank())))
    return failure();
  if (operandBatches != indexBatch.size())
    return inferenceError(location, op, "has ", operandBatches,
                          " operand_batching_dims, but ", indexBatch.size(),
                          " start_indices_batching_dims");
  return success();
}

/// `sizes` may be unknown.
static LogicalResult checkSizes(std::optional<Location> location, StringRef op,
                                RankedTensorType operand,
                                GatherDimensionNumbersAttr numbers,
                                ArrayRef<int64_t> sizes) {
  int64_t rank = operand.getRank();
  Dims dropped = droppedDims(numbers);
  size_t offsets = numbers.getOffsetDims().size();
  if (static_cast<int64_t>(sizes.size()) != rank)
    return inferenceError(location, op, "slice_sizes has ", sizes.size(),
                          " entries, but ", operand, " has ", rank,
                          " dimensions");
  if (static_cast<int64_t>(offsets + dropped.size()) != rank)
    return inferenceError(location, op, "has ", offsets,
                          " offset_dims for the ", rank - dropped.size(),
                          " dimensions of a slice that are kept");
  for (auto [i, size] : llvm::enumerate(sizes)) {
    bool drop = llvm::is_contained(dropped, static_cast<int64_t>(i));
    if (ShapedType::isDynamic(size))
      continue;
    if (size < 0 || (drop && size > 1) ||
        (!operand.isDynamicDim(i) && size > operand.getDimSize(i)))
      return inferenceError(location, op, "slice size ", size,
                            " does not fit dimension ", i, " of ", operand);
  }
  return success();
}

static LogicalResult inferGather(std::optional<Location> location, StringRef op,
                                 RankedTensorType operand,
                                 RankedTensorType indices,
                                 GatherDimensionNumbersAttr numbers,
                                 ArrayRef<int64_t> sizes, Dims &dims) {
  if (failed(checkNumbers(location, op, operand, indices, numbers)) ||
      failed(checkSizes(location, op, operand, numbers, sizes)))
    return failure();
  // Dimensions of a slice and of the indices, each in their order.
  Dims kept, batch, dropped = droppedDims(numbers);
  for (int64_t i = 0; i < operand.getRank(); ++i)
    if (!llvm::is_contained(dropped, i))
      kept.push_back(sizes[i]);
  for (int64_t i = 0; i < indices.getRank(); ++i)
    if (i != numbers.getIndexVectorDim())
      batch.push_back(indices.getDimSize(i));
  ArrayRef<int64_t> offset = numbers.getOffsetDims();
  size_t rank = kept.size() + batch.size();
  if (failed(checkDimensions(location, op, "offset_dims entry", offset, rank)))
    return failure();
  if (!llvm::is_sorted(offset))
    return inferenceError(location, op, "offset_dims are not sorted");
  size_t nextKept = 0, nextBatch = 0;
  for (size_t i = 0; i < rank; ++i)
    dims.push_back(llvm::is_contained(offset, static_cast<int64_t>(i))
                       ? kept[nextKept++]
                       : batch[nextBatch++]);
  return success();
}

LogicalResult GatherOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor, Types &types) {
  auto operand = cast<RankedTensorType>(adaptor.getOperand().getType());
  Dims dims;
  if (llvm::any_of(adaptor.getSliceSizes(),
                   [](int64_t size) { return size < 0; }))
    return inferenceError(location, getOperationName(),
                          "has a negative slice size");
  if (failed(inferGather(
          location, getOperationName(), operand,
          cast<RankedTensorType>(adaptor.getStartIndices().getType()),
          adaptor.getDimensionNumbers(), adaptor.getSliceSizes(), dims)))
    return failure();
  types.push_back(operand.clone(dims));
  return success();
}

LogicalResult DynamicGatherOp::verify() {
  RankedTensorType operand = getOperand().getType();
  int64_t entries = getSliceSizes().getType().getDimSize(0);
  if (!joinDims(entries, operand.getRank()))
    return emitOpError() << "slice_sizes has " << entries << " entries, but "
                         << operand << " has " << operand.getRank()
                         << " dimensions";
  Dims dims;
  Dims sizes(operand.getRank(), ShapedType::kDynamic);
  if (failed(inferGather(getLoc(), getOperationName(), operand,
                         getStartIndices().getType(), getDimensionNumbers(),
                         sizes, dims)))
    return failure();
  if (!areCompatibleTypes(TypeRange(operand.clone(dims)), TypeRange(getType())))
    return emitOpError() << "result " << getType()
                         << " does not have the shape that follows, "
                         << operand.clone(dims);
  return success();
}

} // namespace sm::stablehlo
