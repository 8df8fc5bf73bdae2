// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The pipeline from the tf dialect to a finished onnx module.

#ifndef SM_PIPELINES_TOONNX_H
#define SM_PIPELINES_TOONNX_H

#include <string>
#include <vector>

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace sm {

struct ToONNXOptions {
  int opset = 17; ///< 13 to 17
  /// Arguments and results of rank 4, by their `tf.name`, that are NCHW
  /// outside although they are NHWC in the model.
  std::vector<std::string> inputsAsNCHW, outputsAsNCHW;
};

/// `--sm-to-onnx`: from functions that `--sm-optimize` has left, with variables
/// frozen, to functions of the onnx dialect as they are written to a file.
/// Fails with every obstacle reported if an op has no counterpart. `pm` works
/// on the module.
void buildToONNXPipeline(mlir::OpPassManager &pm, const ToONNXOptions &options);

/// Makes `--sm-to-onnx` known, with `opset`, `inputs-as-nchw` and
/// `outputs-as-nchw` as its options.
void registerToONNXPipeline();

} // namespace sm

#endif // SM_PIPELINES_TOONNX_H
