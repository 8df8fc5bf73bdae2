// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What the fuzz targets share: failing loudly, and files in memory.

#ifndef SM_FUZZ_FUZZINPUT_H
#define SM_FUZZ_FUZZINPUT_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace sm::fuzz {

/// Ends the process as a finding: a property does not hold.
[[noreturn]] void fail(const std::string &what);

/// A folder in memory for the files of one process, made on first use and left
/// to the system.
const std::string &memoryFolder();

/// Writes a file of that folder anew and gives its path.
std::string writeFile(const std::string &name, std::string_view bytes);

inline std::string_view textOf(const uint8_t *data, size_t size) {
  return {reinterpret_cast<const char *>(data), size};
}

} // namespace sm::fuzz

#endif // SM_FUZZ_FUZZINPUT_H
