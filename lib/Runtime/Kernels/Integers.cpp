// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Reads operands that are int32 or int64.

#include "Integers.h"

#include "absl/strings/str_cat.h"

namespace sm::runtime {

StatusOr<IntegerList> readIntegers(const Tensor &tensor, int64_t limit) {
  if (tensor.numElements() > limit)
    return absl::InvalidArgumentError(
        absl::StrCat("an integer operand of shape ", tensor.shape().str(),
                     " has more than ", limit, " elements"));
  if (tensor.dtype() == DType::Int32) {
    const auto values = tensor.values<int32_t>();
    return IntegerList(values.begin(), values.end());
  }
  if (tensor.dtype() == DType::Int64) {
    const auto values = tensor.values<int64_t>();
    return IntegerList(values.begin(), values.end());
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "an operand must be int32 or int64, not ", dtypeName(tensor.dtype())));
}

StatusOr<int64_t> readInteger(const Tensor &tensor) {
  SM_ASSIGN_OR_RETURN(const IntegerList values, readIntegers(tensor));
  if (values.size() != 1)
    return absl::InvalidArgumentError(absl::StrCat(
        "an operand must be one integer, not of shape ", tensor.shape().str()));
  return values[0];
}

StatusOr<int> readAxis(int64_t axis, int rank) {
  if (axis < -rank || axis >= rank)
    return absl::InvalidArgumentError(absl::StrCat(
        "dimension ", axis, " is not in [", -rank, ", ", rank, ")"));
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

} // namespace sm::runtime
