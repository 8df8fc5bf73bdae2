// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "GraphReferences.h"
#include "GraphRenames.h"
#include "GraphTags.h"

#include "sm/Transforms/Passes.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_GRAPHRENAMENODE
#include "sm/Transforms/Passes.h.inc"

/// The names that TensorFlow allows for nodes.
static bool isNodeName(StringRef name) {
  auto isInner = [](char c) {
    return llvm::isAlnum(c) || StringRef("_.-/\\>").contains(c);
  };
  return !name.empty() && (llvm::isAlnum(name[0]) || name[0] == '.') &&
         llvm::all_of(name, isInner);
}

static bool isVariable(graph::Node node) {
  return node.opName() == "VarHandleOp" || node.opName() == "VariableV2" ||
         node.opName() == "Variable";
}

/// True if the node's name is also that of the state it stands for.
static bool namesState(graph::Node node) {
  auto shared = dyn_cast_or_null<StringAttr>(node.attr("shared_name"));
  if (shared && !shared.getValue().empty())
    return false;
  auto byNode = dyn_cast_or_null<BoolAttr>(node.attr("use_node_name_sharing"));
  return isVariable(node) || (byNode && byNode.getValue());
}

/// "^old:1" to "^new:1".
static StringAttr renamedTensor(StringAttr text, const Renames &renames) {
  auto it = renames.find(nodeOfTensor(text.getValue()));
  if (it == renames.end())
    return text;
  StringRef rest = text.getValue();
  bool isControl = rest.consume_front("^");
  rest = rest.drop_front(it->getKey().size());
  return StringAttr::get(text.getContext(),
                         Twine(isControl ? "^" : "") + it->second + rest);
}

/// Renames in the attribute `name`, a list of texts that begin with `prefix`.
static void renameInList(Operation *op, StringRef name, StringRef prefix,
                         const Renames &renames) {
  auto list = op->getAttrOfType<ArrayAttr>(name);
  if (!list)
    return;
  auto rename = [&](Attribute item) -> Attribute {
    auto text = dyn_cast<StringAttr>(item);
    StringRef rest = text ? text.getValue() : StringRef();
    if (!text || !rest.consume_front(prefix))
      return item;
    StringAttr changed =
        renamedTensor(StringAttr::get(op->getContext(), rest), renames);
    return StringAttr::get(op->getContext(), prefix + changed.getValue());
  };
  op->setAttr(name, ArrayAttr::get(op->getContext(),
                                   llvm::map_to_vector(list, rename)));
}

/// The location with the new name.
static Location renamedLocation(Location location, StringAttr name) {
  if (auto named = dyn_cast<NameLoc>(location))
    return NameLoc::get(name, named.getChildLoc());
  return location;
}

namespace {

struct GraphRenameNode : impl::GraphRenameNodeBase<GraphRenameNode> {
  using GraphRenameNodeBase::GraphRenameNodeBase;

  LogicalResult check(saved_model::MetaGraphOp metaGraph, Renames &renames) {
    SmallVector<StringRef> existing;
    for (auto graph : metaGraph.getOps<graph::GraphOp>())
      for (Operation &op : graph.getBody().front())
        existing.push_back(graph::Node(&op).name());
    for (const std::string &text : nodes)
      if (failed(addRename(metaGraph, text, renames)))
        return failure();
    llvm::StringSet<> names;
    for (StringRef name : existing)
      names.insert(name);
    for (const auto &entry : renames) {
      if (!names.contains(entry.getKey()))
        return metaGraph.emitOpError()
               << "has no node '" << entry.getKey() << "' in its main graph";
      if (!isNodeName(entry.getValue()))
        return metaGraph.emitOpError()
               << "'" << entry.getValue()
               << "' is no name for a node: letters, "
               << "digits and _.-/\\> are allowed, the first a letter, digit "
                  "or dot";
    }
    return checkRenames(metaGraph, "node", existing, renames);
  }

  /// Without a saver of the model's, TensorFlow makes one that looks for
  /// variables by the names of their nodes.
  static LogicalResult checkSaver(saved_model::MetaGraphOp metaGraph,
                                  const Renames &renames) {
    for (auto messages : metaGraph.getOps<saved_model::MessagesOp>())
      if (fieldOf(messages.getProto().getFields(), "saver_def"))
        return success();
    for (auto graph : metaGraph.getOps<graph::GraphOp>())
      for (Operation &op : graph.getBody().front())
        if (graph::Node node(&op);
            isVariable(node) && renames.contains(node.name()))
          return op.emitError()
                 << "variable '" << node.name()
                 << "' cannot be renamed: the model has no saver, so "
                    "TensorFlow restores variables by the names of their nodes";
    return success();
  }

  static void renameNode(Operation *op, const Renames &renames) {
    renameInList(op, graph::GraphDialect::kInputs, "", renames);
    renameInList(op, "_class", "loc:@", renames);
    graph::Node node(op);
    auto it = renames.find(node.name());
    if (it == renames.end())
      return;
    if (namesState(node)) {
      op->setAttr("shared_name",
                  StringAttr::get(op->getContext(), node.name()));
      if (isVariable(node))
        op->emitWarning() << "variable '" << it->second << "' stays '"
                          << node.name()
                          << "' in the checkpoint; a Saver that is made anew "
                             "would look for '"
                          << it->second << "' there";
    }
    auto name = StringAttr::get(op->getContext(), it->second);
    op->setAttr(graph::GraphDialect::kName, name);
    op->setLoc(renamedLocation(op->getLoc(), name));
  }

  LogicalResult rename(saved_model::MetaGraphOp metaGraph) {
    Renames renames;
    if (failed(check(metaGraph, renames)) ||
        failed(checkSaver(metaGraph, renames)))
      return failure();
    // What cannot be opened cannot be changed: look before anything is.
    LogicalResult result = success();
    auto keep = [](StringAttr text) { return text; };
    visitReferences(
        metaGraph,
        {keep, keep, [&](StringRef bytes, StringRef collection) {
           forEachTextIn(bytes, [&](StringRef text) {
             if (succeeded(result) && renames.contains(nodeOfTensor(text)))
               result = metaGraph.emitOpError()
                        << "collection '" << collection << "' names node '"
                        << nodeOfTensor(text)
                        << "' in a message that cannot be rewritten";
           });
         }});
    if (failed(result))
      return failure();
    visitReferences(metaGraph, {[&](StringAttr text) {
                                  return renamedTensor(text, renames);
                                },
                                keep, [](StringRef, StringRef) {}});
    for (auto graph : metaGraph.getOps<graph::GraphOp>())
      for (Operation &op : graph.getBody().front())
        renameNode(&op, renames);
    return success();
  }

  void runOnOperation() override {
    if (failed(forMetaGraphsTagged(getOperation(), tags,
                                   [&](saved_model::MetaGraphOp metaGraph) {
                                     return rename(metaGraph);
                                   })))
      signalPassFailure();
  }
};

} // namespace

} // namespace sm
