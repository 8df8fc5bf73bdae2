// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "NodeTypes.h"

#include "dialects/TF/TFDialect.h"
#include "sm/Ops/OpSignature.h"

using namespace mlir;

namespace sm {

const ops::OpInfo *recordOf(graph::Node node) {
  StringRef name = node.opName();
  return ops::lookupOp(std::string_view(name.data(), name.size()));
}

/// What TensorFlow says of a node's op, or null.
static const ops::OpSignature *signatureOf(graph::Node node) {
  StringRef name = node.opName();
  return ops::lookupSignature(std::string_view(name.data(), name.size()));
}

int64_t listLength(graph::Node node, std::string_view name) {
  Attribute attr = node.attr(StringRef(name.data(), name.size()));
  if (auto number = dyn_cast_or_null<IntegerAttr>(attr))
    return number.getInt();
  if (auto list = dyn_cast_or_null<ArrayAttr>(attr))
    return static_cast<int64_t>(list.size());
  return -1;
}

/// The element type behind a type attribute of the node; null if it has none.
static Type elementFor(graph::Node node, std::string_view name, int64_t index,
                       bool isList) {
  Attribute attr = node.attr(StringRef(name.data(), name.size()));
  if (auto list = dyn_cast_or_null<ArrayAttr>(attr); list && isList)
    attr =
        index < static_cast<int64_t>(list.size()) ? list[index] : Attribute();
  if (auto type = dyn_cast_or_null<TypeAttr>(attr))
    return type.getValue();
  // An attribute of the enclosing function, perhaps.
  if (attr)
    return {};
  const ops::OpSignature *op = signatureOf(node);
  DType type = op ? op->defaultType(name) : DType::Invalid;
  return type == DType::Invalid
             ? Type()
             : tf::typeForDType(type, node.operation()->getContext());
}

Type elementOf(graph::Node node, const ops::ArgSlot &slot) {
  MLIRContext *context = node.operation()->getContext();
  const ops::ArgInfo &arg = *slot.arg;
  Type element;
  if (!arg.typeAttr.empty())
    element = elementFor(node, arg.typeAttr, 0, false);
  else if (!arg.typeListAttr.empty())
    element = elementFor(node, arg.typeListAttr, slot.index, true);
  else
    element = tf::typeForDType(arg.type, context);
  return element ? element : tf::UnknownType::get(context);
}

/// True for ["output:0", "output:1", ...].
static bool isOneList(ArrayAttr names) {
  for (auto [index, name] : llvm::enumerate(names.getAsRange<StringAttr>())) {
    auto [list, number] = name.getValue().split(':');
    size_t value = 0;
    if (number.getAsInteger(10, value) || value != index ||
        list != cast<StringAttr>(names[0]).getValue().split(':').first)
      return false;
  }
  return true;
}

ArrayAttr shapeHints(graph::Node node) {
  auto names =
      dyn_cast_or_null<ArrayAttr>(node.attr(graph::GraphDialect::kOutputs));
  if (names && !isOneList(names))
    return {};
  return dyn_cast_or_null<ArrayAttr>(node.attr("_output_shapes"));
}

TensorType statedType(OpResult output) {
  graph::Node node(output.getOwner());
  Type element = tf::UnknownType::get(output.getContext());
  if (const ops::OpSignature *op = signatureOf(node)) {
    auto slots = ops::expandArgs(op->outputs, [&](std::string_view name) {
      return listLength(node, name);
    });
    if (slots.ok() && output.getResultNumber() < slots->size())
      element = elementOf(node, (*slots)[output.getResultNumber()]);
  }
  if (auto reference = dyn_cast<tf::RefType>(element))
    element = reference.getValueType();
  PartialShape shape = PartialShape::unranked();
  ArrayAttr hints = shapeHints(node);
  if (hints && output.getResultNumber() < hints.size())
    if (auto hint = dyn_cast<tf::ShapeAttr>(hints[output.getResultNumber()]))
      shape = hint.getShape();
  return tf::tensorType(element, shape);
}

} // namespace sm
