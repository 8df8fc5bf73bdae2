// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// How much memory can be meant at all.

#ifndef SM_SUPPORT_MEMORY_H
#define SM_SUPPORT_MEMORY_H

#include "sm/Support/Status.h"

#include <cstdint>

namespace sm {

/// The machine's memory in bytes; UINT64_MAX if the system does not tell.
uint64_t machineMemory();

/// ResourceExhausted if `count` (at least 0) elements of `size` bytes are more
/// than the machine's memory. A file names any such number in a few bytes, so
/// ask before allocating by it.
Status checkFitsInMemory(int64_t count, size_t size);

} // namespace sm

#endif // SM_SUPPORT_MEMORY_H
