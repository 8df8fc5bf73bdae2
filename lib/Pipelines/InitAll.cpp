// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Pipelines/InitAll.h"

#include "dialects/Graph/GraphDialect.h"
#include "dialects/ONNX/ONNXDialect.h"
#include "dialects/SM/SMDialect.h"
#include "dialects/StableHLO/CHLODialect.h"
#include "dialects/StableHLO/StableHLODialect.h"
#include "dialects/TF/TFDialect.h"
#include "sm/Conversion/Passes.h"
#include "sm/Pipelines/Optimize.h"
#include "sm/Pipelines/ToCPU.h"
#include "sm/Pipelines/ToONNX.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/Extensions/InlinerExtension.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Transforms/Passes.h"

namespace sm {

void registerAllDialects(mlir::DialectRegistry &registry) {
  registry.insert<graph::GraphDialect, onnx::ONNXDialect,
                  saved_model::SMDialect, tf::TFDialect, chlo::CHLODialect,
                  stablehlo::StableHLODialect, mlir::func::FuncDialect>();
  registerCodeGenerationDialects(registry);
  mlir::func::registerInlinerExtension(registry);
}

void loadModelDialects(mlir::MLIRContext &context) {
  context.loadDialect<graph::GraphDialect, saved_model::SMDialect,
                      tf::TFDialect, mlir::func::FuncDialect>();
}

void registerAllPasses() {
  mlir::registerTransformsPasses();
  registerSMConversionPasses();
  registerSMTransformsPasses();
  registerToONNXPipeline();
  registerOptimizePipelines();
  registerToCPUPipelines();
}

} // namespace sm
