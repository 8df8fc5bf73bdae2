// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Ops of TensorFlow without a record that a pass turns into ops that have
/// one. The pass that does it and whoever says what sm understands read this
/// one list.

#ifndef SM_OPS_REWRITTENOPS_H
#define SM_OPS_REWRITTENOPS_H

#include "absl/types/span.h"

#include <string_view>

namespace sm::ops {

/// An op that a pass takes apart.
struct RewrittenOp {
  std::string_view name;
  /// Where the pass does it, as the end of "sm has it only ...".
  std::string_view where;
};

/// A gather from a variable: a read and a GatherV2 (tf-resolve-variables).
inline constexpr RewrittenOp kResourceGather = {
    "ResourceGather", "where it is known which variable it gathers from"};

/// Normalisation by constants: a product and a sum (tf-fold-batch-norm).
inline constexpr RewrittenOp kFusedBatchNormV2 = {
    "FusedBatchNormV2", "in inference, with frozen statistics, in float"};

/// All of them.
absl::Span<const RewrittenOp> rewrittenOps();

/// The entry of op `name`, or null. An op that has one is in nobody's way
/// where the pass takes it apart; where it does not, the op stays.
const RewrittenOp *lookupRewritten(std::string_view name);

} // namespace sm::ops

#endif // SM_OPS_REWRITTENOPS_H
