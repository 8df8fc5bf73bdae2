// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The part of a shape function's view that does not depend on who calls.

#include "sm/Ops/Inference.h"

#include "sm/Ops/ShapeFunctions.h"

#include "absl/strings/str_cat.h"

namespace sm::ops {

InferenceContext::~InferenceContext() = default;

StatusOr<PartialShape> InferenceContext::inputAsShape(int index) const {
  const PartialShape &shape = input(index).shape;
  if (shape.hasRank() && shape.rank() > 1)
    return absl::InvalidArgumentError(
        absl::StrCat("a shape must be given as a vector, not as a tensor of "
                     "shape ",
                     shape.str()));
  std::optional<IntValues> values = inputValues(index);
  int64_t rank = kUnknownDim;
  if (values)
    rank = static_cast<int64_t>(values->size());
  else if (shape.hasRank()) // A scalar is taken as a vector of one element.
    rank = shape.rank() == 0 ? 1 : shape.dim(0);
  if (rank == kUnknownDim)
    return PartialShape::unranked();
  if (rank > kMaxRank)
    return absl::InvalidArgumentError(absl::StrCat(
        "a shape of ", rank, " dimensions is beyond the limit of ", kMaxRank));

  PartialShape result = PartialShape::ofRank(static_cast<int>(rank));
  if (!values)
    return result;
  for (int i = 0; i < result.rank(); ++i) {
    const int64_t value = (*values)[i];
    if (value == kUnknownValue)
      continue;
    if (value < -1)
      return absl::InvalidArgumentError(absl::StrCat(
          "dimension ", i, " of a shape is ", value, ", must be at least -1"));
    result.setDim(i, value == -1 ? kUnknownDim : value);
  }
  return result;
}

void InferenceContext::setOutput(int index, DType dtype, PartialShape shape) {
  outputs[index] = {dtype, std::move(shape)};
}

} // namespace sm::ops
