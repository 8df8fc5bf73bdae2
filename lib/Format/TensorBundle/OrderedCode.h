// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The keys under which a bundle files the parts of partitioned tensors: an
/// encoding of name and slice that sorts as the pair does.

#ifndef SM_FORMAT_TENSORBUNDLE_ORDEREDCODE_H
#define SM_FORMAT_TENSORBUNDLE_ORDEREDCODE_H

#include "sm/Format/TensorBundle.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sm::format {

/// The byte every key of a part starts with. No tensor's name does.
constexpr char kSliceKeyMark = 0;

/// Appends a number: the count of its bytes, then these, greatest first.
void appendOrderedNumber(std::string &key, uint64_t number);

/// Appends a string: 0x00 and 0xff escaped, 0x00 0x01 at the end.
void appendOrderedString(std::string &key, std::string_view text);

/// Appends a signed number: from -64 to 63 in one byte, others in as many as
/// needed, the first bits saying how many.
void appendOrderedSigned(std::string &key, int64_t number);

/// The key of a part. A length of -1 stands for a whole dimension.
std::string sliceKey(std::string_view name, const TensorSlice &slice);

} // namespace sm::format

#endif // SM_FORMAT_TENSORBUNDLE_ORDEREDCODE_H
