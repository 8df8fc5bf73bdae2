// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "GraphReachable.h"

#include "GraphReferences.h"

using namespace mlir;

namespace sm {

GraphReachable::GraphReachable(saved_model::MetaGraphOp metaGraph)
    : metaGraph(metaGraph) {
  for (auto function : metaGraph.getOps<graph::FuncOp>())
    functions[function.getSymName()] = function;
  for (auto graph : metaGraph.getOps<graph::GraphOp>())
    for (Operation &op : graph.getBody().front())
      nodes[graph::Node(&op).name()] = &op;
}

bool GraphReachable::hasTensor(StringRef tensor) const {
  Operation *op = nodes.lookup(nodeOfTensor(tensor));
  return op && hasNode(op);
}

bool GraphReachable::isMissing(StringRef tensor) const {
  Operation *op = nodes.lookup(nodeOfTensor(tensor));
  return op && !hasNode(op);
}

bool GraphReachable::hasFunction(StringRef name) const {
  graph::FuncOp function = functions.lookup(name);
  return function && reachedFunctions.contains(function);
}

void GraphReachable::addReferences() {
  ReferenceVisitor visitor{
      [&](StringAttr text) {
        addTensor(text.getValue());
        return text;
      },
      [&](StringAttr name) {
        addFunction(name.getValue());
        return name;
      },
      [&](StringRef bytes, StringRef) {
        addTensor(bytes);
        forEachTextIn(bytes, [&](StringRef text) { addTensor(text); });
      }};
  visitReferences(metaGraph, visitor);
}

void GraphReachable::addAllNodes() {
  for (auto graph : metaGraph.getOps<graph::GraphOp>())
    for (Operation &op : graph.getBody().front())
      addNode(&op);
}

void GraphReachable::addTensor(StringRef tensor) {
  if (Operation *op = nodes.lookup(nodeOfTensor(tensor)))
    addNode(op);
}

void GraphReachable::addFunction(StringRef name) {
  graph::FuncOp function = functions.lookup(name);
  if (function && reachedFunctions.insert(function).second)
    pending.push_back(function);
}

void GraphReachable::settle() {
  addGradients();
  while (!pending.empty()) {
    graph::FuncOp function = pending.pop_back_val();
    // Attributes may name functions as text ("backward_function_name").
    if (std::optional<saved_model::ProtoAttr> extra = function.getExtra())
      if (Attribute attrs = fieldOf(extra->getFields(), "attr"))
        attrs.walk([&](StringAttr text) { addFunction(text.getValue()); });
    for (Operation &op : function.getBody().front())
      if (graph::isNode(&op))
        addNames(&op);
    if (pending.empty())
      addGradients();
  }
}

void GraphReachable::addNode(Operation *root) {
  SmallVector<Operation *> stack = {root};
  while (!stack.empty()) {
    Operation *op = stack.pop_back_val();
    if (!reachedNodes.insert(op).second)
      continue;
    addNames(op);
    for (Value operand : op->getOperands())
      if (Operation *producer = operand.getDefiningOp())
        stack.push_back(producer);
  }
}

/// What the node calls, or names as text: better one function too many.
void GraphReachable::addNames(Operation *op) {
  addFunction(graph::Node(op).opName());
  for (NamedAttribute attr : op->getAttrs()) {
    if (attr.getName().getValue() == "_gradient_op_type")
      if (auto type = dyn_cast<StringAttr>(attr.getValue()))
        gradientTypes.insert(type.getValue());
    if (attr.getName().getValue() != graph::GraphDialect::kName)
      attr.getValue().walk(
          [&](StringAttr text) { addFunction(text.getValue()); });
  }
}

void GraphReachable::addGradients() {
  auto add = [&](StringRef list, StringRef key, auto isWanted) {
    for (auto graph : metaGraph.getOps<graph::GraphOp>())
      if (std::optional<saved_model::ProtoAttr> extra = graph.getExtra())
        for (Attribute entry :
             listField(fieldOf(extra->getFields(), "library"), list))
          if (isWanted(textField(entry, key)))
            addFunction(textField(entry, "gradient_func"));
  };
  add("gradient", "function_name",
      [&](StringRef name) { return hasFunction(name); });
  add("registered_gradients", "registered_op_type",
      [&](StringRef type) { return gradientTypes.contains(type); });
}

/// What the library states about functions that are no longer there.
static Attribute withoutGradients(Attribute attr,
                                  llvm::function_ref<bool(Attribute)> isGone) {
  auto library = dyn_cast<DictionaryAttr>(attr);
  if (!library)
    return attr;
  for (StringRef list : {"gradient", "registered_gradients"}) {
    SmallVector<Attribute> kept(listField(library, list));
    size_t before = kept.size();
    llvm::erase_if(kept, isGone);
    if (kept.size() != before)
      library =
          withField(library, list,
                    kept.empty() ? Attribute()
                                 : ArrayAttr::get(library.getContext(), kept));
  }
  return library;
}

void GraphReachable::eraseOtherFunctions() {
  llvm::StringSet<> erased;
  for (auto function :
       llvm::make_early_inc_range(metaGraph.getOps<graph::FuncOp>()))
    if (!reachedFunctions.contains(function)) {
      erased.insert(function.getSymName());
      functions.erase(function.getSymName());
      function.erase();
    }
  if (erased.empty())
    return;
  auto isGone = [&](Attribute entry) {
    return erased.contains(textField(entry, "function_name")) ||
           erased.contains(textField(entry, "gradient_func"));
  };
  for (auto graph : metaGraph.getOps<graph::GraphOp>())
    if (std::optional<saved_model::ProtoAttr> extra = graph.getExtra())
      graph.setExtraAttr(editFields(*extra, [&](DictionaryAttr fields) {
        return editAt(fields, {"library"}, [&](Attribute library) {
          return withoutGradients(library, isGone);
        });
      }));
}

} // namespace sm
