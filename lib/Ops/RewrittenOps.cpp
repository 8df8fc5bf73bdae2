// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The list of ops that passes take apart, and the search in it.

#include "sm/Ops/RewrittenOps.h"

namespace sm::ops {

absl::Span<const RewrittenOp> rewrittenOps() {
  static constexpr RewrittenOp kAll[] = {kResourceGather, kFusedBatchNormV2};
  return kAll;
}

const RewrittenOp *lookupRewritten(std::string_view name) {
  for (const RewrittenOp &op : rewrittenOps())
    if (op.name == name)
      return &op;
  return nullptr;
}

} // namespace sm::ops
