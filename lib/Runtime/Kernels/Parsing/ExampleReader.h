// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Reads tensorflow.Example messages off the wire, without a copy: a message is
/// cut into features, and a feature's list is counted before its values are
/// written to where they belong.

#ifndef SM_LIB_RUNTIME_KERNELS_PARSING_EXAMPLEREADER_H
#define SM_LIB_RUNTIME_KERNELS_PARSING_EXAMPLEREADER_H

#include "sm/Support/Bytes.h"
#include "sm/Support/DType.h"
#include "sm/Support/Status.h"

#include "absl/functional/function_ref.h"

#include <cstdint>
#include <string_view>

namespace sm::runtime {

/// Calls `fn(key, feature)` for each entry of the map of features in the
/// serialised Example, in order; of entries with one key the last is meant.
/// False if the bytes are no such message.
bool forEachFeature(
    std::string_view example,
    absl::FunctionRef<void(std::string_view key, std::string_view feature)> fn);

/// What a serialised Feature holds.
struct FeatureInfo {
  DType dtype = DType::Invalid; ///< Float, Int64, String; Invalid for no list
  int64_t count = 0;
};

/// Checks all of `feature`; false if the bytes are no such message.
bool inspectFeature(std::string_view feature, FeatureInfo &info);

/// Writes the values of a feature that inspectFeature has found to be a list of
/// that type and length.
void readFloats(std::string_view feature, float *out);
void readInt64s(std::string_view feature, int64_t *out);
void readStrings(std::string_view feature, Bytes *out);

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_KERNELS_PARSING_EXAMPLEREADER_H
