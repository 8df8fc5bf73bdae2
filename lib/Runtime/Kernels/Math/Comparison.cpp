// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Comparisons and logic of two operands.

#include "Kernels/Pointwise.h"
#include "sm/Runtime/MathKernels.h"

#include <algorithm>
#include <functional>

namespace sm::runtime {

namespace {

using Comparable = Join<AllNumeric, Types<bool, Bytes>>;

bool broadcasts(const Shape &a, const Shape &b) {
  for (int i = 1; i <= std::min(a.rank(), b.rank()); ++i) {
    const int64_t x = a.dim(a.rank() - i), y = b.dim(b.rank() - i);
    if (x != y && x != 1 && y != 1)
      return false;
  }
  return true;
}

/// Equal and NotEqual. Shapes that do not broadcast are an answer, not an
/// error, where `strict` is false.
template <typename Fn>
Status computeEquality(bool strict, bool different, KernelContext &context,
                       Fn fn) {
  if (!strict &&
      !broadcasts(context.input(0).shape(), context.input(1).shape())) {
    SM_ASSIGN_OR_RETURN(Tensor * output,
                        context.allocateOutput(0, DType::Bool, Shape{}));
    *output->mutableData<bool>() = different;
    return absl::OkStatus();
  }
  return zipElements<bool>(Comparable(), context, fn);
}

} // namespace

Status computeEqual(const ops::EqualAttrs &attrs, KernelContext &context) {
  return computeEquality(attrs.incompatible_shape_error, false, context,
                         std::equal_to<>());
}

Status computeNotEqual(const ops::NotEqualAttrs &attrs,
                       KernelContext &context) {
  return computeEquality(attrs.incompatible_shape_error, true, context,
                         std::not_equal_to<>());
}

Status computeLess(const ops::LessAttrs &, KernelContext &context) {
  return zipElements<bool>(Reals(), context, std::less<>());
}

Status computeLessEqual(const ops::LessEqualAttrs &, KernelContext &context) {
  return zipElements<bool>(Reals(), context, std::less_equal<>());
}

Status computeGreater(const ops::GreaterAttrs &, KernelContext &context) {
  return zipElements<bool>(Reals(), context, std::greater<>());
}

Status computeGreaterEqual(const ops::GreaterEqualAttrs &,
                           KernelContext &context) {
  return zipElements<bool>(Reals(), context, std::greater_equal<>());
}

Status computeLogicalAnd(const ops::LogicalAndAttrs &, KernelContext &context) {
  return zipElements(Types<bool>(), context, std::logical_and<>());
}

Status computeLogicalOr(const ops::LogicalOrAttrs &, KernelContext &context) {
  return zipElements(Types<bool>(), context, std::logical_or<>());
}

} // namespace sm::runtime
