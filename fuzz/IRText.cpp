// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Text of our dialects: what parses and verifies is printed, and parses again
/// to the same text.

#include "dialects/Graph/GraphDialect.h"
#include "dialects/SM/SMDialect.h"
#include "dialects/TF/TFDialect.h"
#include "fuzz/FuzzInput.h"
#include "sm/Target/IR.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Parser/Parser.h"

using namespace sm;

namespace {

std::string printed(mlir::ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream os(text);
  module.print(os, mlir::OpPrintingFlags().enableDebugInfo(false));
  return text;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  // The lexer of libMLIR reads up to the NUL behind the text.
  const std::string text(fuzz::textOf(data, size));
  // The parser of libMLIR recurses over brackets.
  if (!target::checkNesting(text).ok())
    return -1;
  mlir::DialectRegistry registry;
  registry.insert<graph::GraphDialect, saved_model::SMDialect, tf::TFDialect,
                  mlir::func::FuncDialect>();
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  mlir::ScopedDiagnosticHandler quiet(
      &context, [](mlir::Diagnostic &) { return mlir::success(); });
  const mlir::ParserConfig config(&context);
  auto parse = [&](const std::string &source) {
    return mlir::parseSourceString<mlir::ModuleOp>(source, config);
  };
  mlir::OwningOpRef<mlir::ModuleOp> module = parse(text);
  if (!module)
    return 0;
  const std::string once = printed(*module);
  mlir::OwningOpRef<mlir::ModuleOp> again = parse(once);
  if (!again)
    fuzz::fail("printed text does not parse:\n" + once);
  if (const std::string twice = printed(*again); twice != once)
    fuzz::fail("printed text changes:\n" + once + "\nbecomes\n" + twice);
  return 0;
}
