// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Which MetaGraphs a pass with the option `tags` works on.

#ifndef SM_LIB_TRANSFORMS_GRAPHTAGS_H
#define SM_LIB_TRANSFORMS_GRAPHTAGS_H

#include "dialects/SM/SMDialect.h"

#include <string>

namespace sm {

/// The MetaGraphs with exactly this set of tags, in any order; all of them if
/// `tags` is empty. Emits an error that lists the sets if there is none.
mlir::FailureOr<mlir::SmallVector<saved_model::MetaGraphOp>>
metaGraphsTagged(mlir::Operation *root, mlir::ArrayRef<std::string> tags);

/// Calls `work` for each of these MetaGraphs. Fails as metaGraphsTagged, and at
/// the first failure of `work`.
mlir::LogicalResult forMetaGraphsTagged(
    mlir::Operation *root, mlir::ArrayRef<std::string> tags,
    llvm::function_ref<mlir::LogicalResult(saved_model::MetaGraphOp)> work);

} // namespace sm

#endif // SM_LIB_TRANSFORMS_GRAPHTAGS_H
