// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops that combine the elements along some dimensions.

#ifndef TF_REDUCTIONOPS
#define TF_REDUCTIONOPS

include "dialects/TF/TFOpClasses.td"

def TF_SumOp : TF_ReductionOp<"Sum", TF_NumberTensor,
    "Adds elements; the sum of none is 0."> {
  let summary = "sums along dimensions";
}

def TF_MeanOp : TF_ReductionOp<"Mean", TF_NumberTensor,
    "Averages elements; the mean of none is NaN."> {
  let summary = "means along dimensions";
}

def TF_MaxOp : TF_ReductionOp<"Max", TF_RealTensor,
    "Takes the largest element; the lowest value of the type if there "
    "are none."> {
  let summary = "the largest elements along dimensions";
}

def TF_MinOp : TF_ReductionOp<"Min", TF_RealTensor,
    "Takes the smallest element; the highest value of the type if there "
    "are none."> {
  let summary = "the smallest elements along dimensions";
}

def TF_ProdOp : TF_ReductionOp<"Prod", TF_NumberTensor,
    "Multiplies elements; the product of none is 1."> {
  let summary = "products along dimensions";
}

def TF_AllOp : TF_LogicalReductionOp<"All",
    "Tells whether all elements are true."> {
  let summary = "whether all are true along dimensions";
}

def TF_AnyOp : TF_LogicalReductionOp<"Any",
    "Tells whether any element is true."> {
  let summary = "whether any is true along dimensions";
}

def TF_ArgMaxOp : TF_Op<"ArgMax", [Pure]> {
  let summary = "the place of the largest element along a dimension";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    The index of the largest element along `dimension`, which goes away;
    of equal ones the first.

    Example:

    ```mlir
    %dim = tf.Const dense<1> : tensor<i32>
    %output = tf.ArgMax %input, %dim
        : (tensor<?x3xf32>, tensor<i32>) -> tensor<?xi64>
    ```
  }];
  let arguments = (ins TF_RealOrBoolTensor:$input,
    TF_ShortIndexTensor:$dimension);
  let results = (outs TF_IntTensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input"]>,
                      TF_DerivedType<"Tidx", ["dimension"], "Int32">,
                      TF_DerivedType<"output_type", ["output"], "Int64">];
}

def TF_ArgMinOp : TF_Op<"ArgMin", [Pure]> {
  let summary = "the place of the smallest element along a dimension";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    The index of the smallest element along `dimension`, which goes away;
    of equal ones the first.

    Example:

    ```mlir
    %dim = tf.Const dense<1> : tensor<i32>
    %output = tf.ArgMin %input, %dim
        : (tensor<?x3xf32>, tensor<i32>) -> tensor<?xi64>
    ```
  }];
  let arguments = (ins TF_RealOrBoolTensor:$input, TF_IndexTensor:$dimension);
  let results = (outs TF_IntTensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input"]>,
                      TF_DerivedType<"Tidx", ["dimension"], "Int32">,
                      TF_DerivedType<"output_type", ["output"], "Int64">];
}

#endif // TF_REDUCTIONOPS
