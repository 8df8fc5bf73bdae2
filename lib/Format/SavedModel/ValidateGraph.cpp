// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The checks that every graph must pass first.

#include "CallGraph.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/TensorProto.h"
#include "sm/Support/DType.h"
#include "sm/Support/StringView.h"

#include "absl/strings/str_cat.h"

#include <optional>
#include <unordered_set>

namespace sm::format {

namespace {

/// Real models nest one or two function-valued attributes.
constexpr int kMaxAttrDepth = 20;
using NodeDefs = google::protobuf::RepeatedPtrField<tensorflow::NodeDef>;

/// A graph or a function's body.
class ScopeCheck {
public:
  /// `function` is empty for the main graph.
  explicit ScopeCheck(std::string_view function) : function(function) {}

  Status checkFunction(const tensorflow::FunctionDef &def);
  Status checkNodes(const NodeDefs &nodes);

private:
  std::string where() const {
    return function.empty()
               ? std::string()
               : absl::StrCat(" in function '", toAbsl(function), "'");
  }
  Status broken(const tensorflow::NodeDef &node,
                const std::string &what) const {
    return absl::InvalidArgumentError(absl::StrCat(
        "node '", node.name(), "' (", node.op(), ")", where(), ": ", what));
  }
  Status brokenFunction(const std::string &what) const {
    return absl::InvalidArgumentError(
        absl::StrCat("function '", toAbsl(function), "': ", what));
  }
  Status checkNode(const tensorflow::NodeDef &node) const;
  Status checkInputs(const tensorflow::NodeDef &node) const;
  Status checkConst(const tensorflow::NodeDef &node) const;
  Status checkAttr(const tensorflow::AttrValue &value, int depth) const;
  bool knows(std::string_view name) const { return names.count(name) != 0; }

