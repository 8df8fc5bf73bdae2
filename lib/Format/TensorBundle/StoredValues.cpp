// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Stored strings and variants. The checksums do not cover the varints of the
/// lengths but the lengths as numbers of fixed width.

#include "StoredValues.h"

#include "sm/Support/CRC32C.h"
#include "sm/Support/Varint.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace sm::format {

namespace {

uint32_t swap32(uint32_t value) {
  return (value >> 24) | ((value >> 8) & 0xff00) | ((value << 8) & 0xff0000) |
         (value << 24);
}

/// The checksum over string lengths: each as 4 bytes, or 8 if it needs them.
uint32_t extendByLength(uint32_t crc, uint64_t length, bool isBigEndian) {
  char bytes[8];
  const int width = length <= std::numeric_limits<uint32_t>::max() ? 4 : 8;
  for (int i = 0; i < width; ++i)
    bytes[isBigEndian ? width - 1 - i : i] =
        static_cast<char>(length >> (8 * i));
  return crc32c({bytes, static_cast<size_t>(width)}, crc);
}

uint32_t extendBy(uint32_t crc, std::string_view bytes) {
  return crc32c({bytes.data(), bytes.size()}, crc);
}

} // namespace

size_t swapWidth(DType dtype) {
  return isComplexDType(dtype) ? dtypeSize(dtype) / 2 : dtypeSize(dtype);
}

void swapBytes(absl::Span<char> bytes, size_t width) {
  if (width > 1)
    for (size_t i = 0; i < bytes.size(); i += width)
      std::reverse(bytes.begin() + i, bytes.begin() + i + width);
}

void StringLengths::add(uint64_t length) {
  appendVarint64(bytes, length);
  checksum = extendByLength(checksum, length, /*isBigEndian=*/false);
}

std::string StringLengths::finish() {
  std::string masked;
  appendFixed32(masked, maskCRC32C(checksum));
  checksum = extendBy(checksum, masked);
  return std::move(bytes) + masked;
}

int StringLengths::sizeOf(uint64_t length) {
  int size = 1;
  while (length >>= 7)
    ++size;
  return size;
}

std::string_view splitStrings(absl::Span<const char> stored, uint64_t count,
                              uint32_t maskedCRC, bool isBigEndian,
                              std::vector<std::string_view> &elements) {
  std::string_view rest(stored.data(), stored.size());
  if (count > rest.size())
    return "more elements than bytes";
  std::vector<uint64_t> lengths;
  lengths.reserve(count);
  // A big-endian writer may have fed the checksum the lengths in its own order.
  uint32_t crc = 0;
  uint32_t bigEndianCRC = 0;
  for (uint64_t i = 0; i < count; ++i) {
    const std::optional<uint64_t> length = takeVarint64(rest);
    if (!length)
      return "the lengths are cut off";
    lengths.push_back(*length);
    crc = extendByLength(crc, *length, /*isBigEndian=*/false);
    if (isBigEndian)
      bigEndianCRC = extendByLength(bigEndianCRC, *length, true);
  }
  if (rest.size() < 4)
    return "the checksum of the lengths is cut off";
  const uint32_t checksum = loadFixed32(rest);
  if (isBigEndian && checksum != maskCRC32C(crc) &&
      swap32(checksum) == maskCRC32C(bigEndianCRC))
    crc = bigEndianCRC;
  else if (checksum != maskCRC32C(crc))
    return "the checksum of the lengths does not match";
  if (maskCRC32C(extendBy(crc, rest)) != maskedCRC)
    return "the checksum does not match";
  rest.remove_prefix(4);
  elements.clear();
  elements.reserve(count);
  for (const uint64_t length : lengths) {
    if (length > rest.size())
      return "the elements are longer than the stored bytes";
    elements.push_back(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  if (!rest.empty())
    return "bytes are left over behind the last element";
  return "";
}

std::string_view checkVariants(absl::Span<const char> stored, uint64_t count,
                               uint32_t maskedCRC) {
  std::string_view rest(stored.data(), stored.size());
  uint32_t crc = 0;
  for (uint64_t i = 0; i < count; ++i) {
    const std::optional<uint64_t> length = takeVarint64(rest);
    if (!length || *length > rest.size() || rest.size() - *length < 4)
      return "an element is cut off";
    std::string fixed;
    appendFixed64(fixed, *length);
    crc = extendBy(extendBy(crc, fixed), rest.substr(0, *length));
    rest.remove_prefix(*length);
    if (loadFixed32(rest) != maskCRC32C(crc))
      return "the checksum of an element does not match";
    crc = extendBy(crc, rest.substr(0, 4));
    rest.remove_prefix(4);
  }
  if (!rest.empty())
    return "bytes are left over behind the last element";
  return maskCRC32C(crc) == maskedCRC ? "" : "the checksum does not match";
}

} // namespace sm::format
