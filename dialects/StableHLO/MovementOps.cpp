// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/StableHLO/MovementOps.h"

#include "dialects/StableHLO/Inference.h"

#include "mlir/IR/Builders.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace sm::stablehlo {

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

//===----------------------------------------------------------------------===//
// Sources
//===----------------------------------------------------------------------===//

LogicalResult ConstantOp::inferReturnTypes(MLIRContext *,
                                           std::optional<Location> location,
                                           Adaptor adaptor, Types &types) {
  auto type = dyn_cast<RankedTensorType>(adaptor.getValue().getType());
  if (!type)
    return inferenceError(location, getOperationName(), "value of type ",
                          adaptor.getValue().getType(), " is no ranked tensor");
  types.push_back(type);
  return success();
}

void ConstantOp::getAsmResultNames(
    function_ref<void(Value, StringRef)> setName) {
  setName(getResult(), "cst");
}

LogicalResult IotaOp::verify() {
  return checkDimensions(getLoc(), getOperationName(), "iota_dimension",
                         static_cast<int64_t>(getIotaDimension()),
                         getType().getRank());
}

/// Checks that a shape operand has an entry for each dimension of `type`.
static LogicalResult checkEntries(Operation *op, StringRef what, Value operand,
                                  RankedTensorType type) {
  int64_t entries = typeOf(operand).getDimSize(0);
  if (!joinDims(entries, type.getRank()))
    return op->emitOpError()
           << what << " has " << entries << " entries, but " << type << " has "
           << type.getRank() << " dimensions";
  return success();
}

static LogicalResult checkElementTypes(Operation *op, Value operand,
                                       RankedTensorType type) {
  if (getElementTypeOrSelf(operand.getType()) != type.getElementType())
    return op->emitOpError() << "changes the element type of "
                             << operand.getType() << " to that of " << type;
  return success();
}

