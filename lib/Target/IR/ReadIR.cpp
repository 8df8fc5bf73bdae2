// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Target/IR.h"

#include "dialects/SM/SMDialect.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Support/MappedFile.h"

#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBufferRef.h"
#include "llvm/Support/Path.h"

#include "absl/strings/str_cat.h"

using namespace mlir;

namespace sm::target {

/// Why a reference leads to no value of its type; empty if it may. Regions of
/// weights files are checked when they are read.
static std::string whatIsWrong(saved_model::DataAttr attr,
                               const saved_model::DataManager &data) {
  std::string source = attr.getSource().str(), key = attr.getKey().str();
  if (!data.hasSource(source))
    return absl::StrCat("no data source is called '", source,
                        "'; an sm.data_source of that name must stand in the "
                        "module");
  std::shared_ptr<format::TensorBundle> bundle = data.checkpoint(source);
  if (!bundle)
    return "";
  const format::TensorEntry *entry = bundle->find(key);
  if (!entry)
    return absl::StrCat(bundle->prefix(), " has no entry '", key, "'");
  DType dtype = tf::dtypeForType(attr.getType().getElementType());
  PartialShape shape = tf::shapeOf(attr.getType());
  if (entry->dtype == dtype && PartialShape(entry->shape) == shape)
    return "";
  return absl::StrCat("entry '", key, "' of ", bundle->prefix(), " is ",
                      dtypeName(entry->dtype), entry->shape.str(), ", not ",
                      dtypeName(dtype), shape.str());
}

/// Checks the references of every op, so that a wrong one is an error with its
/// place, and no wrong number later.
static LogicalResult checkReferences(ModuleOp module) {
  auto *dialect =
      module.getContext()->getOrLoadDialect<saved_model::SMDialect>();
  Operation *current = nullptr;
  bool isValid = true;
  AttrTypeWalker walker;
  walker.addWalk([&](saved_model::DataAttr attr) {
    std::string problem = whatIsWrong(attr, dialect->data());
    if (problem.empty())
      return;
    current->emitOpError() << problem;
    isValid = false;
  });
  module.walk([&](Operation *op) {
    current = op;
    walker.walk(op->getAttrDictionary());
  });
  return success(isValid);
}

StatusOr<OwningOpRef<ModuleOp>> readIR(const std::string &path,
                                       const std::string &weightsDir,
                                       MLIRContext *context) {
  if (!llvm::sys::fs::is_regular_file(path))
    return absl::NotFoundError(absl::StrCat(path, ": no such file"));
  SM_ASSIGN_OR_RETURN(std::shared_ptr<const MappedFile> file,
                      MappedFile::open(path));
  if (!isBytecode(llvm::MemoryBufferRef(StringRef(file->text()), path)))
    SM_RETURN_IF_ERROR(withContext(checkNesting(file->text()), path));
  std::string messages;
  ScopedDiagnosticHandler handler(context, [&](Diagnostic &diagnostic) {
    llvm::raw_string_ostream os(messages);
    os << (messages.empty() ? "" : "\n") << diagnostic.getLocation() << ": "
       << diagnostic.str();
    return success();
  });
  ParserConfig config(context);
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(path, config);
  StringRef folder = llvm::sys::path::parent_path(path);
  if (folder.empty())
    folder = ".";
  if (module &&
      succeeded(saved_model::openDataSources(*module, weightsDir, folder)) &&
      succeeded(checkReferences(*module))) {
    saved_model::resolveModelFolders(*module, weightsDir, folder);
    return module;
  }
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": not a valid module: ", messages));
}

} // namespace sm::target
