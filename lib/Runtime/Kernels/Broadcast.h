// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Walking two operands that broadcast, whatever their elements are.

#ifndef SM_LIB_RUNTIME_KERNELS_BROADCAST_H
#define SM_LIB_RUNTIME_KERNELS_BROADCAST_H

#include "sm/Runtime/Kernel.h"

#include "absl/functional/function_ref.h"

#include <cstdint>

namespace sm::runtime {

/// out[i] = f(a[i * aStep], b[i * bStep]) for `count` elements; steps are 0 or
/// 1. `out` may be `a` or `b`.
using BinaryLoop =
    absl::FunctionRef<void(const void *a, int aStep, const void *b, int bStep,
                           void *out, int64_t count)>;

/// Shapes to walk by in place of the tensors' own, of equal element counts;
/// the operands' broadcast to `out`.
struct BinaryShapes {
  Shape a, b, out;
};

/// Output 0 = `loop` over inputs 0 and 1, which broadcast to its shape, in as
/// few and long stretches as the shapes allow. `forward` lets the output take
/// over an operand's memory, which it may if their elements are of one type.
/// `shapes` may be null.
Status computeBinary(KernelContext &context, bool forward,
                     const BinaryShapes *shapes, BinaryLoop loop);

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_KERNELS_BROADCAST_H
