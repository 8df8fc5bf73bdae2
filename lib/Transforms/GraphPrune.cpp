// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/Graph/GraphDialect.h"
#include "sm/Transforms/Passes.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_GRAPHPRUNE
#include "sm/Transforms/Passes.h.inc"

namespace {

/// Finds what the entries of one MetaGraph reach.
class Reachable {
public:
  explicit Reachable(saved_model::MetaGraphOp metaGraph) {
    for (auto function : metaGraph.getOps<graph::FuncOp>())
      functions[function.getSymName()] = function;
    for (auto graph : metaGraph.getOps<graph::GraphOp>())
      for (Operation &op : graph.getBody().front())
        nodes[graph::Node(&op).name()] = &op;
    addRoots(metaGraph);
  }

  bool hasNode(Operation *op) const { return reachedNodes.contains(op); }
  bool hasFunction(graph::FuncOp op) const {
    return reachedFunctions.contains(op);
  }

private:
  void addRoots(saved_model::MetaGraphOp metaGraph) {
    if (std::optional<StringRef> node = metaGraph.getInitNode())
      addTensor(*node);
    for (auto asset : metaGraph.getOps<saved_model::AssetOp>())
      addTensor(asset.getTensor());
    for (auto signature : metaGraph.getOps<saved_model::SignatureOp>())
      for (DictionaryAttr infos :
           {signature.getInputs(), signature.getOutputs()})
        for (NamedAttribute info : infos)
          addStrings(info.getValue());
    for (auto entry : metaGraph.getOps<saved_model::ConcreteFunctionOp>()) {
      addFunction(entry.getTrace());
      for (Attribute capture : entry.getCaptures())
        if (auto node = dyn_cast<StringAttr>(capture))
          addTensor(node.getValue());
    }
    // The saver, the collections and the object graph name nodes and functions
    // as strings.
    for (auto messages : metaGraph.getOps<saved_model::MessagesOp>())
      addStrings(messages.getProto());
  }

  /// Every string that names a node or function refers to it: better one node
  /// too many than one too few.
  void addStrings(Attribute attr) {
    attr.walk([&](Attribute part) {
      if (auto text = dyn_cast<StringAttr>(part)) {
        addTensor(text.getValue());
        addFunction(text.getValue());
      }
      if (auto info = dyn_cast<saved_model::TensorInfoAttr>(part))
        addTensor(info.getTensor());
    });
  }

  void addTensor(StringRef tensor) {
    tensor.consume_front("^");
    if (Operation *op = nodes.lookup(tensor.split(':').first))
      addNode(op);
  }

  void addNode(Operation *root) {
    SmallVector<Operation *> stack = {root};
    while (!stack.empty()) {
      Operation *op = stack.pop_back_val();
      if (!reachedNodes.insert(op).second)
        continue;
      addCallees(op);
      for (Value operand : op->getOperands())
        if (Operation *producer = operand.getDefiningOp())
          stack.push_back(producer);
    }
  }

  void addCallees(Operation *op) {
    addFunction(graph::Node(op).opName());
    for (NamedAttribute attr : op->getAttrs())
      attr.getValue().walk([&](tf::FuncAttr function) {
        addFunction(function.getName().getValue());
      });
  }

  void addFunction(StringRef name) {
    if (graph::FuncOp function = functions.lookup(name))
      if (reachedFunctions.insert(function).second)
        for (Operation &op : function.getBody().front())
          if (graph::isNode(&op))
            addCallees(&op);
  }

  llvm::StringMap<graph::FuncOp> functions;
  llvm::StringMap<Operation *> nodes;
  llvm::DenseSet<Operation *> reachedNodes;
  llvm::DenseSet<Operation *> reachedFunctions;
};

struct GraphPrune : impl::GraphPruneBase<GraphPrune> {
  using GraphPruneBase::GraphPruneBase;

  void prune(saved_model::MetaGraphOp metaGraph) {
    Reachable reachable(metaGraph);
    for (auto graph : metaGraph.getOps<graph::GraphOp>()) {
      SmallVector<Operation *> dead;
      for (Operation &op : graph.getBody().front())
        if (!reachable.hasNode(&op))
          dead.push_back(&op);
      // A dead node is used by dead nodes only, perhaps in a cycle.
      for (Operation *op : dead)
        op->dropAllUses();
      for (Operation *op : dead)
        op->erase();
      numNodes += dead.size();
    }
    for (auto function :
         llvm::make_early_inc_range(metaGraph.getOps<graph::FuncOp>()))
      if (!reachable.hasFunction(function)) {
        function.erase();
        ++numFunctions;
      }
  }

  void runOnOperation() override {
    getOperation().walk(
        [&](saved_model::MetaGraphOp metaGraph) { prune(metaGraph); });
  }
};

} // namespace

} // namespace sm
