// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Conversions to the onnx dialect.

#ifndef SM_CONVERSION_ONNXPASSES
#define SM_CONVERSION_ONNXPASSES

include "mlir/Pass/PassBase.td"

def ConvertTFToONNX : Pass<"convert-tf-to-onnx", "::mlir::ModuleOp"> {
  let summary = "make functions of the onnx dialect from those of tf";
  let description = [{
    Rewrites the body of every `func.func`, also those of MetaGraphs, to ops of
    ONNX, and sets `onnx.opset_import` of the module. Arguments and results keep
    their place, names and element types; result shapes may become better known.
    Every op keeps the location of the tf op it comes from.

    What ONNX Runtime has no kernel for in a type is computed in a wider one
    that holds the same values, where there is one (`bf16` in `f32`, `i8` in
    `i32`). Constant filters and matrices are transposed now. Images whose
    channels are last are transposed around convolutions, pools and
    normalisation.

    All obstacles of all functions are reported before anything is rewritten:
    ops without a counterpart, types without kernels, operands that ONNX takes
    as attributes (axes, permutations) and that are not constant. Variables must
    have become constants before (`--tf-freeze-variables`), and calls must have
    been inlined.

    ```mlir
    func.func @f(%x: tensor<?x4xf32>, %axes: tensor<1xi32>) -> tensor<?xf32> {
      %0 = tf.Relu %x : (tensor<?x4xf32>) -> tensor<?x4xf32>
      %1 = tf.Sum %0, %axes
          : (tensor<?x4xf32>, tensor<1xi32>) -> tensor<?xf32>
      return %1 : tensor<?xf32>
    }
    // becomes
    func.func @f(%x: tensor<?x4xf32>, %axes: tensor<1xi32>) -> tensor<?xf32> {
      %0 = onnx.Relu(%x) : (tensor<?x4xf32>) -> tensor<?x4xf32>
      %1 = onnx.Cast(%axes) {to = 7 : i64} : (tensor<1xi32>) -> tensor<1xi64>
      %2 = onnx.ReduceSum(%0, %1) {keepdims = 0 : i64,
                                   noop_with_empty_axes = 1 : i64}
          : (tensor<?x4xf32>, tensor<1xi64>) -> tensor<?xf32>
      return %2 : tensor<?xf32>
    }
    ```
  }];
  let options = [
    Option<"opset", "opset", "int64_t", /*default=*/"17",
           "The opset of ONNX: 13 to 17">,
  ];
  let dependentDialects = ["::mlir::func::FuncDialect",
                           "::sm::onnx::ONNXDialect"];
}

#endif // SM_CONVERSION_ONNXPASSES
