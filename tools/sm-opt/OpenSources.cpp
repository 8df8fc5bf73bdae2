// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "OpenSources.h"

#include "dialects/SM/SMDialect.h"

#include "mlir/Pass/Pass.h"

using namespace mlir;

namespace sm::opt {

namespace {

struct OpenSources : public PassWrapper<OpenSources, OperationPass<>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(OpenSources)

  StringRef getArgument() const override { return "sm-open-sources"; }
  StringRef getDescription() const override {
    return "Put by sm-opt before the first pass: opens the files that "
           "sm.data_source ops name, where that is possible";
  }
  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<saved_model::SMDialect>();
  }

  void runOnOperation() override {
    markAllAnalysesPreserved();
    if (failed(saved_model::openDataSources(
            getOperation(), /*weightsDir=*/"", /*folder=*/"",
            saved_model::ClosedSource::Allowed)))
      signalPassFailure();
  }
};

} // namespace

std::unique_ptr<Pass> createOpenSources() {
  return std::make_unique<OpenSources>();
}

void registerOpenSources() { PassRegistration<OpenSources>(); }

} // namespace sm::opt
