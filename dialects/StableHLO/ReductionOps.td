// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops whose region combines or compares elements.

#ifndef STABLEHLO_REDUCTIONOPS
#define STABLEHLO_REDUCTIONOPS

include "dialects/StableHLO/StableHLOBase.td"

def StableHLO_ReduceOp : StableHLO_InferredOp<"reduce", [
    SameVariadicOperandSize, RecursiveMemoryEffects, RecursivelySpeculatable,
    SingleBlock]> {
  let summary = "elements of dimensions combined into one";
  let description = [{
    Several inputs are reduced together. The body takes a scalar of each for the
    left side, then of each for the right side. The order in which elements are
    combined is free.

    Example:

    ```mlir
    %y = stablehlo.reduce(%x init: %zero) applies stablehlo.add
        across dimensions = [1] : (tensor<?x8xf32>, tensor<f32>) -> tensor<?xf32>
    ```
  }];
  let arguments = (ins Variadic<StableHLO_Tensor>:$inputs,
                       Variadic<StableHLO_Tensor>:$init_values,
                       DenseI64ArrayAttr:$dimensions);
  let results = (outs Variadic<StableHLO_Tensor>);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    /// The op that the body consists of, applied to the two arguments in order;
    /// null for other bodies and for more than one input.
    ::mlir::Operation *getSingleBodyOp();
  }];
}

def StableHLO_ReduceWindowOp : StableHLO_InferredOp<"reduce_window", [
    SameVariadicOperandSize, RecursiveMemoryEffects, RecursivelySpeculatable,
    SingleBlock]> {
  let summary = "elements of each window combined into one";
  let description = [{
    Lists have an entry for each dimension; `padding` has two, low and high.
    Without strides or dilations they are 1, without padding it is 0.

    Example:

    ```mlir
    %y = "stablehlo.reduce_window"(%x, %zero) <{
        window_dimensions = array<i64: 1, 2, 2, 1>,
        window_strides = array<i64: 1, 2, 2, 1>}> ({
      ^bb0(%a: tensor<f32>, %b: tensor<f32>):
        %s = stablehlo.add %a, %b : tensor<f32>
        stablehlo.return %s : tensor<f32>
      }) : (tensor<?x8x8x4xf32>, tensor<f32>) -> tensor<?x4x4x4xf32>
    ```
  }];
  let arguments = (ins Variadic<StableHLO_Tensor>:$inputs,
    Variadic<StableHLO_Tensor>:$init_values,
    DenseI64ArrayAttr:$window_dimensions,
    OptionalAttr<DenseI64ArrayAttr>:$window_strides,
    OptionalAttr<DenseI64ArrayAttr>:$base_dilations,
    OptionalAttr<DenseI64ArrayAttr>:$window_dilations,
    OptionalAttr<I64ElementsAttr>:$padding);
  let results = (outs Variadic<StableHLO_Tensor>);
  let regions = (region SizedRegion<1>:$body);
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    /// The op that the body consists of, applied to the two arguments in order;
    /// null for other bodies and for more than one input.
    ::mlir::Operation *getSingleBodyOp();
  }];
}

def StableHLO_SortOp : StableHLO_InferredOp<"sort", [
    RecursiveMemoryEffects, RecursivelySpeculatable,
    SingleBlock]> {
  let summary = "tensors sorted together along a dimension";
  let description = [{
    The comparator takes two scalars of each input, side by side, and says
    whether the first ones come before the second.

    Example:

    ```mlir
    %y = "stablehlo.sort"(%x) <{dimension = 0 : i64, is_stable = true}> ({
      ^bb0(%a: tensor<f32>, %b: tensor<f32>):
        %p = stablehlo.compare LT, %a, %b
            : (tensor<f32>, tensor<f32>) -> tensor<i1>
        stablehlo.return %p : tensor<i1>
      }) : (tensor<8xf32>) -> tensor<8xf32>
    ```
  }];
  let arguments = (ins Variadic<StableHLO_Tensor>:$inputs,
                       DefaultValuedOptionalAttr<I64Attr, "-1">:$dimension,
                       DefaultValuedOptionalAttr<BoolAttr, "false">:$is_stable);
  let results = (outs Variadic<StableHLO_Tensor>);
  let regions = (region SizedRegion<1>:$comparator);
  let hasRegionVerifier = 1;
}

#endif // STABLEHLO_REDUCTIONOPS
