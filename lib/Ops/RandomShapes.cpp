// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shape functions of the family Random.

#include "sm/Ops/Random.h"

namespace sm::ops {

Status inferRandomUniform(const RandomUniformAttrs &attrs,
                          InferenceContext &context) {
  SM_ASSIGN_OR_RETURN(PartialShape shape, context.inputAsShape(0));
  context.setOutput(0, attrs.dtype, std::move(shape));
  return absl::OkStatus();
}

} // namespace sm::ops
