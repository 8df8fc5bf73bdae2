// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shape functions that several ops share; their records name them. The
/// function of a single op is declared in its family's generated header. All of
/// them set every output or return InvalidArgument, and expect a context with
/// the op's number of inputs and outputs (checkArguments).

#ifndef SM_OPS_SHAPEFUNCTIONS_H
#define SM_OPS_SHAPEFUNCTIONS_H

#include "sm/Ops/Inference.h"
#include "sm/Ops/OpInfo.h"
#include "sm/Support/Status.h"

namespace sm::ops {

/// The highest rank of a tensor, as in TensorFlow.
constexpr int kMaxRank = 254;

/// Checks the number of inputs against `op` and their element types against its
/// fixed types and type attributes: what the shape function and kernel of the
/// op rely on. Inputs of unknown type (DType::Invalid) pass. List arguments of
/// unequal types are not looked into.
Status checkArguments(const OpInfo &op, const InferenceContext &context);

/// Output 0 has the type of input 0.
Status inferUnchanged(InferenceContext &context);

/// As inferUnchanged, for an input of rank 1 or more.
Status inferUnchangedNonScalar(InferenceContext &context);

/// Output 0 is a bool tensor of the shape of input 0.
Status inferUnchangedToBool(InferenceContext &context);

/// Output i has the type of input i.
Status inferUnchangedAll(InferenceContext &context);

/// Output 0 has the element type of input 0 and the shape that all inputs,
/// which must agree, have together.
Status inferMerged(InferenceContext &context);

/// Output 0 has the element type of input 0 and the shape that inputs 0 and 1
/// broadcast to.
Status inferBroadcast(InferenceContext &context);

/// Output 0 is a bool tensor of the shape that inputs 0 and 1 broadcast to.
Status inferBroadcastToBool(InferenceContext &context);

/// For ops without outputs.
Status inferNothing(InferenceContext &context);

} // namespace sm::ops

#endif // SM_OPS_SHAPEFUNCTIONS_H
