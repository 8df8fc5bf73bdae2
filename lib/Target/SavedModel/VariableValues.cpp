// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "VariableValues.h"

#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/TensorProto.h"

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include <optional>
#include <vector>

namespace tfpb = tensorflow;

namespace sm::target {

namespace {

/// Longer chains of Identity are not followed.
constexpr int kMaxChain = 8;

using NodeList = google::protobuf::RepeatedPtrField<tfpb::NodeDef>;

/// Finds restored variables in one body.
class RestoreFinder {
public:
  explicit RestoreFinder(const NodeList &nodes) {
    for (const tfpb::NodeDef &node : nodes)
      byName.emplace(node.name(), &node);
  }

  /// Calls `found(handle, from)` for each assignment of a restored value;
  /// `handle` is the node or argument whose variable is assigned.
  template <typename Found>
  void visit(const NodeList &nodes, Found found) const {
    for (const tfpb::NodeDef &node : nodes) {
      bool isAssign = node.op() == "Assign" || node.op() == "AssignVariableOp";
      if (!isAssign || node.input_size() < 2)
        continue;
      if (std::optional<RestoredFrom> from = restored(node.input(1)))
        found(nodeOf(node.input(0)), *from);
    }
  }

private:
  static std::string nodeOf(const std::string &input) {
    return std::string(
        absl::StripPrefix(input.substr(0, input.find(':')), "^"));
  }

  const tfpb::NodeDef *find(const std::string &name) const {
    auto it = byName.find(name);
    return it == byName.end() ? nullptr : it->second;
  }

  std::optional<RestoredFrom> restored(std::string input) const {
    for (int step = 0; step < kMaxChain; ++step) {
      const tfpb::NodeDef *node = find(nodeOf(input));
      if (!node)
        return std::nullopt;
      if (node->op() == "RestoreV2" && node->input_size() >= 3)
        return entry(*node, outputIndex(input));
      bool passes = node->op() == "Identity" || node->op() == "Reshape";
      if (!passes || node->input_size() < 1)
        return std::nullopt;
      input = node->input(0);
    }
    return std::nullopt;
  }

  /// "restore:3" in a graph, "restore:tensors:3" in a function.
  static size_t outputIndex(const std::string &input) {
    std::vector<std::string> parts = absl::StrSplit(input, ':');
    size_t index = 0;
    if (parts.size() > 1 && absl::SimpleAtoi(parts.back(), &index))
      return index;
    return 0;
  }

  std::optional<RestoredFrom> entry(const tfpb::NodeDef &restore,
                                    size_t index) const {
    std::vector<std::string> names = strings(restore.input(1));
    std::vector<std::string> slices = strings(restore.input(2));
    if (index >= names.size())
      return std::nullopt;
    return RestoredFrom{names[index],
                        index < slices.size() ? slices[index] : ""};
  }

  std::vector<std::string> strings(const std::string &input) const {
    const tfpb::NodeDef *node = find(nodeOf(input));
    if (!node || node->op() != "Const")
      return {};
    auto value = node->attr().find("value");
    if (value == node->attr().end())
      return {};
    StatusOr<format::DecodedTensor> tensor =
        format::decodeTensor(value->second.tensor());
    if (!tensor.ok())
      return {};
    return {tensor->strings().begin(), tensor->strings().end()};
  }

  absl::flat_hash_map<std::string, const tfpb::NodeDef *> byName;
};

} // namespace

std::map<std::string, RestoredFrom>
findRestoredVariables(const tfpb::GraphDef &graph) {
  std::map<std::string, RestoredFrom> result;
  auto note = [&](const std::string &handle, const RestoredFrom &from) {
    result.emplace(handle, from);
  };
  RestoreFinder(graph.node()).visit(graph.node(), note);

  absl::flat_hash_map<std::string, const tfpb::FunctionDef *> functions;
  for (const tfpb::FunctionDef &function : graph.library().function())
    functions.emplace(function.signature().name(), &function);
  for (const tfpb::NodeDef &node : graph.node()) {
    auto attr = node.attr().find("f");
    if (attr == node.attr().end() || !attr->second.has_func())
      continue;
    auto called = functions.find(attr->second.func().name());
    if (called == functions.end())
      continue;
    const tfpb::FunctionDef &function = *called->second;
    auto noteArgument = [&](const std::string &argument,
                            const RestoredFrom &from) {
      const auto &args = function.signature().input_arg();
      for (int i = 0; i < args.size() && i < node.input_size(); ++i)
        if (args[i].name() == argument)
          note(node.input(i).substr(0, node.input(i).find(':')), from);
    };
    RestoreFinder(function.node_def()).visit(function.node_def(), noteArgument);
  }
  return result;
}

} // namespace sm::target
