// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Compares elements in blocks of a fixed size, so that sums come out the same
/// with any number of threads.

#include "lib/Driver/Diff/Elements.h"

#include "sm/Driver/Text.h"
#include "sm/Runtime/ThreadPool.h"
#include "sm/Support/Half.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstring>
#include <vector>

namespace sm::driver {
namespace {

constexpr int64_t kBlock = int64_t{1} << 16;

template <typename T>
T load(const char *bytes, int64_t index) {
  T value;
  std::memcpy(&value, bytes + static_cast<size_t>(index) * sizeof(T),
              sizeof(T));
  return value;
}

// What one element is: a number with a distance, for each C++ type.

struct HalfBits {
  uint16_t bits;
};
struct BFloat16Bits {
  uint16_t bits;
};

double numberOf(HalfBits value) {
  return static_cast<double>(halfToFloat(value.bits));
}
double numberOf(BFloat16Bits value) {
  return static_cast<double>(bfloat16ToFloat(value.bits));
}
template <typename T>
std::complex<double> numberOf(std::complex<T> value) {
  return {static_cast<double>(value.real()), static_cast<double>(value.imag())};
}
template <typename T>
T numberOf(T value) {
  return value;
}

bool isNaN(double value) { return std::isnan(value); }
bool isNaN(std::complex<double> value) {
  return std::isnan(value.real()) || std::isnan(value.imag());
}

/// Integers are subtracted as such: a double would lose small differences of
/// large ones.
template <typename T>
double distance(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    using U = std::make_unsigned_t<T>;
    const auto larger = static_cast<U>(std::max(a, b));
    const auto smaller = static_cast<U>(std::min(a, b));
    return static_cast<double>(static_cast<U>(larger - smaller));
  } else {
    return std::abs(a - b);
  }
}

template <typename T>
double magnitude(T value) {
  if constexpr (std::is_integral_v<T>)
    return std::abs(static_cast<double>(value));
  else
    return std::abs(value);
}

template <typename T>
void addElement(T a, T b, int64_t index, Tolerance tolerance,
                ElementDifference &result) {
  const auto left = numberOf(a);
  const auto right = numberOf(b);
  bool bothNaN = false, oneNaN = false;
  if constexpr (!std::is_integral_v<std::decay_t<decltype(left)>>) {
    const bool leftNaN = isNaN(left), rightNaN = isNaN(right);
    bothNaN = leftNaN && rightNaN;
    oneNaN = leftNaN != rightNaN;
  }
  if (bothNaN || left == right) {
    ++result.otherBits;
    return;
  }
  ++result.different;
  if (result.first < 0)
    result.first = index;
  const double apart = distance(left, right);
  if (oneNaN || !std::isfinite(apart)) {
    ++result.unordered;
    ++result.outside;
    return;
  }
  result.maxAbs = std::max(result.maxAbs, apart);
  result.sumAbs += apart;
  if (apart > tolerance.absolute + tolerance.relative * magnitude(right))
    ++result.outside;
}

template <typename T>
void compareBlock(const char *a, const char *b, int64_t begin, int64_t end,
                  Tolerance tolerance, ElementDifference &result) {
  for (int64_t i = begin; i < end; ++i) {
    const size_t offset = static_cast<size_t>(i) * sizeof(T);
    if (std::memcmp(a + offset, b + offset, sizeof(T)) != 0)
      addElement(load<T>(a, i), load<T>(b, i), i, tolerance, result);
  }
}

/// Elements without a number: equal bytes or not.
void compareBits(const char *a, const char *b, int64_t begin, int64_t end,
                 size_t size, ElementDifference &result) {
  for (int64_t i = begin; i < end; ++i) {
    const size_t offset = static_cast<size_t>(i) * size;
    if (std::memcmp(a + offset, b + offset, size) == 0)
      continue;
    ++result.different;
    ++result.outside;
    if (result.first < 0)
      result.first = i;
  }
}

using BlockFunction = void (*)(const char *, const char *, int64_t, int64_t,
                               Tolerance, ElementDifference &);

BlockFunction blockFunctionOf(DType dtype) {
  switch (dtype) {
  case DType::Float:
    return compareBlock<float>;
  case DType::Double:
    return compareBlock<double>;
  case DType::Half:
    return compareBlock<HalfBits>;
  case DType::BFloat16:
    return compareBlock<BFloat16Bits>;
  case DType::Int8:
  case DType::QInt8:
    return compareBlock<int8_t>;
  case DType::Bool: // As stored: a byte that may be more than 1.
  case DType::UInt8:
  case DType::QUInt8:
    return compareBlock<uint8_t>;
  case DType::Int16:
  case DType::QInt16:
    return compareBlock<int16_t>;
  case DType::UInt16:
  case DType::QUInt16:
    return compareBlock<uint16_t>;
  case DType::Int32:
  case DType::QInt32:
    return compareBlock<int32_t>;
  case DType::UInt32:
    return compareBlock<uint32_t>;
  case DType::Int64:
    return compareBlock<int64_t>;
  case DType::UInt64:
    return compareBlock<uint64_t>;
  case DType::Complex64:
    return compareBlock<std::complex<float>>;
  case DType::Complex128:
    return compareBlock<std::complex<double>>;
  default:
    return nullptr;
  }
}

void merge(const ElementDifference &block, ElementDifference &result) {
  result.different += block.different;
  result.outside += block.outside;
  result.unordered += block.unordered;
  result.otherBits += block.otherBits;
  if (result.first < 0)
    result.first = block.first;
  result.maxAbs = std::max(result.maxAbs, block.maxAbs);
  result.sumAbs += block.sumAbs;
}

/// "12,345".
std::string grouped(int64_t count) {
  const std::string text = countOf(count, "");
  return text.substr(0, text.find(' '));
}

} // namespace

