// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Products of tensors: dot_general, convolution; batch normalisation.

#ifndef STABLEHLO_CONTRACTIONOPS
#define STABLEHLO_CONTRACTIONOPS

include "dialects/StableHLO/StableHLOBase.td"

def StableHLO_DotGeneralOp : StableHLO_Op<"dot_general", [Pure]> {
  let summary = "product of tensors, summed over contracting dimensions";
  let description = [{
    The result has the batching dimensions, then the free ones of lhs, then the
    free ones of rhs. Its element type may be wider than that of the operands.

    Example:

    ```mlir
    %z = stablehlo.dot_general %x, %y, batching_dims = [0] x [0],
        contracting_dims = [2] x [1]
        : (tensor<5x2x3xf32>, tensor<5x3x4xf32>) -> tensor<5x2x4xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$lhs, StableHLO_Tensor:$rhs,
    StableHLO_DotDimensionNumbersAttr:$dot_dimension_numbers,
    OptionalAttr<StableHLO_PrecisionConfigAttr>:$precision_config);
  let results = (outs StableHLO_Tensor:$result);
  let builders = [
    // The result type follows; its element type is that of the operands.
    OpBuilder<(ins "::mlir::Value":$lhs, "::mlir::Value":$rhs,
      "::sm::stablehlo::DotDimensionNumbersAttr":$dimensionNumbers)>];
  let assemblyFormat = [{
    $lhs `,` $rhs `,` custom<DotDimensions>($dot_dimension_numbers) ``
    custom<Precisions>($precision_config) attr-dict `:`
    functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def StableHLO_ConvolutionOp : StableHLO_Op<"convolution", [Pure]> {
  let summary = "product of a kernel with each window of a tensor";
  let description = [{
    `dimension_numbers` says what each dimension of input, kernel and result is:
    `b` batch, `f` features, `i` and `o` input and output features of the
    kernel, numbers the spatial dimensions. With `feature_group_count` g the
    input features are split into g groups, each with its own part of the
    kernel's output features; g equal to the number of features is a depthwise
    convolution. Without `window_strides`, `lhs_dilation` or `rhs_dilation` they
    are 1, without `padding` it is 0.

    Example:

    ```mlir
    %z = stablehlo.convolution(%x, %w)
        dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f],
        window = {stride = [2, 2], pad = [[0, 1], [0, 1]]}
        {batch_group_count = 1 : i64, feature_group_count = 1 : i64}
        : (tensor<?x8x8x3xf32>, tensor<3x3x3x16xf32>) -> tensor<?x4x4x16xf32>
    ```
  }];
  let arguments = (ins StableHLO_Tensor:$lhs, StableHLO_Tensor:$rhs,
    OptionalAttr<DenseI64ArrayAttr>:$window_strides,
    OptionalAttr<I64ElementsAttr>:$padding,
    OptionalAttr<DenseI64ArrayAttr>:$lhs_dilation,
    OptionalAttr<DenseI64ArrayAttr>:$rhs_dilation,
    OptionalAttr<DenseBoolArrayAttr>:$window_reversal,
    StableHLO_ConvDimensionNumbersAttr:$dimension_numbers,
    I64Attr:$feature_group_count, I64Attr:$batch_group_count,
    OptionalAttr<StableHLO_PrecisionConfigAttr>:$precision_config);
  let results = (outs StableHLO_Tensor:$result);
  let builders = [
    // The result type follows; its element type is that of the operands. An
    // empty list of strides or dilations is a list of ones; `padding` holds low
    // and high for each spatial dimension.
    OpBuilder<(ins "::mlir::Value":$lhs, "::mlir::Value":$rhs,
      "::llvm::ArrayRef<int64_t>":$windowStrides,
      "::llvm::ArrayRef<int64_t>":$padding,
      "::llvm::ArrayRef<int64_t>":$lhsDilation,
      "::llvm::ArrayRef<int64_t>":$rhsDilation,
      "::sm::stablehlo::ConvDimensionNumbersAttr":$dimensionNumbers,
      CArg<"int64_t", "1">:$featureGroupCount)>];
  let assemblyFormat = [{
    `(` operands `)` `dim_numbers` `=` custom<ConvDimensions>(
    $dimension_numbers) `,` `window` `=` `{` custom<Window>($window_strides,
    $padding, $lhs_dilation, $rhs_dilation, $window_reversal) `}`
    attr-dict `:` functional-type(operands, results)
  }];
  let hasVerifier = 1;
}

def StableHLO_BatchNormInferenceOp
    : StableHLO_InferredOp<"batch_norm_inference", [Pure]> {
  let summary = "batch normalisation with known statistics";
  let description = [{
    scale * (operand - mean) / sqrt(variance + epsilon) + offset, for each
    feature of dimension `feature_index`.

    Example:

    ```mlir
    %y = "stablehlo.batch_norm_inference"(%x, %scale, %offset, %mean, %variance)
        <{epsilon = 1.0e-3 : f32, feature_index = 3 : i64}>
        : (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>,
           tensor<4xf32>) -> tensor<?x8x8x4xf32>
    ```
  }];
  let arguments = (ins StableHLO_FloatTensor:$operand,
    1DTensorOf<[StableHLO_FloatElement]>:$scale,
    1DTensorOf<[StableHLO_FloatElement]>:$offset,
    1DTensorOf<[StableHLO_FloatElement]>:$mean,
    1DTensorOf<[StableHLO_FloatElement]>:$variance,
    F32Attr:$epsilon, I64Attr:$feature_index);
  let results = (outs StableHLO_FloatTensor:$result);
}

#endif // STABLEHLO_CONTRACTIONOPS
