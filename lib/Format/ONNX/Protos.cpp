// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "Protos.h"

#include "sm/Support/StringView.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <cstring>

namespace sm::format {

using Proto = ::onnx::AttributeProto;

ONNXAttributeKind attributeKind(Proto::AttributeType type) {
  switch (type) {
  case Proto::INT:
    return ONNXAttributeKind::Int;
  case Proto::FLOAT:
    return ONNXAttributeKind::Float;
  case Proto::STRING:
    return ONNXAttributeKind::String;
  case Proto::INTS:
    return ONNXAttributeKind::Ints;
  case Proto::FLOATS:
    return ONNXAttributeKind::Floats;
  case Proto::STRINGS:
    return ONNXAttributeKind::Strings;
  case Proto::TENSOR:
    return ONNXAttributeKind::Tensor;
  case Proto::GRAPH:
    return ONNXAttributeKind::Graph;
  default:
    return ONNXAttributeKind::Other;
  }
}

ONNXValue valueOf(const Proto &proto) {
  switch (attributeKind(proto.type())) {
  case ONNXAttributeKind::Int:
    return proto.i();
  case ONNXAttributeKind::Float:
    return proto.f();
  case ONNXAttributeKind::String:
    return proto.s();
  case ONNXAttributeKind::Ints:
    return std::vector<int64_t>(proto.ints().begin(), proto.ints().end());
  case ONNXAttributeKind::Floats:
    return std::vector<float>(proto.floats().begin(), proto.floats().end());
  case ONNXAttributeKind::Strings:
    return std::vector<std::string>(proto.strings().begin(),
                                    proto.strings().end());
  default:
    return {};
  }
}

void fillType(const ONNXType &type, ::onnx::TypeProto &proto) {
  auto &tensor = *proto.mutable_tensor_type();
  tensor.set_elem_type(static_cast<int>(type.element));
  if (!type.shape)
    return;
  auto &shape = *tensor.mutable_shape();
  for (const ONNXDim &dim : *type.shape) {
    auto &added = *shape.add_dim();
    if (dim.size >= 0)
      added.set_dim_value(dim.size);
    else if (!dim.name.empty())
      added.set_dim_param(dim.name);
  }
}

ONNXType typeOf(const ::onnx::TypeProto &proto) {
  ONNXType type;
  if (!proto.has_tensor_type())
    return type;
  const auto &tensor = proto.tensor_type();
  type.element = static_cast<ONNXDataType>(tensor.elem_type());
  if (!tensor.has_shape())
    return type;
  type.shape.emplace();
  for (const auto &dim : tensor.shape().dim())
    type.shape->push_back({dim.has_dim_value() ? dim.dim_value() : -1,
                           dim.has_dim_param() ? dim.dim_param() : ""});
  return type;
}

void fillTensorHeader(const ONNXTensor &tensor, ::onnx::TensorProto &proto) {
  proto.set_data_type(static_cast<int>(tensor.type));
  for (int64_t dim : tensor.dims)
    proto.add_dims(dim);
}

void fillTensor(const ONNXTensor &tensor, ::onnx::TensorProto &proto) {
  fillTensorHeader(tensor, proto);
  if (tensor.type != ONNXDataType::String) {
    proto.set_raw_data(tensor.bytes.data(), tensor.bytes.size());
    return;
  }
  for (const std::string &string : tensor.strings)
    proto.add_string_data(string);
}

static void fillSubgraph(const ONNXGraph &graph, ::onnx::GraphProto &proto) {
  fillGraph(graph, proto);
  for (const ONNXInitializer &initializer : graph.initializers) {
    auto &tensor = *proto.add_initializer();
    fillTensor(initializer.tensor, tensor);
    tensor.set_name(initializer.name);
  }
}

namespace {

/// Sets the field that a value's alternative belongs to.
struct FillValue {
  Proto &proto;

