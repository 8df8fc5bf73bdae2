// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Which elements of a tensor a reduction brings together.

#ifndef SM_LIB_RUNTIME_KERNELS_REDUCTIONPLAN_H
#define SM_LIB_RUNTIME_KERNELS_REDUCTIONPLAN_H

#include "sm/Runtime/Kernel.h"
#include "sm/Runtime/Tensor.h"

namespace sm::runtime {

/// The input as [outer, reduced, inner].
struct Blocks {
  int64_t outer = 1, reduced = 1, inner = 1;
};

/// A reduction that is ready to run: the reduced dimensions of `input` are
/// neighbours, if need be because it was transposed.
struct Reduction {
  Tensor input;
  Blocks blocks;
  int64_t divisor = 1; ///< how many elements come together
  Tensor *output = nullptr;
};

/// Reads the inputs of a reduction, a tensor and the dimensions that go, and
/// allocates its output. An axis may be named from the end, but only once.
StatusOr<Reduction> prepareReduction(KernelContext &context);

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_KERNELS_REDUCTIONPLAN_H
