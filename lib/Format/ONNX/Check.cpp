// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Format/ONNXModel.h"

#include "Protos.h"

#include <onnx/checker.h>
#include <onnx/shape_inference/implementation.h>

#include "absl/strings/str_cat.h"

namespace sm::format {

/// Initializers up to this many bytes go to the check with their values.
static constexpr size_t kMaxChecked = 1024;

/// The model as the check sees it: what is big in it is an input.
static ::onnx::ModelProto outlineOf(const ONNXModel &model) {
  ::onnx::ModelProto proto;
  fillModelHeader(model, proto);
  ::onnx::GraphProto &graph = *proto.mutable_graph();
  fillGraph(model.graph, graph);
  for (const ONNXInitializer &initializer : model.graph.initializers) {
    const ONNXTensor &tensor = initializer.tensor;
    if (tensor.byteSize() <= kMaxChecked && !tensor.compute &&
        tensor.type != ONNXDataType::String) {
      auto &added = *graph.add_initializer();
      fillTensor(tensor, added);
      added.set_name(initializer.name);
      continue;
    }
    ONNXType type{tensor.type, std::vector<ONNXDim>()};
    for (int64_t dim : tensor.dims)
      type.shape->push_back({dim, ""});
    auto &input = *graph.add_input();
    input.set_name(initializer.name);
    fillType(type, *input.mutable_type());
  }
  return proto;
}

StatusOr<std::string> printONNXModel(const ONNXModel &model) {
  for (const ONNXInitializer &initializer : model.graph.initializers)
    SM_RETURN_IF_ERROR(checkTensorSize(initializer.tensor, initializer.name));
  return catchingAll([&]() -> StatusOr<std::string> {
    ::onnx::ModelProto proto;
    fillModelHeader(model, proto);
    fillGraph(model.graph, *proto.mutable_graph());
    for (const ONNXInitializer &initializer : model.graph.initializers) {
      auto &added = *proto.mutable_graph()->add_initializer();
      fillTensor(initializer.tensor, added);
      added.set_name(initializer.name);
    }
    return proto.DebugString();
  });
}

StatusOr<std::vector<ONNXType>> checkONNXModel(const ONNXModel &model) {
  for (const ONNXInitializer &initializer : model.graph.initializers)
    SM_RETURN_IF_ERROR(checkTensorSize(initializer.tensor, initializer.name));
  return catchingAll([&]() -> StatusOr<std::vector<ONNXType>> {
    ::onnx::ModelProto proto = outlineOf(model);
    ::onnx::checker::check_model(proto);
    ::onnx::shape_inference::InferShapes(
        proto, ::onnx::OpSchemaRegistry::Instance(),
        ::onnx::ShapeInferenceOptions(/*check_type_val=*/true,
                                      /*strict_mode_val=*/1,
                                      /*data_prop_val=*/true));
    std::vector<ONNXType> types;
    for (const auto &output : proto.graph().output())
      types.push_back(typeOf(output.type()));
    return types;
  });
}

} // namespace sm::format
