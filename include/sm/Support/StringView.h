// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Between std::string_view, which our interfaces use, and abseil's own type,
/// which its string functions take and give.

#ifndef SM_SUPPORT_STRINGVIEW_H
#define SM_SUPPORT_STRINGVIEW_H

#include "absl/strings/string_view.h"

#include <string_view>

namespace sm {

/// The same characters for abseil.
inline absl::string_view toAbsl(std::string_view text) {
  return {text.data(), text.size()};
}

/// The same characters for everybody else.
inline std::string_view toStd(absl::string_view text) {
  return {text.data(), text.size()};
}

} // namespace sm

#endif // SM_SUPPORT_STRINGVIEW_H
