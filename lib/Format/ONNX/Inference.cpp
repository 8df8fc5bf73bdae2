// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Format/ONNXInference.h"

#include "Protos.h"

#include <onnx/defs/schema.h>
#include <onnx/defs/shape_inference.h>
#include <onnx/shape_inference/implementation.h>

#include <map>

namespace sm::format {

namespace {

/// One input as libonnx wants to see it.
struct InputProtos {
  bool isPresent = false;
  ::onnx::TypeProto type;
  std::optional<::onnx::TensorProto> value;
  std::optional<::onnx::TensorShapeProto> elements;
};

class PlainContext final : public ::onnx::InferenceContext {
public:
  PlainContext(absl::Span<const ONNXInput> given,
               absl::Span<const ONNXAttribute> attributeList, size_t numOutputs)
      : inputs(given.size()), outputs(numOutputs) {
    for (size_t i = 0; i < given.size(); ++i)
      fillInput(given[i], inputs[i]);
    for (const ONNXAttribute &attribute : attributeList)
      fillAttribute(attribute, attributes[attribute.name]);
  }

  const ::onnx::AttributeProto *
  getAttribute(const std::string &name) const override {
    auto found = attributes.find(name);
    return found == attributes.end() ? nullptr : &found->second;
  }
  size_t getNumInputs() const override { return inputs.size(); }
  const ::onnx::TypeProto *getInputType(size_t index) const override {
    return has(index) ? &inputs[index].type : nullptr;
  }
  const ::onnx::TensorProto *getInputData(size_t index) const override {
    return has(index) && inputs[index].value ? &*inputs[index].value : nullptr;
  }
  const ::onnx::SparseTensorProto *getInputSparseData(size_t) const override {
    return nullptr;
  }
  const ::onnx::TensorShapeProto *
  getSymbolicInput(size_t index) const override {
    return has(index) && inputs[index].elements ? &*inputs[index].elements
                                                : nullptr;
  }
  size_t getNumOutputs() const override { return outputs.size(); }
  ::onnx::TypeProto *getOutputType(size_t index) override {
    return &outputs.at(index);
  }
  ::onnx::GraphInferencer *
  getGraphAttributeInferencer(const std::string &) override {
    return nullptr;
  }

  std::vector<ONNXType> outputTypes() const {
    std::vector<ONNXType> types;
    types.reserve(outputs.size());
    for (const ::onnx::TypeProto &output : outputs)
      types.push_back(typeOf(output));
    return types;
  }

private:
  bool has(size_t index) const {
    return index < inputs.size() && inputs[index].isPresent;
  }

  static void fillInput(const ONNXInput &given, InputProtos &input) {
    input.isPresent = given.isPresent;
    if (!given.isPresent)
      return;
    fillType(given.type, input.type);
    if (given.value)
      fillTensor(*given.value, input.value.emplace());
    if (given.elements.empty())
      return;
    auto &elements = input.elements.emplace();
    for (const ONNXDim &element : given.elements) {
      auto &dim = *elements.add_dim();
      if (element.size >= 0)
        dim.set_dim_value(element.size);
      else if (!element.name.empty())
        dim.set_dim_param(element.name);
    }
  }

  std::vector<InputProtos> inputs;
  std::vector<::onnx::TypeProto> outputs;
  std::map<std::string, ::onnx::AttributeProto> attributes;
};

} // namespace

StatusOr<std::vector<ONNXType>>
inferONNXTypes(const ONNXSchema &schema, absl::Span<const ONNXInput> inputs,
               absl::Span<const ONNXAttribute> attributes, size_t numOutputs) {
  if (schema.numGraphs())
    return std::vector<ONNXType>(numOutputs);
  for (const ONNXInput &input : inputs)
    if (input.value)
      SM_RETURN_IF_ERROR(checkTensorSize(*input.value, schema.name));
  return catchingAll([&]() -> StatusOr<std::vector<ONNXType>> {
    const auto &native = *static_cast<const ::onnx::OpSchema *>(schema.native);
    PlainContext context(inputs, attributes, numOutputs);
    if (native.has_type_and_shape_inference_function())
      native.GetTypeAndShapeInferenceFunction()(context);
    else if (native.HasFunction())
      ::onnx::shape_inference::InferShapeForFunctionNode(
          *native.GetFunction(), ::onnx::OpSchemaRegistry::Instance(), context);
    return context.outputTypes();
  });
}

} // namespace sm::format
