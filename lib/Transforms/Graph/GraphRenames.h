// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What the passes that rename have in common: their options, and names that
// would meet.

#ifndef SM_LIB_TRANSFORMS_GRAPHRENAMES_H
#define SM_LIB_TRANSFORMS_GRAPHRENAMES_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/StringMap.h"

#include <string>

namespace sm {

/// Old names to new ones.
using Renames = llvm::StringMap<std::string>;

/// Adds `from:to` (the last colon parts them). Emits an error at `op` for a
/// text without both names, or for a second new name of `from`.
mlir::LogicalResult addRename(mlir::Operation *op, mlir::StringRef text,
                              Renames &renames);
mlir::LogicalResult addRename(mlir::Operation *op, mlir::StringRef from,
                              mlir::StringRef to, Renames &renames);

/// Emits an error at `op` if two of `names` would become one. `what` says in
/// the error what they are.
mlir::LogicalResult checkRenames(mlir::Operation *op, mlir::StringRef what,
                                 mlir::ArrayRef<mlir::StringRef> names,
                                 const Renames &renames);

/// The new name of `name`, or `name`.
mlir::StringRef renamed(mlir::StringRef name, const Renames &renames);

} // namespace sm

#endif // SM_LIB_TRANSFORMS_GRAPHRENAMES_H
