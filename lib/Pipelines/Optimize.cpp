// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Pipelines/Optimize.h"

#include "dialects/SM/SMDialect.h"
#include "sm/Conversion/Passes.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace sm {

/// Passes that work on one symbol table run on each MetaGraph.
static OpPassManager &onMetaGraphs(OpPassManager &pm) {
  return pm.nest<saved_model::SavedModelOp>().nest<saved_model::MetaGraphOp>();
}

static OpPassManager &onFunctions(OpPassManager &pm) {
  return onMetaGraphs(pm).nest<func::FuncOp>();
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
  // Shape arithmetic and whatever was left unfolded when the model was saved.
  pm.addPass(createTFFoldConstants());
  // What a caller may feed is an argument by now, so defaults are final.
  pm.addPass(createTFRemoveTraining());
  // Sums with 0 and chains of reshapes hide what the next passes look for.
  pm.addPass(createTFSimplify());
  // Needs the constants of the folded arithmetic; before transposes, which
  // would stand between a convolution and its normalisation.
  pm.addPass(createTFFoldBatchNorm());
  pm.addPass(createTFOptimizeTransposes());
  // What met there, with the types it has there.
  pm.addPass(createTFInferShapes());
  pm.addPass(createTFSimplify());
  pm.addPass(createTFFoldConstants());
  // Repeated reads of a variable, repeated constants.
  pm.addPass(createCSEPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createSMPrune());
}

void buildOptimizeInPlacePipeline(OpPassManager &pm) {
  // Each body beside its function; the graph stays.
  ConvertGraphToTFOptions inPlace;
  inPlace.inPlace = true;
  pm.addPass(createConvertGraphToTF(inPlace));
  // Calls that cost more than they say; other functions keep their bodies.
  onMetaGraphs(pm).addPass(createInlinerPass());
  pm.addPass(createTFInferShapes());
  // Reads that now stand beside their handle.
  pm.addPass(createTFResolveVariables());
  // Only functions: in a graph nothing is dead that has a name.
  onFunctions(pm).addPass(createCanonicalizerPass());
  // What is computed is stored: small, so that the model does not grow.
  TFFoldConstantsOptions small;
  small.maxBytes = 1024;
  pm.addPass(createTFFoldConstants(small));
  pm.addPass(createTFSimplify());
  pm.addPass(createTFFoldConstants(small));
  onFunctions(pm).addPass(createCSEPass());
  onFunctions(pm).addPass(createCanonicalizerPass());
  pm.addPass(createConvertTFToGraph());
  // Functions that were inlined everywhere.
  pm.addPass(createGraphDropUnusedFunctions());
}

namespace {

/// Says which option it was that a pipeline does not have; upstream's own for
/// pipelines without options fails in silence.
struct NoOptions : PassPipelineOptions<NoOptions> {};

struct OptimizeFlags : PassPipelineOptions<OptimizeFlags> {
  Option<bool> freeze{
      *this, "freeze", llvm::cl::init(false),
      llvm::cl::desc("Make constants of variables that nobody assigns")};
};

} // namespace

void registerOptimizePipelines() {
  PassPipelineRegistration<OptimizeFlags>(
      "sm-optimize", "Everything that makes a converted model faster",
      [](OpPassManager &pm, const OptimizeFlags &flags) {
        OptimizeOptions options;
        options.freeze = flags.freeze;
        buildOptimizePipeline(pm, options);
      });
  PassPipelineRegistration<NoOptions>(
      "sm-optimize-in-place",
      "Makes the bodies of an imported model smaller and faster, and writes "
      "them back",
      [](OpPassManager &pm, const NoOptions &) {
        buildOptimizeInPlacePipeline(pm);
      });
  PassPipelineRegistration<NoOptions>(
      "sm-prepare", "What a converted model needs before it can run",
      [](OpPassManager &pm, const NoOptions &) { buildPreparePipeline(pm); });
}

} // namespace sm
