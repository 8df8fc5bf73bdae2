// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// How elements without a fixed size lie in a shard, and what the checksums of
/// such tensors cover.

#ifndef SM_FORMAT_TENSORBUNDLE_STOREDVALUES_H
#define SM_FORMAT_TENSORBUNDLE_STOREDVALUES_H

#include "sm/Support/DType.h"

#include "absl/types/span.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sm::format {

/// Bytes that change places together when the byte order changes: a complex
/// number is two numbers. 0 for elements without a fixed size.
size_t swapWidth(DType dtype);

/// Reverses each `width` bytes of `bytes`.
void swapBytes(absl::Span<char> bytes, size_t width);

/// The lengths of string elements, given one by one, as they stand in front of
/// the elements, and their checksum.
class StringLengths {
public:
  void add(uint64_t length);
  /// The stored form: a varint for each, then the masked checksum.
  std::string finish();
  /// After finish(): the running checksum, which the elements continue.
  uint32_t crc() const { return checksum; }
  /// The size of the varint for `length`.
  static int sizeOf(uint64_t length);

private:
  std::string bytes;
  uint32_t checksum = 0;
};

/// Finds the `count` elements of a stored string tensor and checks both of its
/// checksums. An empty result means all is well; else it says what is not.
std::string_view splitStrings(absl::Span<const char> stored, uint64_t count,
                              uint32_t maskedCRC, bool isBigEndian,
                              std::vector<std::string_view> &elements);

/// Checks the checksums of a stored variant tensor (one behind each of the
/// `count` elements, and `maskedCRC` over all) of a little-endian bundle; the
/// result as for splitStrings.
std::string_view checkVariants(absl::Span<const char> stored, uint64_t count,
                               uint32_t maskedCRC);

} // namespace sm::format

#endif // SM_FORMAT_TENSORBUNDLE_STOREDVALUES_H
