// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Translates single-file formats: frozen graphs to IR, and IR to frozen graphs,
// to the text form of saved_model.pb, to ONNX and to StableHLO.

#include "dialects/SM/SMDialect.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModelWriter.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Pipelines/InitAll.h"
#include "sm/Target/IR.h"
#include "sm/Target/ONNX.h"
#include "sm/Target/SavedModel.h"
#include "sm/Target/StableHLO.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

static LogicalResult report(const absl::Status &status, MLIRContext *context) {
  if (status.ok())
    return success();
  emitError(UnknownLoc::get(context)) << std::string(status.message());
  return failure();
}

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
  if (failed(report(status, context)))
    return {};
  auto module = sm::target::importGraphDef(graph, name, context);
  status = module.ok() ? sm::target::embedConstants(**module) : module.status();
  if (failed(report(status, context)))
    return {};
  return OwningOpRef<Operation *>(module->release());
}

/// The module of `op` with its sources open.
static ModuleOp openModule(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  if (!module || failed(sm::saved_model::openDataSources(module)))
    return {};
  sm::saved_model::resolveModelFolders(module);
  return module;
}

static LogicalResult exportGraph(Operation *op, raw_ostream &output,
                                 bool isText) {
  ModuleOp module = openModule(op);
  if (!module)
    return failure();
  auto graph = sm::target::exportGraphDef(module);
  if (failed(report(graph.status(), op->getContext())))
    return failure();
  output << (isText ? sm::format::printText(**graph)
                    : sm::format::serialize(**graph));
  return success();
}

/// What becomes of the checkpoint, as comments of the text form.
static void printVariables(const sm::format::SavedModelContents &contents,
                           raw_ostream &output) {
  if (!contents.variables)
    return;
  output << "# checkpoint entries: " << contents.variables->size() << "\n";
  for (const auto &[key, tensor] : *contents.variables)
    if (!tensor.source)
      output << "# entry \"" << key << "\": " << sm::dtypeName(tensor.dtype)
             << tensor.shape.str() << ", " << tensor.bytes.size() << " bytes, "
             << tensor.strings.size() << " strings\n";
    else if (tensor.sourceKey != key)
      output << "# entry \"" << key << "\" from \"" << tensor.sourceKey
             << "\"\n";
}

static LogicalResult exportModel(Operation *op, raw_ostream &output) {
  ModuleOp module = openModule(op);
  if (!module)
    return failure();
  auto contents = sm::target::exportSavedModel(module);
  if (failed(report(contents.status(), op->getContext())))
    return failure();
  printVariables(*contents, output);
  output << sm::format::printText(*contents->proto);
  return success();
}

/// The module's only public function.
static func::FuncOp entryOf(ModuleOp module) {
  SmallVector<func::FuncOp> entries;
  module.walk([&](func::FuncOp function) {
    if (function.isPublic() && !function.isExternal())
      entries.push_back(function);
  });
  if (entries.size() == 1)
    return entries.front();
  module.emitError() << "the module has " << entries.size()
                     << " public functions with a body; a model is one";
  return {};
}

static LogicalResult exportONNX(Operation *op, raw_ostream &output,
                                bool isText) {
  ModuleOp module = openModule(op);
  func::FuncOp entry = module ? entryOf(module) : func::FuncOp();
  if (!entry)
    return failure();
  auto model = sm::target::makeONNXModel(entry, {});
  if (failed(report(model.status(), op->getContext())))
    return failure();
  if (isText) {
    auto text = sm::format::printONNXModel(*model);
    if (failed(report(text.status(), op->getContext())))
      return failure();
    output << *text;
    return success();
  }
  llvm::SmallString<128> path;
  if (llvm::sys::fs::createTemporaryFile("sm-translate", "onnx", path))
    return op->emitError("no temporary file can be made");
  llvm::FileRemover remover(path);
  sm::format::ONNXWriteOptions options;
  options.externalData = sm::format::ONNXExternalData::Never;
  options.overwrite = true;
  absl::Status status =
      sm::format::writeONNXModel(*model, path.str().str(), options);
  if (failed(report(status, op->getContext())))
    return failure();
  auto bytes = llvm::MemoryBuffer::getFile(path);
  if (!bytes)
    return op->emitError("cannot read ") << path.str();
  output << (*bytes)->getBuffer();
  return success();
}

static LogicalResult exportStableHLO(Operation *op, raw_ostream &output) {
  ModuleOp module = openModule(op);
  func::FuncOp entry = module ? entryOf(module) : func::FuncOp();
  if (!entry)
    return failure();
  absl::Status status =
      sm::target::printStableHLO(entry, {}, [&](std::string_view text) {
        output << StringRef(text.data(), text.size());
        return absl::OkStatus();
      });
  return report(status, op->getContext());
}

int main(int argc, char **argv) {
  TranslateToMLIRRegistration graphDef("graphdef-to-mlir",
                                       "a frozen graph (.pb or .pbtxt) as IR",
                                       importGraph, sm::registerAllDialects);
  TranslateFromMLIRRegistration toGraphDef(
      "mlir-to-graphdef", "a module's only MetaGraph as GraphDef",
      [](Operation *op, raw_ostream &output) {
        return exportGraph(op, output, /*isText=*/false);
      },
      sm::registerAllDialects);
  TranslateFromMLIRRegistration toGraphText(
      "mlir-to-graphdef-text", "the same as .pbtxt",
      [](Operation *op, raw_ostream &output) {
        return exportGraph(op, output, /*isText=*/true);
      },
      sm::registerAllDialects);
  TranslateFromMLIRRegistration toSavedModel(
      "mlir-to-saved-model",
      "the text of saved_model.pbtxt, with changes of the checkpoint as "
      "comments",
      exportModel, sm::registerAllDialects);
  TranslateFromMLIRRegistration toONNX(
      "mlir-to-onnx", "a module's function of the onnx dialect as .onnx",
      [](Operation *op, raw_ostream &output) {
        return exportONNX(op, output, /*isText=*/false);
      },
      sm::registerAllDialects);
  TranslateFromMLIRRegistration toONNXText(
      "mlir-to-onnx-text", "the same in protobuf's text format",
      [](Operation *op, raw_ostream &output) {
        return exportONNX(op, output, /*isText=*/true);
      },
      sm::registerAllDialects);
  TranslateFromMLIRRegistration toStableHLO(
      "mlir-to-stablehlo",
      "a module's function of the stablehlo dialect as others read it",
      exportStableHLO, sm::registerAllDialects);
  return failed(
      mlirTranslateMain(argc, argv, "The SavedModel toolchain's translator"));
}
