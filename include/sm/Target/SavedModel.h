// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Import of SavedModels and frozen graphs into the sm and graph dialects, and
/// export from there.

#ifndef SM_TARGET_SAVEDMODEL_H
#define SM_TARGET_SAVEDMODEL_H

#include "sm/Format/SavedModel.h"
#include "sm/Format/SavedModelWriter.h"
#include "sm/Support/Status.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tensorflow {
class GraphDef;
} // namespace tensorflow

namespace sm::target {

/// An entry that an import is for, named as by its user: a signature (without a
/// name "serving_default", or all if there is none), a concrete function by the
/// path of its object and its place there, or tensors to feed and fetch.
struct ImportEntry {
  std::optional<std::string> signature;
  std::optional<std::string> function;
  int overload = 0;
  std::vector<std::string> tensors;
};

/// Imports every MetaGraph of `model`, or only number `metaGraph` if given:
/// the lossless image of the file. Checkpoints are opened, not read; constants
/// above 1 KiB refer to the memory of `model.proto`, which the context then
/// keeps alive. `sourceName` is the checkpoint's name as an sm.data_source: two
/// models in one context need two. InvalidArgument, naming node and function,
/// for graphs that are not well formed.
///
/// With `entry` only what it takes to make a function of that entry: of graph
/// and functions what the entry and the initialisation need, and no messages
/// (`sm.messages`); all signatures, concrete functions and variables are there.
/// Such a module can be converted, not exported. An entry that does not exist
/// leaves the graph empty.
StatusOr<mlir::OwningOpRef<mlir::ModuleOp>>
importSavedModel(const format::SavedModelFile &model,
                 std::optional<int> metaGraph, mlir::MLIRContext *context,
                 const std::string &sourceName = "variables",
                 const ImportEntry *entry = nullptr);

/// Imports a frozen graph as a SavedModel of one MetaGraph without tags and
/// signatures, and empties `graph`. `path` is used in messages, `entry` as in
/// importSavedModel.
StatusOr<mlir::OwningOpRef<mlir::ModuleOp>>
importGraphDef(const std::shared_ptr<tensorflow::GraphDef> &graph,
               const std::string &path, mlir::MLIRContext *context,
               const ImportEntry *entry = nullptr);

/// The SavedModel that `module` is the image of. Exporting what was imported
/// gives an equal proto, with the files of the folder it came from; an edit of
/// the module arrives as exactly that change: attributes and edges of nodes,
/// signatures, tags, assets, messages, and values of variables, for which the
/// entry of the checkpoint is replaced that restores them. InvalidArgument,
/// naming op and location, for what no proto can say; FailedPrecondition for
/// MetaGraphs that are converted to functions, and for a changed variable that
/// no checkpoint entry belongs to. Data sources must be open and the model's
/// folder absolute or as seen from here (import and readIR see to both).
StatusOr<format::SavedModelContents> exportSavedModel(mlir::ModuleOp module);

/// The GraphDef of the module's only MetaGraph. Errors as exportSavedModel.
StatusOr<std::shared_ptr<tensorflow::GraphDef>>
exportGraphDef(mlir::ModuleOp module);

} // namespace sm::target

#endif // SM_TARGET_SAVEDMODEL_H
