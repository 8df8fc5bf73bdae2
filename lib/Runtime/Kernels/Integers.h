// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Operands that are int32 or int64: axes, shapes, permutations.

#ifndef SM_LIB_RUNTIME_KERNELS_INTEGERS_H
#define SM_LIB_RUNTIME_KERNELS_INTEGERS_H

#include "sm/Runtime/Tensor.h"

#include "absl/container/inlined_vector.h"

#include <cstdint>

namespace sm::runtime {

using IntegerList = absl::InlinedVector<int64_t, 8>;

/// All elements of an int32 or int64 tensor; InvalidArgument for another dtype
/// or more than `limit` elements.
StatusOr<IntegerList> readIntegers(const Tensor &tensor, int64_t limit = 4096);

/// The only element of such a tensor.
StatusOr<int64_t> readInteger(const Tensor &tensor);

/// `axis` counted from the front. InvalidArgument unless it is in
/// [-rank, rank).
StatusOr<int> readAxis(int64_t axis, int rank);

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_KERNELS_INTEGERS_H
