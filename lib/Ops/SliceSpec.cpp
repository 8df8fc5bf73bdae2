// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Resolving the sparse form of StridedSlice (entries, some of them ellipsis or
/// new axis) to one range a dimension.

#include "sm/Ops/SliceSpec.h"

#include "absl/strings/str_cat.h"

#include <algorithm>

namespace sm::ops {

namespace {

bool hasBit(int64_t mask, int bit) { return (mask >> bit) & 1; }

/// One slice while it is resolved.
class Resolver {
public:
  Resolver(const PartialShape &input, const IntValues &begin,
           const IntValues &end, const IntValues &strides,
           const SliceMasks &masks)
      : input(input), begin(begin), end(end), strides(strides), masks(masks) {
    spec.result = PartialShape::scalar();
  }

  StatusOr<SliceSpec> resolve();

private:
  int count() const { return static_cast<int>(begin.size()); }
  /// The dimensions of the input that entry `ellipsis` stands for.
  int ellipsisLength(int ellipsis) const;
  /// Takes dimensions whole, up to `limit`.
  void takeWhole(int limit);
  Status takeEntry(int entry);
  Status takeIndex(int entry, int64_t dim, int64_t stride);
  void takeRange(int entry, int64_t dim, int64_t stride);
  /// begin or end of a range over `dim` elements, brought into its bounds.
  static int64_t clampBound(int64_t value, bool masked, bool isEnd, int64_t dim,
                            int64_t stride);
  int nextDim() const { return static_cast<int>(spec.size.size()); }
  void add(int64_t first, int64_t stride, int64_t size) {
    spec.begin.push_back(first);
    spec.stride.push_back(stride);
    spec.size.push_back(size);
  }
  void addToResult(int64_t size, int source) {
    spec.result.append(size);
    spec.sources.push_back(source);
  }

  const PartialShape &input;
  const IntValues &begin, &end, &strides;
  const SliceMasks &masks;
  SliceSpec spec;
};

int Resolver::ellipsisLength(int ellipsis) const {
  int named = 0;
  for (int i = 0; i < count(); ++i)
    if (i != ellipsis && !hasBit(masks.newAxis, i))
      ++named;
  return std::max(0, input.rank() - named);
}

void Resolver::takeWhole(int limit) {
  for (int dim = nextDim(); dim < limit; ++dim) {
    addToResult(input.dim(dim), dim);
    add(0, 1, input.dim(dim));
  }
}

StatusOr<SliceSpec> Resolver::resolve() {
  bool ellipsisSeen = false;
  for (int i = 0; i < count(); ++i) {
    if (hasBit(masks.ellipsis, i)) {
      if (ellipsisSeen)
        return absl::InvalidArgumentError("a slice may have one ellipsis only");
      ellipsisSeen = true;
      takeWhole(std::min(nextDim() + ellipsisLength(i), input.rank()));
    } else if (hasBit(masks.newAxis, i)) {
      addToResult(1, -1);
    } else {
      SM_RETURN_IF_ERROR(takeEntry(i));
    }
  }
  takeWhole(input.rank());
  return std::move(spec);
}

Status Resolver::takeEntry(int entry) {
  const int dim = nextDim();
  if (dim >= input.rank())
    return absl::InvalidArgumentError(
        absl::StrCat("the slice names dimension ", dim, ", but the input has ",
                     input.rank(), " dimensions"));
  const int64_t stride = strides[entry];
  if (stride == 0)
    return absl::InvalidArgumentError(
        absl::StrCat("strides[", entry, "] must not be 0"));
  if (hasBit(masks.shrinkAxis, entry))
    return takeIndex(entry, input.dim(dim), stride);
  takeRange(entry, input.dim(dim), stride);
  return absl::OkStatus();
}

Status Resolver::takeIndex(int entry, int64_t dim, int64_t stride) {
  if (stride < 0 && stride != kUnknownValue)
    return absl::InvalidArgumentError(absl::StrCat(
        "strides[", entry, "] must be positive where one index is taken"));
  int64_t index = begin[entry];
  if (dim == kUnknownDim) {
    // An index from the end has no known place in an unknown dimension.
    add(index < 0 ? kUnknownValue : index, 1, 1);
    return absl::OkStatus();
  }
  if (index != kUnknownValue) {
    if (index < -dim || index >= dim)
      return absl::InvalidArgumentError(
          absl::StrCat("index ", index, " is out of bounds for dimension ",
                       nextDim(), " of size ", dim));
    index = index < 0 ? index + dim : index;
  }
  add(index, 1, 1);
  return absl::OkStatus();
}

int64_t Resolver::clampBound(int64_t value, bool masked, bool isEnd,
                             int64_t dim, int64_t stride) {
  const int64_t low = stride > 0 ? 0 : -1;
  const int64_t high = stride > 0 ? dim : dim - 1;
  if (masked)
    return isEnd == (stride > 0) ? high : low;
  return std::clamp(value < 0 ? value + dim : value, low, high);
}

void Resolver::takeRange(int entry, int64_t dim, int64_t stride) {
  const bool beginMasked = hasBit(masks.begin, entry);
  const bool endMasked = hasBit(masks.end, entry);
  const bool known = stride != kUnknownValue && dim != kUnknownDim;
  int64_t first = kUnknownValue, size = kUnknownDim;
  if (known && (beginMasked || begin[entry] != kUnknownValue))
    first = clampBound(begin[entry], beginMasked, false, dim, stride);
  else if (beginMasked && stride != kUnknownValue && stride > 0)
    first = 0;
  if (known && first != kUnknownValue &&
      (endMasked || end[entry] != kUnknownValue)) {
    const int64_t last = clampBound(end[entry], endMasked, true, dim, stride);
    const int64_t length = last - first;
    size = 0;
    if (length != 0 && (length < 0) == (stride < 0))
      size = length / stride + (length % stride != 0 ? 1 : 0);
  }
  // A whole dimension stays equal even if its size is not known, which the
  // result cannot say; a dimension of 0 elements gives 0.
  if (dim == 0)
    size = 0;
  addToResult(size, nextDim());
  add(first, stride, size);
}

} // namespace

StatusOr<SliceSpec> computeSliceSpec(const PartialShape &input,
                                     const IntValues &begin,
                                     const IntValues &end,
                                     const IntValues &strides,
                                     const SliceMasks &masks) {
  if (begin.size() != end.size() || begin.size() != strides.size())
    return absl::InvalidArgumentError(
        absl::StrCat("'begin', 'end' and 'strides' must have one length, have ",
                     begin.size(), ", ", end.size(), " and ", strides.size()));
  if (begin.size() > kMaxSliceEntries)
    return absl::InvalidArgumentError(absl::StrCat(
        "a slice may have ", kMaxSliceEntries, " entries, has ", begin.size()));
  if (!input.hasRank())
    return absl::InvalidArgumentError("the rank of the input is not known");
  return Resolver(input, begin, end, strides, masks).resolve();
}

StatusOr<SliceSpec> computeSliceSpec(const Shape &input, IntValues begin,
                                     IntValues end, IntValues strides,
                                     const SliceMasks &masks) {
  // The number that stands for an unknown value is beyond every dimension, and
  // so is its neighbour, which means the same.
  for (IntValues *values : {&begin, &end, &strides})
    for (int64_t &value : *values)
      value = std::max(value, kUnknownValue + 1);
  return computeSliceSpec(PartialShape(input), begin, end, strides, masks);
}

} // namespace sm::ops
