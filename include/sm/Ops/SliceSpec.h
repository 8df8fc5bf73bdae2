// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The dense form of StridedSlice: NumPy-like indexing with masks, resolved to
/// one range for each dimension of the input; shared by the shape function, the
/// kernel and folding.

#ifndef SM_OPS_SLICESPEC_H
#define SM_OPS_SLICESPEC_H

#include "sm/Ops/Inference.h"
#include "sm/Ops/PartialShape.h"
#include "sm/Support/Shape.h"
#include "sm/Support/Status.h"

#include <cstdint>
#include <vector>

namespace sm::ops {

/// The masks of StridedSlice: bit i speaks of entry i of begin, end, strides.
struct SliceMasks {
  int64_t begin = 0;      ///< begin[i] is ignored: from the first element
  int64_t end = 0;        ///< end[i] is ignored: to the last element
  int64_t ellipsis = 0;   ///< entry i stands for all dimensions not named
  int64_t newAxis = 0;    ///< entry i is a new dimension of size 1
  int64_t shrinkAxis = 0; ///< entry i is one index; its dimension goes away
};

/// A resolved slice. From dimension d of the input it takes the elements
/// begin[d], begin[d] + stride[d], ...: size[d] of them. What the arguments do
/// not decide is kUnknownValue, for a size kUnknownDim.
struct SliceSpec {
  std::vector<int64_t> begin, stride, size;
  /// The shape of the result: with new axes, without shrunk ones.
  PartialShape result;
  /// For each dimension of the result the dimension of the input it shows, or
  /// -1 for a new axis.
  std::vector<int> sources;
};

/// The most entries of begin, end and strides: masks have 32 bits in
/// TensorFlow.
constexpr int kMaxSliceEntries = 31;

/// Resolves a slice of an input of shape `input`, whose rank is known, given as
/// `begin`, `end` and `strides` of one length, with kUnknownValue where an
/// element is not known. InvalidArgument for an index out of bounds, a stride
/// of 0, more entries than dimensions, two ellipses, or lengths that differ or
/// exceed kMaxSliceEntries.
StatusOr<SliceSpec> computeSliceSpec(const PartialShape &input,
                                     const IntValues &begin,
                                     const IntValues &end,
                                     const IntValues &strides,
                                     const SliceMasks &masks);

/// The same where everything is known: every number of the result is known and
/// lies inside the input, whatever the values are (kUnknownValue is a number
/// like any other).
StatusOr<SliceSpec> computeSliceSpec(const Shape &input, IntValues begin,
                                     IntValues end, IntValues strides,
                                     const SliceMasks &masks);

} // namespace sm::ops

#endif // SM_OPS_SLICESPEC_H
