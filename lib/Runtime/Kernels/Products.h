// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Matrix products over all number types.

#ifndef SM_LIB_RUNTIME_KERNELS_PRODUCTS_H
#define SM_LIB_RUNTIME_KERNELS_PRODUCTS_H

#include "ISA/ISA.h"
#include "Numbers.h"
#include "sm/Runtime/ThreadPool.h"

#include <algorithm>
#include <complex>

namespace sm::runtime {

using isa::Gemm;

/// The product on this thread. Integers wrap around.
template <typename T>
void multiplyInline(const Gemm<T> &gemm) {
  for (int64_t i = 0; i < gemm.m; ++i)
    for (int64_t j = 0; j < gemm.n; ++j) {
      const T *a = gemm.a + i * gemm.strideA;
      const T *b = gemm.transposeB ? gemm.b + j * gemm.strideB : gemm.b + j;
      const int64_t step = gemm.transposeB ? 1 : gemm.strideB;
      if constexpr (std::is_integral_v<T>) {
        Wrapping<T> sum = 0;
        for (int64_t k = 0; k < gemm.k; ++k)
          sum += static_cast<Wrapping<T>>(a[k]) *
                 static_cast<Wrapping<T>>(b[k * step]);
        gemm.c[i * gemm.strideC + j] = static_cast<T>(sum);
      } else {
        T sum{};
        for (int64_t k = 0; k < gemm.k; ++k)
          sum += a[k] * b[k * step];
        gemm.c[i * gemm.strideC + j] = sum;
      }
    }
}
template <>
inline void multiplyInline(const Gemm<float> &gemm) {
  isa::table().gemmF32(gemm);
}
template <>
inline void multiplyInline(const Gemm<double> &gemm) {
  isa::table().gemmF64(gemm);
}

/// The product on as many threads as it is worth.
template <typename T>
void multiply(const Gemm<T> &gemm) {
  // Below about 20 microseconds of work a wake-up does not pay.
  constexpr double kInlineWork = 1 << 21;
  const double work = static_cast<double>(gemm.m) * gemm.n * gemm.k;
  const int threads = numThreads();
  if (threads == 1 || work < kInlineWork)
    return multiplyInline(gemm);
  // One piece a thread: each piece packs the other operand anew.
  const bool byRows = gemm.m >= gemm.n;
  const int64_t count = byRows ? gemm.m : gemm.n;
  const int64_t share = (count + threads - 1) / threads;
  const int64_t grain = std::max<int64_t>(16, (share + 15) / 16 * 16);
  parallelFor(count, grain, [&](int64_t begin, int64_t end) {
    Gemm<T> piece = gemm;
    if (byRows) {
      piece.m = end - begin;
      piece.a += begin * gemm.strideA;
      piece.c += begin * gemm.strideC;
    } else {
      piece.n = end - begin;
      piece.b += gemm.transposeB ? begin * gemm.strideB : begin;
      piece.c += begin;
    }
    multiplyInline(piece);
  });
}

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_KERNELS_PRODUCTS_H
