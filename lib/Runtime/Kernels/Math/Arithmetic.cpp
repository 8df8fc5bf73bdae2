// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Add, AddV2, Sub, Mul, RealDiv, Maximum, Minimum.

#include "Kernels/Arithmetic.h"
#include "Kernels/ArithmeticLoops.h"
#include "sm/Runtime/MathKernels.h"

namespace sm::runtime {

static Status joinStrings(KernelContext &context) {
  return computeBinary(
      context, /*forward=*/false, nullptr,
      [](const void *a, int aStep, const void *b, int bStep, void *out,
         int64_t count) {
        binaryLoop<Bytes>(a, aStep, b, bStep, out, count,
                          [](const Bytes &x, const Bytes &y) { return x + y; });
      });
}

Status computeAdd(const ops::AddAttrs &, KernelContext &context) {
  if (context.input(0).dtype() == DType::String)
    return joinStrings(context);
  return computeArithmetic(isa::Binary::Add, context);
}

Status computeAddV2(const ops::AddV2Attrs &, KernelContext &context) {
  return computeArithmetic(isa::Binary::Add, context);
}

Status computeSub(const ops::SubAttrs &, KernelContext &context) {
  return computeArithmetic(isa::Binary::Sub, context);
}

Status computeMul(const ops::MulAttrs &, KernelContext &context) {
  return computeArithmetic(isa::Binary::Mul, context);
}

Status computeRealDiv(const ops::RealDivAttrs &, KernelContext &context) {
  return computeArithmetic(isa::Binary::Div, context);
}

Status computeMaximum(const ops::MaximumAttrs &, KernelContext &context) {
  return computeArithmetic(isa::Binary::Max, context);
}

Status computeMinimum(const ops::MinimumAttrs &, KernelContext &context) {
  return computeArithmetic(isa::Binary::Min, context);
}

} // namespace sm::runtime
