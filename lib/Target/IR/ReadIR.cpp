// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Target/IR.h"

#include "dialects/SM/SMDialect.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include "absl/strings/str_cat.h"

using namespace mlir;

namespace sm::target {

StatusOr<OwningOpRef<ModuleOp>> readIR(const std::string &path,
                                       const std::string &weightsDir,
                                       MLIRContext *context) {
  if (!llvm::sys::fs::is_regular_file(path))
    return absl::NotFoundError(absl::StrCat(path, ": no such file"));
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
  if (module && succeeded(saved_model::openDataSources(
                    *module, weightsDir, folder.empty() ? "." : folder)))
    return module;
  return absl::InvalidArgumentError(
      absl::StrCat(path, ": not a valid module: ", messages));
}

} // namespace sm::target
