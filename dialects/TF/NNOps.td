// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops of neural networks: activations, convolution, pooling, normalisation.

#ifndef TF_NNOPS
#define TF_NNOPS

include "dialects/TF/TFOpClasses.td"

def TF_ReluOp : TF_ActivationOp<"Relu", TF_RealTensor,
    "y = max(x, 0)."> {
  let summary = "each element, or 0 if it is negative";
  let onnxRoad = onnx<"Relu">;
}

def TF_Relu6Op : TF_ActivationOp<"Relu6", TF_RealTensor,
    "y = min(max(x, 0), 6)."> {
  let summary = "each element brought into [0, 6]";
  let onnxRoad = done;
}

def TF_EluOp : TF_ActivationOp<"Elu", TF_FloatTensor,
    "y = x for positive x, exp(x) - 1 otherwise."> {
  let summary = "exponential linear units";
  let onnxRoad = onnx<"Elu">;
}

def TF_SeluOp : TF_ActivationOp<"Selu", TF_FloatTensor,
    "y = s * x for positive x, s * a * (exp(x) - 1) otherwise, with s = "
    "1.0507009873554805 and a = 1.6732632423543772."> {
  let summary = "scaled exponential linear units";
  let onnxRoad = onnx<"Selu">;
}

def TF_SoftplusOp : TF_ActivationOp<"Softplus", TF_FloatTensor,
    "y = ln(exp(x) + 1)."> {
  let summary = "a smooth form of Relu";
  let onnxRoad = onnx<"Softplus">;
}

def TF_SoftsignOp : TF_ActivationOp<"Softsign", TF_FloatTensor,
    "y = x / (|x| + 1)."> {
  let summary = "each element brought into (-1, 1)";
  let onnxRoad = onnx<"Softsign">;
}

