// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Values at run time: contiguous, row-major, 64-byte aligned, reference
/// counted. A view is a reshape or a leading slice, nothing else, so no kernel
/// handles strides.

#ifndef SM_RUNTIME_TENSOR_H
#define SM_RUNTIME_TENSOR_H

#include "sm/Runtime/Buffer.h"
#include "sm/Support/Bytes.h"
#include "sm/Support/DType.h"
#include "sm/Support/Shape.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace sm::runtime {

/// A tensor: dtype, shape and a share of a buffer. Copying shares; the bytes
/// are written only by their sole owner (see isUnique). The default tensor is
/// empty (dtype Invalid).
class Tensor {
public:
  Tensor() = default;
  Tensor(const Tensor &) = default;
  Tensor &operator=(const Tensor &) = default;
  /// A moved-from tensor is empty.
  Tensor(Tensor &&other) noexcept
      : buffer(std::move(other.buffer)),
        bytes(std::exchange(other.bytes, nullptr)),
        count(std::exchange(other.count, 0)), dims(std::move(other.dims)),
        type(std::exchange(other.type, DType::Invalid)) {}
  Tensor &operator=(Tensor &&other) noexcept {
    buffer = std::move(other.buffer);
    bytes = std::exchange(other.bytes, nullptr);
    count = std::exchange(other.count, 0);
    dims = std::move(other.dims);
    type = std::exchange(other.type, DType::Invalid);
    return *this;
  }

  /// A tensor with undefined numbers (or empty strings). InvalidArgument for a
  /// dtype without elements in memory (resource, variant, references);
  /// ResourceExhausted if the size overflows, is more than the machine's
  /// memory, or memory is refused.
  static StatusOr<Tensor> allocate(DType dtype, const Shape &shape);

  /// A tensor over bytes that `owner` keeps alive and nobody changes. `data`
  /// must be kTensorAlignment-aligned and hold shape.numElements() elements;
  /// not for strings.
  static Tensor wrap(DType dtype, const Shape &shape, const void *data,
                     std::shared_ptr<const void> owner);

  /// A tensor made of values, for constants and tests: T is the C++ type of
  /// dtype and values.size() the shape's element count. Empty if memory is
  /// refused.
  template <typename T>
  static Tensor of(DType dtype, const Shape &shape,
                   absl::Span<const T> values) {
    StatusOr<Tensor> result = allocate(dtype, shape);
    if (!result.ok())
      return Tensor();
    std::copy(values.begin(), values.end(), result->mutableData<T>());
    return *std::move(result);
  }

  bool isEmpty() const { return type == DType::Invalid; }
  DType dtype() const { return type; }
  const Shape &shape() const { return dims; }
  int rank() const { return dims.rank(); }
  int64_t dim(int index) const { return dims.dim(index); }
  int64_t numElements() const { return count; }
  /// Bytes of one element in memory; sizeof(Bytes) for strings.
  size_t elementBytes() const {
    return type == DType::String ? sizeof(Bytes) : dtypeSize(type);
  }
  /// Bytes of the elements; sizeof(Bytes) each for strings.
  size_t numBytes() const {
    return static_cast<size_t>(count) * elementBytes();
  }

  const void *rawData() const { return bytes; }
  /// Only while isUnique(), or by the kernel that the tensor was allocated or
  /// forwarded for.
  void *mutableRawData() { return bytes; }

  /// The elements as T, which must be the C++ type of dtype (float, double,
  /// int8_t.., bool, Bytes, uint16_t for the 16-bit floats).
  template <typename T>
  const T *data() const {
    return static_cast<const T *>(rawData());
  }
  template <typename T>
  T *mutableData() {
    return static_cast<T *>(mutableRawData());
  }
  template <typename T>
  absl::Span<const T> values() const {
    return {data<T>(), static_cast<size_t>(count)};
  }

  /// True if no other tensor shares the buffer and it may be written.
  bool isUnique() const { return buffer && buffer->isUnique(); }

  /// The same elements under another shape of equal count.
  Tensor reshaped(const Shape &shape) const;
  /// Rows [begin, end) of the first dimension, sharing the buffer if the
  /// alignment allows it, else copied. OutOfRange for a scalar or rows that are
  /// not there.
  StatusOr<Tensor> leadingSlice(int64_t begin, int64_t end) const;

  /// "float32[2,3]".
  std::string typeStr() const;

private:
  BufferRef buffer;
  void *bytes = nullptr;
  int64_t count = 0;
  Shape dims;
  DType type = DType::Invalid;
};

} // namespace sm::runtime

#endif // SM_RUNTIME_TENSOR_H
