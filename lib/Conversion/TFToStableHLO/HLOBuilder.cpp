// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "HLOBuilder.h"

#include "dialects/StableHLO/ControlFlowOps.h"
#include "dialects/StableHLO/MovementOps.h"
#include "dialects/StableHLO/ReductionOps.h"

using namespace mlir;

namespace sm {

using namespace stablehlo;

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

Value HLOBuilder::constant(ElementsAttr value) {
  return ConstantOp::create(b, location, value.getType(), value);
}

Value HLOBuilder::splat(Attribute element, Type type, ArrayRef<int64_t> shape) {
  return constant(
      DenseElementsAttr::get(RankedTensorType::get(shape, type), element));
}

Value HLOBuilder::splat(Type element, double number, ArrayRef<int64_t> shape) {
  if (isa<FloatType>(element))
    return splat(FloatAttr::get(element, number), element, shape);
  auto integer = cast<IntegerType>(element);
  APInt value(integer.getWidth(), static_cast<uint64_t>(int64_t(number)),
              /*isSigned=*/true, /*implicitTrunc=*/true);
  return splat(IntegerAttr::get(element, value), element, shape);
}

static Value extreme(HLOBuilder &h, Type element, bool isLow, bool isInfinite) {
  if (auto type = dyn_cast<FloatType>(element)) {
    const llvm::fltSemantics &semantics = type.getFloatSemantics();
    APFloat value = isInfinite ? APFloat::getInf(semantics, isLow)
                               : APFloat::getLargest(semantics, isLow);
    return h.splat(FloatAttr::get(element, value), element);
  }
  unsigned width = element.getIntOrFloatBitWidth();
  bool isUnsigned = element.isUnsignedInteger() || width == 1;
  APInt value = isUnsigned ? (isLow ? APInt::getMinValue(width)
                                    : APInt::getMaxValue(width))
                           : (isLow ? APInt::getSignedMinValue(width)
                                    : APInt::getSignedMaxValue(width));
  return h.splat(IntegerAttr::get(element, value), element);
}

Value HLOBuilder::lowest(Type element, bool isInfinite) {
  return extreme(*this, element, /*isLow=*/true, isInfinite);
}

Value HLOBuilder::highest(Type element, bool isInfinite) {
  return extreme(*this, element, /*isLow=*/false, isInfinite);
}

//===----------------------------------------------------------------------===//
// Element by element
//===----------------------------------------------------------------------===//

Value HLOBuilder::compare(ComparisonDirection direction, Value x, Value y) {
  return CompareOp::create(b, location, typeOf(x).clone(b.getI1Type()), x, y,
                           direction, ComparisonTypeAttr());
}

Value HLOBuilder::select(Value pred, Value onTrue, Value onFalse) {
  return SelectOp::create(b, location, onTrue.getType(), pred, onTrue, onFalse);
}

Value HLOBuilder::clamp(double low, Value x, double high) {
  Type element = elementOf(x);
  Value min = splat(element, low), max = splat(element, high);
  return ClampOp::create(b, location, x.getType(), min, x, max);
}

Value HLOBuilder::convert(Value x, Type element) {
  if (elementOf(x) == element)
    return x;
  return ConvertOp::create(b, location, Type(typeOf(x).clone(element)), x);
}

Value HLOBuilder::widened(Value x) {
  return isHalf(x) ? convert(x, b.getF32Type()) : x;
}

//===----------------------------------------------------------------------===//
// Movement
//===----------------------------------------------------------------------===//

Value HLOBuilder::reshape(Value x, ArrayRef<int64_t> shape) {
  if (typeOf(x).getShape() == shape)
    return x;
  return ReshapeOp::create(b, location,
                           Type(RankedTensorType::get(shape, elementOf(x))), x);
}

Value HLOBuilder::transpose(Value x, ArrayRef<int64_t> permutation) {
  Dims shape;
  for (int64_t dim : permutation)
    shape.push_back(typeOf(x).getDimSize(dim));
  return TransposeOp::create(
      b, location, RankedTensorType::get(shape, elementOf(x)), x, permutation);
}

Value HLOBuilder::broadcastInDim(Value x, ArrayRef<int64_t> shape,
                                 ArrayRef<int64_t> dims) {
  if (typeOf(x).getShape() == shape)
    return x;
  if (auto op = x.getDefiningOp<ConstantOp>())
    if (auto dense = dyn_cast<DenseElementsAttr>(op.getValue());
        dense && dense.isSplat())
      return constant(
          dense.resizeSplat(RankedTensorType::get(shape, elementOf(x))));
  return BroadcastInDimOp::create(
      b, location, Type(RankedTensorType::get(shape, elementOf(x))), x, dims);
}

Value HLOBuilder::broadcast(Value x, ArrayRef<int64_t> shape) {
  Dims dims;
  for (size_t i = 0, rank = typeOf(x).getRank(); i < rank; ++i)
    dims.push_back(static_cast<int64_t>(shape.size() - rank + i));
  return broadcastInDim(x, shape, dims);
}

Value HLOBuilder::slice(Value x, ArrayRef<int64_t> starts,
                        ArrayRef<int64_t> limits, ArrayRef<int64_t> strides) {
  Dims shape;
  for (auto [start, limit, stride] : llvm::zip_equal(starts, limits, strides))
    shape.push_back((limit - start + stride - 1) / stride);
  return SliceOp::create(b, location,
                         RankedTensorType::get(shape, elementOf(x)), x, starts,
                         limits, strides);
}

//===----------------------------------------------------------------------===//
// Reduction
//===----------------------------------------------------------------------===//

void HLOBuilder::fillBody(Region &body, Type element, Combine combine) {
  OpBuilder::InsertionGuard guard(b);
  auto scalar = RankedTensorType::get({}, element);
  Block *block =
      b.createBlock(&body, body.end(), {scalar, scalar}, {location, location});
  Value result = combine(*this, block->getArgument(0), block->getArgument(1));
  ReturnOp::create(b, location, ValueRange{result});
}

Value HLOBuilder::reduce(Value x, Value init, ArrayRef<int64_t> dims,
                         Combine combine) {
  Dims shape;
  for (auto [i, size] : llvm::enumerate(typeOf(x).getShape()))
    if (!llvm::is_contained(dims, static_cast<int64_t>(i)))
      shape.push_back(size);
  auto op = ReduceOp::create(
      b, location, TypeRange{RankedTensorType::get(shape, elementOf(x))},
      ValueRange{x}, ValueRange{init}, dims);
  fillBody(op.getBody(), elementOf(x), combine);
  return op->getResult(0);
}

} // namespace sm
