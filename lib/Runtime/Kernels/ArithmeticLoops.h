// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Loops of two operands over elements that are not floats.

#ifndef SM_LIB_RUNTIME_KERNELS_ARITHMETICLOOPS_H
#define SM_LIB_RUNTIME_KERNELS_ARITHMETICLOOPS_H

#include "ISA/ISA.h"
#include "sm/Support/DType.h"
#include "sm/Support/Status.h"

#include <cstdint>

namespace sm::runtime {

/// A loop as in Broadcast.h, as a plain function.
using BinaryFn = void (*)(const void *a, int aStep, const void *b, int bStep,
                          void *out, int64_t count);

/// The loop for integers, which wrap around. Null for Div and for a dtype that
/// is no integer.
BinaryFn integerLoop(isa::Binary op, DType dtype);
/// The loop for double, complex64 and complex128 (no Max and Min of those).
/// Null otherwise.
BinaryFn wideLoop(isa::Binary op, DType dtype);

/// out[i] = f(a[i * aStep], b[i * bStep]).
template <typename T, typename Fn>
inline void binaryLoop(const void *a, int aStep, const void *b, int bStep,
                       void *out, int64_t count, Fn fn) {
  const T *x = static_cast<const T *>(a);
  const T *y = static_cast<const T *>(b);
  T *z = static_cast<T *>(out);
  for (int64_t i = 0; i < count; ++i)
    z[i] = fn(x[i * aStep], y[i * bStep]);
}

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_KERNELS_ARITHMETICLOOPS_H
