// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "VariableValues.h"

#include "sm/Format/ObjectGraph.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Format/TensorProto.h"

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

#include <map>
#include <optional>
#include <set>

namespace tfpb = tensorflow;

namespace sm::target {

namespace {

/// A checkpoint entry, whole ("") or in part ("10 4 0,5:-").
struct RestoredFrom {
  std::string key;
  std::string slice;
};

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
  void visit(const NodeList &nodes, Found found) {
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

  std::optional<RestoredFrom> restored(std::string input) {
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
                                    size_t index) {
    const std::vector<std::string> &names = strings(restore.input(1));
    const std::vector<std::string> &slices = strings(restore.input(2));
    if (index >= names.size())
      return std::nullopt;
    return RestoredFrom{names[index],
                        index < slices.size() ? slices[index] : ""};
  }

  /// The strings of a constant, decoded once: one restore reads all variables.
  const std::vector<std::string> &strings(const std::string &input) {
    const tfpb::NodeDef *node = find(nodeOf(input));
    auto [it, isNew] = decoded.try_emplace(node);
    if (isNew && node)
      it->second = decode(*node);
    return it->second;
  }

  static std::vector<std::string> decode(const tfpb::NodeDef &node) {
    if (node.op() != "Const")
      return {};
    auto value = node.attr().find("value");
    if (value == node.attr().end())
      return {};
    StatusOr<format::DecodedTensor> tensor =
        format::decodeTensor(value->second.tensor());
    if (!tensor.ok())
      return {};
    return {tensor->strings().begin(), tensor->strings().end()};
  }

  absl::flat_hash_map<std::string, const tfpb::NodeDef *> byName;
  std::map<const tfpb::NodeDef *, std::vector<std::string>> decoded;
};

} // namespace

/// For each variable node of the main graph that some restore assigns to: where
/// the value comes from.
static std::map<std::string, RestoredFrom>
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

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

namespace {

/// Collects the variables of one MetaGraph.
class VariableCollector {
public:
  explicit VariableCollector(const format::TensorBundle *bundle)
      : bundle(bundle) {}

  Status addNode(const tfpb::NodeDef &node, const RestoredFrom *restored);
  Status addObject(const format::VariableObject &object);

  std::vector<VariableInfo> variables;

private:
  Status add(VariableInfo variable);

  const format::TensorBundle *bundle;
  std::set<std::string> names;
  std::set<std::string> keys; ///< of variables with a value
};

} // namespace

/// True if the slice of "10 4 0,10:-" is all of the tensor.
static bool coversAll(const std::string &slice) {
  std::vector<std::string> parts =
      absl::StrSplit(slice, ' ', absl::SkipEmpty());
  if (parts.empty())
    return true;
  std::vector<std::string> extents = absl::StrSplit(parts.back(), ':');
  if (extents.size() + 1 != parts.size())
    return false;
  for (size_t i = 0; i < extents.size(); ++i)
    if (extents[i] != "-" && extents[i] != absl::StrCat("0,", parts[i]))
      return false;
  return true;
}

/// The name by which TensorFlow tells variables apart.
static std::string sharedName(const tfpb::NodeDef &node) {
  auto attr = node.attr().find("shared_name");
  return attr == node.attr().end() || attr->second.s().empty()
             ? node.name()
             : attr->second.s();
}

Status VariableCollector::add(VariableInfo variable) {
  const format::TensorEntry *entry =
      bundle ? bundle->find(variable.key) : nullptr;
  variable.hasValue = entry && !variable.isPart;
  if (variable.hasValue &&
      (entry->dtype != variable.dtype ||
       !variable.shape.isCompatibleWith(PartialShape(entry->shape))))
    return absl::InvalidArgumentError(
        absl::StrCat("variable for checkpoint entry '", variable.key,
                     "' is declared as ", dtypeName(variable.dtype),
                     variable.shape.str(), ", but ", bundle->prefix(),
                     " holds ", dtypeName(entry->dtype), entry->shape.str()));
  names.insert(variable.name);
  if (variable.hasValue)
    keys.insert(variable.key);
  variables.push_back(std::move(variable));
  return absl::OkStatus();
}

Status VariableCollector::addNode(const tfpb::NodeDef &node,
                                  const RestoredFrom *restored) {
  VariableInfo variable;
  variable.name = sharedName(node);
  auto dtype = node.attr().find("dtype");
  auto shape = node.attr().find("shape");
  // A second handle to the same variable adds nothing.
  if (dtype == node.attr().end() || names.count(variable.name))
    return absl::OkStatus();
  std::optional<DType> type = dtypeFromNumber(dtype->second.type());
  if (!type)
    return absl::InvalidArgumentError(
        absl::StrCat("node '", node.name(), "': attribute 'dtype' is no type"));
  variable.dtype = *type;
  if (shape != node.attr().end()) {
    SM_ASSIGN_OR_RETURN(auto dims,
                        format::decodePartialShape(shape->second.shape()));
    if (dims)
      variable.shape = PartialShape(absl::MakeConstSpan(*dims));
  }
  variable.key = restored ? restored->key : variable.name;
  variable.isPart = restored && !coversAll(restored->slice);
  if (!restored && !(bundle && bundle->find(variable.key)))
    variable.key.clear();
  return add(std::move(variable));
}

Status VariableCollector::addObject(const format::VariableObject &object) {
  bool isKnown = object.checkpointKey.empty()
                     ? names.count(object.name)
                     : keys.count(object.checkpointKey);
  if (isKnown || object.dtype == DType::Invalid)
    return absl::OkStatus();
  VariableInfo variable;
  variable.name = object.name;
  variable.dtype = object.dtype;
  if (object.shape)
    variable.shape = PartialShape(absl::MakeConstSpan(*object.shape));
  variable.key = object.checkpointKey;
  return add(std::move(variable));
}

StatusOr<std::vector<VariableInfo>>
variablesOf(const tfpb::MetaGraphDef &metaGraph,
            const format::TensorBundle *bundle,
            const format::ObjectGraph *objects) {
  std::map<std::string, RestoredFrom> restored =
      findRestoredVariables(metaGraph.graph_def());
  VariableCollector collector(bundle);
  for (const tfpb::NodeDef &node : metaGraph.graph_def().node()) {
    if (node.op() != "VarHandleOp" && node.op() != "VariableV2" &&
        node.op() != "Variable")
      continue;
    auto it = restored.find(node.name());
    SM_RETURN_IF_ERROR(
        collector.addNode(node, it == restored.end() ? nullptr : &it->second));
  }
  // Variables that no node of the main graph holds a handle to.
  if (objects)
    for (const format::VariableObject &object : objects->variables())
      SM_RETURN_IF_ERROR(collector.addObject(object));
  return std::move(collector.variables);
}

} // namespace sm::target
