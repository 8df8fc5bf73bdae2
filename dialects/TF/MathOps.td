// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops of several operands that work element by element.

#ifndef TF_MATHOPS
#define TF_MATHOPS

include "dialects/TF/TFOpClasses.td"

def TF_AddOp : TF_BinaryOp<"Add", TF_NumberOrStringTensor,
    "z = x + y; strings are joined."> {
  let summary = "the sums, or joined strings";
  let onnxRoad = onnx<"Add">;
  let hub = hlo<"stablehlo.add">;
}

def TF_AddV2Op : TF_BinaryOp<"AddV2", TF_NumberTensor,
    "z = x + y."> {
  let summary = "the sums";
  let onnxRoad = onnx<"Add">;
  let hub = hlo<"stablehlo.add">;
}

def TF_SubOp : TF_BinaryOp<"Sub", TF_NumberTensor,
    "z = x - y."> {
  let summary = "the differences";
  let onnxRoad = onnx<"Sub">;
  let hub = hlo<"stablehlo.subtract">;
}

def TF_MulOp : TF_BinaryOp<"Mul", TF_NumberTensor,
    "z = x * y."> {
  let summary = "the products";
  let onnxRoad = onnx<"Mul">;
  let hub = hlo<"stablehlo.multiply">;
}

def TF_RealDivOp : TF_BinaryOp<"RealDiv", TF_NumberTensor,
    "z = x / y, for floating point types."> {
  let summary = "the quotients";
  let onnxRoad = onnx<"Div">;
  let hub = done;
}

def TF_DivOp : TF_BinaryOp<"Div", TF_NumberTensor,
    "z = x / y; of integers the quotient towards 0, and an error for y "
    "= 0."> {
  let summary = "the quotients, towards 0 for integers";
  let onnxRoad = onnx<"Div">;
  let hub = done;
}

def TF_FloorDivOp : TF_BinaryOp<"FloorDiv", TF_NumberTensor,
    "z = floor(x / y); an error for integers and y = 0."> {
  let summary = "the quotients, rounded down";
  let onnxRoad = done;
  let hub = done;
}

def TF_FloorModOp : TF_BinaryOp<"FloorMod", TF_RealTensor,
    "z = x - floor(x / y) * y, which has the sign of y; an error for "
    "integers and y = 0."> {
  let summary = "the remainders of FloorDiv";
  let onnxRoad = done;
  let hub = done;
}

def TF_MaximumOp : TF_BinaryOp<"Maximum", TF_RealTensor,
    "z = the larger of x and y; NaN if one of them is."> {
  let summary = "the larger elements";
  let onnxRoad = onnx<"Max">;
  let hub = hlo<"stablehlo.maximum">;
}

def TF_MinimumOp : TF_BinaryOp<"Minimum", TF_RealTensor,
    "z = the smaller of x and y; NaN if one of them is."> {
  let summary = "the smaller elements";
  let onnxRoad = onnx<"Min">;
  let hub = hlo<"stablehlo.minimum">;
}

def TF_PowOp : TF_BinaryOp<"Pow", TF_NumberTensor,
    "z = x to the power of y; an error for integers and y < 0."> {
  let summary = "the powers";
  let onnxRoad = onnx<"Pow">;
  let hub = done;
}

def TF_SquaredDifferenceOp : TF_BinaryOp<"SquaredDifference", TF_NumberTensor,
    "z = (x - y) * (x - y), conjugated for complex types."> {
  let summary = "the squares of the differences";
  let onnxRoad = done;
  let hub = done;
}

def TF_EqualOp : TF_EqualityOp<"Equal", TF_Tensor,
    "z = whether x is equal to y. Without `incompatible_shape_error` "
    "shapes that do not broadcast give one false."> {
  let summary = "which elements are equal";
  let onnxRoad = done;
}

def TF_NotEqualOp : TF_EqualityOp<"NotEqual", TF_Tensor,
    "z = whether x differs from y. Without `incompatible_shape_error` "
    "shapes that do not broadcast give one true."> {
  let summary = "which elements differ";
  let onnxRoad = done;
}

