// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// NumPy's rules for the shape of an elementwise result.

#include "sm/Ops/Broadcast.h"

#include "absl/strings/str_cat.h"

#include <algorithm>

namespace sm::ops {

StatusOr<PartialShape> broadcastPartialShapes(const PartialShape &a,
                                              const PartialShape &b) {
  if (!a.hasRank() || !b.hasRank())
    return PartialShape::unranked();
  const int rank = std::max(a.rank(), b.rank());
  PartialShape result = PartialShape::ofRank(rank);
  for (int i = 0; i < rank; ++i) {
    const int fromA = i - (rank - a.rank()), fromB = i - (rank - b.rank());
    const int64_t x = fromA < 0 ? 1 : a.dim(fromA);
    const int64_t y = fromB < 0 ? 1 : b.dim(fromB);
    // An unknown dimension is 1 or equal to the other one, if that is not 1.
    if (x == y || y == 1)
      result.setDim(i, x);
    else if (x == 1 || x == kUnknownDim)
      result.setDim(i, y);
    else if (y == kUnknownDim)
      result.setDim(i, x);
    else
      return absl::InvalidArgumentError(
          absl::StrCat("shapes ", a.str(), " and ", b.str(),
                       " do not broadcast: ", x, " meets ", y));
  }
  return result;
}

StatusOr<Shape> broadcastShapes(const Shape &a, const Shape &b) {
  SM_ASSIGN_OR_RETURN(PartialShape result, broadcastPartialShapes(a, b));
  return *result.asShape();
}

std::vector<int64_t> broadcastStrides(const Shape &input, const Shape &result) {
  std::vector<int64_t> strides(result.rank(), 0);
  const int offset = result.rank() - input.rank();
  int64_t step = 1;
  for (int i = input.rank() - 1; i >= 0; --i) {
    if (input.dim(i) != 1)
      strides[offset + i] = step;
    step *= input.dim(i);
  }
  return strides;
}

} // namespace sm::ops
