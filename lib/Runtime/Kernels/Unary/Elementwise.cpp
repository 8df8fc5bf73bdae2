// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The kernels of one operand that are one function each.

#include "Kernels/UnaryLoops.h"
#include "sm/Runtime/UnaryKernels.h"

namespace sm::runtime {

Status computeNeg(const ops::NegAttrs &, KernelContext &context) {
  return computeUnary(isa::Unary::Neg, context);
}

Status computeSquare(const ops::SquareAttrs &, KernelContext &context) {
  return computeUnary(isa::Unary::Square, context);
}

Status computeSqrt(const ops::SqrtAttrs &, KernelContext &context) {
  return computeUnary(isa::Unary::Sqrt, context);
}

Status computeRsqrt(const ops::RsqrtAttrs &, KernelContext &context) {
  return computeUnary(isa::Unary::Rsqrt, context);
}

Status computeExp(const ops::ExpAttrs &, KernelContext &context) {
  return computeUnary(isa::Unary::Exp, context);
}

Status computeTanh(const ops::TanhAttrs &, KernelContext &context) {
  return computeUnary(isa::Unary::Tanh, context);
}

Status computeSigmoid(const ops::SigmoidAttrs &, KernelContext &context) {
  return computeUnary(isa::Unary::Sigmoid, context);
}

Status computeFloor(const ops::FloorAttrs &, KernelContext &context) {
  return computeUnary(isa::Unary::Floor, context);
}

} // namespace sm::runtime
