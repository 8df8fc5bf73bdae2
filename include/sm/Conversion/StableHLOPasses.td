// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Conversions to the stablehlo dialect.

#ifndef SM_CONVERSION_STABLEHLOPASSES
#define SM_CONVERSION_STABLEHLOPASSES

include "mlir/Pass/PassBase.td"

def ConvertTFToStableHLO : Pass<"convert-tf-to-stablehlo", "::mlir::ModuleOp"> {
  let summary = "make functions of the stablehlo dialect of tf functions";
  let description = [{
    Rewrites every function of tf ops, at any nesting. Broadcasting becomes
    explicit, paddings become numbers, and what TensorFlow defines where the
    specification does not (numbers out of the range of a cast, NaN beside the
    places of extremes) is spelled out. Elements of f16 and bf16 are summed in
    f32. Functions of variables and of ops without a record have no form here;
    names of nodes stay as locations.

    Shapes must be static, but for ops whose form does not depend on them: those
    that work element by element on operands of one type, products, convolutions
    and their like. Strings, complex numbers and quantised types have no form.

    The hub has no errors. What TensorFlow reports at run time must therefore be
    excluded: integers are divided only by constants other than 0. Lookups
    (GatherV2) by indices known at run time only are clamped, where TensorFlow
    reports those out of range; without `assume-in-range` they are obstacles.

    With `composites`, Softmax and LogSoftmax become `stablehlo.composite`s
    "sm.softmax" and "sm.log_softmax" with their decompositions, so that what
    comes after need not find them again.

    Every obstacle of every function is reported before anything is rewritten.

    ```mlir
    func.func @f(%x: tensor<2x3xf32>, %y: tensor<3xf32>) -> tensor<2x3xf32> {
      %0 = tf.Sub %x, %y : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
      return %0 : tensor<2x3xf32>
    }
    // becomes
    func.func @f(%x: tensor<2x3xf32>, %y: tensor<3xf32>) -> tensor<2x3xf32> {
      %0 = stablehlo.broadcast_in_dim %y, dims = [1]
          : (tensor<3xf32>) -> tensor<2x3xf32>
      %1 = stablehlo.subtract %x, %0 : tensor<2x3xf32>
      return %1 : tensor<2x3xf32>
    }
    ```
  }];
  let options = [
    Option<"composites", "composites", "bool", /*default=*/"false",
           "Keep Softmax and LogSoftmax whole">,
    Option<"assumeInRange", "assume-in-range", "bool", /*default=*/"true",
           "Take indices known at run time only for valid">,
  ];
  let dependentDialects = ["::mlir::func::FuncDialect", "::sm::chlo::CHLODialect",
                           "::sm::stablehlo::StableHLODialect"];
}

#endif // SM_CONVERSION_STABLEHLOPASSES
