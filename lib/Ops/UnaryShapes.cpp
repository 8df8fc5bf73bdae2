// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shape functions of the family Unary that are not shared.

#include "sm/Ops/Unary.h"

namespace sm::ops {

Status inferCast(const CastAttrs &attrs, InferenceContext &context) {
  context.setOutput(0, attrs.DstT, context.input(0).shape);
  return absl::OkStatus();
}

} // namespace sm::ops
