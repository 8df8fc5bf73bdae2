// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shape functions of the family Reduction.

#include "sm/Ops/Reduction.h"

#include "ShapeChecks.h"
#include "sm/Ops/ShapeFunctions.h"

#include "absl/strings/str_cat.h"

#include <vector>

namespace sm::ops {

/// Marks the dimensions that `axes` names.
static StatusOr<std::vector<bool>> reducedDims(const IntValues &axes,
                                               int rank) {
  std::vector<bool> reduced(rank, false);
  for (int64_t axis : axes) {
    SM_ASSIGN_OR_RETURN(int dim,
                        normalizeAxis(axis, rank, "reduction_indices"));
    if (reduced[dim])
      return absl::InvalidArgumentError(
          absl::StrCat("'reduction_indices' names dimension ", dim, " twice"));
    reduced[dim] = true;
  }
  return reduced;
}

/// The result where it is not known which dimensions are reduced, but perhaps
/// how many.
static PartialShape reducedByUnknown(const PartialShape &input,
                                     const PartialShape &axes, bool keepDims) {
  if (keepDims)
    return PartialShape::ofRank(input.rank());
  std::optional<int64_t> count = axes.numElements();
  if (!count || *count > input.rank())
    return PartialShape::unranked();
  return PartialShape::ofRank(input.rank() - static_cast<int>(*count));
}

static Status inferReduction(bool keepDims, InferenceContext &context) {
  const PartialShape &input = context.input(0).shape;
  const PartialShape &indices = context.input(1).shape;
  const DType type = context.input(0).dtype;
  if (!input.hasRank()) {
    context.setOutput(0, type, input);
    return absl::OkStatus();
  }
  std::optional<IntValues> axes = context.inputValues(1);
  if (indices.numElements() == 0)
    axes = IntValues();
  bool known = axes.has_value();
  if (known)
    for (int64_t axis : *axes)
      known &= axis != kUnknownValue;
  if (!known) {
    context.setOutput(0, type, reducedByUnknown(input, indices, keepDims));
    return absl::OkStatus();
  }
  SM_ASSIGN_OR_RETURN(std::vector<bool> reduced,
                      reducedDims(*axes, input.rank()));
  PartialShape shape = PartialShape::scalar();
  for (int i = 0; i < input.rank(); ++i) {
    if (!reduced[i])
      shape.append(input.dim(i));
    else if (keepDims)
      shape.append(1);
  }
  context.setOutput(0, type, std::move(shape));
  return absl::OkStatus();
}

Status inferSum(const SumAttrs &attrs, InferenceContext &context) {
  return inferReduction(attrs.keep_dims, context);
}

Status inferMean(const MeanAttrs &attrs, InferenceContext &context) {
  return inferReduction(attrs.keep_dims, context);
}

Status inferMax(const MaxAttrs &attrs, InferenceContext &context) {
  return inferReduction(attrs.keep_dims, context);
}

Status inferMin(const MinAttrs &attrs, InferenceContext &context) {
  return inferReduction(attrs.keep_dims, context);
}

Status inferProd(const ProdAttrs &attrs, InferenceContext &context) {
  return inferReduction(attrs.keep_dims, context);
}

Status inferAll(const AllAttrs &attrs, InferenceContext &context) {
  return inferReduction(attrs.keep_dims, context);
}

Status inferAny(const AnyAttrs &attrs, InferenceContext &context) {
  return inferReduction(attrs.keep_dims, context);
}

static Status inferArg(DType outputType, InferenceContext &context) {
  SM_ASSIGN_OR_RETURN(PartialShape input,
                      inputOfRankAtLeast(context, 0, "input", 1));
  SM_ASSIGN_OR_RETURN(
      std::optional<int64_t> axis,
      singleValue(context, 1, "dimension", /*scalarOnly=*/true));
  if (!input.hasRank()) {
    context.setOutput(0, outputType, input);
    return absl::OkStatus();
  }
  if (!axis) {
    context.setOutput(0, outputType, PartialShape::ofRank(input.rank() - 1));
    return absl::OkStatus();
  }
  SM_ASSIGN_OR_RETURN(int dim, normalizeAxis(*axis, input.rank(), "dimension"));
  if (input.dim(dim) == 0)
    return absl::InvalidArgumentError(absl::StrCat(
        "dimension ", dim, " of 'input' has no elements to choose from"));
  PartialShape shape = PartialShape::scalar();
  for (int i = 0; i < input.rank(); ++i)
    if (i != dim)
      shape.append(input.dim(i));
  context.setOutput(0, outputType, std::move(shape));
  return absl::OkStatus();
}

Status inferArgMax(const ArgMaxAttrs &attrs, InferenceContext &context) {
  return inferArg(attrs.output_type, context);
}

Status inferArgMin(const ArgMinAttrs &attrs, InferenceContext &context) {
  return inferArg(attrs.output_type, context);
}

} // namespace sm::ops
