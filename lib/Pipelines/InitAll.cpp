// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Pipelines/InitAll.h"

#include "dialects/Graph/GraphDialect.h"
#include "dialects/SM/SMDialect.h"
#include "dialects/TF/TFDialect.h"
#include "sm/Conversion/Passes.h"
#include "sm/Pipelines/Optimize.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/Extensions/InlinerExtension.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

namespace sm {

void registerAllDialects(mlir::DialectRegistry &registry) {
  registry.insert<graph::GraphDialect, saved_model::SMDialect, tf::TFDialect,
                  mlir::func::FuncDialect>();
  mlir::func::registerInlinerExtension(registry);
}

void registerAllPasses() {
  mlir::registerTransformsPasses();
  registerSMConversionPasses();
  registerSMTransformsPasses();
  mlir::PassPipelineRegistration<>(
      "sm-optimize", "Everything that makes a converted model faster",
      [](mlir::OpPassManager &pm) { buildOptimizePipeline(pm, {}); });
  mlir::PassPipelineRegistration<>(
      "sm-optimize-in-place",
      "Makes the bodies of an imported model smaller and faster, and writes "
      "them back",
      buildOptimizeInPlacePipeline);
  mlir::PassPipelineRegistration<>(
      "sm-prepare", "What a converted model needs before it can run",
      [](mlir::OpPassManager &pm) { buildPreparePipeline(pm); });
}

} // namespace sm
