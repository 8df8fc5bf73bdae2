// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Arithmetic of two operands that broadcast, over all number types.

#ifndef SM_LIB_RUNTIME_KERNELS_ARITHMETIC_H
#define SM_LIB_RUNTIME_KERNELS_ARITHMETIC_H

#include "Broadcast.h"
#include "ISA/ISA.h"

namespace sm::runtime {

/// Output 0 = op(input 0, input 1), walked by `shapes` if not null.
/// Unimplemented for types that TensorFlow has no such kernel for: division of
/// integers, extremes of complex numbers.
Status computeArithmetic(isa::Binary op, KernelContext &context,
                         const BinaryShapes *shapes = nullptr);

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_KERNELS_ARITHMETIC_H
