// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops of one operand that work element by element.

#ifndef STABLEHLO_UNARYOPS
#define STABLEHLO_UNARYOPS

include "dialects/StableHLO/StableHLOBase.td"

def StableHLO_AbsOp : StableHLO_UnaryOp<"abs", StableHLO_NumberTensor,
    "The magnitude of each element; of a complex one, a real number.",
    StableHLO_NumberTensor, "realElementType(operand)"> {
  let summary = "absolute value";
}
def StableHLO_CbrtOp : StableHLO_UnaryOp<"cbrt",
    StableHLO_FloatOrComplexTensor, "The cube root of each element."> {
  let summary = "cube root";
}
def StableHLO_CeilOp : StableHLO_UnaryOp<"ceil", StableHLO_FloatTensor,
    "Each element rounded up to an integer."> {
  let summary = "round up";
}
def StableHLO_CosineOp : StableHLO_UnaryOp<"cosine",
    StableHLO_FloatOrComplexTensor, "The cosine of each element."> {
  let summary = "cosine";
}
def StableHLO_CountLeadingZerosOp : StableHLO_UnaryOp<"count_leading_zeros",
    StableHLO_IntTensor, "The number of zero bits above the highest one."> {
  let summary = "leading zero bits";
}
def StableHLO_ExpOp : StableHLO_UnaryOp<"exponential",
    StableHLO_FloatOrComplexTensor, "e to the power of each element."> {
  let summary = "exponential";
}
def StableHLO_Expm1Op : StableHLO_UnaryOp<"exponential_minus_one",
    StableHLO_FloatOrComplexTensor,
    "e to the power of each element, less one; exact near zero."> {
  let summary = "exponential, less one";
}
def StableHLO_FloorOp : StableHLO_UnaryOp<"floor", StableHLO_FloatTensor,
    "Each element rounded down to an integer."> {
  let summary = "round down";
}
def StableHLO_ImagOp : StableHLO_UnaryOp<"imag",
    StableHLO_FloatOrComplexTensor, "The imaginary part of each element.",
    StableHLO_FloatTensor, "realElementType(operand)"> {
  let summary = "imaginary part";
}
def StableHLO_IsFiniteOp : StableHLO_UnaryOp<"is_finite",
    StableHLO_FloatTensor, "Whether each element is neither infinite nor NaN.",
    StableHLO_PredTensor, "predType(operand)"> {
  let summary = "whether finite";
  let arguments = (ins StableHLO_FloatTensor:$x);
  let results = (outs StableHLO_PredTensor:$y);
  let assemblyFormat = [{
    $x attr-dict `:` functional-type(operands, results)
  }];
}
def StableHLO_LogOp : StableHLO_UnaryOp<"log",
    StableHLO_FloatOrComplexTensor, "The natural logarithm of each element."> {
  let summary = "logarithm";
}
def StableHLO_Log1pOp : StableHLO_UnaryOp<"log_plus_one",
    StableHLO_FloatOrComplexTensor,
    "The natural logarithm of one more than each element; exact near zero."> {
  let summary = "logarithm of one more";
}
def StableHLO_LogisticOp : StableHLO_UnaryOp<"logistic",
    StableHLO_FloatOrComplexTensor, "1 / (1 + exp(-x)) of each element."> {
  let summary = "logistic function";
}
def StableHLO_NegOp : StableHLO_UnaryOp<"negate", StableHLO_NumberTensor,
    "Each element with the other sign."> {
  let summary = "negation";
}
def StableHLO_NotOp : StableHLO_UnaryOp<"not", StableHLO_PredOrIntTensor,
    "The logical complement of booleans, the bits' complement of integers."> {
  let summary = "complement";
}
def StableHLO_PopulationCountOp : StableHLO_UnaryOp<"popcnt",
    StableHLO_IntTensor, "The number of one bits of each element."> {
  let summary = "one bits";
}
def StableHLO_RealOp : StableHLO_UnaryOp<"real",
    StableHLO_FloatOrComplexTensor, "The real part of each element.",
    StableHLO_FloatTensor, "realElementType(operand)"> {
  let summary = "real part";
}
def StableHLO_RoundOp : StableHLO_UnaryOp<"round_nearest_afz",
    StableHLO_FloatTensor,
    "Each element rounded to the nearest integer, ties away from zero."> {
  let summary = "round, ties away from zero";
}
def StableHLO_RoundNearestEvenOp : StableHLO_UnaryOp<"round_nearest_even",
    StableHLO_FloatTensor,
    "Each element rounded to the nearest integer, ties to the even one."> {
  let summary = "round, ties to even";
}
def StableHLO_RsqrtOp : StableHLO_UnaryOp<"rsqrt",
    StableHLO_FloatOrComplexTensor, "1 / sqrt(x) of each element."> {
  let summary = "reciprocal square root";
}
def StableHLO_SignOp : StableHLO_UnaryOp<"sign", StableHLO_NumberTensor,
    "-1, 0 or 1 by the sign of each element; NaN stays."> {
  let summary = "sign";
}
def StableHLO_SineOp : StableHLO_UnaryOp<"sine",
    StableHLO_FloatOrComplexTensor, "The sine of each element."> {
  let summary = "sine";
}
def StableHLO_SqrtOp : StableHLO_UnaryOp<"sqrt",
    StableHLO_FloatOrComplexTensor, "The square root of each element."> {
  let summary = "square root";
}
def StableHLO_TanOp : StableHLO_UnaryOp<"tan",
    StableHLO_FloatOrComplexTensor, "The tangent of each element."> {
  let summary = "tangent";
}
def StableHLO_TanhOp : StableHLO_UnaryOp<"tanh",
    StableHLO_FloatOrComplexTensor,
    "The hyperbolic tangent of each element."> {
  let summary = "hyperbolic tangent";
}