def TF_LessOp : TF_CompareOp<"Less", TF_RealTensor,
    "z = whether x < y."> {
  let summary = "which elements are less";
  let onnxRoad = onnx<"Less">;
  let hub = hlo<"stablehlo.compare LT">;
}

def TF_LessEqualOp : TF_CompareOp<"LessEqual", TF_RealTensor,
    "z = whether x <= y."> {
  let summary = "which elements are less or equal";
  let onnxRoad = onnx<"LessOrEqual">;
  let hub = hlo<"stablehlo.compare LE">;
}

def TF_GreaterOp : TF_CompareOp<"Greater", TF_RealTensor,
    "z = whether x > y."> {
  let summary = "which elements are greater";
  let onnxRoad = onnx<"Greater">;
  let hub = hlo<"stablehlo.compare GT">;
}

def TF_GreaterEqualOp : TF_CompareOp<"GreaterEqual", TF_RealTensor,
    "z = whether x >= y."> {
  let summary = "which elements are greater or equal";
  let onnxRoad = onnx<"GreaterOrEqual">;
  let hub = hlo<"stablehlo.compare GE">;
}

def TF_LogicalAndOp : TF_LogicalOp<"LogicalAnd",
    "z = x and y."> {
  let summary = "which elements are both true";
  let onnxRoad = onnx<"And">;
  let hub = hlo<"stablehlo.and">;
}

def TF_LogicalOrOp : TF_LogicalOp<"LogicalOr",
    "z = x or y."> {
  let summary = "which elements are not both false";
  let onnxRoad = onnx<"Or">;
  let hub = hlo<"stablehlo.or">;
}

def TF_SelectV2Op : TF_Op<"SelectV2", [Pure, TF_Elementwise]> {
  let summary = "elements of one tensor or the other";
  let onnxRoad = onnx<"Where">;
  let hub = done;
  let description = [{
    output = t where the condition is true, e elsewhere. The operands broadcast.

    Example:

    ```mlir
    %output = tf.SelectV2 %condition, %t, %e
        : (tensor<?x1xi1>, tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins TF_BoolTensor:$condition, TF_Tensor:$t, TF_Tensor:$e);
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["t", "e", "output"]>];
}

def TF_SelectOp : TF_Op<"Select", [Pure]> {
  let summary = "elements, or rows, of one tensor or the other";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    output = t where the condition is true, e elsewhere. t and e have one shape;
    the condition has it too, or is a scalar, or a vector that decides about
    whole rows.

    Example:

    ```mlir
    %output = tf.Select %condition, %t, %e
        : (tensor<?xi1>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins TF_BoolTensor:$condition, TF_Tensor:$t, TF_Tensor:$e);
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["t", "e", "output"]>];
}

def TF_ClipByValueOp : TF_Op<"ClipByValue", [Pure]> {
  let summary = "each element brought into bounds";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    output = the nearest to t in [clip_value_min, clip_value_max]. Each bound is
    a scalar or has the shape of t.

    Example:

    ```mlir
    %output = tf.ClipByValue %t, %min, %max
        : (tensor<?x3xf32>, tensor<f32>, tensor<f32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins TF_NumberTensor:$t, TF_NumberTensor:$clip_value_min,
    TF_NumberTensor:$clip_value_max);
  let results = (outs TF_NumberTensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["t", "clip_value_min",
                                           "clip_value_max", "output"]>];
}

def TF_AddNOp : TF_Op<"AddN", [Pure]> {
  let summary = "the sum of several tensors of one shape";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    sum = inputs[0] + inputs[1] + ... without broadcasting.

    Example:

    ```mlir
    %sum = tf.AddN %a, %b, %c
        : (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
    ```
  }];
  let arguments = (ins Variadic<TF_Tensor>:$inputs);
  let results = (outs TF_Tensor:$sum);
  let derivedTypes = [TF_DerivedType<"T", ["inputs", "sum"]>];
  let derivedCounts = [TF_DerivedCount<"N", ["inputs"]>];
  let shapeFunction = "inferMerged";
}

#endif // TF_MATHOPS
