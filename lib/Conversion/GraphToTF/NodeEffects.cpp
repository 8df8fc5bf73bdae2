// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "NodeEffects.h"

#include "NodeTypes.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace sm {

bool isControlFlow(graph::Node node) {
  return llvm::StringSwitch<bool>(node.opName())
      .Cases({"Switch", "RefSwitch", "_SwitchN", "Merge", "RefMerge"}, true)
      .Cases({"Enter", "RefEnter", "Exit", "RefExit"}, true)
      .Cases({"NextIteration", "RefNextIteration", "LoopCond"}, true)
      .Default(false);
}

bool declaresVariable(graph::Node node) {
  return llvm::StringSwitch<bool>(node.opName())
      .Cases({"VarHandleOp", "VariableV2", "Variable"}, true)
      .Default(false);
}

bool isPlaceholder(graph::Node node) {
  return llvm::StringSwitch<bool>(node.opName())
      .Cases({"Placeholder", "PlaceholderV2", "PlaceholderWithDefault"}, true)
      .Default(false);
}

NodeEffects::NodeEffects(saved_model::MetaGraphOp metaGraph) {
  for (auto function : metaGraph.getOps<graph::FuncOp>())
    functions[function.getSymName()] = function;
}

bool NodeEffects::isComputation(graph::Node node) {
  StringRef name = node.opName();
  if (name == "ReadVariableOp")
    return true;
  if (name == "PartitionedCall" || name == "StatefulPartitionedCall") {
    auto callee = dyn_cast_or_null<tf::FuncAttr>(node.attr("f"));
    graph::FuncOp function = callee
                                 ? functions.lookup(callee.getName().getValue())
                                 : graph::FuncOp();
    return function && isComputation(function);
  }
  // A function of the model may have the name of an op.
  const ops::OpInfo *info = functions.count(name) ? nullptr : recordOf(node);
  return info && !info->isStateful && name != "Assign" &&
         !declaresVariable(node);
}

bool NodeEffects::isComputation(graph::FuncOp function) {
  auto [it, isNew] = known.try_emplace(function.getSymName(), false);
  if (!isNew)
    return it->second;
  // A model may nest calls as deep as it is large.
  bool result = ++depth < kMaxDepth;
  for (Operation &op : function.getBody().front())
    if (graph::isNode(&op) && graph::Node(&op).opName() != "NoOp")
      result = result && isComputation(graph::Node(&op));
  --depth;
  return known[function.getSymName()] = result;
}

} // namespace sm
