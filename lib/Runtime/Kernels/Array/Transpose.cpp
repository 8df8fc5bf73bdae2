// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Transpose.

#include "Kernels/Elements.h"
#include "Kernels/Integers.h"
#include "sm/Runtime/ArrayKernels.h"

#include "absl/strings/str_cat.h"

namespace sm::runtime {

/// True if the order of dimensions larger than 1 stays.
static bool keepsOrder(const Shape &shape, absl::Span<const int> perm) {
  int last = -1;
  for (int source : perm) {
    if (shape.dim(source) == 1)
      continue;
    if (source < last)
      return false;
    last = source;
  }
  return true;
}

Status computeTranspose(const ops::TransposeAttrs &, KernelContext &context) {
  const Tensor &input = context.input(0);
  SM_ASSIGN_OR_RETURN(const IntegerList list, readIntegers(context.input(1)));
  if (static_cast<int>(list.size()) != input.rank())
    return absl::InvalidArgumentError(
        absl::StrCat("perm has ", list.size(),
                     " entries for a tensor of shape ", input.shape().str()));
  absl::InlinedVector<int, 8> perm;
  absl::InlinedVector<bool, 8> seen(input.rank(), false);
  Shape shape;
  for (int64_t value : list) {
    SM_ASSIGN_OR_RETURN(const int axis, readAxis(value, input.rank()));
    if (seen[axis])
      return absl::InvalidArgumentError(
          absl::StrCat("perm names dimension ", axis, " twice"));
    seen[axis] = true;
    perm.push_back(axis);
    shape.append(input.dim(axis));
  }
  if (keepsOrder(input.shape(), perm)) {
    context.setOutput(0, input.reshaped(shape));
    return absl::OkStatus();
  }
  SM_ASSIGN_OR_RETURN(Tensor * output,
                      context.allocateOutput(0, input.dtype(), shape));
  transposeInto(input, perm, *output);
  return absl::OkStatus();
}

} // namespace sm::runtime
