// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops of one operand that work element by element.

#ifndef TF_UNARYOPS
#define TF_UNARYOPS

include "dialects/TF/TFOpClasses.td"

def TF_NegOp : TF_UnaryOp<"Neg", TF_NumberTensor,
    "y = -x. Integers wrap around."> {
  let summary = "the negative of each element";
  let onnxRoad = onnx<"Neg">;
  let hub = hlo<"stablehlo.negate">;
}

def TF_AbsOp : TF_UnaryOp<"Abs", TF_RealTensor,
    "y = |x|. The smallest integer stays as it is."> {
  let summary = "the magnitude of each element";
  let onnxRoad = onnx<"Abs">;
  let hub = hlo<"stablehlo.abs">;
}

def TF_SquareOp : TF_UnaryOp<"Square", TF_NumberTensor,
    "y = x * x."> {
  let summary = "the square of each element";
  let onnxRoad = done;
  let hub = done;
}

def TF_SqrtOp : TF_UnaryOp<"Sqrt", TF_FloatOrComplexTensor,
    "y = sqrt(x); NaN for negative x."> {
  let summary = "the square root of each element";
  let onnxRoad = onnx<"Sqrt">;
  let hub = hlo<"stablehlo.sqrt">;
}

def TF_RsqrtOp : TF_UnaryOp<"Rsqrt", TF_FloatOrComplexTensor,
    "y = 1 / sqrt(x); infinity for 0."> {
  let summary = "the reciprocal of the square root of each element";
  let onnxRoad = done;
  let hub = hlo<"stablehlo.rsqrt">;
}

def TF_ExpOp : TF_UnaryOp<"Exp", TF_FloatOrComplexTensor,
    "y = e to the power of x."> {
  let summary = "the exponential of each element";
  let onnxRoad = onnx<"Exp">;
  let hub = hlo<"stablehlo.exponential">;
}

def TF_Expm1Op : TF_UnaryOp<"Expm1", TF_FloatOrComplexTensor,
    "y = exp(x) - 1, exact for small x."> {
  let summary = "the exponential less one of each element";
  let onnxRoad = done;
  let hub = hlo<"stablehlo.exponential_minus_one">;
}

def TF_LogOp : TF_UnaryOp<"Log", TF_FloatOrComplexTensor,
    "y = ln(x); NaN for negative x."> {
  let summary = "the natural logarithm of each element";
  let onnxRoad = onnx<"Log">;
  let hub = hlo<"stablehlo.log">;
}

def TF_Log1pOp : TF_UnaryOp<"Log1p", TF_FloatOrComplexTensor,
    "y = ln(1 + x), exact for small x."> {
  let summary = "the natural logarithm of one plus each element";
  let onnxRoad = done;
  let hub = hlo<"stablehlo.log_plus_one">;
}

def TF_SinOp : TF_UnaryOp<"Sin", TF_FloatOrComplexTensor,
    "y = sin(x), x in radians."> {
  let summary = "the sine of each element";
  let onnxRoad = onnx<"Sin">;
  let hub = hlo<"stablehlo.sine">;
}

def TF_CosOp : TF_UnaryOp<"Cos", TF_FloatOrComplexTensor,
    "y = cos(x), x in radians."> {
  let summary = "the cosine of each element";
  let onnxRoad = onnx<"Cos">;
  let hub = hlo<"stablehlo.cosine">;
}

def TF_TanhOp : TF_UnaryOp<"Tanh", TF_FloatOrComplexTensor,
    "y = tanh(x), in [-1, 1]."> {
  let summary = "the hyperbolic tangent of each element";
  let onnxRoad = onnx<"Tanh">;
  let hub = hlo<"stablehlo.tanh">;
}

def TF_SigmoidOp : TF_UnaryOp<"Sigmoid", TF_FloatOrComplexTensor,
    "y = 1 / (1 + exp(-x)), in [0, 1]."> {
  let summary = "the logistic function of each element";
  let onnxRoad = onnx<"Sigmoid">;
  let hub = hlo<"stablehlo.logistic">;
}

def TF_ErfOp : TF_UnaryOp<"Erf", TF_FloatTensor,
    "y = 2 / sqrt(pi) times the integral of exp(-t * t) from 0 to x."> {
  let summary = "the error function of each element";
  let onnxRoad = onnx<"Erf">;
  let hub = hlo<"chlo.erf">;
}