def StableHLO_ReducePrecisionOp
    : StableHLO_ElementwiseOp<"reduce_precision", [], "operand"> {
  let summary = "round to a smaller floating-point format and back";
  let description = [{
    The format has `exponent_bits` (at least 1) and `mantissa_bits`.

    Example:

    ```mlir
    %y = stablehlo.reduce_precision %x, format = e5m10 : tensor<?x3xf32>
    ```
  }];
  let arguments = (ins StableHLO_FloatTensor:$operand, I32Attr:$exponent_bits,
                       I32Attr:$mantissa_bits);
  let results = (outs StableHLO_FloatTensor:$output);
  let assemblyFormat = [{
    $operand `,` `format` `=` custom<FloatFormat>($exponent_bits,
    $mantissa_bits) attr-dict `:`
    custom<SameOperandsAndResultType>(type($operand), type($output))
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Ops whose result type is said
//===----------------------------------------------------------------------===//

def StableHLO_ConvertOp : StableHLO_Op<"convert", [Pure, Elementwise]> {
  let summary = "the same numbers in another element type";
  let description = [{
    Floating-point numbers become integers by truncation, anything becomes
    boolean by comparison with zero, and true becomes one.

    Example:

    ```mlir
    %y = stablehlo.convert %x : (tensor<?x3xi32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand);
  let results = (outs StableHLO_Tensor:$result);
  let builders = [OpBuilder<(ins "::mlir::Value":$operand,
                                 "::mlir::Type":$elementType)>];
  let assemblyFormat = [{
    $operand attr-dict `:`
    custom<SameOperandsAndResultType>(type($operand), type($result))
  }];
  let hasFolder = 1;
}

def StableHLO_BitcastConvertOp : StableHLO_Op<"bitcast_convert", [Pure]> {
  let summary = "the same bits as another element type";
  let description = [{
    Where the widths differ, the last dimension of the type with the narrower
    elements counts the parts of one wide element.

    Example:

    ```mlir
    %y = stablehlo.bitcast_convert %x : (tensor<?xf64>) -> tensor<?x2xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$operand);
  let results = (outs StableHLO_Tensor:$result);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
  let hasVerifier = 1;
}

#endif // STABLEHLO_UNARYOPS
