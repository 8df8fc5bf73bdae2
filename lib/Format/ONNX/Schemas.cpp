// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The table of operators, made once from libonnx's registry.

#include "sm/Format/ONNXSchema.h"

#include "Protos.h"

#include <onnx/defs/schema.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace sm::format {

//===----------------------------------------------------------------------===//
// Element types
//===----------------------------------------------------------------------===//

namespace {

struct TypeRow {
  std::string_view name;
  size_t size;
};

/// By number.
constexpr std::array<TypeRow, 17> kTypes = {{
    {"undefined", 0},
    {"float", 4},
    {"uint8", 1},
    {"int8", 1},
    {"uint16", 2},
    {"int16", 2},
    {"int32", 4},
    {"int64", 8},
    {"string", 0},
    {"bool", 1},
    {"float16", 2},
    {"double", 8},
    {"uint32", 4},
    {"uint64", 8},
    {"complex64", 8},
    {"complex128", 16},
    {"bfloat16", 2},
}};

const TypeRow &rowOf(ONNXDataType type) {
  auto number = static_cast<size_t>(type);
  return number < kTypes.size() ? kTypes[number] : kTypes[0];
}

} // namespace

size_t onnxElementSize(ONNXDataType type) { return rowOf(type).size; }

std::string_view onnxTypeName(ONNXDataType type) { return rowOf(type).name; }

ONNXDataType onnxTypeNamed(std::string_view name) {
  for (size_t number = 1; number < kTypes.size(); ++number)
    if (kTypes[number].name == name)
      return static_cast<ONNXDataType>(number);
  return ONNXDataType::Undefined;
}

int onnxIRVersion(int opset) {
  constexpr int kWithNewestTable = 8;
  if (opset >= 15)
    return kWithNewestTable;
  if (opset >= 12)
    return 7;
  return std::max(4, opset - 5);
}

//===----------------------------------------------------------------------===//
// Schemas
//===----------------------------------------------------------------------===//

const ONNXAttributeSchema *
ONNXSchema::attribute(std::string_view wanted) const {
  auto found = std::lower_bound(attributes.begin(), attributes.end(), wanted,
                                [](const ONNXAttributeSchema &a,
                                   std::string_view b) { return a.name < b; });
  return found != attributes.end() && found->name == wanted ? &*found : nullptr;
}

static const ONNXParameter *
parameterAt(const std::vector<ONNXParameter> &parameters, size_t index) {
  if (index < parameters.size())
    return &parameters[index];
  if (parameters.empty() ||
      parameters.back().option != ONNXParameter::Option::Variadic)
    return nullptr;
  return &parameters.back();
}

const ONNXParameter *ONNXSchema::input(size_t index) const {
  return parameterAt(inputs, index);
}

const ONNXParameter *ONNXSchema::output(size_t index) const {
  return parameterAt(outputs, index);
}

size_t ONNXSchema::numGraphs() const {
  return std::count_if(attributes.begin(), attributes.end(),
                       [](const ONNXAttributeSchema &attribute) {
                         return attribute.kind == ONNXAttributeKind::Graph;
                       });
}

const ONNXSchema *ONNXOp::at(int opset) const {
  const ONNXSchema *newest = nullptr;
  for (const ONNXSchema &schema : versions)
    if (schema.sinceVersion <= opset)
      newest = &schema;
  return newest && !newest->isDeprecated ? newest : nullptr;
}

static ONNXParameter
parameterOf(const ::onnx::OpSchema::FormalParameter &formal) {
  ONNXParameter parameter;
  parameter.name = formal.GetName();
  parameter.option = static_cast<ONNXParameter::Option>(formal.GetOption());
  parameter.isHomogeneous = formal.GetIsHomogeneous();
  parameter.minArity = formal.GetMinArity();
  parameter.typeVariable = formal.GetTypeStr();
  constexpr std::string_view kTensor = "tensor(";
  for (const std::string *type : formal.GetTypes()) {
    std::string_view text = *type;
    if (text.substr(0, kTensor.size()) != kTensor)
      continue;
    text.remove_prefix(kTensor.size());
    text.remove_suffix(1);
    parameter.elementTypes |= 1u << static_cast<unsigned>(onnxTypeNamed(text));
  }
  return parameter;
}

static ONNXSchema schemaOf(const ::onnx::OpSchema &native) {
  ONNXSchema schema;
  schema.name = native.Name();
  schema.domain = native.domain();
  schema.sinceVersion = native.SinceVersion();
  schema.isDeprecated = native.Deprecated();
  schema.minInputs = native.min_input();
  schema.maxInputs = native.max_input();
  schema.minOutputs = native.min_output();
  schema.maxOutputs = native.max_output();
  for (const auto &formal : native.inputs())
    schema.inputs.push_back(parameterOf(formal));
  for (const auto &formal : native.outputs())
    schema.outputs.push_back(parameterOf(formal));
  for (const auto &[name, attribute] : native.attributes())
    schema.attributes.push_back({name, attributeKind(attribute.type),
                                 attribute.required,
                                 valueOf(attribute.default_value)});
  schema.native = &native;
  return schema;
}

static std::vector<ONNXOp> makeOps() {
  std::map<std::pair<std::string, std::string>, ONNXOp> ops;
  // The registry's list is of copies; its own objects live on.
  for (const auto &copy :
       ::onnx::OpSchemaRegistry::get_all_schemas_with_history()) {
    const std::string &domain = copy.domain();
    if (!domain.empty() && domain != kONNXMLDomain)
      continue;
    const ::onnx::OpSchema *native = ::onnx::OpSchemaRegistry::Schema(
        copy.Name(), copy.SinceVersion(), domain);
    if (!native)
      continue;
    ONNXOp &op = ops[{domain, copy.Name()}];
    op.name = copy.Name();
    op.domain = domain;
    op.versions.push_back(schemaOf(*native));
  }
  std::vector<ONNXOp> list;
  for (auto &[key, op] : ops) {
    std::sort(op.versions.begin(), op.versions.end(),
              [](const ONNXSchema &a, const ONNXSchema &b) {
                return a.sinceVersion < b.sinceVersion;
              });
    list.push_back(std::move(op));
  }
  return list;
}

const std::vector<ONNXOp> &onnxOps() {
  // A registry that cannot be read leaves no operators: every op is unknown,
  // which is an error where one is met.
  static const std::vector<ONNXOp> ops = [] {
    try {
      return makeOps();
    } catch (const std::exception &) {
      return std::vector<ONNXOp>();
    }
  }();
  return ops;
}

const ONNXOp *findONNXOp(std::string_view name, std::string_view domain) {
  const std::vector<ONNXOp> &ops = onnxOps();
  auto key = std::make_tuple(domain, name);
  auto keyOf = [](const ONNXOp &op) {
    return std::make_tuple(std::string_view(op.domain),
                           std::string_view(op.name));
  };
  auto found = std::lower_bound(
      ops.begin(), ops.end(), key,
      [&](const ONNXOp &op, const auto &wanted) { return keyOf(op) < wanted; });
  return found != ops.end() && keyOf(*found) == key ? &*found : nullptr;
}

const ONNXSchema *findONNXSchema(std::string_view name, int opset,
                                 std::string_view domain) {
  const ONNXOp *op = findONNXOp(name, domain);
  return op ? op->at(opset) : nullptr;
}

} // namespace sm::format
