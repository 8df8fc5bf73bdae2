// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The signatures in a MetaGraph's object graph, where tf.saved_model.load finds
// them: children of the signature map, which is the root's `signatures`.

#ifndef SM_LIB_TRANSFORMS_GRAPHOBJECTS_H
#define SM_LIB_TRANSFORMS_GRAPHOBJECTS_H

#include "dialects/SM/SMDialect.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"

namespace sm {

/// Removes the signatures that `isKept` refuses, and what of the object graph
/// only they reach. Objects keep their numbers, to which other files of the
/// model refer (keras_metadata.pb): one that goes leaves an empty object.
/// Functions that only such objects name are traced functions no longer.
void dropSignatureObjects(saved_model::MetaGraphOp metaGraph,
                          llvm::function_ref<bool(mlir::StringRef)> isKept);

/// Gives signatures new names (old to new).
void renameSignatureObjects(saved_model::MetaGraphOp metaGraph,
                            const llvm::StringMap<std::string> &names);

/// Gives arguments or results of signature `name` new keys. Emits an error at
/// `op` if the traced function serves others too, or if its arguments would
/// stand in another order, which is that of the keys.
mlir::LogicalResult
renameSignatureKeys(saved_model::MetaGraphOp metaGraph, mlir::Operation *op,
                    mlir::StringRef name,
                    const llvm::StringMap<std::string> &inputs,
                    const llvm::StringMap<std::string> &outputs);

} // namespace sm

#endif // SM_LIB_TRANSFORMS_GRAPHOBJECTS_H
