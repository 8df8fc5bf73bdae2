// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Variable-length and fixed-width integers.

#include "sm/Support/Varint.h"

#include <limits>

namespace sm {

std::optional<uint64_t> takeVarint64(std::string_view &input) {
  uint64_t value = 0;
  for (size_t i = 0; i < input.size() && i < 10; ++i) {
    const uint64_t byte = static_cast<uint8_t>(input[i]);
    if (i == 9 && byte > 1)
      return std::nullopt; // Bits beyond the 64th.
    value |= (byte & 0x7f) << (7 * i);
    if (byte < 0x80) {
      input.remove_prefix(i + 1);
      return value;
    }
  }
  return std::nullopt;
}

std::optional<uint32_t> takeVarint32(std::string_view &input) {
  std::string_view rest = input;
  const std::optional<uint64_t> value = takeVarint64(rest);
  if (!value || *value > std::numeric_limits<uint32_t>::max())
    return std::nullopt;
  input = rest;
  return static_cast<uint32_t>(*value);
}

void appendVarint64(std::string &output, uint64_t value) {
  for (; value >= 0x80; value >>= 7)
    output.push_back(static_cast<char>(value | 0x80));
  output.push_back(static_cast<char>(value));
}

uint32_t loadFixed32(std::string_view bytes) {
  uint32_t value = 0;
  for (int i = 3; i >= 0; --i)
    value = (value << 8) | static_cast<uint8_t>(bytes[i]);
  return value;
}

uint64_t loadFixed64(std::string_view bytes) {
  return loadFixed32(bytes) |
         (static_cast<uint64_t>(loadFixed32(bytes.substr(4))) << 32);
}

void appendFixed32(std::string &output, uint32_t value) {
  for (int i = 0; i < 4; ++i)
    output.push_back(static_cast<char>(value >> (8 * i)));
}

void appendFixed64(std::string &output, uint64_t value) {
  for (int i = 0; i < 8; ++i)
    output.push_back(static_cast<char>(value >> (8 * i)));
}

} // namespace sm
