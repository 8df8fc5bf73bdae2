// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Regions that run or not, or several times; composites; the end of a region.

#ifndef STABLEHLO_CONTROLFLOWOPS
#define STABLEHLO_CONTROLFLOWOPS

include "dialects/StableHLO/StableHLOBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"

def StableHLO_ReturnOp
    : StableHLO_Op<"return", [Pure, Terminator, ReturnLike]> {
  let summary = "the results of a region";
  let description = [{
    Example:

    ```mlir
    stablehlo.return %x : tensor<f32>
    ```
  }];
  let arguments = (ins Variadic<AnyType>:$results);
  let assemblyFormat = "$results attr-dict (`:` type($results)^)?";
}

def StableHLO_IfOp : StableHLO_Op<"if", [
    RecursiveMemoryEffects, RecursivelySpeculatable,
    SingleBlock]> {
  let summary = "one of two regions";
  let description = [{
    Example:

    ```mlir
    %y = "stablehlo.if"(%p) ({
      stablehlo.return %a : tensor<f32>
    }, {
      stablehlo.return %b : tensor<f32>
    }) : (tensor<i1>) -> tensor<f32>
    ```
  }];
  let arguments = (ins 0DTensorOf<[I1]>:$pred);
  let results = (outs Variadic<StableHLO_Tensor>);
  let regions = (region SizedRegion<1>:$true_branch,
                        SizedRegion<1>:$false_branch);
  let hasRegionVerifier = 1;
}

def StableHLO_CaseOp : StableHLO_Op<"case", [
    RecursiveMemoryEffects, RecursivelySpeculatable,
    SingleBlock]> {
  let summary = "one of several regions, by number";
  let description = [{
    An index out of range chooses the last region.

    Example:

    ```mlir
    %y = "stablehlo.case"(%i) ({
      stablehlo.return %a : tensor<f32>
    }, {
      stablehlo.return %b : tensor<f32>
    }) : (tensor<i32>) -> tensor<f32>
    ```
  }];
  let arguments = (ins 0DTensorOf<[I32]>:$index);
  let results = (outs Variadic<StableHLO_Tensor>);
  let regions = (region VariadicRegion<SizedRegion<1>>:$branches);
  let hasRegionVerifier = 1;
}

def StableHLO_WhileOp : StableHLO_InferredOp<"while", [
    RecursiveMemoryEffects, SingleBlock]> {
  let summary = "a region repeated while a condition holds";
  let description = [{
    Both regions take the carried values; `cond` returns a boolean, `body` the
    next values.

    Example:

    ```mlir
    %n = stablehlo.while(%i = %zero) : tensor<i32>
    cond {
      %p = stablehlo.compare LT, %i, %ten
          : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %p : tensor<i1>
    } do {
      %j = stablehlo.add %i, %one : tensor<i32>
      stablehlo.return %j : tensor<i32>
    }
    ```
  }];
  let arguments = (ins Variadic<StableHLO_Tensor>:$operand);
  let results = (outs Variadic<StableHLO_Tensor>);
  let regions = (region SizedRegion<1>:$cond, SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasRegionVerifier = 1;
}

def StableHLO_CompositeOp : StableHLO_Op<"composite", [
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "an op made of others, known by its name";
  let description = [{
    `decomposition` is a function that computes the same.

    Example:

    ```mlir
    %y = stablehlo.composite "tf.Softmax" %x {
        composite_attributes = {axis = -1 : i64}, decomposition = @softmax}
        : (tensor<?x10xf32>) -> tensor<?x10xf32>
    ```
  }];
  let arguments = (ins Variadic<AnyType>:$inputs, StrAttr:$name,
    DefaultValuedOptionalAttr<DictionaryAttr, "{}">:$composite_attributes,
    FlatSymbolRefAttr:$decomposition,
    DefaultValuedOptionalAttr<I32Attr, "0">:$version);
  let results = (outs Variadic<AnyType>);
  let assemblyFormat = [{
    $name $inputs attr-dict `:` functional-type($inputs, results)
  }];
  let hasVerifier = 1;
}

#endif // STABLEHLO_CONTROLFLOWOPS
