// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shapes of which some dimensions, or the rank, are decided only at run time.

#ifndef SM_OPS_PARTIALSHAPE_H
#define SM_OPS_PARTIALSHAPE_H

#include "sm/Support/Shape.h"
#include "sm/Support/Status.h"

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

namespace sm {

/// An unknown dimension.
constexpr int64_t kUnknownDim = -1;

/// A shape that may have unknown dimensions (kUnknownDim) or an unknown rank.
/// The default is unknown rank.
class PartialShape {
public:
  PartialShape() = default;
  PartialShape(std::initializer_list<int64_t> dims)
      : ranked(true), sizes(dims) {}
  explicit PartialShape(absl::Span<const int64_t> dims)
      : ranked(true), sizes(dims.begin(), dims.end()) {}
  PartialShape(const Shape &shape) : PartialShape(shape.dims()) {}

  static PartialShape unranked() { return {}; }
  static PartialShape scalar() {
    return PartialShape(absl::Span<const int64_t>());
  }
  /// All dimensions unknown.
  static PartialShape ofRank(int rank);

  bool hasRank() const { return ranked; }
  /// The rank, or -1 if unknown.
  int rank() const { return ranked ? static_cast<int>(sizes.size()) : -1; }
  /// The dimension, or kUnknownDim; kUnknownDim too if the rank is unknown.
  int64_t dim(int index) const { return ranked ? sizes[index] : kUnknownDim; }
  void setDim(int index, int64_t size) { sizes[index] = size; }
  void append(int64_t size) { sizes.push_back(size); }
  /// Empty if the rank is unknown.
  absl::Span<const int64_t> dims() const { return sizes; }

  bool isFullyDefined() const;
  /// The shape if it is fully defined.
  std::optional<Shape> asShape() const;
  /// The number of elements if it is known.
  std::optional<int64_t> numElements() const;
  /// True if some shape fits both.
  bool isCompatibleWith(const PartialShape &other) const;
  /// What both say together; an error if they contradict each other.
  StatusOr<PartialShape> mergeWith(const PartialShape &other) const;

  /// "[2,?,3]", "[]" for a scalar, "<unknown>" for unknown rank.
  std::string str() const;

  friend bool operator==(const PartialShape &a, const PartialShape &b) {
    return a.ranked == b.ranked && a.sizes == b.sizes;
  }
  friend bool operator!=(const PartialShape &a, const PartialShape &b) {
    return !(a == b);
  }

private:
  bool ranked = false;
  absl::InlinedVector<int64_t, 6> sizes;
};

} // namespace sm

#endif // SM_OPS_PARTIALSHAPE_H
