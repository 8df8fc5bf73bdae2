// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// CRC-32C by the SSE4.2 instruction, or by eight tables.

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
__attribute__((target("sse4.2")))
uint32_t extendByInstruction(const char *data, size_t size, uint32_t crc) {
  uint64_t wide = crc;
  while (size >= 8) {
    uint64_t word;
    std::memcpy(&word, data, sizeof(word));
    wide = _mm_crc32_u64(wide, word);
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
