// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "OpConversion.h"

#include "dialects/StableHLO/ControlFlowOps.h"
#include "dialects/TF/TFRewriting.h"
#include "sm/Ops/Broadcast.h"

using namespace mlir;

namespace sm {

RankedTensorType OpConversion::staticResult(unsigned index) {
  auto type = dyn_cast<RankedTensorType>(op->getResult(index).getType());
  if (type && type.hasStaticShape())
    return type;
  (void)refuse("needs static shapes");
  return {};
}

bool OpConversion::hasStaticOperands() {
  bool isStatic = llvm::all_of(
      operands, [](Value value) { return typeOf(value).hasStaticShape(); });
  if (!isStatic)
    (void)refuse("needs static shapes");
  return isStatic;
}

ElementsAttr OpConversion::constantOperand(unsigned index) const {
  return tf::constantBehind(op->getOperand(index));
}

/// The elements of an integer tensor of any width that are known now.
static std::optional<Dims> knownInts(Value value) {
  if (std::optional<Dims> values = tf::allIntValues(value))
    return values;
  ElementsAttr attr = tf::constantBehind(value);
  if (!attr || !isa<IntegerType>(attr.getElementType()))
    return std::nullopt;
  auto values = attr.tryGetValues<APInt>();
  if (!values)
    return std::nullopt;
  Dims result;
  for (const APInt &number : *values)
    result.push_back(number.getSExtValue());
  return result;
}

std::optional<Dims> OpConversion::intOperand(unsigned index, StringRef name,
                                             int64_t count) {
  std::optional<Dims> values = knownInts(op->getOperand(index));
  if (!values) {
    (void)refuse("'" + name + "' must be a constant");
  } else if (count >= 0 && values->size() != static_cast<size_t>(count)) {
    (void)refuse("'" + name + "' must have " + Twine(count) + " elements");
    return std::nullopt;
  }
  return values;
}

std::optional<int64_t> OpConversion::axisOperand(unsigned index, StringRef name,
                                                 int64_t rank) {
  std::optional<Dims> values = intOperand(index, name);
  if (!values)
    return std::nullopt;
  int64_t axis = values->size() == 1 ? values->front() : rank;
  axis += axis < 0 ? rank : 0;
  if (axis >= 0 && axis < rank)
    return axis;
  (void)refuse("'" + name + "' names no dimension of the input");
  return std::nullopt;
}

/// The shape of a ranked tensor as lib/Ops has it.
static PartialShape shapeOf(Value value) {
  return tf::shapeOf(value.getType());
}

bool OpConversion::broadcastTogether(MutableArrayRef<Value> values) {
  if (llvm::all_of(values, [&](Value value) {
        return HLOBuilder::typeOf(value).getShape() ==
               HLOBuilder::typeOf(values.front()).getShape();
      }))
    return true;
  PartialShape shape = PartialShape::scalar();
  for (Value value : values) {
    StatusOr<PartialShape> both =
        ops::broadcastPartialShapes(shape, shapeOf(value));
    if (!both.ok())
      return succeeded(refuse(both.status()));
    shape = *both;
  }
  bool isStatic =
      shape.isFullyDefined() && llvm::all_of(values, [](Value value) {
        return HLOBuilder::typeOf(value).hasStaticShape();
      });
  if (!isStatic)
    return succeeded(refuse("operands that broadcast need static shapes"));
  for (Value &value : values)
    value = broadcast(value, Dims(shape.dims().begin(), shape.dims().end()));
  return true;
}

Value OpConversion::composite(
    StringRef name, ValueRange inputs, DictionaryAttr attributes,
    function_ref<Value(HLOBuilder &, ValueRange)> decompose) {
  if (!options.composites)
    return decompose(*this, inputs);
  FlatSymbolRefAttr function = decompositions.get(location, name, attributes,
                                                  inputs.getTypes(), decompose);
  auto call = stablehlo::CompositeOp::create(
      b, location, TypeRange{inputs.front().getType()}, inputs,
      b.getStringAttr(name), attributes, function, b.getI32IntegerAttr(0));
  return call->getResult(0);
}

LogicalResult OpConversion::replace(ValueRange values) {
  results.assign(values.begin(), values.end());
  return success();
}

LogicalResult OpConversion::refuse(const Twine &reason) {
  obstacle = reason.str();
  return failure();
}

LogicalResult OpConversion::refuse(const Status &status) {
  return refuse(StringRef(status.message().data(), status.message().size()));
}

} // namespace sm