  void operator()(std::monostate) const {}
  void operator()(int64_t value) const {
    proto.set_type(Proto::INT);
    proto.set_i(value);
  }
  void operator()(float value) const {
    proto.set_type(Proto::FLOAT);
    proto.set_f(value);
  }
  void operator()(const std::string &value) const {
    proto.set_type(Proto::STRING);
    proto.set_s(value);
  }
  void operator()(const std::vector<int64_t> &values) const {
    proto.set_type(Proto::INTS);
    for (int64_t value : values)
      proto.add_ints(value);
  }
  void operator()(const std::vector<float> &values) const {
    proto.set_type(Proto::FLOATS);
    for (float value : values)
      proto.add_floats(value);
  }
  void operator()(const std::vector<std::string> &values) const {
    proto.set_type(Proto::STRINGS);
    for (const std::string &value : values)
      proto.add_strings(value);
  }
  void operator()(const ONNXTensor &tensor) const {
    proto.set_type(Proto::TENSOR);
    fillTensor(tensor, *proto.mutable_t());
  }
  void operator()(const std::shared_ptr<const ONNXGraph> &graph) const {
    proto.set_type(Proto::GRAPH);
    fillSubgraph(*graph, *proto.mutable_g());
  }
};

} // namespace

void fillAttribute(const ONNXAttribute &attribute, Proto &proto) {
  proto.set_name(attribute.name);
  std::visit(FillValue{proto}, attribute.value);
}

static void fillNode(const ONNXNode &node, ::onnx::NodeProto &proto) {
  proto.set_name(node.name);
  proto.set_op_type(node.op);
  if (!node.domain.empty())
    proto.set_domain(node.domain);
  for (const std::string &input : node.inputs)
    proto.add_input(input);
  for (const std::string &output : node.outputs)
    proto.add_output(output);
  for (const ONNXAttribute &attribute : node.attributes)
    fillAttribute(attribute, *proto.add_attribute());
}

static void fillValueInfo(const ONNXValueInfo &value,
                          ::onnx::ValueInfoProto &proto) {
  proto.set_name(value.name);
  if (value.type.element != ONNXDataType::Undefined)
    fillType(value.type, *proto.mutable_type());
}

void fillGraph(const ONNXGraph &graph, ::onnx::GraphProto &proto) {
  proto.set_name(graph.name);
  for (const ONNXNode &node : graph.nodes)
    fillNode(node, *proto.add_node());
  for (const ONNXValueInfo &input : graph.inputs)
    fillValueInfo(input, *proto.add_input());
  for (const ONNXValueInfo &output : graph.outputs)
    fillValueInfo(output, *proto.add_output());
}

void fillModelHeader(const ONNXModel &model, ::onnx::ModelProto &proto) {
  proto.set_ir_version(onnxIRVersion(model.opset));
  if (!model.producerName.empty())
    proto.set_producer_name(model.producerName);
  if (!model.producerVersion.empty())
    proto.set_producer_version(model.producerVersion);
  auto &opset = *proto.add_opset_import();
  opset.set_domain("");
  opset.set_version(model.opset);
  if (model.mlOpset) {
    auto &mlOpset = *proto.add_opset_import();
    mlOpset.set_domain(std::string(kONNXMLDomain));
    mlOpset.set_version(model.mlOpset);
  }
  for (const auto &[key, value] : model.metadata) {
    auto &entry = *proto.add_metadata_props();
    entry.set_key(key);
    entry.set_value(value);
  }
}

Status checkTensorSize(const ONNXTensor &tensor, const std::string &name) {
  uint64_t count = 1;
  bool fits = true;
  for (int64_t dim : tensor.dims)
    fits = fits && dim >= 0 &&
           !__builtin_mul_overflow(count, static_cast<uint64_t>(dim), &count);
  uint64_t size = onnxElementSize(tensor.type);
  bool isString = tensor.type == ONNXDataType::String;
  uint64_t present = isString ? tensor.strings.size() : tensor.byteSize();
  uint64_t expected = 0;
  fits = fits && (isString || size != 0) &&
         !__builtin_mul_overflow(count, isString ? 1 : size, &expected);
  if (fits && present == expected)
    return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "tensor '", name, "' of type ", toAbsl(onnxTypeName(tensor.type)), "[",
      absl::StrJoin(tensor.dims, ","), "] has ", present,
      isString ? " strings" : " bytes"));
}

} // namespace sm::format
