// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Half and bfloat16 compute as float: block by block where a kernel works
/// element by element, whole tensors where it does not.

#ifndef SM_LIB_RUNTIME_KERNELS_FLOATBLOCKS_H
#define SM_LIB_RUNTIME_KERNELS_FLOATBLOCKS_H

#include "sm/Runtime/Tensor.h"

namespace sm::runtime {

/// Elements that are converted at a time; fits on the stack.
constexpr int64_t kFloatBlock = 512;

/// True for Half and BFloat16.
bool isHalfDType(DType dtype);

/// Converts `count` elements of the given 16-bit type.
void widen(DType from, const void *in, float *out, int64_t count);
void narrow(const float *in, DType to, void *out, int64_t count);

/// `tensor` as float32: itself if it is.
StatusOr<Tensor> asFloat(const Tensor &tensor);

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_KERNELS_FLOATBLOCKS_H
