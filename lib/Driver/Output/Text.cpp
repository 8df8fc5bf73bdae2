// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Escaping and counting.

#include "sm/Driver/Text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace sm::driver {
namespace {

/// The length of the well-formed UTF-8 character at the front of `text`, or 0.
size_t characterLength(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const size_t length = lead < 0x80   ? 1
                        : lead < 0xc2 ? 0
                        : lead < 0xe0 ? 2
                        : lead < 0xf0 ? 3
                        : lead < 0xf5 ? 4
                                      : 0;
  if (length == 0 || length > text.size() ||
      !llvm::json::isUTF8(text.substr(0, length)))
    return 0;
  return length;
}

bool isControl(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1)
    return first < 0x20 || first == 0x7f;
  return first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
}

} // namespace

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const size_t length = characterLength(text);
    if (length > 0 && !isControl(text.substr(0, length))) {
      result.append(text.substr(0, length));
      text.remove_prefix(length);
      continue;
    }
    absl::StrAppendFormat(&result, "\\x%02x",
                          static_cast<unsigned char>(text[0]));
    text.remove_prefix(1);
  }
  return result;
}

std::string jsonString(std::string_view text) {
  std::string result;
  llvm::raw_string_ostream os(result);
  const llvm::StringRef bytes(text.data(), text.size());
  os << llvm::json::Value(
      llvm::json::isUTF8(bytes) ? bytes.str() : llvm::json::fixUTF8(bytes));
  return result;
}

std::string countOf(int64_t count, std::string_view noun) {
  std::string digits = absl::StrCat(count);
  for (int i = static_cast<int>(digits.size()) - 3; i > 0; i -= 3)
    digits.insert(static_cast<size_t>(i), ",");
  return absl::StrCat(digits, " ", std::string(noun), count == 1 ? "" : "s");
}

std::string sizeText(int64_t bytes) {
  if (bytes < 1000)
    return countOf(bytes, "byte");
  static constexpr const char *kUnits[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
  double size = static_cast<double>(bytes) / 1000;
  int unit = 0;
  for (; size >= 999.95 && unit < 5; ++unit)
    size /= 1000;
  return absl::StrFormat("%.1f %s", size, kUnits[unit]);
}

} // namespace sm::driver
