// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The checks and small computations that shape functions are made of.

#include "ShapeChecks.h"

#include "sm/Ops/ShapeFunctions.h"

#include "absl/strings/str_cat.h"

namespace sm::ops {

StatusOr<PartialShape> inputOfRank(const InferenceContext &context, int index,
                                   const char *name, int rank) {
  const PartialShape &shape = context.input(index).shape;
  if (!shape.hasRank())
    return PartialShape::ofRank(rank);
  if (shape.rank() != rank)
    return absl::InvalidArgumentError(absl::StrCat(
        "'", name, "' must have rank ", rank, ", has shape ", shape.str()));
  return shape;
}

StatusOr<PartialShape> inputOfRankAtLeast(const InferenceContext &context,
                                          int index, const char *name,
                                          int rank) {
  const PartialShape &shape = context.input(index).shape;
  if (shape.hasRank() && shape.rank() < rank)
    return absl::InvalidArgumentError(
        absl::StrCat("'", name, "' must have rank ", rank,
                     " or more, has shape ", shape.str()));
  return shape;
}

Status checkScalar(const InferenceContext &context, int index,
                   const char *name) {
  const PartialShape &shape = context.input(index).shape;
  if (shape.hasRank() && shape.rank() != 0)
    return absl::InvalidArgumentError(
        absl::StrCat("'", name, "' must be a scalar, has shape ", shape.str()));
  return absl::OkStatus();
}

StatusOr<std::optional<int64_t>> singleValue(const InferenceContext &context,
                                             int index, const char *name,
                                             bool scalarOnly) {
  if (scalarOnly)
    SM_RETURN_IF_ERROR(checkScalar(context, index, name));
  const PartialShape &shape = context.input(index).shape;
  for (int64_t size : shape.dims())
    if (size != 1 && size != kUnknownDim)
      return absl::InvalidArgumentError(absl::StrCat(
          "'", name, "' must have one element, has shape ", shape.str()));
  std::optional<IntValues> values = context.inputValues(index);
  if (!values || values->size() != 1 || (*values)[0] == kUnknownValue)
    return std::optional<int64_t>();
  return std::optional<int64_t>((*values)[0]);
}

StatusOr<int64_t> vectorLength(const InferenceContext &context, int index,
                               const char *name) {
  SM_ASSIGN_OR_RETURN(PartialShape shape, inputOfRank(context, index, name, 1));
  if (shape.dim(0) > kMaxRank)
    return absl::InvalidArgumentError(absl::StrCat(
        "'", name, "' has ", shape.dim(0),
        " elements, one for each dimension, beyond the limit of ", kMaxRank));
  return shape.dim(0);
}

IntValues valuesOrUnknown(const InferenceContext &context, int index,
                          int64_t length) {
  std::optional<IntValues> values = context.inputValues(index);
  if (values && static_cast<int64_t>(values->size()) == length)
    return *values;
  return IntValues(length, kUnknownValue);
}

StatusOr<int> normalizeAxis(int64_t axis, int rank, const char *name) {
  if (axis < -rank || axis >= rank)
    return absl::InvalidArgumentError(absl::StrCat(
        "'", name, "' is ", axis, ", must be in [", -rank, ", ", rank, ")"));
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

StatusOr<int64_t> mergeDims(int64_t a, int64_t b, const char *what) {
  if (a == kUnknownDim)
    return b;
  if (b != kUnknownDim && a != b)
    return absl::InvalidArgumentError(
        absl::StrCat(what, " must be equal, are ", a, " and ", b));
  return a;
}

StatusOr<int64_t> addDims(int64_t a, int64_t b) {
  if (a == kUnknownDim || b == kUnknownDim)
    return kUnknownDim;
  int64_t sum;
  if (__builtin_add_overflow(a, b, &sum))
    return absl::InvalidArgumentError(absl::StrCat(
        "a dimension of ", a, " + ", b, " exceeds the range of int64"));
  return sum;
}

StatusOr<int64_t> multiplyDims(int64_t a, int64_t b) {
  if (a == 0 || b == 0)
    return 0;
  if (a == kUnknownDim || b == kUnknownDim)
    return kUnknownDim;
  int64_t product;
  if (__builtin_mul_overflow(a, b, &product))
    return absl::InvalidArgumentError(absl::StrCat(
        "a dimension of ", a, " * ", b, " exceeds the range of int64"));
  return product;
}

} // namespace sm::ops
