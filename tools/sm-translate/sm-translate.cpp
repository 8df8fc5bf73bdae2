// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Translates single-file formats: frozen graphs to IR.

#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Pipelines/InitAll.h"
#include "sm/Target/IR.h"
#include "sm/Target/SavedModel.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

/// A frozen graph, binary or text: binary is tried first, since text is never
/// valid binary.
static OwningOpRef<Operation *> importGraph(llvm::SourceMgr &sources,
                                            MLIRContext *context) {
  const llvm::MemoryBuffer *buffer =
      sources.getMemoryBuffer(sources.getMainFileID());
  std::string name = buffer->getBufferIdentifier().str();
  std::string_view text(buffer->getBufferStart(), buffer->getBufferSize());
  auto graph = std::make_shared<tensorflow::GraphDef>();
  absl::Status status = sm::format::parseBinaryMessage(text, name, *graph);
  if (!status.ok())
    status = sm::format::parseTextMessage(text, name, *graph);
  if (!status.ok()) {
    emitError(UnknownLoc::get(context)) << std::string(status.message());
    return {};
  }
  auto module = sm::target::importGraphDef(graph, name, context);
  status = module.ok() ? sm::target::embedConstants(**module) : module.status();
  if (!status.ok()) {
    emitError(UnknownLoc::get(context)) << std::string(status.message());
    return {};
  }
  return OwningOpRef<Operation *>(module->release());
}

int main(int argc, char **argv) {
  TranslateToMLIRRegistration graphDef("graphdef-to-mlir",
                                       "a frozen graph (.pb or .pbtxt) as IR",
                                       importGraph, sm::registerAllDialects);
  return failed(
      mlirTranslateMain(argc, argv, "The SavedModel toolchain's translator"));
}
