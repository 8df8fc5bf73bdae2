// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic of two doubles or complex numbers.

#include "ArithmeticLoops.h"
#include "Numbers.h"

namespace sm::runtime {

template <typename T, isa::Binary Op>
static void loop(const void *a, int aStep, const void *b, int bStep, void *out,
                 int64_t count) {
  binaryLoop<T>(a, aStep, b, bStep, out, count, [](T x, T y) -> T {
    if constexpr (Op == isa::Binary::Add)
      return x + y;
    else if constexpr (Op == isa::Binary::Sub)
      return x - y;
    else if constexpr (Op == isa::Binary::Mul)
      return x * y;
    else if constexpr (Op == isa::Binary::Div)
      return x / y;
    else if constexpr (Op == isa::Binary::Max) // NaNs are handed on.
      return isNaN(y) ? y : x < y ? y : x;
    else
      return isNaN(y) ? y : y < x ? y : x;
  });
}

template <typename T>
static BinaryFn selectField(isa::Binary op) {
  switch (op) {
  case isa::Binary::Add:
    return loop<T, isa::Binary::Add>;
  case isa::Binary::Sub:
    return loop<T, isa::Binary::Sub>;
  case isa::Binary::Mul:
    return loop<T, isa::Binary::Mul>;
  case isa::Binary::Div:
    return loop<T, isa::Binary::Div>;
  default:
    return nullptr;
  }
}

BinaryFn wideLoop(isa::Binary op, DType dtype) {
  switch (dtype) {
  case DType::Double:
    if (op == isa::Binary::Max)
      return loop<double, isa::Binary::Max>;
    if (op == isa::Binary::Min)
      return loop<double, isa::Binary::Min>;
    return selectField<double>(op);
  case DType::Complex64:
    return selectField<std::complex<float>>(op);
  case DType::Complex128:
    return selectField<std::complex<double>>(op);
  default:
    return nullptr;
  }
}

} // namespace sm::runtime
