// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "Comparison.h"

#include "sm/Support/Half.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstring>

namespace sm::oracle {

using format::NpyArray;

template <typename T>
static T load(const NpyArray &array, size_t index) {
  T value;
  std::memcpy(&value, array.bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

static bool isInexact(DType dtype) {
  return isFloatingDType(dtype) || isComplexDType(dtype);
}

/// An element of a type with isInexact().
static std::complex<double> inexactAt(const NpyArray &array, size_t index) {
  switch (array.dtype) {
  case DType::Half:
    return halfToFloat(load<uint16_t>(array, index));
  case DType::BFloat16:
    return bfloat16ToFloat(load<uint16_t>(array, index));
  case DType::Float:
    return load<float>(array, index);
  case DType::Double:
    return load<double>(array, index);
  case DType::Complex64:
    return {load<float>(array, 2 * index), load<float>(array, 2 * index + 1)};
  default:
    return {load<double>(array, 2 * index), load<double>(array, 2 * index + 1)};
  }
}

/// An element as a person reads it.
static std::string textAt(const NpyArray &array, size_t index) {
  if (isInexact(array.dtype)) {
    const std::complex<double> value = inexactAt(array, index);
    return isComplexDType(array.dtype)
               ? absl::StrFormat("%.9g%+.9gj", value.real(), value.imag())
               : absl::StrFormat("%.*g", array.dtype == DType::Double ? 17 : 9,
                                 value.real());
  }
  switch (array.dtype) {
  case DType::String:
    return absl::StrCat("\"", absl::CHexEscape(array.strings[index]), "\"");
  case DType::Bool:
  case DType::UInt8:
    return absl::StrCat(load<uint8_t>(array, index));
  case DType::UInt16:
    return absl::StrCat(load<uint16_t>(array, index));
  case DType::UInt32:
    return absl::StrCat(load<uint32_t>(array, index));
  case DType::UInt64:
    return absl::StrCat(load<uint64_t>(array, index));
  case DType::Int8:
    return absl::StrCat(load<int8_t>(array, index));
  case DType::Int16:
    return absl::StrCat(load<int16_t>(array, index));
  case DType::Int32:
    return absl::StrCat(load<int32_t>(array, index));
  case DType::Int64:
    return absl::StrCat(load<int64_t>(array, index));
  default:
    return dtypeName(array.dtype);
  }
}

/// How far two numbers are apart; 0 for equal infinities and two NaNs,
/// infinity if only one of them is finite.
static double distance(double a, double b) {
  if (a == b || (std::isnan(a) && std::isnan(b)))
    return 0;
  const double apart = std::abs(a - b);
  return std::isnan(apart) ? HUGE_VAL : apart;
}

/// How far the elements at `index` are apart beyond what is allowed: at most 0
/// if they are equal enough.
static double excess(const NpyArray &expected, const NpyArray &actual,
                     size_t index, const Case &entry) {
  if (expected.dtype == DType::String)
    return expected.strings[index] == actual.strings[index] ? 0 : HUGE_VAL;
  if (!isInexact(expected.dtype)) {
    const size_t size = dtypeSize(expected.dtype);
    return std::memcmp(expected.bytes.data() + index * size,
                       actual.bytes.data() + index * size, size) == 0
               ? 0
               : HUGE_VAL;
  }
  const std::complex<double> want = inexactAt(expected, index);
  const std::complex<double> got = inexactAt(actual, index);
  const double apart = std::max(distance(want.real(), got.real()),
                                distance(want.imag(), got.imag()));
  const double size = std::abs(want);
  return apart - (std::isfinite(size) ? entry.atol + entry.rtol * size : 0);
}

/// The largest distance between elements; 0 for strings.
static double maxError(const NpyArray &expected, const NpyArray &actual,
                       size_t count) {
  double largest = 0;
  for (size_t i = 0; i < count; ++i) {
    double apart = 0;
    if (isInexact(expected.dtype)) {
      const std::complex<double> want = inexactAt(expected, i);
      const std::complex<double> got = inexactAt(actual, i);
      apart = std::max(distance(want.real(), got.real()),
                       distance(want.imag(), got.imag()));
    } else if (expected.dtype != DType::String) {
      apart = std::abs(std::strtod(textAt(expected, i).c_str(), nullptr) -
                       std::strtod(textAt(actual, i).c_str(), nullptr));
    }
    largest = std::max(largest, apart);
  }
  return largest;
}

/// "[1,2]": the place of element `index`, row-major.
static std::string placeOf(size_t index, const Shape &shape) {
  Shape place = shape;
  for (int axis = shape.rank() - 1; axis >= 0; --axis) {
    place.setDim(axis, static_cast<int64_t>(index) % shape.dim(axis));
    index /= static_cast<size_t>(shape.dim(axis));
  }
  return place.str();
}

static std::string compareValues(const NpyArray &expected,
                                 const NpyArray &actual, const Case &entry) {
  const auto count = static_cast<size_t>(expected.shape.numElements());
  size_t wrong = 0, first = 0;
  for (size_t i = count; i-- > 0;)
    if (excess(expected, actual, i, entry) > 0) {
      ++wrong;
      first = i;
    }
  if (wrong == 0)
    return "";
  return absl::StrCat(wrong, " of ", count, " elements differ, first ",
                      placeOf(first, expected.shape), ": ",
                      textAt(actual, first), " and not ",
                      textAt(expected, first), "; largest error ",
                      maxError(expected, actual, count), " (rtol ", entry.rtol,
                      ", atol ", entry.atol, ")");
}

static std::string compareRange(const NpyArray &actual, const Case &entry) {
  const auto count = static_cast<size_t>(actual.shape.numElements());
  for (size_t i = 0; i < count; ++i) {
    const double value = inexactAt(actual, i).real();
    if (!(value >= entry.range->first && value < entry.range->second))
      return absl::StrCat("element ", placeOf(i, actual.shape), " is ",
                          textAt(actual, i), ", outside [", entry.range->first,
                          ", ", entry.range->second, ")");
  }
  return "";
}

std::string differenceFrom(const NpyArray &expected, const NpyArray &actual,
                           const Case &entry) {
  if (actual.dtype != expected.dtype || actual.shape != expected.shape)
    return absl::StrCat("the answer is ", dtypeName(actual.dtype),
                        actual.shape.str(), " and not ",
                        dtypeName(expected.dtype), expected.shape.str());
  if (entry.range)
    return compareRange(actual, entry);
  return entry.checkValue ? compareValues(expected, actual, entry) : "";
}

double largestMagnitude(const NpyArray &array) {
  double largest = 0;
  if (!isInexact(array.dtype))
    return largest;
  const auto count = static_cast<size_t>(array.shape.numElements());
  for (size_t i = 0; i < count; ++i) {
    const double size = std::abs(inexactAt(array, i));
    if (std::isfinite(size))
      largest = std::max(largest, size);
  }
  return largest;
}

} // namespace sm::oracle