LogicalResult DynamicIotaOp::verify() {
  return failure(
      failed(
          checkEntries(*this, "output_shape", getOutputShape(), getType())) ||
      failed(checkDimensions(getLoc(), getOperationName(), "iota_dimension",
                             static_cast<int64_t>(getIotaDimension()),
                             getType().getRank())));
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

LogicalResult
GetDimensionSizeOp::inferReturnTypes(MLIRContext *context,
                                     std::optional<Location> location,
                                     Adaptor adaptor, Types &types) {
  if (failed(checkDimensions(location, getOperationName(), "dimension",
                             static_cast<int64_t>(adaptor.getDimension()),
                             typeOf(adaptor.getOperand()).getRank())))
    return failure();
  types.push_back(RankedTensorType::get({}, IntegerType::get(context, 32)));
  return success();
}

LogicalResult ReshapeOp::verify() {
  RankedTensorType from = getOperand().getType();
  RankedTensorType to = getType();
  if (failed(checkElementTypes(*this, getOperand(), to)))
    return failure();
  if (from.hasStaticShape() && to.hasStaticShape() &&
      from.getNumElements() != to.getNumElements())
    return emitOpError() << from << " has " << from.getNumElements()
                         << " elements, but " << to << " has "
                         << to.getNumElements();
  return success();
}

LogicalResult DynamicReshapeOp::verify() {
  return failure(
      failed(checkElementTypes(*this, getOperand(), getType())) ||
      failed(checkEntries(*this, "output_shape", getOutputShape(), getType())));
}

static LogicalResult checkBroadcast(Operation *op, RankedTensorType from,
                                    RankedTensorType to,
                                    ArrayRef<int64_t> dims) {
  if (failed(checkElementTypes(op, op->getOperand(0), to)))
    return failure();
  if (static_cast<int64_t>(dims.size()) != from.getRank())
    return op->emitOpError()
           << "broadcast_dimensions has " << dims.size() << " entries, but "
           << from << " has " << from.getRank() << " dimensions";
  if (failed(checkDimensions(op->getLoc(), op->getName().getStringRef(),
                             "broadcast_dimensions entry", dims, to.getRank())))
    return failure();
  for (auto [i, dim] : llvm::enumerate(dims))
    if (from.getDimSize(i) != 1 &&
        !joinDims(from.getDimSize(i), to.getDimSize(dim)))
      return op->emitOpError()
             << "dimension " << i << " of " << from
             << " cannot be repeated to dimension " << dim << " of " << to;
  return success();
}

LogicalResult BroadcastInDimOp::verify() {
  return checkBroadcast(*this, getOperand().getType(), getType(),
                        getBroadcastDimensions());
}

LogicalResult DynamicBroadcastInDimOp::verify() {
  RankedTensorType from = getOperand().getType();
  if (failed(
          checkBroadcast(*this, from, getType(), getBroadcastDimensions())) ||
      failed(checkEntries(*this, "output_dimensions", getOutputDimensions(),
                          getType())))
    return failure();
  Dims known(getKnownExpandingDimensions().value_or(ArrayRef<int64_t>()));
  llvm::append_range(
      known, getKnownNonexpandingDimensions().value_or(ArrayRef<int64_t>()));
  return checkDimensions(getLoc(), getOperationName(), "known dimension", known,
                         from.getRank());
}

void DynamicBroadcastInDimOp::build(OpBuilder &builder, OperationState &state,
                                    Type type, Value operand,
                                    Value outputDimensions,
                                    ArrayRef<int64_t> broadcastDimensions) {
  build(builder, state, type, operand, outputDimensions,
        builder.getDenseI64ArrayAttr(broadcastDimensions), DenseI64ArrayAttr(),
        DenseI64ArrayAttr());
}

//===----------------------------------------------------------------------===//
// Order and extent
//===----------------------------------------------------------------------===//

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> location,
                                            Adaptor adaptor, Types &types) {
  RankedTensorType operand = typeOf(adaptor.getOperand());
  ArrayRef<int64_t> permutation = adaptor.getPermutation();
  if (static_cast<int64_t>(permutation.size()) != operand.getRank())
    return inferenceError(location, getOperationName(), "permutation has ",
                          permutation.size(), " entries, but ", operand,
                          " has ", operand.getRank(), " dimensions");
  if (failed(checkDimensions(location, getOperationName(), "permutation entry",
                             permutation, operand.getRank())))
    return failure();
  Dims dims;
  for (int64_t dim : permutation)
    dims.push_back(operand.getDimSize(dim));
  types.push_back(operand.clone(dims));
  return success();
}

LogicalResult ReverseOp::inferReturnTypes(MLIRContext *,
                                          std::optional<Location> location,
                                          Adaptor adaptor, Types &types) {
  RankedTensorType operand = typeOf(adaptor.getOperand());
  types.push_back(operand);
  return checkDimensions(location, getOperationName(), "dimension",
                         adaptor.getDimensions(), operand.getRank());
}

/// Checks that each list has an entry for each dimension of `operand`.
static LogicalResult
checkLengths(std::optional<Location> location, StringRef op,
             RankedTensorType operand,
             ArrayRef<std::pair<StringRef, ArrayRef<int64_t>>> lists) {
  for (auto [name, values] : lists)
    if (static_cast<int64_t>(values.size()) != operand.getRank())
      return inferenceError(location, op, name, " has ", values.size(),
                            " entries, but ", operand, " has ",
                            operand.getRank(), " dimensions");
  return success();
}

LogicalResult SliceOp::inferReturnTypes(MLIRContext *,
                                        std::optional<Location> location,
                                        Adaptor adaptor, Types &types) {
  RankedTensorType operand = typeOf(adaptor.getOperand());
  ArrayRef<int64_t> starts = adaptor.getStartIndices();
  ArrayRef<int64_t> limits = adaptor.getLimitIndices();
  ArrayRef<int64_t> strides = adaptor.getStrides();
  if (failed(checkLengths(location, getOperationName(), operand,
                          {{"start_indices", starts},
                           {"limit_indices", limits},
                           {"strides", strides}})))
    return failure();
  Dims dims;
  for (auto [i, start, limit, stride, dim] :
       llvm::enumerate(starts, limits, strides, operand.getShape())) {
    if (stride < 1)
      return inferenceError(location, getOperationName(), "stride ", stride,
                            " of dimension ", i, " is below 1");
    if (start < 0 || limit < start ||
        (!ShapedType::isDynamic(dim) && limit > dim))
      return inferenceError(location, getOperationName(), "range ", start, ":",
                            limit, " does not lie inside dimension ", i, " of ",
                            operand);
    dims.push_back(llvm::divideCeil(static_cast<uint64_t>(limit - start),
                                    static_cast<uint64_t>(stride)));
  }
  types.push_back(operand.clone(dims));
  return success();
}

