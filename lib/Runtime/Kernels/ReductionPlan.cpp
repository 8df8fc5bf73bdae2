// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Brings the dimensions of a reduction into an order that loops can take.

#include "ReductionPlan.h"

#include "Elements.h"
#include "Integers.h"

#include "absl/strings/str_cat.h"

namespace sm::runtime {

namespace {

/// The blocks if the reduced dimensions are neighbours (dimensions of size 1
/// go anywhere); else a permutation that makes them the last.
struct Plan {
  Blocks blocks;
  std::vector<int> perm; // Empty if none is needed.
  int64_t divisor = 1;
};

/// Which dimensions go.
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

} // namespace

StatusOr<Reduction> prepareReduction(KernelContext &context) {
  Reduction reduction;
  reduction.input = context.input(0);
  SM_ASSIGN_OR_RETURN(const std::vector<bool> reduced,
                      readReduced(context.input(1), reduction.input.rank()));
  const Plan plan = makePlan(reduction.input.shape(), reduced);
  reduction.blocks = plan.blocks;
  reduction.divisor = plan.divisor;
  SM_ASSIGN_OR_RETURN(reduction.output, context.allocateOutput(0));
  if (!plan.perm.empty()) {
    SM_ASSIGN_OR_RETURN(reduction.input,
                        transposed(reduction.input, plan.perm));
  }
  return reduction;
}

} // namespace sm::runtime
