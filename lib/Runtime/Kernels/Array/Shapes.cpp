// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Shape, and the kernels that change a shape but no element.

#include "sm/Runtime/ArrayKernels.h"

#include "absl/strings/str_cat.h"

#include <limits>

namespace sm::runtime {

/// Output 0 = input 0 in the shape that the shape function found.
static Status reshapeInput(KernelContext &context) {
  SM_ASSIGN_OR_RETURN(const ops::TensorType *type, context.outputType(0));
  const std::optional<Shape> shape = type->shape.asShape();
  const Tensor &input = context.input(0);
  if (!shape || shape->numElements() != input.numElements())
    return absl::InvalidArgumentError(
        absl::StrCat("a tensor of shape ", input.shape().str(), " with ",
                     input.numElements(), " elements cannot take the shape ",
                     type->shape.str()));
  context.setOutput(0, input.reshaped(*shape));
  return absl::OkStatus();
}

Status computeReshape(const ops::ReshapeAttrs &, KernelContext &context) {
  return reshapeInput(context);
}

Status computeSqueeze(const ops::SqueezeAttrs &, KernelContext &context) {
  return reshapeInput(context);
}

Status computeExpandDims(const ops::ExpandDimsAttrs &, KernelContext &context) {
  return reshapeInput(context);
}

Status computeShape(const ops::ShapeAttrs &attrs, KernelContext &context) {
  const Shape &shape = context.input(0).shape();
  SM_ASSIGN_OR_RETURN(
      Tensor * output,
      context.allocateOutput(0, attrs.out_type, Shape{shape.rank()}));
  for (int i = 0; i < shape.rank(); ++i) {
    if (attrs.out_type == DType::Int64)
      output->mutableData<int64_t>()[i] = shape.dim(i);
    else if (shape.dim(i) <= std::numeric_limits<int32_t>::max())
      output->mutableData<int32_t>()[i] = static_cast<int32_t>(shape.dim(i));
    else
      return absl::InvalidArgumentError(
          absl::StrCat("dimension ", i, " of shape ", shape.str(),
                       " does not fit into int32; ask for int64"));
  }
  return absl::OkStatus();
}

Status computeSize(const ops::SizeAttrs &attrs, KernelContext &context) {
  const int64_t size = context.input(0).numElements();
  if (attrs.out_type != DType::Int64 &&
      size > std::numeric_limits<int32_t>::max())
    return absl::InvalidArgumentError(
        absl::StrCat(size, " elements do not fit into int32; ask for int64"));
  SM_ASSIGN_OR_RETURN(Tensor * output,
                      context.allocateOutput(0, attrs.out_type, Shape{}));
  if (attrs.out_type == DType::Int64)
    *output->mutableData<int64_t>() = size;
  else
    *output->mutableData<int32_t>() = static_cast<int32_t>(size);
  return absl::OkStatus();
}

Status computeRank(const ops::RankAttrs &, KernelContext &context) {
  SM_ASSIGN_OR_RETURN(Tensor * output,
                      context.allocateOutput(0, DType::Int32, Shape{}));
  *output->mutableData<int32_t>() = context.input(0).rank();
  return absl::OkStatus();
}

} // namespace sm::runtime
