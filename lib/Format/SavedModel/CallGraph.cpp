// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Search for recursion among functions, itself without recursion.

#include "CallGraph.h"

#include "sm/Format/Proto/function.pb.h"

#include "absl/strings/str_cat.h"

#include <algorithm>

namespace sm::format {

namespace {

/// Real models chain some dozens of calls. Later steps may recurse along them.
constexpr int kMaxCallDepth = 1000;

/// Values of `depths` for functions that the search has not finished.
constexpr int kNotSeen = 0;
constexpr int kOnPath = -1;

} // namespace

static void visitCallees(const tensorflow::AttrValue &value,
                         absl::FunctionRef<void(const std::string &)> visit) {
  auto visitFunc = [&](const tensorflow::NameAttrList &func) {
    visit(func.name());
    for (const auto &attr : func.attr())
      visitCallees(attr.second, visit);
  };
  if (value.has_func())
    visitFunc(value.func());
  for (const tensorflow::NameAttrList &func : value.list().func())
    visitFunc(func);
}

void forEachCallee(const tensorflow::NodeDef &node,
                   absl::FunctionRef<void(const std::string &)> visit) {
  visit(node.op());
  for (const auto &attr : node.attr())
    visitCallees(attr.second, visit);
}

CallGraph::CallGraph(const tensorflow::FunctionDefLibrary &library)
    : library(library), calls(library.function_size()) {
  for (int i = 0; i < library.function_size(); ++i)
    indices.emplace(library.function(i).signature().name(), i);
  for (int i = 0; i < library.function_size(); ++i)
    for (const tensorflow::NodeDef &node : library.function(i).node_def())
      forEachCallee(node, [&](const std::string &name) {
        if (const auto callee = indices.find(name); callee != indices.end())
          calls[i].push_back({callee->second, &node});
      });
}

Status CallGraph::checkNoRecursion() const {
  // Per function: how many calls can be chained below it, itself included.
  std::vector<int> depths(calls.size(), kNotSeen);
  for (size_t root = 0; root < calls.size(); ++root)
    if (depths[root] == kNotSeen)
      SM_RETURN_IF_ERROR(search(static_cast<int>(root), depths));
  return absl::OkStatus();
}

Status CallGraph::search(int root, std::vector<int> &depths) const {
  std::vector<Frame> path = {{root, 0}};
  depths[root] = kOnPath;
  while (!path.empty()) {
    Frame &top = path.back();
    if (top.next < calls[top.function].size()) {
      const Call &call = calls[top.function][top.next++];
      if (depths[call.callee] == kOnPath)
        return recursion(path, call);
      if (depths[call.callee] == kNotSeen) {
        depths[call.callee] = kOnPath;
        path.push_back({call.callee, 0});
      }
      continue;
    }
    int deepest = 0;
    for (const Call &call : calls[top.function])
      deepest = std::max(deepest, depths[call.callee]);
    depths[top.function] = deepest + 1;
    if (deepest + 1 > kMaxCallDepth)
      return absl::InvalidArgumentError(absl::StrCat(
          "function '", library.function(top.function).signature().name(),
          "' starts a chain of more than ", kMaxCallDepth, " nested calls"));
    path.pop_back();
  }
  return absl::OkStatus();
}

Status CallGraph::recursion(const std::vector<Frame> &path,
                            const Call &call) const {
  constexpr size_t kShown = 8;
  auto nameOf = [&](int function) {
    return library.function(function).signature().name();
  };
  auto start = std::find_if(path.begin(), path.end(), [&](const Frame &frame) {
    return frame.function == call.callee;
  });
  std::string cycle;
  size_t shown = 0;
  for (; start != path.end() && shown < kShown; ++start, ++shown)
    absl::StrAppend(&cycle, "'", nameOf(start->function), "' -> ");
  if (start != path.end())
    cycle += "... -> ";
  return absl::InvalidArgumentError(
      absl::StrCat("node '", call.node->name(), "' (", call.node->op(),
                   ") in function '", nameOf(path.back().function),
                   "': recursive functions are not supported: ", cycle, "'",
                   nameOf(call.callee), "'"));
}

} // namespace sm::format
