// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Between numpy's arrays and tensors.

#ifndef SM_DRIVER_NUMPYTENSOR_H
#define SM_DRIVER_NUMPYTENSOR_H

#include "sm/Format/Numpy.h"
#include "sm/Runtime/Tensor.h"
#include "sm/Support/Status.h"

namespace sm::driver {

/// The array as a tensor of the same type and shape.
StatusOr<runtime::Tensor> toTensor(format::NpyArray array);

/// The tensor as an array; a copy.
format::NpyArray toArray(const runtime::Tensor &tensor);

} // namespace sm::driver

#endif // SM_DRIVER_NUMPYTENSOR_H
