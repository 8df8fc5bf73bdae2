// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Logarithms, Expm1, the sine and its kin, error functions, Reciprocal.

#include "Kernels/Pointwise.h"
#include "sm/Runtime/UnaryKernels.h"

#include <cmath>

namespace sm::runtime {

Status computeLog(const ops::LogAttrs &, KernelContext &context) {
  return mapElements(FloatsOrComplexes(), context,
                     [](auto x) { return std::log(withoutDenormals(x)); });
}

Status computeLog1p(const ops::Log1pAttrs &, KernelContext &context) {
  return mapElements(FloatsOrComplexes(), context, [](auto x) {
    using T = decltype(x);
    if constexpr (isComplexType<T>) {
      // log |1 + x| without the loss of small x beside 1.
      using Part = typename T::value_type;
      const Part square = x.real() * (2 + x.real()) + x.imag() * x.imag();
      return std::abs(x) < Part(0.5)
                 ? T(std::log1p(square) / 2, std::atan2(x.imag(), 1 + x.real()))
                 : std::log(T(1) + x);
    } else {
      return std::log1p(x);
    }
  });
}

Status computeExpm1(const ops::Expm1Attrs &, KernelContext &context) {
  return mapElements(FloatsOrComplexes(), context, [](auto x) {
    using T = decltype(x);
    if constexpr (isComplexType<T>) {
      // exp(a) cos(b) - 1 = expm1(a) cos(b) - 2 sin(b / 2)^2.
      const auto half = std::sin(x.imag() / 2);
      return T(std::expm1(x.real()) * std::cos(x.imag()) - 2 * half * half,
               std::exp(x.real()) * std::sin(x.imag()));
    } else {
      return std::expm1(x);
    }
  });
}

Status computeSin(const ops::SinAttrs &, KernelContext &context) {
  return mapElements(FloatsOrComplexes(), context,
                     [](auto x) { return std::sin(x); });
}

Status computeCos(const ops::CosAttrs &, KernelContext &context) {
  return mapElements(FloatsOrComplexes(), context,
                     [](auto x) { return std::cos(x); });
}

Status computeErf(const ops::ErfAttrs &, KernelContext &context) {
  return mapElements(Floats(), context, [](auto x) {
    // TensorFlow's rational function of doubles breaks down there.
    if constexpr (std::is_same_v<decltype(x), double>)
      if (std::isinf(x * x))
        return std::numeric_limits<double>::quiet_NaN();
    return std::erf(x);
  });
}

Status computeErfc(const ops::ErfcAttrs &, KernelContext &context) {
  return mapElements(Floats(), context, [](auto x) { return std::erfc(x); });
}

Status computeReciprocal(const ops::ReciprocalAttrs &, KernelContext &context) {
  return mapElements(FloatsOrComplexes(), context,
                     [](auto x) { return decltype(x)(1) / x; });
}

} // namespace sm::runtime
