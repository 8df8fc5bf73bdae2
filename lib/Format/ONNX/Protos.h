// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Between the plain structs and libonnx's messages; and the border that
/// libonnx's exceptions do not cross.

#ifndef SM_LIB_FORMAT_ONNX_PROTOS_H
#define SM_LIB_FORMAT_ONNX_PROTOS_H

#include "sm/Format/ONNXModel.h"
#include "sm/Format/ONNXSchema.h"
#include "sm/Support/Status.h"

#if defined(__clang__) || defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#pragma GCC diagnostic ignored "-Wdelete-non-virtual-dtor"
#pragma GCC diagnostic ignored "-Wsuggest-override"
#endif
#include <onnx/onnx_pb.h>
#if defined(__clang__) || defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#include <exception>

namespace sm::format {

/// The kind of ours for a kind of libonnx's.
ONNXAttributeKind attributeKind(::onnx::AttributeProto::AttributeType type);

/// The value of an attribute message; std::monostate for kinds that have none
/// here, and for graphs.
ONNXValue valueOf(const ::onnx::AttributeProto &proto);

void fillType(const ONNXType &type, ::onnx::TypeProto &proto);

/// Undefined for anything but a tensor.
ONNXType typeOf(const ::onnx::TypeProto &proto);

/// All but the elements.
void fillTensorHeader(const ONNXTensor &tensor, ::onnx::TensorProto &proto);

/// With a copy of the elements.
void fillTensor(const ONNXTensor &tensor, ::onnx::TensorProto &proto);

void fillAttribute(const ONNXAttribute &attribute,
                   ::onnx::AttributeProto &proto);

/// All but the initializers.
void fillGraph(const ONNXGraph &graph, ::onnx::GraphProto &proto);

/// All but the graph.
void fillModelHeader(const ONNXModel &model, ::onnx::ModelProto &proto);

/// InvalidArgument if the tensor's elements are not as many as its shape says.
Status checkTensorSize(const ONNXTensor &tensor, const std::string &name);

/// What `function` returns, or InvalidArgument with what it throws.
template <typename Function>
auto catchingAll(Function function) -> decltype(function()) {
  try {
    return function();
  } catch (const std::exception &error) {
    return absl::InvalidArgumentError(error.what());
  }
}

} // namespace sm::format

#endif // SM_LIB_FORMAT_ONNX_PROTOS_H
