// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What some tensors and functions of a graph need. Each node and function is
/// looked at once, and those that are not needed not at all.

#include "CallGraph.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/graph.pb.h"

#include <unordered_map>

namespace sm::format {

namespace {

class NeededPart {
public:
  explicit NeededPart(const tensorflow::GraphDef &graph) : graph(graph) {
    part.nodes.resize(graph.node_size());
    part.functions.resize(graph.library().function_size());
    for (int i = 0; i < graph.node_size(); ++i)
      nodes.emplace(graph.node(i).name(), i);
    for (int i = 0; i < graph.library().function_size(); ++i)
      functions.emplace(graph.library().function(i).signature().name(), i);
  }

  /// Of an edge ("^node", "node:1") or the name of a tensor.
  void addNode(std::string_view edge) {
    if (!edge.empty() && edge.front() == '^')
      edge.remove_prefix(1);
    const auto found = nodes.find(edge.substr(0, edge.find(':')));
    if (found == nodes.end() || part.nodes[found->second])
      return;
    part.nodes[found->second] = true;
    pendingNodes.push_back(found->second);
  }

  void addFunction(const std::string &name) {
    const auto found = functions.find(name);
    if (found == functions.end() || part.functions[found->second])
      return;
    part.functions[found->second] = true;
    pendingFunctions.push_back(found->second);
  }

  GraphPart settle() {
    while (!pendingNodes.empty()) {
      const tensorflow::NodeDef &node = graph.node(pendingNodes.back());
      pendingNodes.pop_back();
      addCallees(node);
      for (const std::string &input : node.input())
        addNode(input);
    }
    while (!pendingFunctions.empty()) {
      const int function = pendingFunctions.back();
      pendingFunctions.pop_back();
      for (const auto &node : graph.library().function(function).node_def())
        addCallees(node);
    }
    return std::move(part);
  }

private:
  void addCallees(const tensorflow::NodeDef &node) {
    forEachCallee(node, [&](const std::string &name) { addFunction(name); });
  }

  const tensorflow::GraphDef &graph;
  GraphPart part;
  std::unordered_map<std::string_view, int> nodes, functions;
  std::vector<int> pendingNodes, pendingFunctions;
};

} // namespace

GraphPart partNeededBy(const tensorflow::GraphDef &graph,
                       absl::Span<const std::string> tensors,
                       absl::Span<const std::string> functions) {
  NeededPart part(graph);
  for (const std::string &tensor : tensors)
    part.addNode(tensor);
  for (const std::string &function : functions)
    part.addFunction(function);
  return part.settle();
}

} // namespace sm::format
