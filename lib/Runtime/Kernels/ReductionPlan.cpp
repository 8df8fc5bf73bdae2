// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Brings the dimensions of a reduction into an order that loops can take.

#include "ReductionPlan.h"

#include "Integers.h"

#include "absl/strings/str_cat.h"

namespace sm::runtime {

StatusOr<std::vector<bool>> readReduced(const Tensor &axes, int rank) {
  SM_ASSIGN_OR_RETURN(const IntegerList list, readIntegers(axes));
  std::vector<bool> reduced(rank);
  for (int64_t value : list) {
    SM_ASSIGN_OR_RETURN(const int axis, readAxis(value, rank));
    if (reduced[axis])
      return absl::InvalidArgumentError(
          absl::StrCat("dimension ", axis, " is named twice"));
    reduced[axis] = true;
  }
  return reduced;
}

Plan makePlan(const Shape &shape, const std::vector<bool> &reduced) {
  Plan plan;
  int changes = 0;
  bool last = false;
  for (int i = 0; i < shape.rank(); ++i) {
    if (reduced[i])
      plan.divisor *= shape.dim(i);
    if (shape.dim(i) == 1)
      continue;
    if (reduced[i] != last)
      ++changes;
    last = reduced[i];
    (last           ? plan.blocks.reduced
     : changes == 0 ? plan.blocks.outer
                    : plan.blocks.inner) *= shape.dim(i);
  }
  if (changes <= 2)
    return plan;
  plan.blocks = Blocks();
  for (int pass = 0; pass < 2; ++pass)
    for (int i = 0; i < shape.rank(); ++i)
      if (reduced[i] == (pass == 1)) {
        plan.perm.push_back(i);
        (pass ? plan.blocks.reduced : plan.blocks.outer) *= shape.dim(i);
      }
  return plan;
}

} // namespace sm::runtime
