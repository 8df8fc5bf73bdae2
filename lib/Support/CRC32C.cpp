// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// CRC-32C by the SSE4.2 instruction, or by eight tables.
///
/// The instruction takes three cycles, and the next needs its result, but the
/// processor can have three of them under way: long data is read as three
/// stripes side by side, whose checksums are joined by what a stripe of zeros
/// does to a checksum. That is a linear map of 32 bits.

#include "sm/Support/CRC32C.h"

#include <array>
#include <cstddef>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace sm {

namespace {

/// The Castagnoli polynomial, bits reversed.
constexpr uint32_t kPolynomial = 0x82f63b78u;

using Tables = std::array<std::array<uint32_t, 256>, 8>;

/// Table k holds the effect of a byte followed by k zero bytes, so eight bytes
/// are folded in with eight independent look-ups.
constexpr Tables makeTables() {
  Tables tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1) ^ ((crc & 1) ? kPolynomial : 0);
    tables[0][byte] = crc;
  }
  for (size_t k = 1; k < tables.size(); ++k)
    for (uint32_t byte = 0; byte < 256; ++byte) {
      const uint32_t before = tables[k - 1][byte];
      tables[k][byte] = (before >> 8) ^ tables[0][before & 0xff];
    }
  return tables;
}

constexpr Tables kTables = makeTables();

uint32_t extendByTable(const char *data, size_t size, uint32_t crc) {
  auto byteAt = [&](size_t i) { return static_cast<uint8_t>(data[i]); };
  while (size >= 8) {
    const uint32_t low =
        crc ^ (byteAt(0) | (byteAt(1) << 8) | (byteAt(2) << 16) |
               (static_cast<uint32_t>(byteAt(3)) << 24));
    crc = kTables[7][low & 0xff] ^ kTables[6][(low >> 8) & 0xff] ^
          kTables[5][(low >> 16) & 0xff] ^ kTables[4][low >> 24] ^
          kTables[3][byteAt(4)] ^ kTables[2][byteAt(5)] ^
          kTables[1][byteAt(6)] ^ kTables[0][byteAt(7)];
    data += 8;
    size -= 8;
  }
  for (; size > 0; ++data, --size)
    crc = (crc >> 8) ^ kTables[0][(crc ^ byteAt(0)) & 0xff];
  return crc;
}

#if defined(__x86_64__)
/// A power of two: the map of a stripe is found by squaring.
constexpr size_t kStripe = size_t(1) << 12;

using LinearMap = std::array<uint32_t, 32>; ///< the image of each bit

constexpr uint32_t applied(const LinearMap &map, uint32_t crc) {
  uint32_t result = 0;
  for (size_t bit = 0; crc != 0; crc >>= 1, ++bit)
    result ^= (crc & 1) ? map[bit] : 0;
  return result;
}

/// Table k holds what kStripe zero bytes make of byte k of a checksum.
constexpr std::array<std::array<uint32_t, 256>, 4> makeStripeTables() {
  LinearMap map{}; // Of one zero byte.
  for (size_t bit = 0; bit < 32; ++bit) {
    const uint32_t crc = uint32_t(1) << bit;
    map[bit] = (crc >> 8) ^ kTables[0][crc & 0xff];
  }
  for (size_t length = 1; length < kStripe; length *= 2) {
    LinearMap twice{};
    for (size_t bit = 0; bit < 32; ++bit)
      twice[bit] = applied(map, map[bit]);
    map = twice;
  }
  std::array<std::array<uint32_t, 256>, 4> tables{};
  for (size_t k = 0; k < 4; ++k)
    for (uint32_t byte = 0; byte < 256; ++byte)
      tables[k][byte] = applied(map, byte << (8 * k));
  return tables;
}

constexpr auto kStripeTables = makeStripeTables();

/// The checksum `crc` after a stripe of zeros.
uint32_t overStripe(uint64_t crc) {
  return kStripeTables[0][crc & 0xff] ^ kStripeTables[1][(crc >> 8) & 0xff] ^
         kStripeTables[2][(crc >> 16) & 0xff] ^
         kStripeTables[3][(crc >> 24) & 0xff];
}

uint64_t wordAt(const char *data) {
  uint64_t word;
  std::memcpy(&word, data, sizeof(word));
  return word;
}

__attribute__((target("sse4.2"))) uint32_t extendByInstruction(const char *data,
                                                               size_t size,
                                                               uint32_t crc) {
  uint64_t wide = crc;
  for (; size >= 3 * kStripe; data += 3 * kStripe, size -= 3 * kStripe) {
    uint64_t second = 0, third = 0;
    for (size_t i = 0; i < kStripe; i += 8) {
      wide = _mm_crc32_u64(wide, wordAt(data + i));
      second = _mm_crc32_u64(second, wordAt(data + kStripe + i));
      third = _mm_crc32_u64(third, wordAt(data + 2 * kStripe + i));
    }
    wide = overStripe(overStripe(wide) ^ second) ^ third;
  }
  while (size >= 8) {
    wide = _mm_crc32_u64(wide, wordAt(data));
    data += 8;
    size -= 8;
  }
  crc = static_cast<uint32_t>(wide);
  for (; size > 0; ++data, --size)
    crc = _mm_crc32_u8(crc, static_cast<uint8_t>(*data));
  return crc;
}
#endif

} // namespace

uint32_t crc32cPortable(absl::Span<const char> data, uint32_t previous) {
  return ~extendByTable(data.data(), data.size(), ~previous);
}

uint32_t crc32c(absl::Span<const char> data, uint32_t previous) {
#if defined(__x86_64__)
  static const bool hasInstruction = __builtin_cpu_supports("sse4.2") != 0;
  if (hasInstruction)
    return ~extendByInstruction(data.data(), data.size(), ~previous);
#endif
  return crc32cPortable(data, previous);
}

} // namespace sm
