// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Conversions of blocks of 16-bit floats.

#include "FloatBlocks.h"

#include "sm/Runtime/ThreadPool.h"
#include "sm/Support/Half.h"

namespace sm::runtime {

bool isHalfDType(DType dtype) {
  return dtype == DType::Half || dtype == DType::BFloat16;
}

void widen(DType from, const void *in, float *out, int64_t count) {
  const auto *bits = static_cast<const uint16_t *>(in);
  if (from == DType::Half)
    for (int64_t i = 0; i < count; ++i)
      out[i] = halfToFloat(bits[i]);
  else
    for (int64_t i = 0; i < count; ++i)
      out[i] = bfloat16ToFloat(bits[i]);
}

void narrow(const float *in, DType to, void *out, int64_t count) {
  auto *bits = static_cast<uint16_t *>(out);
  if (to == DType::Half)
    for (int64_t i = 0; i < count; ++i)
      bits[i] = floatToHalf(in[i]);
  else
    for (int64_t i = 0; i < count; ++i)
      bits[i] = floatToBFloat16(in[i]);
}

StatusOr<Tensor> asFloat(const Tensor &tensor) {
  if (tensor.dtype() == DType::Float)
    return tensor;
  SM_ASSIGN_OR_RETURN(Tensor result,
                      Tensor::allocate(DType::Float, tensor.shape()));
  parallelFor(tensor.numElements(), 1 << 14, [&](int64_t begin, int64_t end) {
    widen(tensor.dtype(), tensor.data<uint16_t>() + begin,
          result.mutableData<float>() + begin, end - begin);
  });
  return result;
}

} // namespace sm::runtime
