// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Broadcasting as NumPy and TensorFlow define it, over partial and full
/// shapes; shared by shape functions and kernels.

#ifndef SM_OPS_BROADCAST_H
#define SM_OPS_BROADCAST_H

#include "sm/Ops/PartialShape.h"
#include "sm/Support/Shape.h"
#include "sm/Support/Status.h"

#include <cstdint>
#include <vector>

namespace sm::ops {

/// The shape that `a` and `b` broadcast to. Shapes are aligned at their last
/// dimensions; a dimension of 1 stretches. An unknown dimension beside a known
/// one other than 1 takes its size; unknown rank makes the result's rank
/// unknown. InvalidArgument if two known dimensions cannot meet.
StatusOr<PartialShape> broadcastPartialShapes(const PartialShape &a,
                                              const PartialShape &b);

/// The same for full shapes.
StatusOr<Shape> broadcastShapes(const Shape &a, const Shape &b);

/// How to walk a row-major tensor of shape `input` in the order of `result`, to
/// which it broadcasts: for each dimension of `result` the number of elements
/// of the input to step by, 0 where the input is stretched or has no such
/// dimension.
std::vector<int64_t> broadcastStrides(const Shape &input, const Shape &result);

} // namespace sm::ops

#endif // SM_OPS_BROADCAST_H
