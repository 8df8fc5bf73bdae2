// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Runs of contiguous elements within slices.

#include "Slices.h"

#include "absl/strings/str_cat.h"

namespace sm::format {

std::optional<TensorSlice> resolveSlice(const TensorSlice &slice,
                                        const Shape &shape) {
  if (slice.start.size() != static_cast<size_t>(shape.rank()))
    return std::nullopt;
  TensorSlice box = slice;
  for (int i = 0; i < shape.rank(); ++i) {
    if (box.length[i] == -1)
      box.length[i] = shape.dim(i);
    if (box.start[i] < 0 || box.length[i] < 0 ||
        box.start[i] > shape.dim(i) - box.length[i])
      return std::nullopt;
  }
  return box;
}

void forEachRun(const Shape &shape, const TensorSlice &box,
                const std::function<void(int64_t, int64_t, int64_t)> &copy) {
  const int rank = shape.rank();
  for (const int64_t length : box.length)
    if (length == 0)
      return;
  // A run spans the innermost dimensions that are taken whole, and one more.
  int outer = rank;
  int64_t run = 1;
  while (outer > 0) {
    --outer;
    run *= box.length[outer];
    if (box.length[outer] != shape.dim(outer))
      break;
  }
  std::vector<int64_t> strides(rank, 1);
  for (int i = rank - 2; i >= 0; --i)
    strides[i] = strides[i + 1] * shape.dim(i + 1);
  int64_t to = 0;
  for (int i = 0; i < rank; ++i)
    to += box.start[i] * strides[i];
  std::vector<int64_t> index(outer, 0);
  for (int64_t from = 0;; from += run) {
    copy(to, from, run);
    int i = outer - 1;
    for (; i >= 0; --i) {
      to += strides[i];
      if (++index[i] < box.length[i])
        break;
      to -= strides[i] * box.length[i];
      index[i] = 0;
    }
    if (i < 0)
      return;
  }
}

std::string sliceText(const TensorSlice &slice) {
  std::string text = "[";
  for (size_t i = 0; i < slice.start.size(); ++i) {
    if (i > 0)
      text += ",";
    if (slice.length[i] == -1)
      text += "-";
    else
      absl::StrAppend(&text, slice.start[i], "+", slice.length[i]);
  }
  return text + "]";
}

} // namespace sm::format
