// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Decimal texts by std::to_chars, which gives shortest digits.

#include "lib/Driver/Values/Decimal.h"

#include "sm/Support/Half.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sm::driver {
namespace {

// Room for a double without an exponent: 309 digits before the point, and as
// many after it as to_chars may write for the smallest one.
constexpr size_t kRoom = 1200;

template <typename... Args>
std::string toText(Args... args) {
  char buffer[kRoom];
  const auto result = std::to_chars(buffer, buffer + kRoom, args...);
  return std::string(buffer, result.ptr);
}

double fromText(const std::string &text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

} // namespace

double decimalOfFloat(float value) {
  if (!std::isfinite(value))
    return static_cast<double>(value);
  return fromText(toText(value, std::chars_format::scientific));
}

double decimalOf16Bits(uint16_t bits, bool isBFloat16) {
  const float value = isBFloat16 ? bfloat16ToFloat(bits) : halfToFloat(bits);
  if (!std::isfinite(value))
    return static_cast<double>(value);
  for (int digits = 0; digits < 8; ++digits) {
    const double decimal =
        fromText(toText(value, std::chars_format::scientific, digits));
    const float rounded = static_cast<float>(decimal);
    if ((isBFloat16 ? floatToBFloat16(rounded) : floatToHalf(rounded)) == bits)
      return decimal;
  }
  return static_cast<double>(value);
}

std::string shortestText(double value) {
  std::string text = toText(value);
  if (text.find_first_of(".e") == std::string::npos)
    text += ".0";
  return text;
}

std::string fixedText(double value, int digits) {
  std::string text = toText(value, std::chars_format::fixed);
  const size_t point = text.find('.');
  if (point == std::string::npos)
    return text + ".";
  if (text.size() - point - 1 <= static_cast<size_t>(digits))
    return text;
  text = toText(value, std::chars_format::fixed, digits);
  while (text.back() == '0')
    text.pop_back();
  return text;
}

std::string exponentText(double value, int digits) {
  std::string text = toText(value, std::chars_format::scientific, digits);
  if (digits == 0) // As numpy: a point always shows that it is no integer.
    text.insert(text.find('e'), ".");
  return text;
}

int exponentDigits(double value) {
  const std::string text = toText(value, std::chars_format::scientific);
  const size_t point = text.find('.');
  if (point == std::string::npos)
    return 0;
  return std::min(8, static_cast<int>(text.find('e') - point - 1));
}

} // namespace sm::driver
