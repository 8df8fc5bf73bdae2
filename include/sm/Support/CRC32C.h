// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The checksum of TensorFlow's file formats: CRC-32C (Castagnoli polynomial,
/// RFC 3720 section B.4), plain and masked.

#ifndef SM_SUPPORT_CRC32C_H
#define SM_SUPPORT_CRC32C_H

#include "absl/types/span.h"

#include <cstdint>

namespace sm {

/// The CRC-32C of `data`. With `previous` = the CRC of some bytes before, the
/// CRC of both together. Uses the processor's instruction where it has one.
uint32_t crc32c(absl::Span<const char> data, uint32_t previous = 0);

/// The same without special instructions; what crc32c() does on processors
/// that have none.
uint32_t crc32cPortable(absl::Span<const char> data, uint32_t previous = 0);

/// The form that files store, so that the CRC of bytes that hold a CRC stays
/// good: rotated right by 15 bits plus a constant.
constexpr uint32_t maskCRC32C(uint32_t crc) {
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

/// The inverse of maskCRC32C.
constexpr uint32_t unmaskCRC32C(uint32_t masked) {
  const uint32_t rotated = masked - 0xa282ead8u;
  return (rotated >> 17) | (rotated << 15);
}

} // namespace sm

#endif // SM_SUPPORT_CRC32C_H
