// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Pipelines/Optimize.h"

#include "dialects/SM/SMDialect.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace sm {

/// Passes that work on one symbol table run on each MetaGraph.
static OpPassManager &onMetaGraphs(OpPassManager &pm) {
  return pm.nest<saved_model::SavedModelOp>().nest<saved_model::MetaGraphOp>();
}

void buildPreparePipeline(OpPassManager &pm) {
  // Handles become known and shapes flow only through inlined calls.
  onMetaGraphs(pm).addPass(createInlinerPass());
  // Inlining left refinements between callers and callees.
  pm.addPass(createTFInferShapes());
  // Reads by symbol, so that an access needs no handle at run time.
  pm.addPass(createTFResolveVariables());
  // Functions that were inlined, variables that only training used.
  pm.addPass(createSMPrune());
}

void buildOptimizePipeline(OpPassManager &pm, const OptimizeOptions &options) {
  buildPreparePipeline(pm);
  // Before folding, so that what depends on weights alone is folded too.
  if (options.freeze)
    pm.addPass(createTFFreezeVariables());
  // Identities and dead ops go first: less to look at.
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createTFInferShapes());
  // Shape arithmetic and whatever was left unfolded when the model was saved.
  pm.addPass(createTFFoldConstants());
  // Folded shapes make more shapes static, and those fold once more.
  pm.addPass(createTFInferShapes());
  pm.addPass(createTFFoldConstants());
  // Repeated reads of a variable, repeated constants.
  pm.addPass(createCSEPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createSMPrune());
}

} // namespace sm
