// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shapes: text and checked products.

#include "sm/Support/Shape.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace sm {

std::string Shape::str() const {
  return absl::StrCat("[", absl::StrJoin(sizes, ","), "]");
}

std::optional<int64_t> checkedNumElements(absl::Span<const int64_t> dims) {
  // Zeros are left out of the product, so that an overflow shows wherever the
  // zero stands.
  int64_t product = 1;
  bool isEmpty = false;
  for (int64_t size : dims) {
    if (size < 0)
      return std::nullopt;
    if (size == 0)
      isEmpty = true;
    else if (__builtin_mul_overflow(product, size, &product))
      return std::nullopt;
  }
  return isEmpty ? 0 : product;
}

} // namespace sm
