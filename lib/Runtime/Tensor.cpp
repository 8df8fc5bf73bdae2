// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Making and viewing tensors.

#include "sm/Runtime/Tensor.h"

#include "sm/Support/Memory.h"

#include "absl/strings/str_cat.h"

#include <cstring>

namespace sm::runtime {

StatusOr<Tensor> Tensor::allocate(DType dtype, const Shape &shape) {
  const bool isString = dtype == DType::String;
  const size_t size = isString ? sizeof(Bytes) : dtypeSize(dtype);
  if (size == 0 || isRefDType(dtype))
    return absl::InvalidArgumentError(absl::StrCat(
        "a tensor of ", dtypeName(dtype), " has no elements in memory"));
  Tensor result;
  result.count = 1;
  bool overflow = false;
  for (int64_t dim : shape.dims())
    overflow |=
        dim < 0 || __builtin_mul_overflow(result.count, dim, &result.count);
  uint64_t bytes = 0;
  overflow |=
      __builtin_mul_overflow(static_cast<uint64_t>(result.count), size, &bytes);
  if (overflow || bytes > machineMemory())
    return absl::ResourceExhaustedError(
        absl::StrCat("a tensor ", dtypeName(dtype), shape.str(),
                     " does not fit into this machine's memory"));
  Buffer *buffer =
      isString ? Buffer::allocateStrings(static_cast<size_t>(result.count))
               : Buffer::allocate(bytes);
  if (!buffer)
    return absl::ResourceExhaustedError(
        absl::StrCat("out of memory for a tensor ", dtypeName(dtype),
                     shape.str(), " of ", bytes, " bytes"));
  result.buffer = BufferRef(buffer);
  result.bytes = buffer->data();
  result.dims = shape;
  result.type = dtype;
  return result;
}

Tensor Tensor::wrap(DType dtype, const Shape &shape, const void *data,
                    std::shared_ptr<const void> owner) {
  Tensor result;
  Buffer *buffer = Buffer::share(std::move(owner));
  if (!buffer)
    return result;
  result.buffer = BufferRef(buffer);
  // Nobody writes through it: a shared buffer is never unique.
  result.bytes = const_cast<void *>(data);
  result.count = shape.numElements();
  result.dims = shape;
  result.type = dtype;
  return result;
}

Tensor Tensor::reshaped(const Shape &shape) const {
  Tensor result = *this;
  result.dims = shape;
  return result;
}

StatusOr<Tensor> Tensor::leadingSlice(int64_t begin, int64_t end) const {
  if (rank() == 0 || begin < 0 || end < begin || end > dim(0))
    return absl::OutOfRangeError(absl::StrCat("rows [", begin, ", ", end,
                                              ") are not in a tensor of shape ",
                                              dims.str()));
  const int64_t rowElements = dim(0) == 0 ? 0 : count / dim(0);
  const size_t offset =
      static_cast<size_t>(begin * rowElements) * elementBytes();
  Shape shape = dims;
  shape.setDim(0, end - begin);
  if (offset % kTensorAlignment == 0) {
    Tensor result = *this;
    result.bytes = static_cast<char *>(bytes) + offset;
    result.count = (end - begin) * rowElements;
    result.dims = shape;
    return result;
  }
  SM_ASSIGN_OR_RETURN(Tensor result, allocate(type, shape));
  if (type == DType::String)
    std::copy_n(data<Bytes>() + begin * rowElements, result.count,
                result.mutableData<Bytes>());
  else if (result.count > 0)
    std::memcpy(result.bytes, static_cast<const char *>(bytes) + offset,
                result.numBytes());
  return result;
}

std::string Tensor::typeStr() const {
  return absl::StrCat(dtypeName(type), dims.str());
}

} // namespace sm::runtime
