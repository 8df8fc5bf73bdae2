// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Pow. Integers wrap around; their negative exponents are an error.

#include "Kernels/Pointwise.h"
#include "sm/Runtime/MathKernels.h"

#include "absl/container/inlined_vector.h"

#include <algorithm>
#include <atomic>
#include <cmath>

namespace sm::runtime {

namespace {

/// Wraps around; y is not negative.
template <typename T>
T integerPower(T x, T y) {
  Wrapping<T> result = 1, base = static_cast<Wrapping<T>>(x);
  for (auto rest = static_cast<std::make_unsigned_t<T>>(y); rest != 0;
       rest = static_cast<decltype(rest)>(rest >> 1)) {
    if (rest & 1)
      result *= base;
    base *= base;
  }
  return static_cast<T>(result);
}

/// Where a row of the output's last dimension starts in an operand, and how
/// far the operand goes on from one element of the row to the next.
struct Row {
  int64_t offset, step;
};

Row rowOf(const Shape &operand, const Shape &output, int64_t row) {
  Row result{0, 0};
  int64_t stride = 1;
  for (int i = 1; i <= operand.rank(); ++i) {
    const int64_t size = operand.dim(operand.rank() - i);
    const int64_t step = size == 1 ? 0 : stride;
    if (i == 1) {
      result.step = step;
    } else {
      const int64_t outSize = output.dim(output.rank() - i);
      result.offset += row % outSize * step;
      row /= outSize;
    }
    stride *= size;
  }
  return result;
}

/// out[begin, end) = fn(x, y) for broadcast x and y.
template <typename T, typename Fn>
void powers(const Tensor &a, const Tensor &b, const Shape &shape, T *out,
            int64_t begin, int64_t end, Fn fn) {
  const int64_t inner = shape.rank() == 0 ? 1 : shape.dim(shape.rank() - 1);
  for (int64_t i = begin; i < end;) {
    const int64_t row = i / inner;
    const Row x = rowOf(a.shape(), shape, row),
              y = rowOf(b.shape(), shape, row);
    const int64_t start = row * inner, last = std::min(end, start + inner);
    for (; i < last; ++i)
      out[i] = static_cast<T>(
          fn(lifted(a.data<T>()[x.offset + (i - start) * x.step]),
             lifted(b.data<T>()[y.offset + (i - start) * y.step])));
  }
}

} // namespace

Status computePow(const ops::PowAttrs &, KernelContext &context) {
  const Tensor &a = context.input(0), &b = context.input(1);
  std::atomic<bool> isNegative(false);
  SM_RETURN_IF_ERROR(dispatch(AllNumeric(), a.dtype(), [&](auto tag) -> Status {
    using T = typename decltype(tag)::Type;
    SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(0));
    T *out = output->mutableData<T>();
    const int64_t total = output->numElements();
    const auto power = [&](auto x, auto y) {
      using C = decltype(x);
      if constexpr (std::is_integral_v<C>) {
        if (y >= 0)
          return integerPower(x, y);
        isNegative.store(true, std::memory_order_relaxed);
        return C{0};
      } else {
        return std::pow(withoutDenormals(x), withoutDenormals(y));
      }
    };
    parallelFor(total, 1 << 11, [&](int64_t begin, int64_t end) {
      powers(a, b, output->shape(), out, begin, end, power);
    });
    return absl::OkStatus();
  }));
  if (isNegative)
    return absl::InvalidArgumentError(
        "Integers to negative integer powers are not allowed; cast the "
        "operands to floats first");
  return absl::OkStatus();
}

} // namespace sm::runtime
