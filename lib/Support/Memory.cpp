// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Asks the system for the size of its memory.

#include "sm/Support/Memory.h"

#include "absl/strings/str_cat.h"

#include <unistd.h>

namespace sm {

uint64_t machineMemory() {
  static const uint64_t bytes = [] {
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long pageBytes = sysconf(_SC_PAGESIZE);
    return pages > 0 && pageBytes > 0
               ? static_cast<uint64_t>(pages) * static_cast<uint64_t>(pageBytes)
               : UINT64_MAX;
  }();
  return bytes;
}

Status checkFitsInMemory(int64_t count, size_t size) {
  if (size == 0 || static_cast<uint64_t>(count) <= machineMemory() / size)
    return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat(count, " elements of ", size,
                   " bytes are more than the memory of this machine"));
}

} // namespace sm
