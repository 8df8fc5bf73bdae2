// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Version folders below a base folder, as TensorFlow Serving watches them.

#ifndef SM_LIB_DRIVER_EDIT_VERSIONS_H
#define SM_LIB_DRIVER_EDIT_VERSIONS_H

#include "sm/Support/Status.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sm::driver {

/// The folder of the next version: one above the greatest number that anything
/// in `base` has for a name, 1 in an empty folder. NotFound unless `base` is a
/// folder; OutOfRange if there is no greater number.
StatusOr<std::string> nextVersion(const std::string &base);

/// Removes versions but the `keep` greatest: only folders (no links) of digits
/// that hold a model, and never `newest`. Each disappears in one step. Returns
/// what was removed; an error leaves the rest.
StatusOr<std::vector<std::string>> removeOldVersions(const std::string &base,
                                                     const std::string &newest,
                                                     int64_t keep);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_EDIT_VERSIONS_H
