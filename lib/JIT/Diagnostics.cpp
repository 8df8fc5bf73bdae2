// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "Diagnostics.h"

#include "NodeNames.h"

#include "absl/strings/str_cat.h"

#include "llvm/Support/raw_ostream.h"

namespace sm::jit {

static std::string textOf(const mlir::Diagnostic &diagnostic) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  const std::vector<std::string> nodes = nodesOf(diagnostic.getLocation());
  if (!nodes.empty())
    stream << nodesText(nodes) << ": ";
  else if (!mlir::isa<mlir::UnknownLoc>(diagnostic.getLocation()))
    stream << diagnostic.getLocation() << ": ";
  stream << diagnostic;
  return text;
}

DiagnosticCollector::DiagnosticCollector(mlir::MLIRContext *context)
    : handler(context, [this](mlir::Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error) {
          std::lock_guard<std::mutex> lock(mutex);
          if (++count <= kMaxErrors)
            absl::StrAppend(&errors, errors.empty() ? "" : "; ",
                            textOf(diagnostic));
        }
        return mlir::success();
      }) {}

Status DiagnosticCollector::status(std::string_view what) {
  std::lock_guard<std::mutex> lock(mutex);
  if (count > kMaxErrors)
    absl::StrAppend(&errors, "; and ", count - kMaxErrors, " more");
  return absl::UnimplementedError(
      absl::StrCat(std::string(what), " failed",
                   errors.empty() ? std::string() : ": " + errors));
}

} // namespace sm::jit
