// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// How far the elements of two tensors are apart.

#ifndef SM_LIB_DRIVER_DIFF_ELEMENTS_H
#define SM_LIB_DRIVER_DIFF_ELEMENTS_H

#include "sm/Support/Bytes.h"
#include "sm/Support/DType.h"

#include "absl/types/span.h"

#include <cstdint>
#include <string>

namespace sm::driver {

/// How much two numbers may differ: |a - b| <= absolute + relative * |b|.
struct Tolerance {
  double absolute = 0, relative = 0;
};

/// Two tensors of one type and shape, element by element. Two NaNs are equal,
/// and so are 0 and -0.
struct ElementDifference {
  int64_t elements = 0;
  int64_t different = 0;
  /// Of these: beyond the tolerance.
  int64_t outside = 0;
  /// Of these: a NaN or an infinity on one side alone.
  int64_t unordered = 0;
  /// Equal as numbers, but not bit for bit.
  int64_t otherBits = 0;
  /// The first that differs; -1: none.
  int64_t first = -1;
  /// False for strings and types that have no numbers here: no distances then.
  bool hasNumbers = false;
  double maxAbs = 0;
  /// The sum of all distances but the unordered ones.
  double sumAbs = 0;

  double meanAbs() const;
};

/// Compares `count` elements of dtypeSize(dtype) bytes, which need not be
/// aligned. Uses all threads; the result does not depend on their number.
ElementDifference compareElements(DType dtype, const char *a, const char *b,
                                  int64_t count, Tolerance tolerance = {});

/// The same for strings; both spans have one size.
ElementDifference compareStrings(absl::Span<const Bytes> a,
                                 absl::Span<const Bytes> b);

/// "4 of 9 elements differ, at most 0.0012, 0.0003 on average".
std::string elementDifferenceText(const ElementDifference &difference);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_DIFF_ELEMENTS_H
