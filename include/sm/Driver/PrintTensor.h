// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Tensors as text, for people and as JSON.

#ifndef SM_DRIVER_PRINTTENSOR_H
#define SM_DRIVER_PRINTTENSOR_H

#include "sm/Runtime/Tensor.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sm::driver {

/// Tensors with more elements than this are shown by the ends of each
/// dimension.
constexpr int64_t kMaxPrintedElements = 1000;

/// The values in numpy's layout: nested brackets, aligned columns, lines of at
/// most 75 columns, "..." for what is left out. Without a final newline.
/// Strings in quotes, with bytes that are not printable UTF-8 as \xHH.
std::string formatValues(const runtime::Tensor &tensor);

/// The values as JSON: nested arrays, or one value for a scalar. Numbers have
/// the fewest digits that give the same value back; NaN and infinities are the
/// strings "NaN", "Infinity" and "-Infinity"; a complex number is [re, im]; a
/// string is its text if that is UTF-8, else {"b64": "..."}.
std::string valuesToJSON(const runtime::Tensor &tensor);

} // namespace sm::driver

#endif // SM_DRIVER_PRINTTENSOR_H
