// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The 16-bit floating point types, every value of them.

#include "sm/Support/Half.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

using namespace sm;

namespace {

/// The value of binary16 bits by the definition of the format.
double halfByDefinition(uint16_t bits) {
  const int exponent = (bits >> 10) & 31;
  const int mantissa = bits & 1023;
  const double sign = bits & 0x8000 ? -1 : 1;
  if (exponent == 31)
    return mantissa ? std::numeric_limits<double>::quiet_NaN()
                    : sign * std::numeric_limits<double>::infinity();
  if (exponent == 0)
    return sign * std::ldexp(mantissa, -24);
  return sign * std::ldexp(1024 + mantissa, exponent - 25);
}

TEST(Half, EveryValueIsExact) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    const uint16_t half = static_cast<uint16_t>(bits);
    const float value = halfToFloat(half);
    const double expected = halfByDefinition(half);
    if (std::isnan(expected)) {
      EXPECT_TRUE(std::isnan(value));
      EXPECT_TRUE(std::isnan(halfToFloat(floatToHalf(value))));
      EXPECT_EQ(std::signbit(value), (half & 0x8000) != 0);
    } else {
      EXPECT_EQ(value, expected);
      EXPECT_EQ(std::signbit(value), (half & 0x8000) != 0);
      EXPECT_EQ(floatToHalf(value), half);
    }
  }
}

TEST(Half, RoundsToNearestTiesToEven) {
  // All midpoints between neighbours, the step beyond the last one included.
  for (uint16_t half = 0; half < 0x7c00; ++half) {
    const uint16_t next = half + 1;
    const double above = next == 0x7c00 ? 65536.0 : halfToFloat(next);
    const float middle = static_cast<float>((halfToFloat(half) + above) / 2);
    const uint16_t even = half % 2 == 0 ? half : next;
    EXPECT_EQ(floatToHalf(middle), even) << half;
    EXPECT_EQ(floatToHalf(-middle), even | 0x8000);
    EXPECT_EQ(floatToHalf(std::nextafter(middle, 0.0f)), half);
    EXPECT_EQ(floatToHalf(std::nextafter(middle, 1e9f)), next);
  }
  EXPECT_EQ(floatToHalf(1e30f), 0x7c00);
  EXPECT_EQ(floatToHalf(-std::numeric_limits<float>::infinity()), 0xfc00);
  EXPECT_EQ(floatToHalf(std::numeric_limits<float>::denorm_min()), 0);
}

TEST(BFloat16, EveryValueIsExact) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    const uint16_t value = static_cast<uint16_t>(bits);
    const float wide = bfloat16ToFloat(value);
    if (std::isnan(wide))
      EXPECT_EQ(floatToBFloat16(wide), (value & 0x8000) | 0x7fc0);
    else
      EXPECT_EQ(floatToBFloat16(wide), value);
  }
}

TEST(BFloat16, RoundsToNearestTiesToEven) {
  for (uint16_t value = 0; value < 0x7f7f; ++value) {
    const uint16_t next = value + 1;
    const float middle = static_cast<float>(
        (static_cast<double>(bfloat16ToFloat(value)) + bfloat16ToFloat(next)) /
        2);
    EXPECT_EQ(floatToBFloat16(middle), value % 2 == 0 ? value : next) << value;
    EXPECT_EQ(floatToBFloat16(std::nextafter(middle, 0.0f)), value);
    EXPECT_EQ(floatToBFloat16(std::nextafter(
                  middle, std::numeric_limits<float>::infinity())),
              next);
  }
  EXPECT_EQ(floatToBFloat16(std::numeric_limits<float>::max()), 0x7f80);
}

} // namespace
