// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The one type for elements of string tensors.

#ifndef SM_SUPPORT_BYTES_H
#define SM_SUPPORT_BYTES_H

#include <string>

namespace sm {

/// An element of a string tensor: any bytes, NUL included, without an encoding.
/// std::string keeps up to 15 bytes in place, which is what most strings in
/// models need.
using Bytes = std::string;

} // namespace sm

#endif // SM_SUPPORT_BYTES_H
