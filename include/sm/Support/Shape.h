// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Fully known shapes of tensors.

#ifndef SM_SUPPORT_SHAPE_H
#define SM_SUPPORT_SHAPE_H

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

namespace sm {

/// A fully known shape, row-major; rank 0 is a scalar. Every dimension is at
/// least 0.
class Shape {
public:
  Shape() = default;
  Shape(std::initializer_list<int64_t> dims) : sizes(dims) {}
  explicit Shape(absl::Span<const int64_t> dims)
      : sizes(dims.begin(), dims.end()) {}

  int rank() const { return static_cast<int>(sizes.size()); }
  int64_t dim(int index) const { return sizes[index]; }
  void setDim(int index, int64_t size) { sizes[index] = size; }
  void append(int64_t size) { sizes.push_back(size); }
  absl::Span<const int64_t> dims() const { return sizes; }

  /// The product of all dimensions; 1 for a scalar. The shape must have come
  /// through checkedNumElements once if it is input.
  int64_t numElements() const {
    int64_t count = 1;
    for (int64_t size : sizes)
      count *= size;
    return count;
  }

  /// "[2,3]"; "[]" for a scalar.
  std::string str() const;

  friend bool operator==(const Shape &a, const Shape &b) {
    return a.sizes == b.sizes;
  }
  friend bool operator!=(const Shape &a, const Shape &b) { return !(a == b); }

private:
  absl::InlinedVector<int64_t, 6> sizes;
};

/// The product of `dims`, or nullopt if a dimension is negative or the product
/// does not fit into int64 (judged without the order of the dimensions: a 0
/// makes it 0 only if the others multiply without overflow).
std::optional<int64_t> checkedNumElements(absl::Span<const int64_t> dims);

} // namespace sm

#endif // SM_SUPPORT_SHAPE_H
