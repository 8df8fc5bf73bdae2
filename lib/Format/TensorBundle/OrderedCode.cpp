// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Encoding of part keys.

#include "OrderedCode.h"

namespace sm::format {

void appendOrderedNumber(std::string &key, uint64_t number) {
  char bytes[9];
  int count = 0;
  for (uint64_t rest = number; rest > 0; rest >>= 8)
    ++count;
  bytes[0] = static_cast<char>(count);
  for (int i = count; i > 0; --i, number >>= 8)
    bytes[i] = static_cast<char>(number);
  key.append(bytes, count + 1);
}

void appendOrderedString(std::string &key, std::string_view text) {
  for (const char byte : text) {
    key.push_back(byte);
    if (byte == '\x00')
      key.push_back('\xff');
    else if (byte == '\xff')
      key.push_back('\x00');
  }
  key.push_back('\x00');
  key.push_back('\x01');
}

void appendOrderedSigned(std::string &key, int64_t number) {
  // The form of a number n >= 0: as many leading ones as there are bytes, a
  // zero, and n in the bits that are left. That of a negative number is the
  // complement of ~n's.
  const uint64_t magnitude = number < 0 ? ~static_cast<uint64_t>(number)
                                        : static_cast<uint64_t>(number);
  int length = 1;
  while (length < 10 && (magnitude >> (7 * length - 1)) != 0)
    ++length;
  for (int i = 0; i < length; ++i) {
    const int shift = 8 * (length - 1 - i);
    uint8_t byte = static_cast<uint8_t>(shift < 64 ? magnitude >> shift : 0);
    for (int bit = 8 * i; bit < 8 * (i + 1) && bit < length; ++bit)
      byte |= 0x80u >> (bit % 8);
    key.push_back(static_cast<char>(number < 0 ? ~byte : byte));
  }
}

std::string sliceKey(std::string_view name, const TensorSlice &slice) {
  std::string key;
  appendOrderedNumber(key, 0);
  appendOrderedString(key, name);
  appendOrderedNumber(key, slice.start.size());
  for (size_t i = 0; i < slice.start.size(); ++i) {
    appendOrderedSigned(key, slice.start[i]);
    appendOrderedSigned(key, slice.length[i]);
  }
  return key;
}

} // namespace sm::format
