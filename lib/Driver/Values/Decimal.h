// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Numbers with the fewest digits that still name them.

#ifndef SM_LIB_DRIVER_VALUES_DECIMAL_H
#define SM_LIB_DRIVER_VALUES_DECIMAL_H

#include <cstdint>
#include <string>

namespace sm::driver {

/// The double whose shortest decimal is the shortest decimal of `value` as a
/// float: 0.1f gives 0.1. With it, one printer serves all floating types.
double decimalOfFloat(float value);

/// The same for the bits of a float16 or bfloat16.
double decimalOf16Bits(uint16_t bits, bool isBFloat16);

/// Shortest text of a finite number: "0.1", "1e+20", "3.0".
std::string shortestText(double value);

/// Without an exponent, at most `digits` digits after the point and no zeros at
/// the end: "2.", "0.5".
std::string fixedText(double value, int digits);

/// With an exponent and exactly `digits` digits after the point.
std::string exponentText(double value, int digits);

/// How many digits after the point `value` needs with an exponent, at most 8.
int exponentDigits(double value);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_VALUES_DECIMAL_H
