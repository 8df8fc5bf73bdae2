// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/StableHLO/BinaryOps.h"
#include "dialects/StableHLO/Inference.h"
#include "dialects/StableHLO/UnaryOps.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace sm::stablehlo {

//===----------------------------------------------------------------------===//
// Conversions
//===----------------------------------------------------------------------===//

LogicalResult ReducePrecisionOp::verify() {
  if (static_cast<int32_t>(getExponentBits()) < 1)
    return emitOpError() << "exponent_bits is "
                         << static_cast<int32_t>(getExponentBits())
                         << ", which is below 1";
  if (static_cast<int32_t>(getMantissaBits()) < 0)
    return emitOpError() << "mantissa_bits is "
                         << static_cast<int32_t>(getMantissaBits())
                         << ", which is below 0";
  return success();
}

void ConvertOp::build(OpBuilder &builder, OperationState &state, Value operand,
                      Type elementType) {
  auto type = cast<RankedTensorType>(operand.getType());
  build(builder, state, type.clone(elementType), operand);
}

OpFoldResult ConvertOp::fold(FoldAdaptor) {
  if (getOperand().getType() == getType())
    return getOperand();
  return {};
}

/// The width of an element in bits; a boolean counts as none.
static unsigned bitWidth(Type element) {
  if (auto complex = dyn_cast<ComplexType>(element))
    return 2 * complex.getElementType().getIntOrFloatBitWidth();
  return element.getIntOrFloatBitWidth();
}

LogicalResult BitcastConvertOp::verify() {
  RankedTensorType from = getOperand().getType();
  RankedTensorType to = getType();
  unsigned fromWidth = bitWidth(from.getElementType());
  unsigned toWidth = bitWidth(to.getElementType());
  ArrayRef<int64_t> fromShape = from.getShape();
  ArrayRef<int64_t> toShape = to.getShape();
  unsigned wide = std::max(fromWidth, toWidth);
  unsigned narrow = std::min(fromWidth, toWidth);
  if (wide != narrow) {
    // The narrower type's last dimension counts the parts.
    ArrayRef<int64_t> &parts = fromWidth < toWidth ? fromShape : toShape;
    int64_t count = wide / narrow;
    if (wide % narrow != 0 || parts.empty() || !joinDims(parts.back(), count))
      return emitOpError() << "cannot see " << from << " as " << to;
    parts = parts.drop_back();
  }
  if (failed(verifyCompatibleShape(fromShape, toShape)))
    return emitOpError() << "cannot see " << from << " as " << to;
  return success();
}

//===----------------------------------------------------------------------===//
// Comparison and choice
//===----------------------------------------------------------------------===//

void CompareOp::build(OpBuilder &builder, OperationState &state, Value lhs,
                      Value rhs, ComparisonDirection direction) {
  Type element = getElementTypeOrSelf(lhs.getType());
  ComparisonType type = ComparisonType::SIGNED;
  if (isa<FloatType, ComplexType>(element))
    type = ComparisonType::FLOAT;
  else if (element.isUnsignedInteger() || element.isInteger(1))
    type = ComparisonType::UNSIGNED;
  build(builder, state, lhs, rhs, direction,
        ComparisonTypeAttr::get(builder.getContext(), type));
}

LogicalResult CompareOp::verify() {
  Type element = getLhs().getType().getElementType();
  if (isa<ComplexType>(element) &&
      getComparisonDirection() != ComparisonDirection::EQ &&
      getComparisonDirection() != ComparisonDirection::NE)
    return emitOpError() << "complex numbers have no order";
  std::optional<ComparisonType> type = getCompareType();
  if (!type || *type == ComparisonType::NOTYPE)
    return success();
  bool fits;
  switch (*type) {
  case ComparisonType::FLOAT:
    fits = isa<FloatType, ComplexType>(element);
    break;
  case ComparisonType::TOTALORDER:
    fits = isa<FloatType>(element);
    break;
  case ComparisonType::SIGNED:
    fits = isIntegerType(element) && element.isSignlessInteger();
    break;
  default:
    fits = element.isInteger(1) || element.isUnsignedInteger();
  }
  if (!fits)
    return emitOpError() << "compare_type " << stringifyComparisonType(*type)
                         << " does not fit elements of type " << element;
  return success();
}

/// Joins into `dims` what `type` says of them, unless it is a scalar.
static LogicalResult joinUnlessScalar(RankedTensorType type, Dims &dims) {
  if (type.getRank() == 0)
    return success();
  if (type.getRank() != static_cast<int64_t>(dims.size()))
    return failure();
  for (auto [dim, other] : llvm::zip(dims, type.getShape())) {
    std::optional<int64_t> joined = joinDims(dim, other);
    if (!joined)
      return failure();
    dim = *joined;
  }
  return success();
}

LogicalResult SelectOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor, Types &types) {
  Type element = getElementTypeOrSelf(adaptor.getOnTrue().getType());
  SmallVector<Type, 1> values;
  if (failed(inferElementwise(location, getOperationName(),
                              adaptor.getOperands().drop_front(), element,
                              values)))
    return failure();
  auto pred = cast<RankedTensorType>(adaptor.getPred().getType());
  Dims dims(cast<RankedTensorType>(values.front()).getShape());
  if (failed(joinUnlessScalar(pred, dims)))
    return inferenceError(location, getOperationName(), "pred of type ", pred,
                          " is neither a scalar nor of the shape of ",
                          values.front());
  types.push_back(RankedTensorType::get(dims, element));
  return success();
}

LogicalResult ClampOp::inferReturnTypes(MLIRContext *,
                                        std::optional<Location> location,
                                        Adaptor adaptor, Types &types) {
  auto operand = cast<RankedTensorType>(adaptor.getOperand().getType());
  Dims dims(operand.getShape());
  for (Value bound : {adaptor.getMin(), adaptor.getMax()}) {
    auto type = cast<RankedTensorType>(bound.getType());
    if (type.getElementType() != operand.getElementType() ||
        failed(joinUnlessScalar(type, dims)))
      return inferenceError(location, getOperationName(), "bound of type ",
                            type, " is neither a scalar nor of the shape of ",
                            operand, ", with its element type");
  }
  types.push_back(operand.clone(dims));
  return success();
}

} // namespace sm::stablehlo
