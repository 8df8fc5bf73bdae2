// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Values written out on the command line: numbers, strings, lists and
/// dictionaries in Python's spelling. Parsed, never evaluated.

#ifndef SM_DRIVER_LITERALS_H
#define SM_DRIVER_LITERALS_H

#include "sm/Support/DType.h"
#include "sm/Support/Shape.h"
#include "sm/Support/Status.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sm::runtime {
class Tensor;
} // namespace sm::runtime

namespace sm::driver {

/// How deep lists and dictionaries may nest.
constexpr int kMaxLiteralDepth = 64;

/// One parsed value.
struct Literal {
  enum class Kind { Integer, Float, Bool, String, List, Dict };
  Kind kind = Kind::Integer;
  /// Integer: sign and magnitude. An integer beyond 64 bits is a Float.
  bool isNegative = false;
  uint64_t magnitude = 0;
  /// Float: the nearest double. Integer: the same number.
  double number = 0;
  bool boolean = false;
  /// String: its bytes; \u escapes and text of the command line as UTF-8.
  std::string text;
  /// List: the elements. Dict: the values, with `keys` beside them.
  std::vector<Literal> items;
  std::vector<std::string> keys;
};

/// Reads one literal from the front of `text` and removes it: integers
/// (decimal, 0x), floats, nan, inf, True, False, quoted strings ('..', "..",
/// b'..') with Python's escapes, lists [..] or (..), and, with `allowDict`,
/// {'key': value}. InvalidArgument, with the column counted from 1, for
/// anything else.
StatusOr<Literal> consumeLiteral(std::string_view &text,
                                 bool allowDict = false);

/// As consumeLiteral, but `text` must hold nothing more.
StatusOr<Literal> parseLiteral(std::string_view text, bool allowDict = false);

/// The tensor of type `dtype` that a number, string or nested list of equal
/// rows means. Integers go to any numeric type that holds them; floats to
/// floating types, rounded, and to integers only if nothing is lost; True and
/// False to bool only. InvalidArgument says which element does not fit.
StatusOr<runtime::Tensor> literalToTensor(const Literal &literal, DType dtype);

} // namespace sm::driver

#endif // SM_DRIVER_LITERALS_H
