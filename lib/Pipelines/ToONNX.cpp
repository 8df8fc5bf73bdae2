// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What is cheaper at the tf level is done there, before: freezing, folding of
// constants through the kernels, normalisation into filters, shapes. Here is
// what the other order of dimensions brings with it, and what only ONNX has.

#include "sm/Pipelines/ToONNX.h"

#include "sm/Conversion/Passes.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace sm {

void buildToONNXPipeline(OpPassManager &pm, const ToONNXOptions &options) {
  ConvertTFToONNXOptions conversion;
  conversion.opset = options.opset;
  pm.addPass(createConvertTFToONNX(conversion));
  // Callers' orders of dimensions are borders like any other after this.
  ONNXTransposeInterfaceOptions interface;
  llvm::append_range(interface.inputs, options.inputsAsNCHW);
  llvm::append_range(interface.outputs, options.outputsAsNCHW);
  pm.addPass(createONNXTransposeInterface(interface));
  // What the conversion computes of shapes, and its neutral ops, would stand
  // between Transposes.
  pm.addPass(createONNXInferShapes());
  pm.addPass(createONNXFoldConstants());
  pm.addPass(createONNXSimplify());
  // One Transpose read twice is one tensor in two orders.
  pm.addPass(createCSEPass());
  pm.addPass(createONNXOptimizeTransposes());
  // Reshapes that met where Transposes were.
  pm.addPass(createONNXInferShapes());
  pm.addPass(createONNXSimplify());
  // Only now images are in the order that windows pad and channels have.
  pm.addPass(createONNXFoldPads());
  pm.addPass(createONNXFuseBias());
  pm.addPass(createONNXFoldBatchNorm());
  pm.addPass(createONNXFoldConstants());
  // Equal constants, and what nobody reads.
  pm.addPass(createCSEPass());
  pm.addPass(createCanonicalizerPass());
}

namespace {

struct PipelineOptions : PassPipelineOptions<PipelineOptions> {
  Option<int> opset{*this, "opset", llvm::cl::desc("The opset of ONNX"),
                    llvm::cl::init(17)};
  ListOption<std::string> inputs{*this, "inputs-as-nchw",
                                 llvm::cl::desc("Inputs that become NCHW")};
  ListOption<std::string> outputs{*this, "outputs-as-nchw",
                                  llvm::cl::desc("Outputs that become NCHW")};
};

} // namespace

void registerToONNXPipeline() {
  PassPipelineRegistration<PipelineOptions>(
      "sm-to-onnx", "From optimised, frozen functions to those of an ONNX file",
      [](OpPassManager &pm, const PipelineOptions &options) {
        ToONNXOptions built;
        built.opset = options.opset;
        built.inputsAsNCHW.assign(options.inputs.begin(), options.inputs.end());
        built.outputsAsNCHW.assign(options.outputs.begin(),
                                   options.outputs.end());
        buildToONNXPipeline(pm, built);
      });
}

} // namespace sm
