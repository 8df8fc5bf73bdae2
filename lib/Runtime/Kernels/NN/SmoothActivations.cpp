// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// LeakyRelu, Softplus, Softsign and LogSoftmax.

#include "Kernels/Pointwise.h"
#include "sm/Runtime/NNKernels.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sm::runtime {

Status computeLeakyRelu(const ops::LeakyReluAttrs &attrs,
                        KernelContext &context) {
  return dispatch(Floats(), context.input(0).dtype(), [&](auto tag) {
    using T = typename decltype(tag)::Type;
    using C = ComputeType<T>;
    // Rounded to the elements' type first, as the elements are.
    const C alpha = static_cast<C>(T(static_cast<C>(attrs.alpha)));
    return mapElements(Types<T>(), context,
                       [alpha](C x) { return x > 0 ? x : x * alpha; });
  });
}

namespace {

/// The distance from 1 to the next number.
template <typename T>
constexpr double kEpsilon = std::numeric_limits<T>::epsilon();
template <>
inline constexpr double kEpsilon<Half> = 0x1p-10;
template <>
inline constexpr double kEpsilon<BFloat16> = 0x1p-7;

} // namespace

Status computeSoftplus(const ops::SoftplusAttrs &, KernelContext &context) {
  return dispatch(Floats(), context.input(0).dtype(), [&](auto tag) {
    using T = typename decltype(tag)::Type;
    using C = ComputeType<T>;
    // Beyond this bound one of the two summands drowns in the other.
    const C bound = static_cast<C>(std::log(kEpsilon<T>) + 2);
    return mapElements(Types<T>(), context, [bound](C x) {
      return x > -bound ? x : x < bound ? std::exp(x) : std::log1p(std::exp(x));
    });
  });
}

Status computeSoftsign(const ops::SoftsignAttrs &, KernelContext &context) {
  return mapElements(Floats(), context,
                     [](auto x) { return x / (std::abs(x) + 1); });
}

template <typename T>
static void logSoftmaxRow(const T *in, T *out, int64_t columns) {
  using C = ComputeType<T>;
  C maximum = lifted(in[0]);
  for (int64_t i = 1; i < columns; ++i)
    maximum = std::max<C>(maximum, lifted(in[i]));
  double sum = 0;
  for (int64_t i = 0; i < columns; ++i)
    sum += std::exp(lifted(in[i]) - maximum);
  const C logarithm = static_cast<C>(std::log(sum));
  for (int64_t i = 0; i < columns; ++i)
    out[i] = static_cast<T>(lifted(in[i]) - maximum - logarithm);
}

Status computeLogSoftmax(const ops::LogSoftmaxAttrs &, KernelContext &context) {
  const Tensor &input = context.input(0);
  return dispatch(Floats(), input.dtype(), [&](auto tag) -> Status {
    using T = typename decltype(tag)::Type;
    SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(0));
    const int64_t total = input.numElements();
    if (total == 0)
      return absl::OkStatus();
    const int64_t columns = input.dim(input.rank() - 1);
    const int64_t grain = std::max<int64_t>(1, (1 << 12) / columns);
    parallelFor(total / columns, grain, [&](int64_t begin, int64_t end) {
      for (int64_t row = begin; row < end; ++row)
        logSoftmaxRow(input.data<T>() + row * columns,
                      output->mutableData<T>() + row * columns, columns);
    });
    return absl::OkStatus();
  });
}

} // namespace sm::runtime
