// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic of two integers.

#include "ArithmeticLoops.h"
#include "Numbers.h"

#include <algorithm>

namespace sm::runtime {

template <typename T, isa::Binary Op>
static void loop(const void *a, int aStep, const void *b, int bStep, void *out,
                 int64_t count) {
  using W = Wrapping<T>;
  binaryLoop<T>(a, aStep, b, bStep, out, count, [](T x, T y) -> T {
    const W u = static_cast<W>(x), v = static_cast<W>(y);
    switch (Op) {
    case isa::Binary::Add:
      return static_cast<T>(u + v);
    case isa::Binary::Sub:
      return static_cast<T>(u - v);
    case isa::Binary::Mul:
      return static_cast<T>(u * v);
    case isa::Binary::Max:
      return std::max(x, y);
    default:
      return std::min(x, y);
    }
  });
}

template <typename T>
static BinaryFn select(isa::Binary op) {
  switch (op) {
  case isa::Binary::Add:
    return loop<T, isa::Binary::Add>;
  case isa::Binary::Sub:
    return loop<T, isa::Binary::Sub>;
  case isa::Binary::Mul:
    return loop<T, isa::Binary::Mul>;
  case isa::Binary::Max:
    return loop<T, isa::Binary::Max>;
  case isa::Binary::Min:
    return loop<T, isa::Binary::Min>;
  case isa::Binary::Div:
    return nullptr;
  }
  return nullptr;
}

BinaryFn integerLoop(isa::Binary op, DType dtype) {
  BinaryFn result = nullptr;
  // A dtype that is not in the list leaves null, which says the same.
  (void)dispatch(Integers(), dtype, [&](auto tag) {
    result = select<typename decltype(tag)::Type>(op);
    return absl::OkStatus();
  });
  return result;
}

} // namespace sm::runtime