double ElementDifference::meanAbs() const {
  const int64_t count = elements - unordered;
  return count > 0 ? sumAbs / static_cast<double>(count) : 0;
}

ElementDifference compareElements(DType dtype, const char *a, const char *b,
                                  int64_t count, Tolerance tolerance) {
  ElementDifference result;
  result.elements = count;
  const size_t size = dtypeSize(dtype);
  const BlockFunction function = blockFunctionOf(dtype);
  result.hasNumbers = function != nullptr;
  const int64_t numBlocks = (count + kBlock - 1) / kBlock;
  std::vector<ElementDifference> blocks(static_cast<size_t>(numBlocks));
  runtime::parallelFor(numBlocks, 1, [&](int64_t first, int64_t last) {
    for (int64_t block = first; block < last; ++block) {
      const int64_t begin = block * kBlock;
      const int64_t end = std::min(begin + kBlock, count);
      const size_t offset = static_cast<size_t>(begin) * size;
      if (std::memcmp(a + offset, b + offset,
                      static_cast<size_t>(end - begin) * size) == 0)
        continue;
      ElementDifference &part = blocks[static_cast<size_t>(block)];
      if (function)
        function(a, b, begin, end, tolerance, part);
      else
        compareBits(a, b, begin, end, size, part);
    }
  });
  for (const ElementDifference &block : blocks)
    merge(block, result);
  return result;
}

ElementDifference compareStrings(absl::Span<const Bytes> a,
                                 absl::Span<const Bytes> b) {
  ElementDifference result;
  result.elements = static_cast<int64_t>(a.size());
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i])
      continue;
    ++result.different;
    ++result.outside;
    if (result.first < 0)
      result.first = static_cast<int64_t>(i);
  }
  return result;
}

std::string elementDifferenceText(const ElementDifference &difference) {
  if (difference.different == 0)
    return difference.otherBits > 0
               ? absl::StrCat("equal numbers, other bits in ",
                              countOf(difference.otherBits, "element"))
               : std::string("equal");
  std::string text =
      absl::StrCat(grouped(difference.different), " of ",
                   countOf(difference.elements, "element"), " differ");
  if (difference.hasNumbers && difference.different > difference.unordered)
    absl::StrAppendFormat(&text, ", at most %.3g, %.3g on average",
                          difference.maxAbs, difference.meanAbs());
  if (difference.unordered > 0)
    absl::StrAppend(&text, ", ", countOf(difference.unordered, "time"),
                    " NaN or infinity on one side");
  return text;
}

} // namespace sm::driver
