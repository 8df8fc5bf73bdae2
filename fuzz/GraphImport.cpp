// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Bytes as saved_model.pb, imported, verified and exported: whatever the
/// importer takes comes out as the same message.

#include "dialects/Graph/GraphDialect.h"
#include "dialects/SM/SMDialect.h"
#include "dialects/TF/TFDialect.h"
#include "fuzz/FuzzInput.h"
#include "fuzz/ProtoMutator.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Target/SavedModel.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"

using namespace sm;

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                          size_t maxSize, unsigned seed) {
  tensorflow::SavedModel scratch;
  return fuzz::mutateSerialized(scratch, data, size, maxSize, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  format::SavedModelFile file;
  file.dir = fuzz::memoryFolder();
  file.proto = std::make_shared<tensorflow::SavedModel>();
  if (!format::parseBinaryMessage(fuzz::textOf(data, size), "input",
                                  *file.proto)
           .ok())
    return -1;
  const std::string before = format::serialize(*file.proto);
  mlir::DialectRegistry registry;
  registry.insert<graph::GraphDialect, saved_model::SMDialect, tf::TFDialect,
                  mlir::func::FuncDialect>();
  mlir::MLIRContext context(registry, mlir::MLIRContext::Threading::DISABLED);
  mlir::ScopedDiagnosticHandler quiet(
      &context, [](mlir::Diagnostic &) { return mlir::success(); });
  auto module = target::importSavedModel(file, std::nullopt, &context);
  if (!module.ok())
    return 0;
  if (mlir::failed(mlir::verify(**module)))
    fuzz::fail("an imported module does not verify");
  auto contents = target::exportSavedModel(**module);
  if (!contents.ok())
    fuzz::fail("an imported module is not exported: " +
               contents.status().ToString());
  if (format::serialize(*contents->proto) != before)
    fuzz::fail("an exported module is another message");
  return 0;
}
