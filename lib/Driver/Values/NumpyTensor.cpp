// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Copies between numpy's arrays and tensors.

#include "sm/Driver/NumpyTensor.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <cstring>

namespace sm::driver {

using runtime::Tensor;

StatusOr<Tensor> toTensor(format::NpyArray array) {
  SM_ASSIGN_OR_RETURN(Tensor tensor,
                      Tensor::allocate(array.dtype, array.shape));
  const size_t count = static_cast<size_t>(tensor.numElements());
  if (array.dtype == DType::String) {
    if (array.strings.size() != count)
      return absl::InternalError(absl::StrCat(
          "an array of ", count, " strings holds ", array.strings.size()));
    std::move(array.strings.begin(), array.strings.end(),
              tensor.mutableData<Bytes>());
    return tensor;
  }
  if (array.bytes.size() != tensor.numBytes())
    return absl::InternalError(absl::StrCat("an array of ", tensor.numBytes(),
                                            " bytes holds ",
                                            array.bytes.size()));
  if (!array.bytes.empty())
    std::memcpy(tensor.mutableRawData(), array.bytes.data(),
                array.bytes.size());
  return tensor;
}

format::NpyArray toArray(const Tensor &tensor) {
  format::NpyArray array;
  array.dtype = tensor.dtype();
  array.shape = tensor.shape();
  if (tensor.dtype() == DType::String) {
    const auto values = tensor.values<Bytes>();
    array.strings.assign(values.begin(), values.end());
  } else if (tensor.numBytes() > 0) {
    array.bytes.assign(static_cast<const char *>(tensor.rawData()),
                       tensor.numBytes());
  }
  return array;
}

} // namespace sm::driver
