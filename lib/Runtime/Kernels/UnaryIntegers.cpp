// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Functions of one operand over integers.

#include "Numbers.h"
#include "UnaryLoops.h"

namespace sm::runtime {

template <typename T>
static Status unaryLoop(isa::Unary op, const T *in, T *out, int64_t count) {
  using W = Wrapping<T>;
  switch (op) {
  case isa::Unary::Neg:
    for (int64_t i = 0; i < count; ++i)
      out[i] = static_cast<T>(W{0} - static_cast<W>(in[i]));
    return absl::OkStatus();
  case isa::Unary::Square:
    for (int64_t i = 0; i < count; ++i)
      out[i] = static_cast<T>(static_cast<W>(in[i]) * static_cast<W>(in[i]));
    return absl::OkStatus();
  case isa::Unary::Relu:
    for (int64_t i = 0; i < count; ++i)
      out[i] = in[i] > 0 ? in[i] : T{0};
    return absl::OkStatus();
  case isa::Unary::Relu6:
    for (int64_t i = 0; i < count; ++i)
      out[i] = in[i] <= 0 ? T{0} : in[i] < 6 ? in[i] : T{6};
    return absl::OkStatus();
  default:
    return unsupportedDType(dtypeOf<T>);
  }
}

Status unaryIntegers(isa::Unary op, DType dtype, const void *in, void *out,
                     int64_t count) {
  return dispatch(Integers(), dtype, [&](auto tag) {
    using T = typename decltype(tag)::Type;
    return unaryLoop(op, static_cast<const T *>(in), static_cast<T *>(out),
                     count);
  });
}

} // namespace sm::runtime
