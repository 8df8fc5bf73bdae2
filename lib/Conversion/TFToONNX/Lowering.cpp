// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "Lowering.h"

#include "RuntimeTypes.h"

#include "dialects/ONNX/ONNXDialect.h"
#include "dialects/SM/ElementOrder.h"
#include "dialects/TF/TFRewriting.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace sm::tf_to_onnx {

Type elementOf(Value value) { return getElementTypeOrSelf(value.getType()); }

std::optional<int64_t> rankOf(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type ? std::optional(type.getRank()) : std::nullopt;
}

bool isFloat(Value value) { return isa<FloatType>(elementOf(value)); }

void Lowering::fail(const Twine &text) {
  if (reason.empty())
    reason = text.str();
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

Value Lowering::constantOf(ElementsAttr value, Attribute variant,
                           Location where) {
  Value &constant = state.constants[{value, variant}];
  if (!constant)
    constant = onnx::constant(state.builder, where, value);
  return constant;
}

Value Lowering::of(Value tfValue) {
  if (Value known = state.values.lookupOrNull(tfValue))
    return known;
  // A constant: nothing else has a user before it has been lowered.
  ElementsAttr value = tf::constantBehind(tfValue);
  if (!value) {
    fail("an operand comes from an op that is not there");
    return {};
  }
  if (!runtimeTakes("Identity", opset(), value.getElementType())) {
    fail("ONNX Runtime has no tensors of " + typeName(value.getElementType()));
    return {};
  }
  Operation *definition = tf::behindRefinements(tfValue).getDefiningOp();
  Value constant = onnx::constant(state.builder, definition->getLoc(), value);
  state.values.map(tfValue, constant);
  return constant;
}

SmallVector<Value> Lowering::of(ValueRange tfValues) {
  SmallVector<Value> values;
  for (Value value : tfValues)
    values.push_back(of(value));
  return values;
}

std::optional<SmallVector<int64_t>> Lowering::knownInts(Value tfValue) {
  return tf::allIntValues(tfValue);
}

Value Lowering::indices(Value tfValue) {
  if (rankOf(tfValue) == 1)
    if (std::optional<SmallVector<int64_t>> known = knownInts(tfValue))
      return ints(*known);
  return cast(of(tfValue), builder().getI64Type());
}

std::optional<SmallVector<int64_t>> Lowering::requireInts(Value tfValue,
                                                          StringRef what) {
  std::optional<SmallVector<int64_t>> known = knownInts(tfValue);
  if (!known)
    fail(what + " must be constant");
  return known;
}

std::optional<int64_t> Lowering::requireInt(Value tfValue, StringRef what) {
  std::optional<SmallVector<int64_t>> known = requireInts(tfValue, what);
  return known && known->size() == 1 ? std::optional(known->front())
                                     : std::nullopt;
}

std::optional<int64_t> Lowering::requireRank(Value tfValue, StringRef what) {
  std::optional<int64_t> rank = rankOf(tfValue);
  if (!rank)
    fail("the rank of " + what + " must be known");
  return rank;
}

Value Lowering::transposed(Value tfValue, ArrayRef<int64_t> permutation) {
  ElementsAttr value = tf::constantBehind(tfValue);
  if (!value || rankOf(tfValue) != int64_t(permutation.size()))
    return transpose(of(tfValue), permutation);
  return transposed(tfValue, permutation, {});
}

Value Lowering::transposed(Value tfValue, ArrayRef<int64_t> permutation,
                           ArrayRef<int64_t> shape) {
  ElementsAttr value = tf::constantBehind(tfValue);
  if (!value || rankOf(tfValue) != int64_t(permutation.size()))
    return reshape(transpose(of(tfValue), permutation), shape);
  SmallVector<int64_t> variant(permutation);
  llvm::append_range(variant, shape);
  Attribute key = DenseI64ArrayAttr::get(value.getContext(), variant);
  if (Value made = state.constants.lookup({value, key}))
    return made;
  StatusOr<ElementsAttr> permuted =
      saved_model::transposedElements(value, permutation, shape);
  if (!permuted.ok()) {
    fail(std::string(permuted.status().message()));
    return {};
  }
  Operation *definition = tf::behindRefinements(tfValue).getDefiningOp();
  Value made = onnx::constant(builder(), definition->getLoc(), *permuted);
  state.constants[{value, key}] = made;
  return made;
}

//===----------------------------------------------------------------------===//
// Making ops
//===----------------------------------------------------------------------===//

NamedAttribute Lowering::attr(StringRef name, int64_t value) {
  return onnx::intAttr(builder(), name, value);
}
NamedAttribute Lowering::attr(StringRef name, float value) {
  return onnx::floatAttr(builder(), name, value);
}
NamedAttribute Lowering::attr(StringRef name, StringRef value) {
  return onnx::stringAttr(builder(), name, value);
}
NamedAttribute Lowering::attr(StringRef name, ArrayRef<int64_t> values) {
  return onnx::intsAttr(builder(), name, values);
}
NamedAttribute Lowering::attr(StringRef name, ElementsAttr value) {
  return {name, value};
}

Value Lowering::constant(ElementsAttr value) {
  return constantOf(value, {}, loc());
}

Value Lowering::ints(ArrayRef<int64_t> values) {
  auto type =
      RankedTensorType::get({int64_t(values.size())}, builder().getI64Type());
  return constant(DenseElementsAttr::get(type, values));
}

Value Lowering::scalar(int64_t value) {
  auto type = RankedTensorType::get({}, builder().getI64Type());
  return constant(DenseElementsAttr::get(type, value));
}

/// The number as an attribute of an element type that has numbers.
static Attribute numberAttr(Type element, double value) {
  if (auto type = dyn_cast<FloatType>(element))
    return FloatAttr::get(type, value);
  return IntegerAttr::get(element, static_cast<int64_t>(value));
}

Value Lowering::number(Type element, double value) {
  if (!isa<FloatType, IntegerType>(element)) {
    fail("there are no numbers of type " + typeName(element));
    return {};
  }
  auto type = RankedTensorType::get({}, element);
  return constant(DenseElementsAttr::get(type, numberAttr(element, value)));
}

Value Lowering::numberLike(Value like, double value) {
  return like ? number(elementOf(like), value) : Value();
}

Value Lowering::none() { return onnx::none(builder(), loc()); }

/// The type that decides whether an op runs; null if there is none.
static Type decidingType(StringRef name, ValueRange operands,
                         ArrayRef<NamedAttribute> attributes) {
  if (name == "ConstantOfShape") {
    for (NamedAttribute attribute : attributes)
      if (auto value = dyn_cast<ElementsAttr>(attribute.getValue()))
        return value.getElementType();
    return {};
  }
  const size_t place = name == "Where" ? 1 : 0;
  return operands.size() > place ? elementOf(operands[place]) : Type();
}

SmallVector<Value> Lowering::makeAll(StringRef name, ValueRange operands,
                                     ArrayRef<NamedAttribute> attributes,
                                     unsigned numResults) {
  if (hasFailed() || llvm::is_contained(operands, Value()))
    return {};
  Type deciding = decidingType(name, operands, attributes);
  if (deciding && !runtimeTakes(name, opset(), deciding)) {
    fail("ONNX Runtime has no " + name + " of " + typeName(deciding) +
         " in opset " + Twine(opset()));
    return {};
  }
  Operation *made =
      onnx::createOp(builder(), loc(), name, operands, attributes, numResults);
  if (!made) {
    fail(state.lastError.empty() ? "ONNX does not allow it" : state.lastError);
    return {};
  }
  return SmallVector<Value>(made->getResults());
}

Value Lowering::make(StringRef name, ValueRange operands,
                     ArrayRef<NamedAttribute> attributes) {
  SmallVector<Value> results = makeAll(name, operands, attributes, 1);
  return results.empty() ? Value() : results.front();
}

Type Lowering::typeFor(Value value, ArrayRef<StringRef> ops) {
  if (!value)
    return {};
  Type element = elementOf(value);
  if (Type type = runtimeType(ops, opset(), element))
    return type;
  const StringRef *missing = llvm::find_if(ops, [&](StringRef name) {
    return !runtimeTakes(name, opset(), element);
  });
  fail("ONNX Runtime has no " + *missing + " of " + typeName(element) +
       " in opset " + Twine(opset()));
  return {};
}

bool Lowering::runs(StringRef onnxOp, Value value) const {
  return value && runtimeTakes(onnxOp, opset(), elementOf(value));
}

Value Lowering::cast(Value value, Type element) {
  if (!value || !element || elementOf(value) == element)
    return element ? value : Value();
  return make("Cast", value, attr("to", onnx::dataTypeOf(element)));
}

Value Lowering::apply(StringRef name, ValueRange operands,
                      ArrayRef<NamedAttribute> attributes) {
  const size_t first = name == "Where" ? 1 : 0;
  Type type = typeFor(operands[first], name);
  SmallVector<Value> values(operands);
  for (size_t i = first; i < values.size(); ++i)
    values[i] = cast(values[i], type);
  return make(name, values, attributes);
}

Value Lowering::transpose(Value value, ArrayRef<int64_t> permutation) {
  return make("Transpose", value, attr("perm", permutation));
}

Value Lowering::squeeze(Value value, ArrayRef<int64_t> axes) {
  return axes.empty() ? value : make("Squeeze", {value, ints(axes)});
}

Value Lowering::unsqueeze(Value value, ArrayRef<int64_t> axes) {
  return axes.empty() ? value : make("Unsqueeze", {value, ints(axes)});
}

Value Lowering::reshape(Value value, ArrayRef<int64_t> shape) {
  SmallVector<NamedAttribute> attributes;
  if (llvm::is_contained(shape, 0)) {
    // 0 is otherwise the input's size there.
    if (opset() < 14) {
      fail("a shape with a dimension of 0 needs opset 14");
      return {};
    }
    attributes.push_back(attr("allowzero", int64_t(1)));
  }
  return make("Reshape", {value, ints(shape)}, attributes);
}

Value Lowering::filled(Value shape, Type element, double number) {
  if (!isa<FloatType, IntegerType>(element)) {
    fail("there are no numbers of type " + typeName(element));
    return {};
  }
  Type type = runtimeType({"ConstantOfShape"}, opset(), element);
  if (!type)
    type = element;
  auto one = RankedTensorType::get({1}, type);
  return make("ConstantOfShape", shape,
              attr("value", ElementsAttr(DenseElementsAttr::get(
                                one, numberAttr(type, number)))));
}

Value Lowering::shapeOf(Value tfValue) {
  auto type = dyn_cast<RankedTensorType>(tfValue.getType());
  if (type && type.hasStaticShape())
    return ints(type.getShape());
  return make("Shape", of(tfValue));
}

Value Lowering::isEmpty(Value tfValue) {
  Value count =
      make("ReduceProd", shapeOf(tfValue), attr("keepdims", int64_t(0)));
  return make("Equal", {count, scalar(0)});
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

Value Lowering::refined(Value value, Type type) {
  Type merged = onnx::mergeTypes(value.getType(), type);
  if (!merged) {
    std::string text;
    llvm::raw_string_ostream(text) << value.getType() << " and not " << type;
    fail("ONNX infers the result as " + text);
    return {};
  }
  // An argument keeps its type: it is part of the function's.
  if (isa<OpResult>(value))
    value.setType(merged);
  return value;
}

void Lowering::set(Value tfResult, Value value) {
  value = cast(value, elementOf(tfResult));
  if (value)
    value = refined(value, tfResult.getType());
  if (value)
    state.values.map(tfResult, value);
}

} // namespace sm::tf_to_onnx
