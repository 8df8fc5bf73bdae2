// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Functions of one operand that tell true from false.

#include "Kernels/Pointwise.h"
#include "sm/Runtime/UnaryKernels.h"

#include <cmath>

namespace sm::runtime {

Status computeIsNan(const ops::IsNanAttrs &, KernelContext &context) {
  return mapElements<bool>(Floats(), context,
                           [](auto x) { return std::isnan(x); });
}

Status computeIsInf(const ops::IsInfAttrs &, KernelContext &context) {
  return mapElements<bool>(Floats(), context,
                           [](auto x) { return std::isinf(x); });
}

Status computeIsFinite(const ops::IsFiniteAttrs &, KernelContext &context) {
  return mapElements<bool>(Floats(), context,
                           [](auto x) { return std::isfinite(x); });
}

Status computeLogicalNot(const ops::LogicalNotAttrs &, KernelContext &context) {
  return mapElements(Types<bool>(), context, [](bool x) { return !x; });
}

} // namespace sm::runtime
