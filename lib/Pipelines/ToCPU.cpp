// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Pipelines/ToCPU.h"

#include "sm/Conversion/Passes.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVMPass.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVMPass.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace sm {

void buildLowerRegionPipeline(OpPassManager &pm) {
  pm.addPass(createBufferizeKernels());
  pm.addPass(createMemRefPlaceScratch());
  // Before loops become functions, which inherit the marks.
  pm.addPass(createMemRefMarkNoalias());
  pm.addPass(createSCFOutlineParallel());
  OpPassManager &vectors = pm.nest<func::FuncOp>();
  vectors.addPass(createForallToForLoopPass());
  vectors.addPass(createVectorLower());
  pm.addPass(createMathCallLibm());
  OpPassManager &functions = pm.nest<func::FuncOp>();
  // Address arithmetic becomes visible before loops disappear, so that what
  // does not change in a loop is found by the canonicaliser and CSE.
  functions.addPass(memref::createExpandStridedMetadataPass());
  functions.addPass(createLowerAffinePass());
  functions.addPass(createSCFToControlFlowPass());
  functions.addPass(createCanonicalizerPass());
  functions.addPass(createCSEPass());
  ConvertVectorToLLVMPassOptions vectorOptions;
  vectorOptions.x86Vector = true;
  functions.addPass(createConvertVectorToLLVMPass(vectorOptions));
  functions.addPass(createConvertLoopsToLLVM());
  ConvertFuncToLLVMPassOptions funcOptions;
  funcOptions.useBarePtrCallConv = true;
  pm.addPass(createConvertFuncToLLVMPass(funcOptions));
  OpPassManager &machine = pm.nest<LLVM::LLVMFuncOp>();
  machine.addPass(createReconcileUnrealizedCastsPass());
  machine.addPass(createCanonicalizerPass());
  machine.addPass(createCSEPass());
}

/// From stage `from` to the one behind it.
static void addStep(OpPassManager &pm, const ToCPUOptions &options,
                    RegionStage from) {
  switch (from) {
  case RegionStage::TF:
    // Shapes of the inputs are known now; what depends on them becomes
    // constant, and more shapes known.
    pm.addPass(createTFFoldConstants());
    pm.addPass(createConvertTFToStableHLO());
    break;
  case RegionStage::StableHLO:
    pm.addPass(createStableHLOSimplify());
    pm.addPass(createStableHLOMoveStrides());
    pm.addPass(createConvertStableHLOToLinalg());
    break;
  case RegionStage::Linalg: {
    pm.addPass(createLinalgFuseElementwise());
    LinalgPackWeightsOptions packing;
    packing.vectorBits = options.vectorBits;
    pm.addPass(createLinalgPackWeights(packing));
    pm.addPass(createLinalgOutlineKernels());
    pm.addPass(createLinalgPlanMemory());
    break;
  }
  case RegionStage::Kernels:
    if (options.vectorize) {
      ConvertLinalgToVectorOptions vectors;
      vectors.vectorBits = options.vectorBits;
      pm.addPass(createConvertLinalgToVector(vectors));
    }
    break;
  case RegionStage::Vectors:
    buildLowerRegionPipeline(pm);
    break;
  case RegionStage::LLVM:
    break;
  }
}

namespace {

struct ToCPUFlags : PassPipelineOptions<ToCPUFlags> {
  Option<unsigned> vectorBits{
      *this, "vector-bits", llvm::cl::init(512),
      llvm::cl::desc("Width of the machine's vectors: 128, 256 or 512")};
};

} // namespace

void registerToCPUPipelines() {
  PassPipelineRegistration<ToCPUFlags>(
      "sm-to-cpu",
      "From a region of tf ops, with static shapes, to kernels of vectors",
      [](OpPassManager &pm, const ToCPUFlags &flags) {
        ToCPUOptions options;
        options.vectorBits = flags.vectorBits;
        buildToCPUPipeline(pm, options);
      });
  PassPipelineRegistration<>(
      "sm-lower-region",
      "From kernels of a compiled region to the llvm dialect",
      buildLowerRegionPipeline);
}

void buildToCPUPipeline(OpPassManager &pm, const ToCPUOptions &options,
                        RegionStage from, RegionStage to) {
  for (int stage = static_cast<int>(from); stage < static_cast<int>(to);
       ++stage)
    addStep(pm, options, static_cast<RegionStage>(stage));
}

} // namespace sm
