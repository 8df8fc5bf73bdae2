// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Modules to files: constants to the side file first, then the text.

#include "sm/Target/IR.h"
#include "sm/Target/StagedStream.h"

#include "mlir/Bytecode/BytecodeWriter.h"

using namespace mlir;

namespace sm::target {

static Status writeModule(ModuleOp module, StagedFile &file, bool bytecode) {
  StagedStream stream(file);
  if (bytecode && failed(writeBytecodeToFile(module, stream)))
    return absl::InternalError("the module could not be written as bytecode");
  if (!bytecode) {
    module->print(stream);
    stream << "\n";
  }
  stream.flush();
  return file.complete();
}

Status writeIR(ModuleOp module, const std::string &path, bool bytecode,
               bool overwrite) {
  const std::string weightsPath = weightsBeside(path);
  for (const std::string &place : {path, weightsPath})
    SM_RETURN_IF_ERROR(checkPlace(place, /*isFolder=*/false, overwrite));
  SM_ASSIGN_OR_RETURN(std::unique_ptr<StagedFile> weights,
                      storeConstants(module, path, weightsPath, overwrite));
  // The text names the weights, so they come first.
  std::vector<std::unique_ptr<StagedFile>> files;
  if (weights)
    files.push_back(std::move(weights));
  SM_ASSIGN_OR_RETURN(std::unique_ptr<StagedFile> text,
                      StagedFile::create(path, overwrite));
  SM_RETURN_IF_ERROR(writeModule(module, *text, bytecode));
  files.push_back(std::move(text));
  return installTogether(files);
}

} // namespace sm::target
