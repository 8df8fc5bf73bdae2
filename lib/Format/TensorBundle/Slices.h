// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Copying the parts of a partitioned tensor to their places.

#ifndef SM_FORMAT_TENSORBUNDLE_SLICES_H
#define SM_FORMAT_TENSORBUNDLE_SLICES_H

#include "sm/Format/TensorBundle.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace sm::format {

/// `slice` with each -1 replaced by the dimension; nullopt if it does not lie
/// inside `shape`.
std::optional<TensorSlice> resolveSlice(const TensorSlice &slice,
                                        const Shape &shape);

/// Calls `copy(to, from, count)` for each run of elements that is contiguous
/// both in a tensor of `shape` (from element `to`) and in the part `box` of it
/// (from element `from`).
void forEachRun(
    const Shape &shape, const TensorSlice &box,
    const std::function<void(int64_t to, int64_t from, int64_t count)> &copy);

/// "[0:5,-]" for messages.
std::string sliceText(const TensorSlice &slice);

} // namespace sm::format

#endif // SM_FORMAT_TENSORBUNDLE_SLICES_H
