// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "VisibleTensors.h"

#include "NodeAttributes.h"

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/TFDialect.h"

using namespace mlir;

namespace sm {

void VisibleTensors::add(StringRef name, unsigned index, Value value,
                         Type element) {
  if (element)
    statedElements[value] = element;
  Outputs &outputs = byName[StringAttr::get(value.getContext(), name)];
  if (outputs.size() <= index)
    outputs.resize(index + 1);
  outputs[index] = value;
}

/// The value without what only types say.
static Value behind(Value value) {
  while (auto refine = value.getDefiningOp<tf::RefineOp>())
    value = refine.getInput();
  return value;
}

Operation *VisibleTensors::producer(const Outputs &outputs) const {
  Operation *op = nullptr;
  for (auto [index, value] : llvm::enumerate(outputs)) {
    if (!value)
      continue;
    auto result = dyn_cast<OpResult>(behind(value));
    if (!result || result.getResultNumber() != index ||
        (op && op != result.getOwner()))
      return nullptr;
    op = result.getOwner();
  }
  // These are no nodes of their own.
  return isa_and_nonnull<saved_model::VariableHandleOp,
                         saved_model::AssetPathOp>(op)
             ? nullptr
             : op;
}

void VisibleTensors::assignNames(BodyWriter &writer, NodeNames &names) {
  for (auto &[name, outputs] : byName)
    names.reserve(name);
  if (onlyIdentities)
    return;
  // First to the ops that had the name before.
  for (bool onlyOwn : {true, false})
    for (auto &[name, outputs] : byName) {
      Operation *op = producer(outputs);
      if (!op || (onlyOwn && wantedName(op) != name.getValue()) ||
          !nameOf.try_emplace(op, name).second)
        continue;
      writer.setName(op, name);
    }
}

llvm::StringMap<Operation *> VisibleTensors::makeNodes(BodyWriter &writer,
                                                       ValueRange controls) {
  llvm::StringMap<Operation *> result;
  for (auto &[name, outputs] : byName) {
    Operation *op = producer(outputs);
    if (op && nameOf.lookup(op) == name) {
      result[name] = writer.control(op).getDefiningOp();
      continue;
    }
    // Outputs that nobody names give what another does.
    Value any = *llvm::find_if(outputs, [](Value value) { return !!value; });
    SmallVector<Value> inputs;
    SmallVector<Attribute> types, shapes;
    bool isTyped = true;
    for (Value value : outputs) {
      Value used = value ? value : any;
      inputs.push_back(writer.graphValue(used));
      Attribute type = elementTypeAttr(used);
      if (Type stated = statedElements.lookup(used); stated && !type)
        type = TypeAttr::get(stated);
      isTyped &= static_cast<bool>(type);
      types.push_back(type);
      shapes.push_back(
          tf::ShapeAttr::get(name.getContext(), tf::shapeOf(used.getType())));
    }
    inputs.append(controls.begin(), controls.end());
    bool isSingle = outputs.size() == 1;
    NamedAttrList attrs;
    // TensorFlow refuses a node without: better that than a guess.
    if (isTyped)
      attrs.set("T",
                isSingle ? types[0] : ArrayAttr::get(name.getContext(), types));
    if (writer.statesShapes())
      attrs.set("_output_shapes", ArrayAttr::get(name.getContext(), shapes));
    result[name] =
        writer.createNode(any.getLoc(), isSingle ? "Identity" : "IdentityN",
                          name, inputs, outputs.size(), std::move(attrs));
  }
  return result;
}

} // namespace sm
