// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Variables: the declaration says the type.

#include "sm/Ops/State.h"

namespace sm::ops {

Status inferVarHandleOp(const VarHandleOpAttrs &, InferenceContext &context) {
  context.setOutput(0, DType::Resource, PartialShape::scalar());
  return absl::OkStatus();
}

Status inferVariableV2(const VariableV2Attrs &attrs,
                       InferenceContext &context) {
  context.setOutput(0, attrs.dtype, attrs.shape);
  return absl::OkStatus();
}

Status inferVariable(const VariableAttrs &attrs, InferenceContext &context) {
  context.setOutput(0, attrs.dtype, attrs.shape);
  return absl::OkStatus();
}

Status inferReadVariableOp(const ReadVariableOpAttrs &attrs,
                           InferenceContext &context) {
  context.setOutput(0, attrs.dtype, PartialShape::unranked());
  return absl::OkStatus();
}

Status inferAssignVariableOp(const AssignVariableOpAttrs &,
                             InferenceContext &) {
  return absl::OkStatus();
}

Status inferAssign(const AssignAttrs &, InferenceContext &context) {
  context.setOutput(0, context.input(1));
  return absl::OkStatus();
}

} // namespace sm::ops
