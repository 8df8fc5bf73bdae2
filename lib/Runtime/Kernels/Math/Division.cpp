// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Division and SquaredDifference. Integer divisors of 0 are an error.

#include "Kernels/Pointwise.h"
#include "sm/Runtime/MathKernels.h"

#include <atomic>
#include <cmath>

namespace sm::runtime {

namespace {

/// x / y toward 0; y is not 0. The lowest integer by -1 wraps around.
template <typename T>
T quotient(T x, T y) {
  if constexpr (std::is_signed_v<T>)
    if (y == -1)
      return static_cast<T>(Wrapping<T>{0} - static_cast<Wrapping<T>>(x));
  return static_cast<T>(x / y);
}

template <typename T>
T floorQuotient(T x, T y) {
  if constexpr (std::is_integral_v<T>) {
    const T result = quotient(x, y);
    if constexpr (std::is_signed_v<T>)
      if (y != -1 && x % y != 0 && (x < 0) != (y < 0))
        return static_cast<T>(result - 1);
    return result;
  } else {
    return std::floor(x / y);
  }
}

/// What floorQuotient leaves: of the sign of y.
template <typename T>
T floorRemainder(T x, T y) {
  T rest;
  if constexpr (std::is_unsigned_v<T>)
    return static_cast<T>(x % y);
  else if constexpr (std::is_integral_v<T>)
    rest = y == -1 ? T{0} : static_cast<T>(x % y);
  else
    rest = std::fmod(x, y);
  return rest != 0 && (rest < 0) != (y < 0) ? static_cast<T>(rest + y) : rest;
}

/// zipElements of fn, with an error if it meets an integer y that is 0.
template <typename List, typename Fn>
Status divide(List types, KernelContext &context, Fn fn) {
  std::atomic<bool> byZero(false);
  SM_RETURN_IF_ERROR(zipElements(types, context, [&](auto x, auto y) {
    using T = decltype(x);
    if constexpr (std::is_integral_v<T>)
      if (y == 0) {
        byZero.store(true, std::memory_order_relaxed);
        return T{0};
      }
    return static_cast<T>(fn(x, y));
  }));
  if (byZero)
    return absl::InvalidArgumentError(
        "Integer division by zero; a divisor has an element 0");
  return absl::OkStatus();
}

} // namespace

Status computeDiv(const ops::DivAttrs &, KernelContext &context) {
  return divide(AllNumeric(), context, [](auto x, auto y) {
    if constexpr (std::is_integral_v<decltype(x)>)
      return quotient(x, y);
    else
      return x / y;
  });
}

Status computeFloorDiv(const ops::FloorDivAttrs &, KernelContext &context) {
  return divide(Reals(), context,
                [](auto x, auto y) { return floorQuotient(x, y); });
}

Status computeFloorMod(const ops::FloorModAttrs &, KernelContext &context) {
  return divide(Reals(), context,
                [](auto x, auto y) { return floorRemainder(x, y); });
}

Status computeSquaredDifference(const ops::SquaredDifferenceAttrs &,
                                KernelContext &context) {
  return zipElements(AllNumeric(), context, [](auto x, auto y) {
    using T = decltype(x);
    if constexpr (isComplexType<T>) {
      return (x - y) * std::conj(x - y);
    } else if constexpr (std::is_integral_v<T>) {
      const auto difference =
          static_cast<Wrapping<T>>(x) - static_cast<Wrapping<T>>(y);
      return static_cast<T>(difference * difference);
    } else {
      return (x - y) * (x - y);
    }
  });
}

} // namespace sm::runtime
