// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shapes with unknown parts: what they mean together, and their text.

#include "sm/Ops/PartialShape.h"

#include "absl/strings/str_cat.h"

namespace sm {

PartialShape PartialShape::ofRank(int rank) {
  PartialShape result = scalar();
  result.sizes.assign(rank, kUnknownDim);
  return result;
}

bool PartialShape::isFullyDefined() const {
  if (!ranked)
    return false;
  for (int64_t size : sizes)
    if (size == kUnknownDim)
      return false;
  return true;
}

std::optional<Shape> PartialShape::asShape() const {
  if (!isFullyDefined())
    return std::nullopt;
  return Shape(dims());
}

std::optional<int64_t> PartialShape::numElements() const {
  if (!isFullyDefined())
    return std::nullopt;
  return checkedNumElements(dims());
}

bool PartialShape::isCompatibleWith(const PartialShape &other) const {
  if (!ranked || !other.ranked)
    return true;
  if (sizes.size() != other.sizes.size())
    return false;
  for (size_t i = 0; i < sizes.size(); ++i)
    if (sizes[i] != other.sizes[i] && sizes[i] != kUnknownDim &&
        other.sizes[i] != kUnknownDim)
      return false;
  return true;
}

StatusOr<PartialShape>
PartialShape::mergeWith(const PartialShape &other) const {
  if (!isCompatibleWith(other))
    return absl::InvalidArgumentError(absl::StrCat(
        "shapes ", str(), " and ", other.str(), " contradict each other"));
  if (!ranked)
    return other;
  PartialShape result = *this;
  if (other.ranked)
    for (size_t i = 0; i < sizes.size(); ++i)
      if (sizes[i] == kUnknownDim)
        result.sizes[i] = other.sizes[i];
  return result;
}

std::string PartialShape::str() const {
  if (!ranked)
    return "<unknown>";
  std::string text = "[";
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (i > 0)
      text += ",";
    text += sizes[i] == kUnknownDim ? "?" : absl::StrCat(sizes[i]);
  }
  return text + "]";
}

} // namespace sm