def TF_LeakyReluOp : TF_Op<"LeakyRelu", [Pure, TF_Elementwise]> {
  let summary = "each element, scaled down if it is negative";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    y = max(x, x * alpha) for alpha up to 1.

    Example:

    ```mlir
    %y = tf.LeakyRelu %x {alpha = 1.000000e-01 : f32}
        : (tensor<?x3xf32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins TF_FloatTensor:$features,
    DefaultValuedAttr<TF_FloatAttr, "0.2f">:$alpha);
  let results = (outs TF_FloatTensor:$activations);
  let derivedTypes = [
    TF_DerivedType<"T", ["features", "activations"], "Float">];
  let shapeFunction = "inferUnchanged";
}

class TF_SoftmaxClass<string mnemonic, string text> : TF_Op<mnemonic, [Pure]> {
  let hub = done;
  let description = "\n    " # text # [{ The sums run over the last dimension.

    Example:

    ```mlir
    %y = tf.}] # mnemonic # [{ %logits : (tensor<?x10xf32>) -> tensor<?x10xf32>
    ```
  }];
  let arguments = (ins TF_FloatTensor:$logits);
  let shapeFunction = "inferUnchangedNonScalar";
}

def TF_SoftmaxOp : TF_SoftmaxClass<"Softmax", "y = exp(x) / sum(exp(x))."> {
  let summary = "probabilities from logits";
  let onnxRoad = onnx<"Softmax">;
  let results = (outs TF_FloatTensor:$softmax);
  let derivedTypes = [TF_DerivedType<"T", ["logits", "softmax"]>];
}

def TF_LogSoftmaxOp
    : TF_SoftmaxClass<"LogSoftmax", "y = x - ln(sum(exp(x)))."> {
  let summary = "logarithms of probabilities from logits";
  let onnxRoad = onnx<"LogSoftmax">;
  let results = (outs TF_FloatTensor:$logsoftmax);
  let derivedTypes = [TF_DerivedType<"T", ["logits", "logsoftmax"]>];
}

def TF_BiasAddOp : TF_Op<"BiasAdd", [Pure]> {
  let summary = "a bias added to each channel";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    output = value + bias, the bias broadcast along all dimensions but the
    channel: the last for NHWC, the second for NCHW, whatever the rank.

    Example:

    ```mlir
    %output = tf.BiasAdd %value, %bias
        : (tensor<?x8x8x4xf32>, tensor<4xf32>) -> tensor<?x8x8x4xf32>
    ```
  }];
  let arguments = (ins TF_NumberTensor:$value, TF_NumberTensor:$bias,
    DefaultValuedAttr<TF_StrAttr, "\"NHWC\"">:$data_format);
  let results = (outs TF_NumberTensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["value", "bias", "output"]>];
}

def TF_Conv2DOp : TF_Op<"Conv2D", [Pure]> {
  let summary = "a convolution of images";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    The filter is [height, width, input channels / groups, output channels];
    the number of groups follows from the shapes. `strides` and `dilations` have
    an entry for each dimension of the data format; `explicit_paddings` two,
    with `padding` EXPLICIT.

    Example:

    ```mlir
    %output = tf.Conv2D %input, %filter
        {padding = "SAME", strides = [1, 2, 2, 1]}
        : (tensor<?x8x8x3xf32>, tensor<3x3x3x16xf32>) -> tensor<?x4x4x16xf32>
    ```
  }];
  let arguments = (ins TF_RealTensor:$input, TF_RealTensor:$filter,
    TF_IntListAttr:$strides,
    DefaultValuedAttr<TF_BoolAttr, "true">:$use_cudnn_on_gpu,
    TF_StrAttr:$padding,
    DefaultValuedAttr<TF_IntListAttr, "{}">:$explicit_paddings,
    DefaultValuedAttr<TF_StrAttr, "\"NHWC\"">:$data_format,
    DefaultValuedAttr<TF_IntListAttr, "{1, 1, 1, 1}">:$dilations);
  let results = (outs TF_RealTensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input", "filter", "output"]>];
}

def TF_DepthwiseConv2dNativeOp : TF_Op<"DepthwiseConv2dNative", [Pure]> {
  let summary = "a convolution of images, channel by channel";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    The filter is [height, width, input channels, multiplier]; channel c of the
    input gives channels c * multiplier and following.

    Example:

    ```mlir
    %output = tf.DepthwiseConv2dNative %input, %filter
        {padding = "VALID", strides = [1, 1, 1, 1]}
        : (tensor<?x8x8x3xf32>, tensor<3x3x3x2xf32>) -> tensor<?x6x6x6xf32>
    ```
  }];
  let arguments = (ins TF_FloatTensor:$input, TF_FloatTensor:$filter,
    TF_IntListAttr:$strides, TF_StrAttr:$padding,
    DefaultValuedAttr<TF_IntListAttr, "{}">:$explicit_paddings,
    DefaultValuedAttr<TF_StrAttr, "\"NHWC\"">:$data_format,
    DefaultValuedAttr<TF_IntListAttr, "{1, 1, 1, 1}">:$dilations);
  let results = (outs TF_FloatTensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input", "filter", "output"]>];
}

def TF_MaxPoolOp : TF_Op<"MaxPool", [Pure]> {
  let summary = "the largest element of each window";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    `ksize` and `strides` have an entry for each dimension of the data format.
    Padding never wins.

    Example:

    ```mlir
    %output = tf.MaxPool %input
        {ksize = [1, 2, 2, 1], padding = "VALID", strides = [1, 2, 2, 1]}
        : (tensor<?x8x8x3xf32>) -> tensor<?x4x4x3xf32>
    ```
  }];
  let arguments = (ins TF_RealTensor:$input, TF_IntListAttr:$ksize,
    TF_IntListAttr:$strides, TF_StrAttr:$padding,
    DefaultValuedAttr<TF_IntListAttr, "{}">:$explicit_paddings,
    DefaultValuedAttr<TF_StrAttr, "\"NHWC\"">:$data_format);
  let results = (outs TF_RealTensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input", "output"], "Float">];
}

def TF_AvgPoolOp : TF_Op<"AvgPool", [Pure]> {
  let summary = "the mean of each window";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    `ksize` and `strides` have an entry for each dimension of the data format.
    Padding does not count.

    Example:

    ```mlir
    %output = tf.AvgPool %value
        {ksize = [1, 2, 2, 1], padding = "SAME", strides = [1, 2, 2, 1]}
        : (tensor<?x9x9x3xf32>) -> tensor<?x5x5x3xf32>
    ```
  }];
  let arguments = (ins TF_FloatTensor:$value, TF_IntListAttr:$ksize,
    TF_IntListAttr:$strides, TF_StrAttr:$padding,
    DefaultValuedAttr<TF_StrAttr, "\"NHWC\"">:$data_format);
  let results = (outs TF_FloatTensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["value", "output"]>];
}

def TF_FusedBatchNormOp : TF_Op<"FusedBatchNorm", [Pure]> {
  let summary = "normalisation of each channel";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    y = (x - mean) / sqrt(variance + epsilon) * scale + offset, channel by
    channel. With `is_training` mean and variance are those of x, and
    `batch_mean` and `batch_variance` mix them with the operands by
    `exponential_avg_factor`; else they are the operands.

    Example:

    ```mlir
    %y:5 = tf.FusedBatchNorm %x, %scale, %offset, %mean, %variance
        {is_training = false}
        : (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>,
           tensor<4xf32>)
        -> (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>,
            tensor<4xf32>)
    ```
  }];
  let arguments = (ins TF_FloatTensor:$x, TF_FloatTensor:$scale,
    TF_FloatTensor:$offset, TF_FloatTensor:$mean, TF_FloatTensor:$variance,
    DefaultValuedAttr<TF_FloatAttr, "0.0001f">:$epsilon,
    DefaultValuedAttr<TF_FloatAttr, "1.0f">:$exponential_avg_factor,
    DefaultValuedAttr<TF_StrAttr, "\"NHWC\"">:$data_format,
    DefaultValuedAttr<TF_BoolAttr, "true">:$is_training);
  let results = (outs TF_FloatTensor:$y, TF_FloatTensor:$batch_mean,
    TF_FloatTensor:$batch_variance, TF_FloatTensor:$reserve_space_1,
    TF_FloatTensor:$reserve_space_2);
  let derivedTypes = [TF_DerivedType<"T", ["x", "scale", "offset", "mean",
    "variance", "y", "batch_mean", "batch_variance", "reserve_space_1",
    "reserve_space_2"]>];
}

def TF_FusedBatchNormV3Op : TF_Op<"FusedBatchNormV3", [Pure]> {
  let summary = "normalisation of each channel, statistics in their own type";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    As FusedBatchNorm, but the statistics may be wider than x, and x may have
    three spatial dimensions (NDHWC, NCDHW). `reserve_space_3` is a scalar
    without meaning on CPUs.

    Example:

    ```mlir
    %y:6 = tf.FusedBatchNormV3 %x, %scale, %offset, %mean, %variance
        {epsilon = 1.000000e-03 : f32, is_training = false}
        : (tensor<?x8x8x4xf16>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>,
           tensor<4xf32>)
        -> (tensor<?x8x8x4xf16>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>,
            tensor<4xf32>, tensor<f32>)
    ```
  }];
  let arguments = (ins TF_FloatTensor:$x, TF_FloatTensor:$scale,
    TF_FloatTensor:$offset, TF_FloatTensor:$mean, TF_FloatTensor:$variance,
    DefaultValuedAttr<TF_FloatAttr, "0.0001f">:$epsilon,
    DefaultValuedAttr<TF_FloatAttr, "1.0f">:$exponential_avg_factor,
    DefaultValuedAttr<TF_StrAttr, "\"NHWC\"">:$data_format,
    DefaultValuedAttr<TF_BoolAttr, "true">:$is_training);
  let results = (outs TF_FloatTensor:$y, TF_FloatTensor:$batch_mean,
    TF_FloatTensor:$batch_variance, TF_FloatTensor:$reserve_space_1,
    TF_FloatTensor:$reserve_space_2, TF_FloatTensor:$reserve_space_3);
  let derivedTypes = [TF_DerivedType<"T", ["x", "y"]>,
    TF_DerivedType<"U", ["scale", "offset", "mean", "variance", "batch_mean",
      "batch_variance", "reserve_space_1", "reserve_space_2",
      "reserve_space_3"]>];
}

#endif // TF_NNOPS
