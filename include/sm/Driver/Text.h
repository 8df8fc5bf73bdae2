// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Text of a model, made fit for a terminal or for JSON.

#ifndef SM_DRIVER_TEXT_H
#define SM_DRIVER_TEXT_H

#include <cstdint>
#include <string>
#include <string_view>

namespace sm::driver {

/// `text` with control characters and bytes that are not UTF-8 as \xHH, so
/// that a name in a model cannot steer the terminal that shows it.
std::string printable(std::string_view text);

/// `text` as a quoted JSON string; bytes that are not UTF-8 become U+FFFD.
std::string jsonString(std::string_view text);

/// "1 node", "2,345 nodes".
std::string countOf(int64_t count, std::string_view noun);

/// "512 bytes", "1.2 MB": decimal units.
std::string sizeText(int64_t bytes);

} // namespace sm::driver

#endif // SM_DRIVER_TEXT_H
