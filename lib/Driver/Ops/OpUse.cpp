// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Walks graphs and functions. Graphs may be invalid: names that refer to
/// nothing are passed over.

#include "lib/Driver/Ops/OpUse.h"

#include "sm/Format/Proto/attr_value.pb.h"
#include "sm/Format/Proto/function.pb.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/Proto/node_def.pb.h"

#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace sm::driver {
namespace {

using tensorflow::AttrValue;
using tensorflow::FunctionDef;
using tensorflow::GraphDef;
using tensorflow::NameAttrList;
using tensorflow::NodeDef;

/// The node of "^node", "node:1" or "node".
std::string_view nodeOf(std::string_view tensor) {
  if (!tensor.empty() && tensor.front() == '^')
    tensor.remove_prefix(1);
  return tensor.substr(0, tensor.find(':'));
}

/// Collects uses by op and function.
class UseTable {
public:
  explicit UseTable(const GraphDef &graph) {
    for (const FunctionDef &function : graph.library().function())
      functions.insert(function.signature().name());
  }

  void add(const NodeDef &node, const std::string &function) {
    if (functions.count(node.op()))
      return;
    OpUse &use = uses[{node.op(), function}];
    if (use.count++ == 0)
      use = {node.op(), function, node.name(), 1};
  }

  std::vector<OpUse> take() {
    std::vector<OpUse> result;
    result.reserve(uses.size());
    for (auto &[key, use] : uses)
      result.push_back(std::move(use));
    return result;
  }

private:
  std::unordered_set<std::string_view> functions;
  std::map<std::pair<std::string, std::string>, OpUse> uses;
};

class Reach {
public:
  explicit Reach(const GraphDef &graph) : table(graph) {
    for (const NodeDef &node : graph.node())
      nodes.emplace(node.name(), &node);
    for (const FunctionDef &function : graph.library().function())
      library.emplace(function.signature().name(), &function);
  }

  std::vector<OpUse> run(const GraphRoots &roots) {
    for (const std::string &feed : roots.feeds)
      seenNodes.insert(nodeOf(feed));
    for (const std::string &fetch : roots.fetches)
      reachNode(nodeOf(fetch));
    for (const std::string &function : roots.functions)
      reachFunction(function);
    while (!openNodes.empty() || !openFunctions.empty())
      step();
    return table.take();
  }

private:
  void reachNode(std::string_view name) {
    auto found = nodes.find(name);
    if (found != nodes.end() && seenNodes.insert(name).second)
      openNodes.push_back(found->second);
  }

  void reachFunction(std::string_view name) {
    auto found = library.find(name);
    if (found != library.end() && seenFunctions.insert(name).second)
      openFunctions.push_back(found->second);
  }

  void reachCallees(const NameAttrList &function) {
    reachFunction(function.name());
    for (const auto &[name, attr] : function.attr())
      reachCallees(attr);
  }

  void reachCallees(const AttrValue &attr) {
    if (attr.value_case() == AttrValue::kFunc)
      reachCallees(attr.func());
    for (const NameAttrList &function : attr.list().func())
      reachCallees(function);
  }

  void visit(const NodeDef &node, const std::string &function) {
    table.add(node, function);
    reachFunction(node.op());
    for (const auto &[name, attr] : node.attr())
      reachCallees(attr);
  }

  void step() {
    if (!openNodes.empty()) {
      const NodeDef *node = openNodes.back();
      openNodes.pop_back();
      visit(*node, "");
      for (const std::string &input : node->input())
        reachNode(nodeOf(input));
      return;
    }
    const FunctionDef *function = openFunctions.back();
    openFunctions.pop_back();
    for (const NodeDef &node : function->node_def())
      visit(node, function->signature().name());
  }

  UseTable table;
  std::unordered_map<std::string_view, const NodeDef *> nodes;
  std::unordered_map<std::string_view, const FunctionDef *> library;
  std::unordered_set<std::string_view> seenNodes, seenFunctions;
  std::vector<const NodeDef *> openNodes;
  std::vector<const FunctionDef *> openFunctions;
};

} // namespace

std::vector<OpUse> allOpUses(const GraphDef &graph) {
  UseTable table(graph);
  for (const NodeDef &node : graph.node())
    table.add(node, "");
  for (const FunctionDef &function : graph.library().function())
    for (const NodeDef &node : function.node_def())
      table.add(node, function.signature().name());
  return table.take();
}

std::vector<OpUse> reachedOpUses(const GraphDef &graph,
                                 const GraphRoots &roots) {
  return Reach(graph).run(roots);
}

std::map<std::string, int64_t> countByOp(const std::vector<OpUse> &uses) {
  std::map<std::string, int64_t> counts;
  for (const OpUse &use : uses)
    counts[use.op] += use.count;
  return counts;
}

} // namespace sm::driver