LogicalResult RealDynamicSliceOp::verify() {
  RankedTensorType operand = getOperand().getType();
  if (failed(checkElementTypes(*this, getOperand(), getType())))
    return failure();
  if (operand.getRank() != getType().getRank())
    return emitOpError() << "result " << getType() << " has another rank than "
                         << operand;
  return failure(failed(checkEntries(*this, "start_indices", getStartIndices(),
                                     operand)) ||
                 failed(checkEntries(*this, "limit_indices", getLimitIndices(),
                                     operand)) ||
                 failed(checkEntries(*this, "strides", getStrides(), operand)));
}

/// Checks that there is one index for each dimension, all of one type.
static LogicalResult checkIndices(std::optional<Location> location,
                                  StringRef op, RankedTensorType operand,
                                  ValueRange indices) {
  if (static_cast<int64_t>(indices.size()) != operand.getRank())
    return inferenceError(location, op, "has ", indices.size(),
                          " start_indices, but ", operand, " has ",
                          operand.getRank(), " dimensions");
  if (!llvm::all_equal(indices.getTypes()))
    return inferenceError(location, op, "has start_indices of different types");
  return success();
}

LogicalResult DynamicSliceOp::inferReturnTypes(MLIRContext *,
                                               std::optional<Location> location,
                                               Adaptor adaptor, Types &types) {
  RankedTensorType operand = typeOf(adaptor.getOperand());
  ArrayRef<int64_t> sizes = adaptor.getSliceSizes();
  if (failed(checkIndices(location, getOperationName(), operand,
                          adaptor.getStartIndices())) ||
      failed(checkLengths(location, getOperationName(), operand,
                          {{"slice_sizes", sizes}})))
    return failure();
  for (auto [i, size, dim] : llvm::enumerate(sizes, operand.getShape()))
    if (size < 0 || (!ShapedType::isDynamic(dim) && size > dim))
      return inferenceError(location, getOperationName(), "slice size ", size,
                            " does not fit dimension ", i, " of ", operand);
  types.push_back(operand.clone(sizes));
  return success();
}

LogicalResult
DynamicUpdateSliceOp::inferReturnTypes(MLIRContext *,
                                       std::optional<Location> location,
                                       Adaptor adaptor, Types &types) {
  RankedTensorType operand = typeOf(adaptor.getOperand());
  RankedTensorType update = typeOf(adaptor.getUpdate());
  if (failed(checkIndices(location, getOperationName(), operand,
                          adaptor.getStartIndices())))
    return failure();
  bool fits = update.getElementType() == operand.getElementType() &&
              update.getRank() == operand.getRank();
  for (int64_t i = 0; fits && i < operand.getRank(); ++i)
    fits = operand.isDynamicDim(i) || update.isDynamicDim(i) ||
           update.getDimSize(i) <= operand.getDimSize(i);
  if (!fits)
    return inferenceError(location, getOperationName(), "update of type ",
                          update, " does not fit into ", operand);
  types.push_back(operand);
  return success();
}

/// The size of a padded dimension; nullopt if it overflows.
static std::optional<int64_t> paddedSize(int64_t dim, int64_t low, int64_t high,
                                         int64_t interior) {
  int64_t size;
  if (llvm::MulOverflow(std::max<int64_t>(dim - 1, 0), interior, size) ||
      llvm::AddOverflow(size, dim, size) ||
      llvm::AddOverflow(size, low, size) || llvm::AddOverflow(size, high, size))
    return std::nullopt;
  return size;
}

