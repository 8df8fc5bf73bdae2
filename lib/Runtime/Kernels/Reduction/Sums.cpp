// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Sum and Mean. Sums run in double for floats and in 64 bits for integers, so
// that they are as good as TensorFlow's trees of partial sums or better.

#include "ISA/ISA.h"
#include "Kernels/Elements.h"
#include "Kernels/FloatBlocks.h"
#include "Kernels/Numbers.h"
#include "Kernels/ReductionPlan.h"
#include "sm/Runtime/ReductionKernels.h"
#include "sm/Runtime/ThreadPool.h"

#include <algorithm>
#include <vector>

namespace sm::runtime {

namespace {

using Summands = Types<float, double, Half, BFloat16, int8_t, int16_t, int32_t,
                       int64_t, uint8_t, uint16_t, uint32_t, uint64_t,
                       std::complex<float>, std::complex<double>>;

template <typename T>
struct AccumulatorOf {
  using Type = double;
};
template <>
struct AccumulatorOf<std::complex<float>> {
  using Type = std::complex<double>;
};
template <>
struct AccumulatorOf<std::complex<double>> {
  using Type = std::complex<double>;
};
/// Sums of integers wrap around; signed ones are read back as signed.
template <typename T>
using Accumulator = std::conditional_t<std::is_integral_v<T>, uint64_t,
                                       typename AccumulatorOf<T>::Type>;

template <typename T>
Accumulator<T> lift(T value) {
  return static_cast<Accumulator<T>>(static_cast<ComputeType<T>>(value));
}
template <>
std::complex<double> lift(std::complex<float> value) {
  return {value.real(), value.imag()};
}

template <typename T>
Accumulator<T> sumOf(const T *in, int64_t count) {
  if constexpr (std::is_same_v<T, float>) {
    return isa::table().sumF32(in, count);
  } else {
    Accumulator<T> result{};
    for (int64_t i = 0; i < count; ++i)
      result += lift(in[i]);
    return result;
  }
}

template <typename T>
void addTo(Accumulator<T> *sums, const T *in, int64_t count) {
  if constexpr (std::is_same_v<T, float>)
    isa::table().addToF64(sums, in, count);
  else
    for (int64_t i = 0; i < count; ++i)
      sums[i] += lift(in[i]);
}

/// The result for a sum of `count` elements; `divisor` 1 keeps it a sum.
template <typename T>
T settle(Accumulator<T> sum, int64_t divisor) {
  if constexpr (std::is_unsigned_v<T>) {
    return static_cast<T>(divisor == 0 ? 0 : sum / divisor);
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(divisor == 0 ? 0
                                       : static_cast<int64_t>(sum) / divisor);
  } else if constexpr (std::is_same_v<T, std::complex<float>>) {
    sum /= static_cast<double>(divisor);
    return {static_cast<float>(sum.real()), static_cast<float>(sum.imag())};
  } else {
    return T(static_cast<ComputeType<T>>(sum / static_cast<double>(divisor)));
  }
}

template <typename T>
void sumBlocks(const Blocks &blocks, const T *in, int64_t divisor, T *out) {
  const int64_t blockSize = blocks.reduced * blocks.inner;
  const int64_t grain =
      std::max<int64_t>(1, (1 << 14) / std::max<int64_t>(1, blockSize));
  if (blocks.inner == 1) {
    parallelFor(blocks.outer, grain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        out[i] = settle<T>(sumOf(in + i * blockSize, blocks.reduced), divisor);
    });
    return;
  }
  parallelFor(blocks.outer, grain, [&](int64_t begin, int64_t end) {
    std::vector<Accumulator<T>> sums(blocks.inner);
    for (int64_t i = begin; i < end; ++i) {
      std::fill(sums.begin(), sums.end(), Accumulator<T>{});
      for (int64_t row = 0; row < blocks.reduced; ++row)
        addTo(sums.data(), in + i * blockSize + row * blocks.inner,
              blocks.inner);
      for (int64_t j = 0; j < blocks.inner; ++j)
        out[i * blocks.inner + j] = settle<T>(sums[j], divisor);
    }
  });
}

Status computeSums(KernelContext &context, bool mean) {
  SM_ASSIGN_OR_RETURN(Reduction reduction, prepareReduction(context));
  return dispatch(Summands(), reduction.input.dtype(), [&](auto tag) {
    using T = typename decltype(tag)::Type;
    sumBlocks(reduction.blocks, reduction.input.data<T>(),
              mean ? reduction.divisor : 1, reduction.output->mutableData<T>());
    return absl::OkStatus();
  });
}

} // namespace

Status computeSum(const ops::SumAttrs &, KernelContext &context) {
  return computeSums(context, /*mean=*/false);
}

Status computeMean(const ops::MeanAttrs &, KernelContext &context) {
  return computeSums(context, /*mean=*/true);
}

} // namespace sm::runtime
