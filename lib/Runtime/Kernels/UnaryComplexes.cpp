// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Functions of one operand over complex numbers.

#include "Numbers.h"
#include "UnaryLoops.h"

namespace sm::runtime {

template <typename T>
static bool unaryValue(isa::Unary op, std::complex<T> x,
                       std::complex<T> &result) {
  const std::complex<T> one(1);
  switch (op) {
  case isa::Unary::Exp:
    result = std::exp(x);
    return true;
  case isa::Unary::Neg:
    result = -x;
    return true;
  case isa::Unary::Rsqrt:
    result = one / std::sqrt(x);
    return true;
  case isa::Unary::Sigmoid:
    result = one / (one + std::exp(-x));
    return true;
  case isa::Unary::Sqrt:
    result = std::sqrt(x);
    return true;
  case isa::Unary::Square:
    result = x * x;
    return true;
  case isa::Unary::Tanh:
    result = std::tanh(x);
    return true;
  default:
    return false;
  }
}

Status unaryComplexes(isa::Unary op, DType dtype, const void *in, void *out,
                      int64_t count) {
  return dispatch(Complexes(), dtype, [&](auto tag) {
    using T = typename decltype(tag)::Type;
    const T *from = static_cast<const T *>(in);
    T *to = static_cast<T *>(out);
    for (int64_t i = 0; i < count; ++i)
      if (!unaryValue(op, from[i], to[i]))
        return unsupportedDType(dtype);
    return absl::OkStatus();
  });
}

} // namespace sm::runtime
