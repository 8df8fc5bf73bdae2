// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "SavedModelBuilderSaver.h"

#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/TensorProto.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include <algorithm>
#include <set>

namespace tfpb = tensorflow;

namespace sm::api {

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

static std::string keyOf(const tfpb::NodeDef &node, bool isResource) {
  auto shared = node.attr().find("shared_name");
  return isResource && shared != node.attr().end() &&
                 !shared->second.s().empty()
             ? shared->second.s()
             : node.name();
}

StatusOr<std::vector<GraphVariable>> variablesOf(const tfpb::GraphDef &graph) {
  std::map<std::string, GraphVariable> byKey;
  for (const tfpb::NodeDef &node : graph.node()) {
    GraphVariable variable;
    variable.isResource = node.op() == "VarHandleOp";
    if (!variable.isResource && node.op() != "VariableV2" &&
        node.op() != "Variable")
      continue;
    variable.node = node.name();
    variable.key = keyOf(node, variable.isResource);
    auto dtype = node.attr().find("dtype");
    std::optional<DType> type = dtype == node.attr().end()
                                    ? std::nullopt
                                    : dtypeFromNumber(dtype->second.type());
    if (!type)
      return absl::InvalidArgumentError(absl::StrCat(
          "variable '", node.name(), "' has no attribute 'dtype'"));
    variable.dtype = *type;
    if (auto shape = node.attr().find("shape"); shape != node.attr().end()) {
      auto dims = format::decodePartialShape(shape->second.shape());
      if (!dims.ok())
        return withContext(dims.status(),
                           absl::StrCat("variable '", node.name(), "'"));
      if (*dims)
        variable.shape = PartialShape(absl::MakeConstSpan(**dims));
    }
    byKey.try_emplace(variable.key, variable);
  }
  std::vector<GraphVariable> variables;
  variables.reserve(byKey.size());
  for (auto &[key, variable] : byKey)
    variables.push_back(std::move(variable));
  return variables;
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

namespace {

/// Adds nodes below one prefix.
class SaverWriter {
public:
  SaverWriter(tfpb::GraphDef &graph, std::string prefix)
      : graph(graph), prefix(std::move(prefix)) {}

  tfpb::NodeDef &node(const std::string &name, const char *op,
                      const std::vector<std::string> &inputs) {
    tfpb::NodeDef &added = *graph.add_node();
    added.set_name(absl::StrCat(prefix, "/", name));
    added.set_op(op);
    for (const std::string &input : inputs)
      added.add_input(input);
    return added;
  }

  /// A constant of strings; a scalar without `isVector`. Returns its name.
  std::string strings(const std::string &name,
                      const std::vector<std::string> &values, bool isVector) {
    tfpb::NodeDef &added = node(name, "Const", {});
    setType(added, "dtype", DType::String);
    tfpb::TensorProto &tensor =
        *(*added.mutable_attr())["value"].mutable_tensor();
    tensor.set_dtype(tfpb::DT_STRING);
    tensor.mutable_tensor_shape();
    if (isVector)
      tensor.mutable_tensor_shape()->add_dim()->set_size(
          static_cast<int64_t>(values.size()));
    for (const std::string &value : values)
      tensor.add_string_val(value);
    return added.name();
  }

  static void setType(tfpb::NodeDef &node, const char *attr, DType dtype) {
    (*node.mutable_attr())[attr].set_type(static_cast<tfpb::DataType>(dtype));
  }

  static void setTypes(tfpb::NodeDef &node, const char *attr,
                       const std::vector<GraphVariable> &variables) {
    auto *list = (*node.mutable_attr())[attr].mutable_list();
    for (const GraphVariable &variable : variables)
      list->add_type(static_cast<tfpb::DataType>(variable.dtype));
  }

  /// Places a node with another, as reference variables ask for.
  static void colocate(tfpb::NodeDef &node, const std::string &with) {
    (*node.mutable_attr())["_class"].mutable_list()->add_s("loc:@" + with);
  }

  /// The filename, which loaders feed. Returns the node's name.
  std::string filename() {
    std::string input = strings("filename/input", {"model"}, false);
    tfpb::NodeDef &name = node("filename", "PlaceholderWithDefault", {input});
    setType(name, "dtype", DType::String);
    (*name.mutable_attr())["shape"].mutable_shape();
    tfpb::NodeDef &fed = node("Const", "PlaceholderWithDefault", {name.name()});
    setType(fed, "dtype", DType::String);
    (*fed.mutable_attr())["shape"].mutable_shape();
    return fed.name();
  }

  /// What SaveV2 takes for a variable.
  std::string valueOf(const GraphVariable &variable, size_t index) {
    if (!variable.isResource)
      return variable.node;
    tfpb::NodeDef &read =
        node(absl::StrCat("Read_", index), "ReadVariableOp", {variable.node});
    setType(read, "dtype", variable.dtype);
    return read.name();
  }

  /// Assigns output `index` of `restore`. Returns the assignment's name.
  std::string assign(const GraphVariable &variable, const std::string &restore,
                     size_t index) {
    std::string value =
        index == 0 ? restore : absl::StrCat(restore, ":", index);
    if (variable.isResource) {
      tfpb::NodeDef &identity =
          node(absl::StrCat("Identity_", index), "Identity", {value});
      setType(identity, "T", variable.dtype);
      tfpb::NodeDef &assign =
          node(absl::StrCat("AssignVariableOp_", index), "AssignVariableOp",
               {variable.node, identity.name()});
      setType(assign, "dtype", variable.dtype);
      return assign.name();
    }
    tfpb::NodeDef &assign =
        node(absl::StrCat("Assign_", index), "Assign", {variable.node, value});
    setType(assign, "T", variable.dtype);
    (*assign.mutable_attr())["use_locking"].set_b(true);
    (*assign.mutable_attr())["validate_shape"].set_b(true);
    colocate(assign, variable.node);
    return assign.name();
  }

private:
  tfpb::GraphDef &graph;
  std::string prefix;
};

} // namespace

/// "save", or "save_1", ... if the graph has nodes of such names.
static std::string freePrefix(const tfpb::GraphDef &graph) {
  std::string prefix = "save";
  auto isTaken = [&](const tfpb::NodeDef &node) {
    return node.name() == prefix || absl::StartsWith(node.name(), prefix + "/");
  };
  for (int n = 1;
       std::any_of(graph.node().begin(), graph.node().end(), isTaken); ++n)
    prefix = absl::StrCat("save_", n);
  return prefix;
}

SaverNodes addSaverNodes(const std::vector<GraphVariable> &variables,
                         tfpb::GraphDef &graph) {
  SaverWriter writer(graph, freePrefix(graph));
  std::vector<std::string> keys, slices(variables.size());
  for (const GraphVariable &variable : variables)
    keys.push_back(variable.key);
  const std::string filename = writer.filename();

  std::vector<std::string> saved = {
      filename, writer.strings("SaveV2/tensor_names", keys, true),
      writer.strings("SaveV2/shape_and_slices", slices, true)};
  for (size_t i = 0; i < variables.size(); ++i)
    saved.push_back(writer.valueOf(variables[i], i));
  tfpb::NodeDef &save = writer.node("SaveV2", "SaveV2", saved);
  SaverWriter::setTypes(save, "dtypes", variables);
  const std::string saveName = save.name();
  tfpb::NodeDef &done =
      writer.node("control_dependency", "Identity", {filename, "^" + saveName});
  SaverWriter::setType(done, "T", DType::String);
  SaverWriter::colocate(done, filename);
  const std::string doneName = done.name();

  tfpb::NodeDef &restore = writer.node(
      "RestoreV2", "RestoreV2",
      {filename, writer.strings("RestoreV2/tensor_names", keys, true),
       writer.strings("RestoreV2/shape_and_slices", slices, true)});
  SaverWriter::setTypes(restore, "dtypes", variables);
  const std::string restoreName = restore.name();
  std::vector<std::string> assigned;
  assigned.reserve(variables.size());
  for (size_t i = 0; i < variables.size(); ++i)
    assigned.push_back("^" + writer.assign(variables[i], restoreName, i));
  return {filename + ":0", doneName + ":0",
          writer.node("restore_all", "NoOp", assigned).name()};
}

} // namespace sm::api
