// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "BodyWriter.h"

#include "NodeAttributes.h"

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "dialects/TF/TFOpTraits.h"
#include "sm/Conversion/GraphBodies.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace sm {

WriteContext::WriteContext(saved_model::MetaGraphOp metaGraph)
    : effects(metaGraph) {
  llvm::StringMap<Operation *> byShared, byName;
  for (auto graph : metaGraph.getOps<graph::GraphOp>())
    for (Operation &op : graph.getBody().front()) {
      graph::Node node(&op);
      byName[node.name()] = &op;
      StringRef kind = node.opName();
      if (kind != "VarHandleOp" && kind != "VariableV2" && kind != "Variable")
        continue;
      auto shared = dyn_cast_or_null<StringAttr>(node.attr("shared_name"));
      byShared.try_emplace(
          shared && !shared.empty() ? shared.getValue() : node.name(), &op);
    }
  for (auto variable : metaGraph.getOps<saved_model::VariableOp>()) {
    auto shared = variable->getAttrOfType<StringAttr>("shared_name");
    variableNodes[variable.getSymName()] =
        byShared.lookup(shared ? shared.getValue() : variable.getSymName());
  }
  for (auto asset : metaGraph.getOps<saved_model::AssetOp>())
    assetNodes[asset.getSymName()] =
        byName.lookup(asset.getTensor().split(':').first);
  for (auto function : metaGraph.getOps<func::FuncOp>())
    if (auto of = function->getAttrOfType<FlatSymbolRefAttr>(kBodyAttr))
      graphNames[function.getSymName()] = of.getValue().str();
}

//===----------------------------------------------------------------------===//
// What can be written
//===----------------------------------------------------------------------===//

/// Why no node can say what `op` does; empty if one can.
static std::string whyNot(Operation *op, WriteContext &context, bool isMain) {
  if (isa<tf::RefineOp>(op) || op->hasTrait<OpTrait::IsTerminator>())
    return "";
  if (auto opaque = dyn_cast<tf::OpaqueOp>(op))
    return isMain && op->getAttr("outputs")
               ? ("names outputs of '" + opaque.getOpName() +
                  "', which a main graph numbers")
                     .str()
               : "";
  if (isa<saved_model::ReadVariableOp, saved_model::AssignVariableOp,
          saved_model::VariableHandleOp>(op)) {
    auto name = op->getAttrOfType<FlatSymbolRefAttr>("variable").getValue();
    Operation *node = context.variableNodes.lookup(name);
    if (!node)
      return ("uses variable '" + name +
              "', which no node declares; freeze it (tf-freeze-variables)")
          .str();
    return isMain || graph::Node(node).opName() == "VarHandleOp"
               ? ""
               : ("uses variable '" + name +
                  "', a reference that only the main graph has")
                     .str();
  }
  if (auto path = dyn_cast<saved_model::AssetPathOp>(op)) {
    if (isMain && context.assetNodes.lookup(path.getAsset()))
      return "";
    auto asset = SymbolTable::lookupNearestSymbolFrom<saved_model::AssetOp>(
        path, path.getAssetAttr());
    return ("uses asset '" + asset.getFile() +
            "', for which there is no node here")
        .str();
  }
  const ops::OpInfo *info = tf::opInfo(op);
  if (!info)
    return "is no op of TensorFlow";
  std::string missing;
  if (failed(nodeAttributes(op, *info, missing)))
    return "does not tell its attribute '" + missing +
           "': an operand is of unknown type";
  auto callee = op->getAttrOfType<FlatSymbolRefAttr>("f");
  if (isa<CallOpInterface>(op) && callee &&
      !context.graphNames.count(callee.getValue()))
    return ("calls '" + callee.getValue() +
            "', which is the body of no graph function")
        .str();
  return "";
}