def TF_ErfcOp : TF_UnaryOp<"Erfc", TF_FloatTensor,
    "y = 1 - erf(x), exact for large x."> {
  let summary = "the complementary error function of each element";
  let onnxRoad = done;
  let hub = hlo<"chlo.erfc">;
}

def TF_FloorOp : TF_UnaryOp<"Floor", TF_FloatTensor,
    "y = the largest integer not above x."> {
  let summary = "each element rounded down";
  let onnxRoad = onnx<"Floor">;
  let hub = hlo<"stablehlo.floor">;
}

def TF_CeilOp : TF_UnaryOp<"Ceil", TF_FloatTensor,
    "y = the smallest integer not below x."> {
  let summary = "each element rounded up";
  let onnxRoad = onnx<"Ceil">;
  let hub = hlo<"stablehlo.ceil">;
}

def TF_RoundOp : TF_UnaryOp<"Round", TF_NumberTensor,
    "y = the integer nearest to x; halves go to the even one."> {
  let summary = "each element rounded to the nearest integer";
  let onnxRoad = done;
  let hub = done;
}

def TF_RintOp : TF_UnaryOp<"Rint", TF_FloatTensor,
    "y = the integer nearest to x; halves go to the even one."> {
  let summary = "each floating point element rounded to the nearest integer";
  let onnxRoad = onnx<"Round">;
  let hub = hlo<"stablehlo.round_nearest_even">;
}

def TF_ReciprocalOp : TF_UnaryOp<"Reciprocal", TF_NumberTensor,
    "y = 1 / x."> {
  let summary = "the reciprocal of each element";
  let onnxRoad = onnx<"Reciprocal">;
  let hub = done;
}

def TF_SignOp : TF_UnaryOp<"Sign", TF_NumberTensor,
    "y = -1, 0 or 1 as x is negative, 0 or positive; x / |x| for "
    "complex x."> {
  let summary = "the sign of each element";
  let onnxRoad = done;
  let hub = hlo<"stablehlo.sign">;
}

def TF_IsNanOp : TF_UnaryToBoolOp<"IsNan", TF_FloatTensor,
    "y = whether x is not a number."> {
  let summary = "which elements are NaN";
  let onnxRoad = onnx<"IsNaN">;
  let hub = done;
}

def TF_IsInfOp : TF_UnaryToBoolOp<"IsInf", TF_FloatTensor,
    "y = whether x is one of the infinities."> {
  let summary = "which elements are infinite";
  let onnxRoad = onnx<"IsInf">;
  let hub = done;
}

def TF_IsFiniteOp : TF_UnaryToBoolOp<"IsFinite", TF_FloatTensor,
    "y = whether x is neither infinite nor NaN."> {
  let summary = "which elements are finite";
  let onnxRoad = done;
  let hub = hlo<"stablehlo.is_finite">;
}

def TF_LogicalNotOp : TF_Op<"LogicalNot", [Pure, TF_Elementwise]> {
  let summary = "the opposite of each truth value";
  let onnxRoad = onnx<"Not">;
  let hub = hlo<"stablehlo.not">;
  let description = [{
    y = not x.

    Example:

    ```mlir
    %y = tf.LogicalNot %x : (tensor<?xi1>) -> tensor<?xi1>
    ```
  }];
  let arguments = (ins TF_BoolTensor:$x);
  let results = (outs TF_BoolTensor:$y);
  let shapeFunction = "inferUnchanged";
}

def TF_CastOp : TF_Op<"Cast", [Pure, TF_Elementwise]> {
  let summary = "each element converted to another type";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    Converts as C++ does: to bool by comparing with 0, to integers towards 0.
    `Truncate` drops low bits of a mantissa instead of rounding them.

    Example:

    ```mlir
    %y = tf.Cast %x : (tensor<?xf32>) -> tensor<?xi32>
    ```
  }];
  let arguments = (ins TF_Tensor:$x,
    DefaultValuedAttr<TF_BoolAttr, "false">:$Truncate);
  let hasCanonicalizer = 1;
  let results = (outs TF_Tensor:$y);
  let derivedTypes = [TF_DerivedType<"SrcT", ["x"]>,
                      TF_DerivedType<"DstT", ["y"]>];
}

#endif // TF_UNARYOPS
