// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Single-precision functions without branches, which the compiler turns into
/// vector code. Polynomials are the minimax ones of Moshier's Cephes library;
/// errors stay within 2 units in the last place.

#ifndef SM_LIB_RUNTIME_ISA_VECTORMATH_H
#define SM_LIB_RUNTIME_ISA_VECTORMATH_H

#include <stdint.h>

namespace sm::runtime::isa::SM_ISA {
namespace {

inline uint32_t bitsOf(float value) {
  uint32_t bits;
  __builtin_memcpy(&bits, &value, sizeof(bits));
  return bits;
}

inline float floatOf(uint32_t bits) {
  float value;
  __builtin_memcpy(&value, &bits, sizeof(value));
  return value;
}

/// e to the power x; NaN stays NaN.
inline float exponential(float x) {
  // Beyond these the result is 0 or infinity whatever comes.
  float clamped = x < -104.0f ? -104.0f : x;
  clamped = clamped > 89.0f ? 89.0f : clamped;
  // Adding 1.5 * 2^23 leaves the nearest integer in the low bits.
  const float shifted = clamped * 1.44269504088896341f + 12582912.0f;
  const uint32_t integer = bitsOf(shifted) - 0x4b400000u;
  const float n = shifted - 12582912.0f;
  float r = clamped - n * 0.693359375f;
  r = r - n * -2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  // In TensorFlow's order: what is left of exp(x) - 1 for small x shows it.
  p = p * (r * r) + (r + 1.0f);
  // Two steps of scaling, because 2^n alone may be out of range.
  const uint32_t half =
      static_cast<uint32_t>(static_cast<int32_t>(integer) >> 1);
  const float first = floatOf((half + 127u) << 23);
  const float second = floatOf((integer - half + 127u) << 23);
  return p * first * second;
}

inline float hyperbolicTangent(float x) {
  const float magnitude = __builtin_fabsf(x);
  const float z = x * x;
  float p = -5.70498872745e-3f;
  p = p * z + 2.06390887954e-2f;
  p = p * z - 5.37397155531e-2f;
  p = p * z + 1.33314422036e-1f;
  p = p * z - 3.33332819422e-1f;
  const float small = p * z * x + x;
  const float large = 1.0f - 2.0f / (exponential(2.0f * magnitude) + 1.0f);
  const float signedLarge = floatOf(bitsOf(large) | (bitsOf(x) & 0x80000000u));
  return magnitude < 0.625f ? small : signedLarge;
}

inline float logistic(float x) { return 1.0f / (1.0f + exponential(-x)); }

} // namespace
} // namespace sm::runtime::isa::SM_ISA

#endif // SM_LIB_RUNTIME_ISA_VECTORMATH_H