  std::string_view function;
  std::unordered_set<std::string_view> names; // Nodes and arguments.
};

std::string typeName(int number) {
  const std::optional<DType> dtype = dtypeFromNumber(number);
  return dtype ? dtypeName(*dtype) : absl::StrCat("unknown (", number, ")");
}

/// The node of "node", "node:1" and "node:out:1".
std::string_view nodeOf(std::string_view input) {
  return input.substr(0, input.find(':'));
}

/// True if what follows the node's name is an output number, or (in functions)
/// an output's name and number.
bool isOutputSuffix(std::string_view suffix, bool isInFunction) {
  if (suffix.empty())
    return true;
  suffix.remove_prefix(1); // The colon.
  const size_t colon = suffix.find(':');
  std::string_view number = suffix;
  if (colon != suffix.npos) {
    if (!isInFunction || colon == 0)
      return false;
    number = suffix.substr(colon + 1);
  } else if (isInFunction && !suffix.empty() &&
             (suffix[0] < '0' || suffix[0] > '9')) {
    return true; // An output's name alone.
  }
  return !number.empty() && number.size() <= 9 &&
         number.find_first_not_of("0123456789") == number.npos;
}

Status ScopeCheck::checkFunction(const tensorflow::FunctionDef &def) {
  for (const auto &arg : def.signature().input_arg()) {
    if (arg.name().empty())
      return brokenFunction("an argument has no name");
    if (arg.name()[0] == '^')
      return brokenFunction(absl::StrCat("argument '", arg.name(),
                                         "' is called as a control input is"));
    if (!names.insert(arg.name()).second)
      return brokenFunction(
          absl::StrCat("two arguments are named '", arg.name(), "'"));
  }
  SM_RETURN_IF_ERROR(checkNodes(def.node_def()));
  for (const auto &result : def.signature().output_arg()) {
    const auto ret = def.ret().find(result.name());
    if (ret == def.ret().end())
      return brokenFunction(
          absl::StrCat("result '", result.name(), "' has no value"));
    const std::string_view name = nodeOf(ret->second);
    if (!knows(name) ||
        !isOutputSuffix(std::string_view(ret->second).substr(name.size()),
                        /*isInFunction=*/true))
      return brokenFunction(absl::StrCat("result '", result.name(),
                                         "' refers to '", ret->second,
                                         "', which does not exist"));
  }
  for (const auto &[name, node] : def.control_ret())
    if (!knows(node))
      return brokenFunction(absl::StrCat("control result '", name,
                                         "' refers to '", node,
                                         "', which does not exist"));
  return absl::OkStatus();
}

Status ScopeCheck::checkNodes(const NodeDefs &nodes) {
  for (int i = 0; i < nodes.size(); ++i) {
    const tensorflow::NodeDef &node = nodes[i];
    if (node.name().empty())
      return absl::InvalidArgumentError(
          absl::StrCat("node number ", i, where(), " has no name"));
    if (node.op().empty())
      return absl::InvalidArgumentError(
          absl::StrCat("node '", node.name(), "'", where(), " has no op"));
    if (!names.insert(node.name()).second)
      return broken(node, "another node or argument has the same name");
  }
  for (const tensorflow::NodeDef &node : nodes)
    SM_RETURN_IF_ERROR(checkNode(node));
  return absl::OkStatus();
}

Status ScopeCheck::checkNode(const tensorflow::NodeDef &node) const {
  SM_RETURN_IF_ERROR(checkInputs(node));
  for (const auto &[name, value] : node.attr()) {
    const Status status = checkAttr(value, /*depth=*/1);
    if (!status.ok())
      return broken(node,
                    absl::StrCat("attribute '", name, "': ", status.message()));
  }
  return node.op() == "Const" ? checkConst(node) : absl::OkStatus();
}

Status ScopeCheck::checkInputs(const tensorflow::NodeDef &node) const {
  bool sawControl = false;
  for (const std::string &input : node.input()) {
    const bool isControl = !input.empty() && input[0] == '^';
    std::string_view name = input;
    std::string_view suffix;
    if (isControl) {
      name.remove_prefix(1);
    } else {
      name = nodeOf(input);
      suffix = std::string_view(input).substr(name.size());
    }
    if (!knows(name))
      return broken(node, absl::StrCat("input '", input,
                                       "' refers to a node that does not "
                                       "exist"));
    if (!isOutputSuffix(suffix, !function.empty()))
      return broken(
          node, absl::StrCat("input '", input, "' does not name an output"));
    if (sawControl && !isControl)
      return broken(node, absl::StrCat("data input '", input,
                                       "' follows a control input"));
    sawControl |= isControl;
  }
  return absl::OkStatus();
}

Status ScopeCheck::checkConst(const tensorflow::NodeDef &node) const {
  const auto value = node.attr().find("value");
  if (value == node.attr().end() || !value->second.has_tensor())
    return broken(node, "a Const needs the attribute 'value', a tensor");
  const auto dtype = node.attr().find("dtype");
  const tensorflow::DataType valueType = value->second.tensor().dtype();
  if (dtype == node.attr().end() || dtype->second.type() == valueType)
    return absl::OkStatus();
  // TensorFlow.js has only float; its converter writes a double's value so and
  // leaves the attribute. The value is then to be converted.
  if (dtype->second.type() == tensorflow::DT_DOUBLE &&
      valueType == tensorflow::DT_FLOAT)
    return absl::OkStatus();
  return broken(node, absl::StrCat("attribute 'dtype' is ",
                                   typeName(dtype->second.type()),
                                   ", but the value is of type ",
                                   typeName(valueType)));
}

Status ScopeCheck::checkAttr(const tensorflow::AttrValue &value,
                             int depth) const {
  if (depth > kMaxAttrDepth)
    return absl::InvalidArgumentError("function values are nested too deeply");
  auto checkFunc = [&](const tensorflow::NameAttrList &func) -> Status {
    for (const auto &[name, inner] : func.attr()) {
      const Status status = checkAttr(inner, depth + 1);
      if (!status.ok())
        return absl::InvalidArgumentError(
            absl::StrCat("attribute '", name, "' of function value '",
                         func.name(), "': ", status.message()));
    }
    return absl::OkStatus();
  };
  switch (value.value_case()) {
  case tensorflow::AttrValue::kTensor:
    return checkTensor(value.tensor());
  case tensorflow::AttrValue::kShape:
    return decodePartialShape(value.shape()).status();
  case tensorflow::AttrValue::kFunc:
    return checkFunc(value.func());
  case tensorflow::AttrValue::kList:
    for (const auto &tensor : value.list().tensor())
      SM_RETURN_IF_ERROR(checkTensor(tensor));
    for (const auto &shape : value.list().shape())
      SM_RETURN_IF_ERROR(decodePartialShape(shape).status());
    for (const auto &func : value.list().func())
      SM_RETURN_IF_ERROR(checkFunc(func));
    return absl::OkStatus();
  default:
    return absl::OkStatus();
  }
}

} // namespace

Status validateGraph(const tensorflow::GraphDef &graph) {
  SM_RETURN_IF_ERROR(ScopeCheck("").checkNodes(graph.node()));
  std::unordered_set<std::string_view> names;
  for (const tensorflow::FunctionDef &def : graph.library().function()) {
    const std::string &name = def.signature().name();
    if (name.empty())
      return absl::InvalidArgumentError(
          "a function of the library has no name");
    if (!names.insert(name).second)
      return absl::InvalidArgumentError(
          absl::StrCat("two functions are named '", name, "'"));
    SM_RETURN_IF_ERROR(ScopeCheck(name).checkFunction(def));
  }
  return CallGraph(graph.library()).checkNoRecursion();
}

} // namespace sm::format
