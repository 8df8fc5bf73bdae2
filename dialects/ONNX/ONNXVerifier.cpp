// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// An op against the schema that holds in its opset.

#include "dialects/ONNX/ONNXOperators.h"

#include "llvm/ADT/StringMap.h"

#include <climits>

using namespace mlir;

namespace sm::onnx {

using format::ONNXAttributeKind;
using format::ONNXParameter;
using format::ONNXSchema;

OpDescription describe(Operation *op, int opset) {
  return {op->getName().stripDialect(),
          opset,
          op->getOperands(),
          op->getAttrs(),
          op->getNumResults(),
          op->getNumRegions()};
}

const ONNXSchema *findSchema(const OpDescription &op, EmitError emitError) {
  const format::ONNXOp *known = findOperator(op.name);
  if (!known) {
    emitError() << "ONNX has no operator '" << op.name << "'";
    return nullptr;
  }
  if (const ONNXSchema *schema = known->at(op.opset))
    return schema;
  int since = known->versions.front().sinceVersion;
  if (op.opset < since)
    emitError() << "does not exist in opset " << op.opset
                << "; it came with opset " << since;
  else
    emitError() << "does not exist in opset " << op.opset << " any more; opset "
                << known->versions.back().sinceVersion << " removed it";
  return nullptr;
}

static StringRef kindName(ONNXAttributeKind kind) {
  switch (kind) {
  case ONNXAttributeKind::Int:
    return "an i64 integer";
  case ONNXAttributeKind::Float:
    return "an f32 number";
  case ONNXAttributeKind::String:
    return "a string";
  case ONNXAttributeKind::Ints:
    return "array<i64: ...>";
  case ONNXAttributeKind::Floats:
    return "array<f32: ...>";
  case ONNXAttributeKind::Strings:
    return "an array of strings";
  case ONNXAttributeKind::Tensor:
    return "the elements of a tensor";
  case ONNXAttributeKind::Graph:
    return "a region";
  case ONNXAttributeKind::Other:
    break;
  }
  return "of a kind that this dialect does not have";
}

static bool isOfKind(Attribute attribute, ONNXAttributeKind kind) {
  switch (kind) {
  case ONNXAttributeKind::Int: {
    auto integer = dyn_cast<IntegerAttr>(attribute);
    return integer && integer.getType().isSignlessInteger(64);
  }
  case ONNXAttributeKind::Float: {
    auto number = dyn_cast<FloatAttr>(attribute);
    return number && number.getType().isF32();
  }
  case ONNXAttributeKind::String:
    return isa<StringAttr>(attribute);
  case ONNXAttributeKind::Ints:
    return isa<DenseI64ArrayAttr>(attribute);
  case ONNXAttributeKind::Floats:
    return isa<DenseF32ArrayAttr>(attribute);
  case ONNXAttributeKind::Strings: {
    auto array = dyn_cast<ArrayAttr>(attribute);
    return array && llvm::all_of(array, llvm::IsaPred<StringAttr>);
  }
  case ONNXAttributeKind::Tensor:
    return isa<ElementsAttr>(attribute);
  case ONNXAttributeKind::Graph:
  case ONNXAttributeKind::Other:
    break;
  }
  return false;
}

static LogicalResult verifyCount(size_t count, int min, int max, StringRef what,
                                 int opset, EmitError emitError) {
  if (count >= static_cast<size_t>(min) &&
      (max == INT_MAX || count <= static_cast<size_t>(max)))
    return success();
  InFlightDiagnostic error = emitError();
  error << "has " << count << " " << what << ", but opset " << opset
        << " wants ";
  if (max == INT_MAX)
    return error << "at least " << min;
  if (min == max)
    return error << min;
  return error << min << " to " << max;
}

static LogicalResult verifyAttributes(const OpDescription &op,
                                      const ONNXSchema &schema,
                                      EmitError emitError) {
  for (NamedAttribute attribute : op.attributes) {
    StringRef name = attribute.getName().getValue();
    // Those of other dialects are not the operator's.
    if (name.contains('.'))
      continue;
    const auto *known = schema.attribute({name.data(), name.size()});
    if (!known)
      return emitError() << "has no attribute '" << name << "' in opset "
                         << op.opset;
    if (!isOfKind(attribute.getValue(), known->kind))
      return emitError() << "attribute '" << name << "' must be "
                         << kindName(known->kind);
  }
  for (const format::ONNXAttributeSchema &known : schema.attributes) {
    if (!known.isRequired || known.kind == ONNXAttributeKind::Graph)
      continue;
    bool isPresent = llvm::any_of(op.attributes, [&](NamedAttribute attribute) {
      return attribute.getName().getValue() == known.name;
    });
    if (!isPresent)
      return emitError() << "needs attribute '" << known.name << "' in opset "
                         << op.opset;
  }
  return success();
}

namespace {

/// Checks operands one by one; knows which type each type variable has.
struct OperandTypes {
  const OpDescription &op;
  EmitError emitError;
  llvm::StringMap<Type> variables;

  LogicalResult verify(size_t index, const ONNXParameter &parameter) {
    Value value = op.operands[index];
    if (isNone(value)) {
      if (parameter.option == ONNXParameter::Option::Optional)
        return success();
      return emitError() << "operand #" << index << " ('" << parameter.name
                         << "') may not be left out";
    }
    auto tensor = dyn_cast<TensorType>(value.getType());
    // Sequences and optionals have no type here.
    if (!tensor)
      return emitError() << "operand #" << index << " ('" << parameter.name
                         << "') must be a tensor";
    Type element = tensor.getElementType();
    auto type = static_cast<format::ONNXDataType>(dataTypeOf(element));
    if (type == format::ONNXDataType::Undefined)
      return emitError() << "operand #" << index << " ('" << parameter.name
                         << "'): ONNX has no element type " << element;
    if (!parameter.accepts(type))
      return emitError() << "operand #" << index << " ('" << parameter.name
                         << "') may not have elements of type " << element
                         << " in opset " << op.opset;
    if (parameter.option == ONNXParameter::Option::Variadic &&
        !parameter.isHomogeneous)
      return success();
    auto [known, isNew] =
        variables.try_emplace(parameter.typeVariable, element);
    if (isNew || known->second == element)
      return success();
    return emitError() << "operand #" << index << " ('" << parameter.name
                       << "') has elements of type " << element
                       << ", others of the same type variable "
                       << known->second;
  }
};

} // namespace

LogicalResult verifyBySchema(const OpDescription &op, const ONNXSchema &schema,
                             EmitError emitError) {
  if (failed(verifyCount(op.operands.size(), schema.minInputs, schema.maxInputs,
                         "operands", op.opset, emitError)) ||
      failed(verifyCount(op.numResults, schema.minOutputs, schema.maxOutputs,
                         "results", op.opset, emitError)) ||
      failed(verifyAttributes(op, schema, emitError)))
    return failure();
  if (op.numRegions != schema.numGraphs())
    return emitError() << "has " << op.numRegions << " regions, but "
                       << schema.numGraphs() << " graphs";
  OperandTypes types{op, emitError, {}};
  for (size_t i = 0; i < op.operands.size(); ++i)
    if (const ONNXParameter *parameter = schema.input(i))
      if (failed(types.verify(i, *parameter)))
        return failure();
  return success();
}

} // namespace sm::onnx
