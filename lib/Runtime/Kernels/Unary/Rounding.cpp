// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Abs, Sign, and the functions that round.

#include "Kernels/Pointwise.h"
#include "sm/Runtime/UnaryKernels.h"

#include <cmath>

namespace sm::runtime {

Status computeAbs(const ops::AbsAttrs &, KernelContext &context) {
  return mapElements(Join<Floats, Signed>(), context, [](auto x) {
    using T = decltype(x);
    if constexpr (std::is_integral_v<T>)
      return static_cast<T>(x < 0 ? Wrapping<T>{0} - static_cast<Wrapping<T>>(x)
                                  : static_cast<Wrapping<T>>(x));
    else
      return std::abs(x);
  });
}

Status computeSign(const ops::SignAttrs &, KernelContext &context) {
  return mapElements(Join<FloatsOrComplexes, Signed>(), context, [](auto x) {
    using T = decltype(x);
    if constexpr (isComplexType<T>)
      return x == T(0) ? T(0) : x / std::abs(x);
    else // NaNs stay.
      return x > 0 ? T(1) : x < 0 ? T(-1) : x == 0 ? T(0) : x;
  });
}

Status computeRound(const ops::RoundAttrs &, KernelContext &context) {
  return mapElements(Join<Floats, Signed>(), context, [](auto x) {
    // TensorFlow's kernel gives 0 for every integer; tf.round never hands it
    // one.
    if constexpr (std::is_integral_v<decltype(x)>)
      return decltype(x)(0);
    else
      return std::nearbyint(x); // Halves go to the even neighbour.
  });
}

Status computeRint(const ops::RintAttrs &, KernelContext &context) {
  return mapElements(Floats(), context,
                     [](auto x) { return std::nearbyint(x); });
}

Status computeCeil(const ops::CeilAttrs &, KernelContext &context) {
  return mapElements(Floats(), context, [](auto x) { return std::ceil(x); });
}

} // namespace sm::runtime
