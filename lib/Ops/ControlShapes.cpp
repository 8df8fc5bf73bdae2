// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Calls: the callee knows the shapes, the attributes only the types.

#include "sm/Ops/Control.h"

#include "absl/strings/str_cat.h"

namespace sm::ops {

static Status inferCall(const std::vector<DType> &types,
                        InferenceContext &context) {
  if (static_cast<int>(types.size()) != context.numOutputs())
    return absl::InvalidArgumentError(absl::StrCat("has ", context.numOutputs(),
                                                   " outputs, but Tout has ",
                                                   types.size(), " types"));
  for (int i = 0; i < context.numOutputs(); ++i)
    context.setOutput(i, types[i], PartialShape::unranked());
  return absl::OkStatus();
}

Status inferPartitionedCall(const PartitionedCallAttrs &attrs,
                            InferenceContext &context) {
  return inferCall(attrs.Tout, context);
}

Status inferStatefulPartitionedCall(const StatefulPartitionedCallAttrs &attrs,
                                    InferenceContext &context) {
  return inferCall(attrs.Tout, context);
}

} // namespace sm::ops
