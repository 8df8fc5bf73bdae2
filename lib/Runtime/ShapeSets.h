// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Programs that were compiled for fixed input shapes, as one.

#ifndef SM_LIB_RUNTIME_SHAPESETS_H
#define SM_LIB_RUNTIME_SHAPESETS_H

#include "sm/Runtime/Program.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <memory>

namespace sm::runtime {

/// A program whose runs go to the one of `sets` that was compiled for the
/// shapes of their inputs; they fail, saying which shapes there are, if there
/// is none. Its ports are unknown where the sets differ. DataLoss for no sets,
/// and for sets of different names or types, of shapes that are not static, or
/// of equal shapes.
StatusOr<std::shared_ptr<const Program>>
joinShapeSets(absl::Span<const std::shared_ptr<const Program>> sets);

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_SHAPESETS_H