LogicalResult PadOp::inferReturnTypes(MLIRContext *,
                                      std::optional<Location> location,
                                      Adaptor adaptor, Types &types) {
  RankedTensorType operand = typeOf(adaptor.getOperand());
  RankedTensorType value = typeOf(adaptor.getPaddingValue());
  if (value.getRank() != 0 ||
      value.getElementType() != operand.getElementType())
    return inferenceError(location, getOperationName(),
                          "padding_value of type ", value,
                          " is no scalar of the element type of ", operand);
  ArrayRef<int64_t> lows = adaptor.getEdgePaddingLow();
  ArrayRef<int64_t> highs = adaptor.getEdgePaddingHigh();
  ArrayRef<int64_t> interiors = adaptor.getInteriorPadding();
  if (failed(checkLengths(location, getOperationName(), operand,
                          {{"edge_padding_low", lows},
                           {"edge_padding_high", highs},
                           {"interior_padding", interiors}})))
    return failure();
  Dims dims;
  for (auto [i, low, high, interior, dim] :
       llvm::enumerate(lows, highs, interiors, operand.getShape())) {
    if (interior < 0)
      return inferenceError(location, getOperationName(), "interior padding ",
                            interior, " of dimension ", i, " is negative");
    if (ShapedType::isDynamic(dim)) {
      dims.push_back(ShapedType::kDynamic);
      continue;
    }
    std::optional<int64_t> size = paddedSize(dim, low, high, interior);
    if (!size || *size < 0)
      return inferenceError(location, getOperationName(), "padding ", low, ", ",
                            high, ", ", interior, " of dimension ", i, " of ",
                            operand, " leaves no possible size");
    dims.push_back(*size);
  }
  types.push_back(operand.clone(dims));
  return success();
}

LogicalResult DynamicPadOp::verify() {
  RankedTensorType operand = getOperand().getType();
  RankedTensorType value = getPaddingValue().getType();
  if (failed(checkElementTypes(*this, getOperand(), getType())))
    return failure();
  if (value.getRank() != 0 ||
      value.getElementType() != operand.getElementType())
    return emitOpError() << "padding_value of type " << value
                         << " is no scalar of the element type of " << operand;
  if (operand.getRank() != getType().getRank())
    return emitOpError() << "result " << getType() << " has another rank than "
                         << operand;
  return failure(failed(checkEntries(*this, "edge_padding_low",
                                     getEdgePaddingLow(), operand)) ||
                 failed(checkEntries(*this, "edge_padding_high",
                                     getEdgePaddingHigh(), operand)) ||
                 failed(checkEntries(*this, "interior_padding",
                                     getInteriorPadding(), operand)));
}

LogicalResult ConcatenateOp::inferReturnTypes(MLIRContext *,
                                              std::optional<Location> location,
                                              Adaptor adaptor, Types &types) {
  ValueRange inputs = adaptor.getInputs();
  if (inputs.empty())
    return inferenceError(location, getOperationName(), "has no inputs");
  RankedTensorType first = typeOf(inputs.front());
  auto dimension = static_cast<int64_t>(adaptor.getDimension());
  if (failed(checkDimensions(location, getOperationName(), "dimension",
                             dimension, first.getRank())))
    return failure();
  Dims dims(first.getShape());
  for (Value input : inputs.drop_front()) {
    RankedTensorType type = typeOf(input);
    bool fits = type.getElementType() == first.getElementType() &&
                type.getRank() == first.getRank();
    for (int64_t i = 0; fits && i < first.getRank(); ++i) {
      if (i == dimension) {
        if (ShapedType::isDynamic(dims[i]) || type.isDynamicDim(i))
          dims[i] = ShapedType::kDynamic;
        else
          fits = !llvm::AddOverflow(dims[i], type.getDimSize(i), dims[i]);
        continue;
      }
      std::optional<int64_t> joined = joinDims(dims[i], type.getDimSize(i));
      fits = joined.has_value();
      dims[i] = joined.value_or(0);
    }
    if (!fits)
      return inferenceError(location, getOperationName(), "input of type ",
                            type, " cannot be put behind ", first,
                            " along dimension ", dimension);
  }
  types.push_back(first.clone(dims));
  return success();
}

} // namespace sm::stablehlo
