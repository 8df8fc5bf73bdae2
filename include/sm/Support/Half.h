// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Conversions between float and the 16-bit floating point types, given as bit
/// patterns. All are exact or round to nearest, ties to even.

#ifndef SM_SUPPORT_HALF_H
#define SM_SUPPORT_HALF_H

#include <cstdint>
#include <cstring>

namespace sm {

namespace detail {

inline uint32_t floatBits(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  return bits;
}

inline float floatFromBits(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

} // namespace detail

/// The float of IEEE binary16 bits; exact. NaNs keep sign and payload.
inline float halfToFloat(uint16_t half) {
  const uint32_t sign = static_cast<uint32_t>(half & 0x8000u) << 16;
  const uint32_t exponent = (half >> 10) & 0x1fu;
  const uint32_t mantissa = half & 0x3ffu;
  if (exponent == 0x1f) // Infinity or NaN.
    return detail::floatFromBits(sign | 0x7f800000u | (mantissa << 13));
  if (exponent == 0) // Zero or subnormal: mantissa * 2^-24, exact in float.
    return detail::floatFromBits(
        sign | detail::floatBits(static_cast<float>(mantissa) * 0x1p-24f));
  return detail::floatFromBits(sign | ((exponent + 112) << 23) |
                               (mantissa << 13));
}

/// The nearest IEEE binary16, ties to even; magnitudes of 65520 and more become
/// infinity. NaNs stay quiet NaNs with their sign.
inline uint16_t floatToHalf(float value) {
  const uint32_t bits = detail::floatBits(value);
  const uint16_t sign = static_cast<uint16_t>((bits >> 16) & 0x8000u);
  const uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u)
    return static_cast<uint16_t>(sign | 0x7e00u | ((magnitude >> 13) & 0x3ffu));
  if (magnitude >= 0x477ff000u) // 65520, halfway to the first value too large.
    return static_cast<uint16_t>(sign | 0x7c00u);
  if (magnitude < 0x38800000u) {
    // Below 2^-14 the result is subnormal. Adding 0.5 puts its last bit at the
    // last bit of the float, so the addition itself does the rounding.
    const float sum = detail::floatFromBits(magnitude) + 0.5f;
    return static_cast<uint16_t>(sign | (detail::floatBits(sum) - 0x3f000000u));
  }
  const uint32_t odd = (magnitude >> 13) & 1u;
  const uint32_t rounded = magnitude - 0x38000000u + 0xfffu + odd;
  return static_cast<uint16_t>(sign | (rounded >> 13));
}

/// The float of bfloat16 bits; exact.
inline float bfloat16ToFloat(uint16_t value) {
  return detail::floatFromBits(static_cast<uint32_t>(value) << 16);
}

/// The nearest bfloat16, ties to even. Every NaN becomes the quiet NaN of its
/// sign, as in TensorFlow.
inline uint16_t floatToBFloat16(float value) {
  const uint32_t bits = detail::floatBits(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u)
    return static_cast<uint16_t>(((bits >> 16) & 0x8000u) | 0x7fc0u);
  const uint32_t odd = (bits >> 16) & 1u;
  return static_cast<uint16_t>((bits + 0x7fffu + odd) >> 16);
}

} // namespace sm

#endif // SM_SUPPORT_HALF_H
