// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Our IR on disk: text or bytecode, with a side file for large constants.

#ifndef SM_TARGET_IR_H
#define SM_TARGET_IR_H

#include "sm/Support/StagedOutput.h"
#include "sm/Support/Status.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include <memory>
#include <string>
#include <string_view>

namespace sm::target {

/// Writes `module` to `path`. Constants that are in memory, or in the weights
/// files that the module was read with, go to PATH.weights, 64-byte aligned,
/// where the module then refers to them;
/// checkpoints are named by a path relative to `path`. Both files appear whole
/// or not at all. AlreadyExists without `overwrite` if one of them is there.
/// The module's references are changed to what was written.
Status writeIR(mlir::ModuleOp module, const std::string &path, bool bytecode,
               bool overwrite);

/// The weights file of a module at `path`: PATH.weights.
std::string weightsBeside(const std::string &path);

/// Makes what stands under `root` fit to be written to `path` by whatever
/// means: constants as in writeIR go to a file for `weightsPath`, in the folder
/// of `path`; checkpoints and the model's folder are named as seen from there,
/// and a checkpoint that no op names yet gets one. Data sources are open and
/// the model's folder is absolute. Returns the weights, complete, to be
/// installed with the text; null if there are none. InvalidArgument if `root`
/// needs a source and is no module; else errors of the file and of the data.
StatusOr<std::unique_ptr<StagedFile>>
storeConstants(mlir::Operation *root, const std::string &path,
               const std::string &weightsPath, bool overwrite);

/// How many different constants under `root` a text of it does not lead to:
/// they lie in memory, or in an open source that no op under `root` names.
size_t countLostConstants(mlir::Operation *root);

/// Makes constants that are in memory part of the module's text, for output
/// without a side file. Unimplemented for element types without a literal form
/// (quantised ones).
Status embedConstants(mlir::ModuleOp module);

/// Reads text or bytecode, verifies it and opens its data sources (in
/// `weightsDir` if that is not empty); the model's folder becomes absolute.
/// InvalidArgument with the parser's or verifier's messages.
StatusOr<mlir::OwningOpRef<mlir::ModuleOp>>
readIR(const std::string &path, const std::string &weightsDir,
       mlir::MLIRContext *context);

/// InvalidArgument, naming the line, if brackets or aliases of a module's text
/// nest more than 256 deep: the parser of MLIR recurses, and a file could use
/// up the stack.
Status checkNesting(std::string_view text);

} // namespace sm::target

#endif // SM_TARGET_IR_H
