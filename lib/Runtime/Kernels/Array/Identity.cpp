// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Kernels that hand their inputs on.

#include "sm/Runtime/ArrayKernels.h"

#include "absl/strings/str_cat.h"

namespace sm::runtime {

Status computeNoOp(const ops::NoOpAttrs &, KernelContext &) {
  return absl::OkStatus();
}

Status computeIdentity(const ops::IdentityAttrs &, KernelContext &context) {
  context.setOutput(0, context.input(0));
  return absl::OkStatus();
}

Status computeStopGradient(const ops::StopGradientAttrs &,
                           KernelContext &context) {
  context.setOutput(0, context.input(0));
  return absl::OkStatus();
}

Status computePreventGradient(const ops::PreventGradientAttrs &,
                              KernelContext &context) {
  context.setOutput(0, context.input(0));
  return absl::OkStatus();
}

Status computeSnapshot(const ops::SnapshotAttrs &, KernelContext &context) {
  context.setOutput(0, context.input(0));
  return absl::OkStatus();
}

Status computeEnsureShape(const ops::EnsureShapeAttrs &attrs,
                          KernelContext &context) {
  const Tensor &input = context.input(0);
  if (!attrs.shape.isCompatibleWith(PartialShape(input.shape())))
    return absl::InvalidArgumentError(absl::StrCat(
        "Shape of tensor ", input.shape().str(),
        " is not compatible with expected shape ", attrs.shape.str()));
  context.setOutput(0, input);
  return absl::OkStatus();
}

Status computeIdentityN(const ops::IdentityNAttrs &, KernelContext &context) {
  for (int i = 0; i < context.numOutputs(); ++i)
    context.setOutput(i, context.input(i));
  return absl::OkStatus();
}

Status
computePlaceholderWithDefault(const ops::PlaceholderWithDefaultAttrs &attrs,
                              KernelContext &context) {
  const Tensor &input = context.input(0);
  if (!attrs.shape.isCompatibleWith(PartialShape(input.shape())))
    return absl::InvalidArgumentError(
        absl::StrCat("the value ", input.typeStr(), " does not fit the shape ",
                     attrs.shape.str()));
  context.setOutput(0, input);
  return absl::OkStatus();
}

} // namespace sm::runtime
