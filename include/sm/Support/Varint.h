// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Base-128 variable-length integers, least significant group first, and
/// fixed-width little-endian ones, as protobuf and table files use them.

#ifndef SM_SUPPORT_VARINT_H
#define SM_SUPPORT_VARINT_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sm {

/// Takes a varint from the front of `input`. nullopt, with `input` unchanged,
/// if it is cut off or needs more than 64 bits.
std::optional<uint64_t> takeVarint64(std::string_view &input);

/// The same for values below 2^32.
std::optional<uint32_t> takeVarint32(std::string_view &input);

/// Appends `value` as a varint of 1 to 10 bytes.
void appendVarint64(std::string &output, uint64_t value);

/// The little-endian number in the first 4 bytes of `bytes`, which must have
/// them.
uint32_t loadFixed32(std::string_view bytes);

/// The little-endian number in the first 8 bytes of `bytes`, which must have
/// them.
uint64_t loadFixed64(std::string_view bytes);

/// Appends `value` as 4 bytes, little-endian.
void appendFixed32(std::string &output, uint32_t value);

/// Appends `value` as 8 bytes, little-endian.
void appendFixed64(std::string &output, uint64_t value);

} // namespace sm

#endif // SM_SUPPORT_VARINT_H
