// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The TensorFlow nodes that a location names.

#ifndef SM_LIB_JIT_NODENAMES_H
#define SM_LIB_JIT_NODENAMES_H

#include "mlir/IR/Location.h"

#include <string>
#include <vector>

namespace sm::jit {

/// In the order of the location, each once. Of an inlined node its own name,
/// not that of the call.
std::vector<std::string> nodesOf(mlir::Location location);

/// "node 'a'", "nodes 'a', 'b', 'c' and 2 more"; empty if there is none.
std::string nodesText(const std::vector<std::string> &nodes);

} // namespace sm::jit

#endif // SM_LIB_JIT_NODENAMES_H
