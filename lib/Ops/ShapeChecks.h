// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The checks and small computations that shape functions are made of.

#ifndef SM_LIB_OPS_SHAPECHECKS_H
#define SM_LIB_OPS_SHAPECHECKS_H

#include "sm/Ops/Inference.h"
#include "sm/Ops/PartialShape.h"
#include "sm/Support/Status.h"

#include <cstdint>
#include <optional>

namespace sm::ops {

/// The shape of input `index`, called `name` in messages, as one of rank
/// `rank`: all dimensions unknown if the rank is.
StatusOr<PartialShape> inputOfRank(const InferenceContext &context, int index,
                                   const char *name, int rank);

/// The shape of input `index`, which may be of unknown rank but not of one
/// below `rank`.
StatusOr<PartialShape> inputOfRankAtLeast(const InferenceContext &context,
                                          int index, const char *name,
                                          int rank);

/// Checks that input `index` may be a scalar.
Status checkScalar(const InferenceContext &context, int index,
                   const char *name);

/// The value of input `index`, which must have one element (of any rank) or,
/// with `scalarOnly`, be a scalar; nullopt if it is not known.
StatusOr<std::optional<int64_t>> singleValue(const InferenceContext &context,
                                             int index, const char *name,
                                             bool scalarOnly);

/// The number of elements of vector input `index`, or kUnknownDim. Counts above
/// kMaxRank are an error: every such vector has an entry per dimension.
StatusOr<int64_t> vectorLength(const InferenceContext &context, int index,
                               const char *name);

/// The values of input `index` if some are known, else `length` unknown ones.
IntValues valuesOrUnknown(const InferenceContext &context, int index,
                          int64_t length);

/// `axis`, which may count from the end, as an index into `rank` dimensions.
StatusOr<int> normalizeAxis(int64_t axis, int rank, const char *name);

/// What two dimensions that must be equal are. `what` names them in messages:
/// "the inner dimensions".
StatusOr<int64_t> mergeDims(int64_t a, int64_t b, const char *what);

/// Sum and product of dimensions: unknown if one is, an error beyond int64. A
/// product with 0 is 0.
StatusOr<int64_t> addDims(int64_t a, int64_t b);
StatusOr<int64_t> multiplyDims(int64_t a, int64_t b);

} // namespace sm::ops

#endif // SM_LIB_OPS_SHAPECHECKS_H
