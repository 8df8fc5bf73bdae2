// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Which elements of a tensor a reduction brings together.

#ifndef SM_LIB_RUNTIME_KERNELS_REDUCTIONPLAN_H
#define SM_LIB_RUNTIME_KERNELS_REDUCTIONPLAN_H

#include "sm/Runtime/Tensor.h"

#include <vector>

namespace sm::runtime {

/// The input as [outer, reduced, inner].
struct Blocks {
  int64_t outer = 1, reduced = 1, inner = 1;
};

/// Which dimensions go; an axis may be named from the end, but only once.
StatusOr<std::vector<bool>> readReduced(const Tensor &axes, int rank);

/// The blocks if the reduced dimensions are neighbours (dimensions of size 1
/// go anywhere); else a permutation that makes them the last.
struct Plan {
  Blocks blocks;
  std::vector<int> perm; ///< empty if none is needed
  int64_t divisor = 1;
};

Plan makePlan(const Shape &shape, const std::vector<bool> &reduced);

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_KERNELS_REDUCTIONPLAN_H
