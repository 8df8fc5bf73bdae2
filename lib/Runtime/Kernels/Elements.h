// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Moving elements without knowing more of them than their width. Strings are
/// copied one by one.

#ifndef SM_LIB_RUNTIME_KERNELS_ELEMENTS_H
#define SM_LIB_RUNTIME_KERNELS_ELEMENTS_H

#include "sm/Runtime/Tensor.h"

#include "absl/types/span.h"

#include <cstdint>

namespace sm::runtime {

/// How elements of one dtype are moved. Indices count elements.
class Elements {
public:
  explicit Elements(DType dtype)
      : isString(dtype == DType::String),
        width(isString ? sizeof(Bytes) : dtypeSize(dtype)) {}

  const void *at(const void *base, int64_t index) const {
    return static_cast<const char *>(base) + index * width;
  }
  void *at(void *base, int64_t index) const {
    return static_cast<char *>(base) + index * width;
  }

  /// to[i] = from[i].
  void copy(const void *from, void *to, int64_t count) const;
  /// to[i] = from[i * step]; steps may be negative.
  void gather(const void *from, int64_t step, void *to, int64_t count) const;
  /// to[i] = *value.
  void fill(const void *value, void *to, int64_t count) const;
  /// to[i] = 0 or "".
  void clear(void *to, int64_t count) const;
  /// to[c * toStride + r] = from[r * fromStride + c] for all r < rows and
  /// c < columns.
  void transpose(const void *from, int64_t fromStride, void *to,
                 int64_t toStride, int64_t rows, int64_t columns) const;

private:
  bool isString;
  int64_t width;
};

/// A permutation of the dimensions of `input` into a new tensor: dimension i of
/// the result is dimension perm[i] of the input. `perm` is a permutation.
StatusOr<Tensor> transposed(const Tensor &input, absl::Span<const int> perm);
/// The same into `output`, which has the permuted shape.
void transposeInto(const Tensor &input, absl::Span<const int> perm,
                   Tensor &output);

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_KERNELS_ELEMENTS_H
