// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Import of SavedModels and frozen graphs into the sm and graph dialects.

#ifndef SM_TARGET_SAVEDMODEL_H
#define SM_TARGET_SAVEDMODEL_H

#include "sm/Format/SavedModel.h"
#include "sm/Support/Status.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <memory>
#include <optional>
#include <string>

namespace tensorflow {
class GraphDef;
} // namespace tensorflow

namespace sm::target {

/// Imports every MetaGraph of `model`, or only number `metaGraph` if given:
/// the lossless image of the file. Checkpoints are opened, not read; constants
/// above 1 KiB refer to the memory of `model.proto`, which the context then
/// keeps alive. InvalidArgument, naming node and function, for graphs that are
/// not well formed.
StatusOr<mlir::OwningOpRef<mlir::ModuleOp>>
importSavedModel(const format::SavedModelFile &model,
                 std::optional<int> metaGraph, mlir::MLIRContext *context);

/// Imports a frozen graph as a SavedModel of one MetaGraph without tags and
/// signatures, and empties `graph`. `path` is used in messages.
StatusOr<mlir::OwningOpRef<mlir::ModuleOp>>
importGraphDef(const std::shared_ptr<tensorflow::GraphDef> &graph,
               const std::string &path, mlir::MLIRContext *context);

} // namespace sm::target

#endif // SM_TARGET_SAVEDMODEL_H
