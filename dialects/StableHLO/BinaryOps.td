// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops of two and three operands that work element by element.

#ifndef STABLEHLO_BINARYOPS
#define STABLEHLO_BINARYOPS

include "dialects/StableHLO/StableHLOBase.td"

def StableHLO_AddOp : StableHLO_BinaryOp<"add", StableHLO_Tensor,
    "The sum of elements; the logical or of booleans.", [Commutative]> {
  let summary = "sum";
}
def StableHLO_AndOp : StableHLO_BinaryOp<"and", StableHLO_PredOrIntTensor,
    "The logical and of booleans, bit by bit of integers.", [Commutative]> {
  let summary = "and";
}
def StableHLO_Atan2Op : StableHLO_BinaryOp<"atan2",
    StableHLO_FloatOrComplexTensor,
    "The angle of the point (rhs, lhs), between -pi and pi."> {
  let summary = "angle of a point";
}
def StableHLO_DivOp : StableHLO_BinaryOp<"divide", StableHLO_NumberTensor,
    "The quotient of elements; that of integers is truncated."> {
  let summary = "quotient";
}
def StableHLO_MaxOp : StableHLO_BinaryOp<"maximum", StableHLO_Tensor,
    "The larger of two elements, NaN if one is; the logical or of booleans.",
    [Commutative]> {
  let summary = "maximum";
}
def StableHLO_MinOp : StableHLO_BinaryOp<"minimum", StableHLO_Tensor,
    "The smaller of two elements, NaN if one is; the logical and of booleans.",
    [Commutative]> {
  let summary = "minimum";
}
def StableHLO_MulOp : StableHLO_BinaryOp<"multiply", StableHLO_Tensor,
    "The product of elements; the logical and of booleans.", [Commutative]> {
  let summary = "product";
}
def StableHLO_OrOp : StableHLO_BinaryOp<"or", StableHLO_PredOrIntTensor,
    "The logical or of booleans, bit by bit of integers.", [Commutative]> {
  let summary = "or";
}
def StableHLO_PowOp : StableHLO_BinaryOp<"power", StableHLO_NumberTensor,
    "lhs to the power of rhs."> {
  let summary = "power";
}
def StableHLO_RemOp : StableHLO_BinaryOp<"remainder", StableHLO_NumberTensor,
    "The remainder of the division; it has the sign of lhs."> {
  let summary = "remainder";
}
def StableHLO_ShiftLeftOp : StableHLO_BinaryOp<"shift_left",
    StableHLO_IntTensor, "lhs shifted left by rhs bits."> {
  let summary = "shift left";
}
def StableHLO_ShiftRightArithmeticOp
    : StableHLO_BinaryOp<"shift_right_arithmetic", StableHLO_IntTensor,
    "lhs shifted right by rhs bits; the sign bit comes in."> {
  let summary = "shift right, with sign";
}
def StableHLO_ShiftRightLogicalOp
    : StableHLO_BinaryOp<"shift_right_logical", StableHLO_IntTensor,
    "lhs shifted right by rhs bits; zeros come in."> {
  let summary = "shift right, with zeros";
}
def StableHLO_SubtractOp : StableHLO_BinaryOp<"subtract",
    StableHLO_NumberTensor, "The difference of elements."> {
  let summary = "difference";
}
def StableHLO_XorOp : StableHLO_BinaryOp<"xor", StableHLO_PredOrIntTensor,
    "The exclusive or of booleans, bit by bit of integers.", [Commutative]> {
  let summary = "exclusive or";
}

def StableHLO_ComplexOp : StableHLO_ElementwiseOp<"complex", [],
    "::mlir::ComplexType::get(operand)"> {
  let summary = "complex numbers of real and imaginary parts";
  let description = [{
    Example:

    ```mlir
    %z = stablehlo.complex %re, %im : (tensor<3xf32>, tensor<3xf32>)
        -> tensor<3xcomplex<f32>>
    ```
  }];
  let arguments = (ins RankedTensorOf<[F32, F64]>:$lhs,
                       RankedTensorOf<[F32, F64]>:$rhs);
  let results = (outs StableHLO_ComplexTensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def StableHLO_CompareOp : StableHLO_ElementwiseOp<"compare", [],
    "predType(operand)"> {
  let summary = "comparison";
  let description = [{
    Comparisons with NaN are false, but for `NE`. `TOTALORDER` orders -NaN,
    -Inf, ..., -0, +0, ..., +Inf, +NaN. Without `compare_type` it follows from
    the element type. Complex numbers are only equal or not.

    Example:

    ```mlir
    %z = stablehlo.compare LT, %x, %y, FLOAT
        : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$lhs, StableHLO_Tensor:$rhs,
    StableHLO_ComparisonDirectionAttr:$comparison_direction,
    OptionalAttr<StableHLO_ComparisonTypeAttr>:$compare_type);
  let results = (outs StableHLO_PredTensor:$result);
  let builders = [OpBuilder<(ins "::mlir::Value":$lhs, "::mlir::Value":$rhs,
    "::sm::stablehlo::ComparisonDirection":$direction)>];
  let assemblyFormat = [{
    `` $comparison_direction `,` $lhs `,` $rhs (`,` `` $compare_type^)?
    attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def StableHLO_SelectOp : StableHLO_InferredOp<"select", [Pure]> {
  let summary = "elements of one or the other tensor";
  let description = [{
    `pred` has the shape of the others, or is a scalar.

    Example:

    ```mlir
    %z = stablehlo.select %p, %x, %y : tensor<?x3xi1>, tensor<?x3xf32>
    ```
  }];
  let arguments = (ins StableHLO_PredTensor:$pred, StableHLO_Tensor:$on_true,
                       StableHLO_Tensor:$on_false);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = [{
    operands attr-dict `:` custom<SelectTypes>(type($pred), type($on_true),
    type($on_false), type($result))
  }];
}

def StableHLO_ClampOp : StableHLO_InferredOp<"clamp", [Pure]> {
  let summary = "elements brought into a range";
  let description = [{
    `min` and `max` have the operand's shape, or are scalars.

    Example:

    ```mlir
    %y = stablehlo.clamp %min, %x, %max
        : (tensor<f32>, tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$min, StableHLO_Tensor:$operand,
                       StableHLO_Tensor:$max);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = [{
    $min `,` $operand `,` $max attr-dict `:`
    custom<SameOperandsAndResultType>(type($min), type($operand), type($max),
    type($result))
  }];
}

#endif // STABLEHLO_BINARYOPS
