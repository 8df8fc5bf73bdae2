// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Making ops, and reading them through views.

#include "dialects/ONNX/ONNXOpView.h"
#include "dialects/ONNX/ONNXOperators.h"

using namespace mlir;

namespace sm::onnx {

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

Value none(OpBuilder &b, Location loc) {
  return NoneOp::create(b, loc, b.getNoneType());
}

bool isNone(Value value) { return !value || isa<NoneType>(value.getType()); }

Value constant(OpBuilder &b, Location loc, ElementsAttr value) {
  return ConstantOp::create(b, loc, value);
}

Value constantI64s(OpBuilder &b, Location loc, ArrayRef<int64_t> values) {
  auto type = RankedTensorType::get({static_cast<int64_t>(values.size())},
                                    b.getI64Type());
  return constant(b, loc, DenseElementsAttr::get(type, values));
}

Value constantI64(OpBuilder &b, Location loc, int64_t value) {
  auto type = RankedTensorType::get({}, b.getI64Type());
  return constant(b, loc, DenseElementsAttr::get(type, value));
}

Value constantF32s(OpBuilder &b, Location loc, ArrayRef<float> values) {
  auto type = RankedTensorType::get({static_cast<int64_t>(values.size())},
                                    b.getF32Type());
  return constant(b, loc, DenseElementsAttr::get(type, values));
}

Value constantScalar(OpBuilder &b, Location loc, Type elementType,
                     double value) {
  auto type = RankedTensorType::get({}, elementType);
  Attribute element;
  if (isa<FloatType>(elementType))
    element = b.getFloatAttr(elementType, value);
  else if (elementType.isInteger(1))
    element = b.getBoolAttr(value != 0);
  else
    element = IntegerAttr::get(elementType, static_cast<int64_t>(value));
  return constant(b, loc, DenseElementsAttr::get(type, element));
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

NamedAttribute intAttr(OpBuilder &b, StringRef name, int64_t value) {
  return b.getNamedAttr(name, b.getI64IntegerAttr(value));
}

NamedAttribute floatAttr(OpBuilder &b, StringRef name, float value) {
  return b.getNamedAttr(name, b.getF32FloatAttr(value));
}

NamedAttribute stringAttr(OpBuilder &b, StringRef name, StringRef value) {
  return b.getNamedAttr(name, b.getStringAttr(value));
}

NamedAttribute intsAttr(OpBuilder &b, StringRef name,
                        ArrayRef<int64_t> values) {
  return b.getNamedAttr(name, b.getDenseI64ArrayAttr(values));
}

NamedAttribute floatsAttr(OpBuilder &b, StringRef name,
                          ArrayRef<float> values) {
  return b.getNamedAttr(name, b.getDenseF32ArrayAttr(values));
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

StringRef operatorName(Operation *op) {
  StringRef name = op->getName().getStringRef();
  return name.consume_front("onnx.") ? name : StringRef();
}

bool isOperator(Operation *op, StringRef name) {
  return op && operatorName(op) == name;
}

std::optional<int64_t> intAttr(Operation *op, StringRef name) {
  auto attr = op->getAttrOfType<IntegerAttr>(name);
  return attr ? std::optional(attr.getInt()) : std::nullopt;
}

std::optional<float> floatAttr(Operation *op, StringRef name) {
  auto attr = op->getAttrOfType<FloatAttr>(name);
  return attr ? std::optional(static_cast<float>(attr.getValueAsDouble()))
              : std::nullopt;
}

std::optional<StringRef> stringAttr(Operation *op, StringRef name) {
  auto attr = op->getAttrOfType<StringAttr>(name);
  return attr ? std::optional(attr.getValue()) : std::nullopt;
}

std::optional<ArrayRef<int64_t>> intsAttr(Operation *op, StringRef name) {
  auto attr = op->getAttrOfType<DenseI64ArrayAttr>(name);
  return attr ? std::optional(attr.asArrayRef()) : std::nullopt;
}

std::optional<ArrayRef<float>> floatsAttr(Operation *op, StringRef name) {
  auto attr = op->getAttrOfType<DenseF32ArrayAttr>(name);
  return attr ? std::optional(attr.asArrayRef()) : std::nullopt;
}

ArrayAttr stringsAttr(Operation *op, StringRef name) {
  return op->getAttrOfType<ArrayAttr>(name);
}

ElementsAttr tensorAttr(Operation *op, StringRef name) {
  return op->getAttrOfType<ElementsAttr>(name);
}

Value presentOperand(Operation *op, unsigned index) {
  if (index >= op->getNumOperands() || isNone(op->getOperand(index)))
    return {};
  return op->getOperand(index);
}

RankedTensorType rankedType(Value value) {
  return value ? dyn_cast<RankedTensorType>(value.getType())
               : RankedTensorType();
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

namespace {

/// One op on its way into the IR.
class OpMaker {
public:
  OpMaker(OpBuilder &b, Location loc, StringRef name, ValueRange given,
          ArrayRef<NamedAttribute> attributes)
      : b(b), loc(loc), operands(given.begin(), given.end()) {
    name.consume_front("onnx.");
    for (Value &operand : operands)
      if (!operand)
        operand = none(b, loc);
    op.name = name;
    op.operands = operands;
    op.attributes = attributes;
  }

  /// Null types are those to infer.
  Operation *make(ArrayRef<Type> resultTypes) {
    auto emitError = [&] {
      return mlir::emitError(loc) << "'onnx." << op.name << "' ";
    };
    op.numResults = resultTypes.size();
    SmallVector<Type> types;
    if (failed(resolve(types, emitError)))
      return nullptr;
    for (auto [index, given] : llvm::enumerate(resultTypes)) {
      Type merged = !given          ? types[index]
                    : !types[index] ? given
                                    : mergeTypes(given, types[index]);
      if (!merged && given) {
        emitError() << "result #" << index << " cannot be " << given
                    << ": it is inferred as " << types[index];
        return nullptr;
      }
      if (!merged) {
        emitError() << "the type of result #" << index
                    << " does not follow from the operands";
        return nullptr;
      }
      types[index] = merged;
    }
    OperationState state(loc, ("onnx." + op.name).str(), operands, types,
                         op.attributes);
    return b.create(state);
  }

private:
  LogicalResult resolve(SmallVectorImpl<Type> &types, EmitError emitError) {
    if (!b.getContext()->getLoadedDialect<ONNXDialect>())
      return emitError() << "needs the onnx dialect to be loaded";
    if (const format::ONNXOp *known = findOperator(op.name)) {
      Block *block = b.getInsertionBlock();
      op.opset = opsetOf(block ? block->getParentOp() : nullptr,
                         StringRef(known->domain));
    }
    const format::ONNXSchema *schema = findSchema(op, emitError);
    if (!schema || failed(verifyBySchema(op, *schema, emitError)))
      return failure();
    return inferTypes(op, *schema, b.getContext(), emitError, types);
  }

  OpBuilder &b;
  Location loc;
  SmallVector<Value> operands;
  OpDescription op;
};

} // namespace

Operation *createOp(OpBuilder &b, Location loc, StringRef name,
                    ValueRange operands, ArrayRef<NamedAttribute> attributes,
                    unsigned numResults) {
  return OpMaker(b, loc, name, operands, attributes)
      .make(SmallVector<Type>(numResults));
}

Operation *createOp(OpBuilder &b, Location loc, StringRef name,
                    ValueRange operands, ArrayRef<NamedAttribute> attributes,
                    TypeRange resultTypes) {
  return OpMaker(b, loc, name, operands, attributes)
      .make(SmallVector<Type>(resultTypes));
}

} // namespace sm::onnx
