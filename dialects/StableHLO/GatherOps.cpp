// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/StableHLO/MovementOps.h"

#include "dialects/StableHLO/Inference.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace sm::stablehlo {

static LogicalResult inferGather(std::optional<Location> location, StringRef op,
                                 RankedTensorType operand,
                                 RankedTensorType indices,
                                 GatherDimensionNumbersAttr numbers,
                                 ArrayRef<int64_t> sizes, Dims &dims) {
  ArrayRef<int64_t> offset = numbers.getOffsetDims();
  ArrayRef<int64_t> collapsed = numbers.getCollapsedSliceDims();
  ArrayRef<int64_t> operandBatch = numbers.getOperandBatchingDims();
  ArrayRef<int64_t> indexBatch = numbers.getStartIndicesBatchingDims();
  ArrayRef<int64_t> map = numbers.getStartIndexMap();
  int64_t vectorDim = numbers.getIndexVectorDim();
  int64_t rank = operand.getRank();

  // An index_vector_dim behind the last dimension means scalar indices.
  if (vectorDim < 0 || vectorDim > indices.getRank())
    return inferenceError(location, op, "index_vector_dim ", vectorDim,
                          " is no dimension of ", indices);
  int64_t length =
      vectorDim == indices.getRank() ? 1 : indices.getDimSize(vectorDim);
  if (!joinDims(length, map.size()))
    return inferenceError(location, op, "start_index_map has ", map.size(),
                          " entries for index vectors of length ", length);
  Dims dropped(collapsed);
  llvm::append_range(dropped, operandBatch);
  if (failed(
          checkDimensions(location, op, "start_index_map entry", map, rank)) ||
      failed(
          checkDimensions(location, op, "dropped dimension", dropped, rank)) ||
      failed(checkDimensions(location, op, "start_indices_batching_dims entry",
                             indexBatch, indices.getRank())))
    return failure();
  if (operandBatch.size() != indexBatch.size())
    return inferenceError(location, op, "has ", operandBatch.size(),
                          " operand_batching_dims, but ", indexBatch.size(),
                          " start_indices_batching_dims");
  if (static_cast<int64_t>(sizes.size()) != rank)
    return inferenceError(location, op, "slice_sizes has ", sizes.size(),
                          " entries, but ", operand, " has ", rank,
                          " dimensions");
  if (static_cast<int64_t>(offset.size() + dropped.size()) != rank)
    return inferenceError(location, op, "has ", offset.size(),
                          " offset_dims for the ", rank - dropped.size(),
                          " dimensions of a slice that are kept");
  for (int64_t i = 0; i < rank; ++i) {
    bool drop = llvm::is_contained(dropped, i);
    int64_t size = sizes[i];
    if (ShapedType::isDynamic(size))
      continue;
    if (size < 0 || (drop && size > 1) ||
        (!operand.isDynamicDim(i) && size > operand.getDimSize(i)))
      return inferenceError(location, op, "slice size ", size,
                            " does not fit dimension ", i, " of ", operand);
  }

  int64_t batchRank =
      indices.getRank() - (vectorDim < indices.getRank() ? 1 : 0);
  int64_t resultRank = batchRank + offset.size();
  if (failed(checkDimensions(location, op, "offset_dims entry", offset,
                             resultRank)))
    return failure();
  Dims kept, batch;
  for (int64_t i = 0; i < rank; ++i)
    if (!llvm::is_contained(dropped, i))
      kept.push_back(sizes[i]);
  for (int64_t i = 0; i < indices.getRank(); ++i)
    if (i != vectorDim)
      batch.push_back(indices.getDimSize(i));
  dims.assign(resultRank, ShapedType::kDynamic);
  Dims sorted(offset);
  llvm::sort(sorted);
  if (sorted != Dims(offset))
    return inferenceError(location, op, "offset_dims are not sorted");
  size_t nextKept = 0, nextBatch = 0;
  for (int64_t i = 0; i < resultRank; ++i)
    dims[i] =
        llvm::is_contained(offset, i) ? kept[nextKept++] : batch[nextBatch++];
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
