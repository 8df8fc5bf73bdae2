// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Single elements of tensors as text.

#ifndef SM_LIB_DRIVER_VALUES_TENSORELEMENTS_H
#define SM_LIB_DRIVER_VALUES_TENSORELEMENTS_H

#include "sm/Runtime/Tensor.h"

#include <cstdint>
#include <string>

namespace sm::driver {

/// False for resources, variants and the 8-bit and smaller floats.
bool hasPrintableElements(DType dtype);

/// Element `index` of a floating tensor as the double with the same shortest
/// decimal.
double elementDecimal(const runtime::Tensor &tensor, int64_t index);

/// Element `index` as Python shows it: 12, True, 'text', (1+2j).
std::string elementText(const runtime::Tensor &tensor, int64_t index);

/// Element `index` as JSON; see valuesToJSON. null if it is not printable.
std::string elementJSON(const runtime::Tensor &tensor, int64_t index);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_VALUES_TENSORELEMENTS_H