bool canWrite(func::FuncOp function, WriteContext &context, bool isMain,
              WriteObstacles &obstacles) {
  size_t before = obstacles.size();
  if (!llvm::hasSingleElement(function.getBody())) {
    obstacles.push_back(
        {function.getLoc(),
         ("function '" + function.getSymName() + "' must have one block")
             .str()});
    return false;
  }
  for (Operation &op : function.getBody().front()) {
    std::string reason = whyNot(&op, context, isMain);
    if (!reason.empty())
      obstacles.push_back(
          {op.getLoc(),
           ("'" + op.getName().getStringRef() + "' " + reason).str()});
  }
  return obstacles.size() == before;
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

Operation *BodyWriter::createNode(Location location, StringRef op,
                                  StringRef name, ValueRange inputs,
                                  unsigned numOutputs,
                                  const NamedAttrList &attrs) {
  MLIRContext *context = b.getContext();
  OperationState state(location, ("graph." + op).str());
  state.addOperands(inputs);
  state.addAttribute(graph::GraphDialect::kName, b.getStringAttr(name));
  for (NamedAttribute attr : attrs)
    state.addAttribute(attr.getName(), attr.getValue());
  state.types.append(numOutputs, graph::TensorType::get(context));
  state.types.push_back(graph::ControlType::get(context));
  return b.create(state);
}

SmallVector<Value> BodyWriter::inputs(ValueRange operands) const {
  SmallVector<Value> result;
  for (Value operand : operands)
    result.push_back(graphValue(operand));
  return result;
}

/// Makes the node of `op`, with its control edges.
Operation *BodyWriter::finish(Operation *op, StringRef nodeOp,
                              ValueRange inputs, NamedAttrList attrs) {
  SmallVector<Value> all(inputs);
  if (order)
    for (Operation *before : order->predecessors(op))
      all.push_back(controls.lookup(before));
  if (auto device = op->getAttrOfType<StringAttr>(graph::GraphDialect::kDevice))
    attrs.set(graph::GraphDialect::kDevice, device);
  if (auto more = op->getAttrOfType<DictionaryAttr>(kNodeAttrsAttr))
    for (NamedAttribute attr : more)
      attrs.set(attr.getName(), attr.getValue());
  if (hasShapeHints && op->getNumResults() && !isa<tf::OpaqueOp>(op))
    attrs.set("_output_shapes", outputShapes(op));
  auto fixed = fixedNames.find(op);
  std::string name =
      fixed == fixedNames.end() ? names.unique(wantedName(op)) : fixed->second;
  Operation *node = createNode(op->getLoc(), nodeOp, name, all,
                               op->getNumResults(), std::move(attrs));
  for (auto [result, output] : llvm::zip(op->getResults(), node->getResults()))
    map(result, output);
  controls[op] = node->getResults().back();
  return node;
}

void BodyWriter::writeRecord(Operation *op, NamedAttrList attrs) {
  if (auto callee = op->getAttrOfType<FlatSymbolRefAttr>("f");
      callee && isa<CallOpInterface>(op))
    attrs.set(
        "f", tf::FuncAttr::get(b.getContext(),
                               FlatSymbolRefAttr::get(b.getContext(),
                                                      context.graphNames.lookup(
                                                          callee.getValue())),
                               b.getDictionaryAttr({})));
  finish(op, op->getName().stripDialect(), inputs(op->getOperands()),
         std::move(attrs));
}

void BodyWriter::writeOpaque(Operation *op) {
  auto opaque = cast<tf::OpaqueOp>(op);
  NamedAttrList attrs(opaque.getNodeAttrs());
  if (Attribute outputs = op->getAttr("outputs"); outputs && !isMain)
    attrs.set(graph::GraphDialect::kOutputs, outputs);
  if (Attribute extra = op->getAttr(graph::GraphDialect::kExtra))
    attrs.set(graph::GraphDialect::kExtra, extra);
  finish(op, opaque.getOpName(), inputs(op->getOperands()), std::move(attrs));
}

/// The output of the node that declares a variable. A function, which cannot
/// see the main graph, makes a handle of its own.
Value BodyWriter::variableNode(StringRef variable, Location location) {
  Operation *node = context.variableNodes.lookup(variable);
  if (isMain)
    return node->getResult(0);
  Value &handle = handles[variable];
  if (handle)
    return handle;
  graph::Node declared(node);
  NamedAttrList attrs;
  for (NamedAttribute attr : node->getAttrs())
    if (!attr.getName().getValue().starts_with("graph."))
      attrs.append(attr);
  attrs.set("shared_name", b.getStringAttr(variable));
  if (auto shared = dyn_cast_or_null<StringAttr>(declared.attr("shared_name")))
    attrs.set("shared_name",
              shared.empty() ? b.getStringAttr(declared.name()) : shared);
  handle = createNode(location, "VarHandleOp", names.unique(declared.name()),
                      {}, 1, std::move(attrs))
               ->getResult(0);
  return handle;
}

void BodyWriter::writeVariableAccess(Operation *op) {
  StringRef variable =
      op->getAttrOfType<FlatSymbolRefAttr>("variable").getValue();
  Value node = variableNode(variable, op->getLoc());
  if (isa<saved_model::VariableHandleOp>(op))
    return map(op->getResult(0), node);
  bool isHandle = graph::Node(node.getDefiningOp()).opName() == "VarHandleOp";
  NamedAttrList attrs;
  if (isa<saved_model::ReadVariableOp>(op)) {
    attrs.set(isHandle ? "dtype" : "T", elementTypeAttr(op->getResult(0)));
    finish(op, isHandle ? "ReadVariableOp" : "Identity", {node},
           std::move(attrs));
    return;
  }
  attrs.set(isHandle ? "dtype" : "T", elementTypeAttr(op->getOperand(0)));
  Value value = graphValue(op->getOperand(0));
  finish(op, isHandle ? "AssignVariableOp" : "Assign", {node, value},
         std::move(attrs));
}

void BodyWriter::writeOp(Operation *op) {
  if (isa<tf::RefineOp>(op))
    return map(op->getResult(0), graphValue(op->getOperand(0)));
  if (isa<tf::OpaqueOp>(op))
    return writeOpaque(op);
  if (isa<saved_model::ReadVariableOp, saved_model::AssignVariableOp,
          saved_model::VariableHandleOp>(op))
    return writeVariableAccess(op);
  if (auto asset = dyn_cast<saved_model::AssetPathOp>(op))
    return map(op->getResult(0),
               context.assetNodes.lookup(asset.getAsset())->getResult(0));
  std::string missing;
  FailureOr<NamedAttrList> attrs = nodeAttributes(op, *tf::opInfo(op), missing);
  if (succeeded(attrs))
    writeRecord(op, std::move(*attrs));
}

void BodyWriter::write(Block &body, const EffectOrder *effectOrder) {
  order = effectOrder;
  for (Operation &op : body)
    if (!op.hasTrait<OpTrait::IsTerminator>())
      writeOp(&op);
}

} // namespace sm
