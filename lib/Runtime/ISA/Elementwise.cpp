// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Elementwise loops over floats.

#include "Loops.h"
#include "VectorMath.h"

namespace sm::runtime::isa::SM_ISA {

namespace {

template <typename Fn>
inline void map(const float *in, float *out, int64_t count, Fn fn) {
  for (int64_t i = 0; i < count; ++i)
    out[i] = fn(in[i]);
}

template <typename Fn>
inline void zip(const float *a, int aStep, const float *b, int bStep,
                float *out, int64_t count, Fn fn) {
  // The step is a constant in each loop, so that each becomes vector code.
  if (aStep && bStep) {
    for (int64_t i = 0; i < count; ++i)
      out[i] = fn(a[i], b[i]);
  } else if (aStep) {
    const float y = *b;
    for (int64_t i = 0; i < count; ++i)
      out[i] = fn(a[i], y);
  } else {
    const float x = *a;
    for (int64_t i = 0; i < count; ++i)
      out[i] = fn(x, bStep ? b[i] : *b);
  }
}

inline float elu(float x) {
  const float negative = exponential(x) - 1.0f;
  return x < 0.0f ? negative : x;
}

inline float selu(float x) {
  const float negative = 1.7580993408473768f * (exponential(x) - 1.0f);
  return x < 0.0f ? negative : 1.0507009873554805f * x;
}

} // namespace

void unaryF32(Unary op, const float *in, float *out, int64_t count) {
  switch (op) {
  case Unary::Elu:
    return map(in, out, count, [](float x) { return elu(x); });
  case Unary::Exp:
    return map(in, out, count, [](float x) { return exponential(x); });
  case Unary::Floor:
    return map(in, out, count, [](float x) { return __builtin_floorf(x); });
  case Unary::Neg:
    return map(in, out, count, [](float x) { return -x; });
  case Unary::Relu: // NaN stays NaN.
    return map(in, out, count, [](float x) { return x <= 0.0f ? 0.0f : x; });
  case Unary::Relu6:
    return map(in, out, count, [](float x) {
      const float low = x <= 0.0f ? 0.0f : x;
      return low > 6.0f ? 6.0f : low;
    });
  case Unary::Rsqrt:
    return map(in, out, count,
               [](float x) { return 1.0f / __builtin_sqrtf(x); });
  case Unary::Selu:
    return map(in, out, count, [](float x) { return selu(x); });
  case Unary::Sigmoid:
    return map(in, out, count, [](float x) { return logistic(x); });
  case Unary::Sqrt:
    return map(in, out, count, [](float x) { return __builtin_sqrtf(x); });
  case Unary::Square:
    return map(in, out, count, [](float x) { return x * x; });
  case Unary::Tanh:
    return map(in, out, count, [](float x) { return hyperbolicTangent(x); });
  }
}

void binaryF32(Binary op, const float *a, int aStep, const float *b, int bStep,
               float *out, int64_t count) {
  switch (op) {
  case Binary::Add:
    return zip(a, aStep, b, bStep, out, count,
               [](float x, float y) { return x + y; });
  case Binary::Sub:
    return zip(a, aStep, b, bStep, out, count,
               [](float x, float y) { return x - y; });
  case Binary::Mul:
    return zip(a, aStep, b, bStep, out, count,
               [](float x, float y) { return x * y; });
  case Binary::Div:
    return zip(a, aStep, b, bStep, out, count,
               [](float x, float y) { return x / y; });
  case Binary::Max:
    return zip(a, aStep, b, bStep, out, count, [](float x, float y) {
      const float larger = x < y ? y : x;
      return y != y ? y : larger;
    });
  case Binary::Min:
    return zip(a, aStep, b, bStep, out, count, [](float x, float y) {
      const float smaller = y < x ? y : x;
      return y != y ? y : smaller;
    });
  }
}

void normalizeF32(const float *in, const float *mean, const float *scale,
                  const float *offset, float *out, int64_t rows,
                  int64_t columns) {
  for (int64_t row = 0; row < rows; ++row) {
    const float *from = in + row * columns;
    float *to = out + row * columns;
    for (int64_t i = 0; i < columns; ++i)
      to[i] = (from[i] - mean[i]) * scale[i] + offset[i];
  }
}

void maxToF32(float *accumulators, const float *in, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    accumulators[i] = accumulators[i] < in[i] ? in[i] : accumulators[i];
}

void addToF32(float *accumulators, const float *in, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    accumulators[i] += in[i];
}

void addToF64(double *accumulators, const float *in, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    accumulators[i] += static_cast<double>(in[i]);
}

} // namespace sm::runtime::isa::SM_ISA
