// Convolution, pooling, normalisation.
// RUN: sm-opt %s --convert-tf-to-onnx | FileCheck %s

// The filter is transposed now, the padding of SAME computed.
// CHECK-LABEL: func.func @conv(
// CHECK-SAME: %[[A0:.*]]: tensor<?x8x8x2xf32>) -> tensor<?x4x4x1xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<{{\[\[\[\[}}1.000000e+00, 3.000000e+00, 5.000000e+00]], {{\[\[}}2.000000e+00, 4.000000e+00, 6.000000e+00]]]]> : tensor<1x2x1x3xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Transpose(%[[A0]]) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x8x8x2xf32>) -> tensor<?x2x8x8xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Conv(%[[V1]], %[[V0]]) {group = 1 : i64, kernel_shape = array<i64: 1, 3>, pads = array<i64: 0, 0, 0, 1>, strides = array<i64: 2, 2>} : (tensor<?x2x8x8xf32>, tensor<1x2x1x3xf32>) -> tensor<?x1x4x4xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Transpose(%[[V2]]) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x1x4x4xf32>) -> tensor<?x4x4x1xf32>
// CHECK-NEXT: return %[[V3]] : tensor<?x4x4x1xf32>
func.func @conv(%x: tensor<?x8x8x2xf32>) -> tensor<?x4x4x1xf32> {
  %w = tf.Const dense<[[[[1.0], [2.0]], [[3.0], [4.0]], [[5.0], [6.0]]]]> : tensor<1x3x2x1xf32>
  %0 = tf.Conv2D %x, %w {padding = "SAME", strides = [1, 2, 2, 1]} : (tensor<?x8x8x2xf32>, tensor<1x3x2x1xf32>) -> tensor<?x4x4x1xf32>
  return %0 : tensor<?x4x4x1xf32>
}

// CHECK-LABEL: func.func @channels_first(
// CHECK-SAME: %[[A0:.*]]: tensor<?x2x8x8xf32>, %[[A1:.*]]: tensor<3x3x2x5xf32>) -> tensor<?x5x6x6xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Transpose(%[[A1]]) {perm = array<i64: 3, 2, 0, 1>} : (tensor<3x3x2x5xf32>) -> tensor<5x2x3x3xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Conv(%[[A0]], %[[V0]]) {group = 1 : i64, kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>} : (tensor<?x2x8x8xf32>, tensor<5x2x3x3xf32>) -> tensor<?x5x6x6xf32>
// CHECK-NEXT: return %[[V1]] : tensor<?x5x6x6xf32>
func.func @channels_first(%x: tensor<?x2x8x8xf32>, %w: tensor<3x3x2x5xf32>) -> tensor<?x5x6x6xf32> {
  %0 = tf.Conv2D %x, %w {data_format = "NCHW", padding = "VALID", strides = [1, 1, 1, 1]} : (tensor<?x2x8x8xf32>, tensor<3x3x2x5xf32>) -> tensor<?x5x6x6xf32>
  return %0 : tensor<?x5x6x6xf32>
}

// CHECK-LABEL: func.func @explicit(
// CHECK-SAME: %[[A0:.*]]: tensor<2x7x8x3xf32>, %[[A1:.*]]: tensor<3x3x3x5xf32>) -> tensor<2x4x7x5xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Transpose(%[[A1]]) {perm = array<i64: 3, 2, 0, 1>} : (tensor<3x3x3x5xf32>) -> tensor<5x3x3x3xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Transpose(%[[A0]]) {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x7x8x3xf32>) -> tensor<2x3x7x8xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Conv(%[[V1]], %[[V0]]) {group = 1 : i64, kernel_shape = array<i64: 3, 3>, pads = array<i64: 1, 0, 2, 1>, strides = array<i64: 2, 1>} : (tensor<2x3x7x8xf32>, tensor<5x3x3x3xf32>) -> tensor<2x5x4x7xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Transpose(%[[V2]]) {perm = array<i64: 0, 2, 3, 1>} : (tensor<2x5x4x7xf32>) -> tensor<2x4x7x5xf32>
// CHECK-NEXT: return %[[V3]] : tensor<2x4x7x5xf32>
func.func @explicit(%x: tensor<2x7x8x3xf32>, %w: tensor<3x3x3x5xf32>) -> tensor<2x4x7x5xf32> {
  %0 = tf.Conv2D %x, %w {padding = "EXPLICIT", explicit_paddings = [0, 0, 1, 2, 0, 1, 0, 0], strides = [1, 2, 1, 1]} : (tensor<2x7x8x3xf32>, tensor<3x3x3x5xf32>) -> tensor<2x4x7x5xf32>
  return %0 : tensor<2x4x7x5xf32>
}

// Groups follow from the channels; with stride 1 the padding does not depend on
// the size, so that dilated windows need not know it.
// CHECK-LABEL: func.func @groups(
// CHECK-SAME: %[[A0:.*]]: tensor<?x?x?x4xf32>, %[[A1:.*]]: tensor<3x3x2x6xf32>) -> tensor<?x?x?x6xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Transpose(%[[A1]]) {perm = array<i64: 3, 2, 0, 1>} : (tensor<3x3x2x6xf32>) -> tensor<6x2x3x3xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Transpose(%[[A0]]) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x?x?x4xf32>) -> tensor<?x4x?x?xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Conv(%[[V1]], %[[V0]]) {dilations = array<i64: 2, 2>, group = 2 : i64, kernel_shape = array<i64: 3, 3>, pads = array<i64: 2, 2, 2, 2>, strides = array<i64: 1, 1>} : (tensor<?x4x?x?xf32>, tensor<6x2x3x3xf32>) -> tensor<?x6x?x?xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Transpose(%[[V2]]) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x6x?x?xf32>) -> tensor<?x?x?x6xf32>
// CHECK-NEXT: return %[[V3]] : tensor<?x?x?x6xf32>
func.func @groups(%x: tensor<?x?x?x4xf32>, %w: tensor<3x3x2x6xf32>) -> tensor<?x?x?x6xf32> {
  %0 = tf.Conv2D %x, %w {padding = "SAME", dilations = [1, 2, 2, 1], strides = [1, 1, 1, 1]} : (tensor<?x?x?x4xf32>, tensor<3x3x2x6xf32>) -> tensor<?x?x?x6xf32>
  return %0 : tensor<?x?x?x6xf32>
}

// The padding is left to the run.
// CHECK-LABEL: func.func @unknown_size(
// CHECK-SAME: %[[A0:.*]]: tensor<?x?x?x3xf32>, %[[A1:.*]]: tensor<3x3x3x6xf32>) -> tensor<?x?x?x6xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Transpose(%[[A1]]) {perm = array<i64: 3, 2, 0, 1>} : (tensor<3x3x3x6xf32>) -> tensor<6x3x3x3xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Transpose(%[[A0]]) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x?x?x3xf32>) -> tensor<?x3x?x?xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Conv(%[[V1]], %[[V0]]) {auto_pad = "SAME_UPPER", group = 1 : i64, kernel_shape = array<i64: 3, 3>, strides = array<i64: 2, 2>} : (tensor<?x3x?x?xf32>, tensor<6x3x3x3xf32>) -> tensor<?x6x?x?xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Transpose(%[[V2]]) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x6x?x?xf32>) -> tensor<?x?x?x6xf32>
// CHECK-NEXT: return %[[V3]] : tensor<?x?x?x6xf32>
func.func @unknown_size(%x: tensor<?x?x?x3xf32>, %w: tensor<3x3x3x6xf32>) -> tensor<?x?x?x6xf32> {
  %0 = tf.Conv2D %x, %w {padding = "SAME", strides = [1, 2, 2, 1]} : (tensor<?x?x?x3xf32>, tensor<3x3x3x6xf32>) -> tensor<?x?x?x6xf32>
  return %0 : tensor<?x?x?x6xf32>
}

// CHECK-LABEL: func.func @depthwise(
// CHECK-SAME: %[[A0:.*]]: tensor<?x8x8x2xf32>, %[[A1:.*]]: tensor<1x2x2x3xf32>) -> (tensor<?x8x7x4xf32>, tensor<?x8x7x6xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<{{\[\[\[\[}}1.000000e+00, 5.000000e+00]]], {{\[\[\[}}2.000000e+00, 6.000000e+00]]], {{\[\[\[}}3.000000e+00, 7.000000e+00]]], {{\[\[\[}}4.000000e+00, 8.000000e+00]]]]> : tensor<4x1x1x2xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Transpose(%[[A0]]) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x8x8x2xf32>) -> tensor<?x2x8x8xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Conv(%[[V1]], %[[V0]]) {group = 2 : i64, kernel_shape = array<i64: 1, 2>, strides = array<i64: 1, 1>} : (tensor<?x2x8x8xf32>, tensor<4x1x1x2xf32>) -> tensor<?x4x8x7xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Transpose(%[[V2]]) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x4x8x7xf32>) -> tensor<?x8x7x4xf32>
// CHECK-NEXT: %[[V4:.*]] = onnx.Transpose(%[[A1]]) {perm = array<i64: 2, 3, 0, 1>} : (tensor<1x2x2x3xf32>) -> tensor<2x3x1x2xf32>
// CHECK-NEXT: %[[V5:.*]] = onnx.Constant dense<[6, 1, 1, 2]> : tensor<4xi64>
// CHECK-NEXT: %[[V6:.*]] = onnx.Reshape(%[[V4]], %[[V5]]) : (tensor<2x3x1x2xf32>, tensor<4xi64>) -> tensor<6x1x1x2xf32>
// CHECK-NEXT: %[[V7:.*]] = onnx.Transpose(%[[A0]]) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x8x8x2xf32>) -> tensor<?x2x8x8xf32>
// CHECK-NEXT: %[[V8:.*]] = onnx.Conv(%[[V7]], %[[V6]]) {group = 2 : i64, kernel_shape = array<i64: 1, 2>, strides = array<i64: 1, 1>} : (tensor<?x2x8x8xf32>, tensor<6x1x1x2xf32>) -> tensor<?x6x8x7xf32>
// CHECK-NEXT: %[[V9:.*]] = onnx.Transpose(%[[V8]]) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x6x8x7xf32>) -> tensor<?x8x7x6xf32>
// CHECK-NEXT: return %[[V3]], %[[V9]] : tensor<?x8x7x4xf32>, tensor<?x8x7x6xf32>
func.func @depthwise(%x: tensor<?x8x8x2xf32>, %v: tensor<1x2x2x3xf32>) -> (tensor<?x8x7x4xf32>, tensor<?x8x7x6xf32>) {
  %w = tf.Const dense<[[[[1.0, 2.0], [3.0, 4.0]], [[5.0, 6.0], [7.0, 8.0]]]]> : tensor<1x2x2x2xf32>
  %0 = tf.DepthwiseConv2dNative %x, %w {padding = "VALID", strides = [1, 1, 1, 1]} : (tensor<?x8x8x2xf32>, tensor<1x2x2x2xf32>) -> tensor<?x8x7x4xf32>
  %1 = tf.DepthwiseConv2dNative %x, %v {padding = "VALID", strides = [1, 1, 1, 1]} : (tensor<?x8x8x2xf32>, tensor<1x2x2x3xf32>) -> tensor<?x8x7x6xf32>
  return %0, %1 : tensor<?x8x7x4xf32>, tensor<?x8x7x6xf32>
}

// CHECK-LABEL: func.func @pools(
// CHECK-SAME: %[[A0:.*]]: tensor<?x9x9x3xf32>) -> (tensor<?x4x4x3xf32>, tensor<?x5x5x3xf32>, tensor<?x6x9x3xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Transpose(%[[A0]]) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x9x9x3xf32>) -> tensor<?x3x9x9xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.MaxPool(%[[V0]]) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<?x3x9x9xf32>) -> tensor<?x3x4x4xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Transpose(%[[V1]]) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x3x4x4xf32>) -> tensor<?x4x4x3xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Transpose(%[[A0]]) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x9x9x3xf32>) -> tensor<?x3x9x9xf32>
// CHECK-NEXT: %[[V4:.*]] = onnx.AveragePool(%[[V3]]) {count_include_pad = 0 : i64, kernel_shape = array<i64: 2, 2>, pads = array<i64: 0, 0, 1, 1>, strides = array<i64: 2, 2>} : (tensor<?x3x9x9xf32>) -> tensor<?x3x5x5xf32>
// CHECK-NEXT: %[[V5:.*]] = onnx.Transpose(%[[V4]]) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x3x5x5xf32>) -> tensor<?x5x5x3xf32>
// CHECK-NEXT: %[[V6:.*]] = onnx.Transpose(%[[A0]]) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x9x9x3xf32>) -> tensor<?x3x9x9xf32>
// CHECK-NEXT: %[[V7:.*]] = onnx.MaxPool(%[[V6]]) {kernel_shape = array<i64: 3, 3>, pads = array<i64: 1, 1, 2, 1>, strides = array<i64: 2, 1>} : (tensor<?x3x9x9xf32>) -> tensor<?x3x5x9xf32>
// CHECK-NEXT: %[[V8:.*]] = onnx.Transpose(%[[V7]]) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x3x5x9xf32>) -> tensor<?x5x9x3xf32>
// CHECK-NEXT: %[[V9:.*]] = onnx.Relu(%[[V8]]) : (tensor<?x5x9x3xf32>) -> tensor<?x5x9x3xf32>
// CHECK-NEXT: %[[V10:.*]] = onnx.Constant dense<[0, 0, 0, 0, 0, 1, 0, 0]> : tensor<8xi64>
// CHECK-NEXT: %[[V11:.*]] = onnx.Pad(%[[V9]], %[[V10]]) : (tensor<?x5x9x3xf32>, tensor<8xi64>) -> tensor<?x6x9x3xf32>
// CHECK-NEXT: return %[[V2]], %[[V5]], %[[V11]] : tensor<?x4x4x3xf32>, tensor<?x5x5x3xf32>, tensor<?x6x9x3xf32>
func.func @pools(%x: tensor<?x9x9x3xf32>) -> (tensor<?x4x4x3xf32>, tensor<?x5x5x3xf32>, tensor<?x6x9x3xf32>) {
  %0 = tf.MaxPool %x {ksize = [1, 2, 2, 1], padding = "VALID", strides = [1, 2, 2, 1]} : (tensor<?x9x9x3xf32>) -> tensor<?x4x4x3xf32>
  %1 = tf.AvgPool %x {ksize = [1, 2, 2, 1], padding = "SAME", strides = [1, 2, 2, 1]} : (tensor<?x9x9x3xf32>) -> tensor<?x5x5x3xf32>
  %2 = tf.MaxPool %x {ksize = [1, 3, 3, 1], padding = "EXPLICIT", explicit_paddings = [0, 0, 1, 2, 1, 1, 0, 0], strides = [1, 2, 1, 1]} : (tensor<?x9x9x3xf32>) -> tensor<?x5x9x3xf32>
  %3 = tf.refine %2 : tensor<?x5x9x3xf32> to tensor<?x?x9x3xf32>
  %4 = tf.Relu %3 : (tensor<?x?x9x3xf32>) -> tensor<?x?x9x3xf32>
  %n = tf.Const dense<[[0, 0], [0, 1], [0, 0], [0, 0]]> : tensor<4x2xi32>
  %5 = tf.Pad %4, %n : (tensor<?x?x9x3xf32>, tensor<4x2xi32>) -> tensor<?x?x9x3xf32>
  %6 = tf.refine %5 : tensor<?x?x9x3xf32> to tensor<?x6x9x3xf32>
  return %0, %1, %6 : tensor<?x4x4x3xf32>, tensor<?x5x5x3xf32>, tensor<?x6x9x3xf32>
}

// CHECK-LABEL: func.func @integer_pool(
// CHECK-SAME: %[[A0:.*]]: tensor<?x9x9x3xi16>) -> tensor<?x4x4x3xi16>
// CHECK-NEXT: %[[V0:.*]] = onnx.Cast(%[[A0]]) {to = 11 : i64} : (tensor<?x9x9x3xi16>) -> tensor<?x9x9x3xf64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Transpose(%[[V0]]) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x9x9x3xf64>) -> tensor<?x3x9x9xf64>
// CHECK-NEXT: %[[V2:.*]] = onnx.MaxPool(%[[V1]]) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<?x3x9x9xf64>) -> tensor<?x3x4x4xf64>
// CHECK-NEXT: %[[V3:.*]] = onnx.Transpose(%[[V2]]) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x3x4x4xf64>) -> tensor<?x4x4x3xf64>
// CHECK-NEXT: %[[V4:.*]] = onnx.Cast(%[[V3]]) {to = 5 : i64} : (tensor<?x4x4x3xf64>) -> tensor<?x4x4x3xi16>
// CHECK-NEXT: return %[[V4]] : tensor<?x4x4x3xi16>
func.func @integer_pool(%x: tensor<?x9x9x3xi16>) -> tensor<?x4x4x3xi16> {
  %0 = tf.MaxPool %x {ksize = [1, 2, 2, 1], padding = "VALID", strides = [1, 2, 2, 1]} : (tensor<?x9x9x3xi16>) -> tensor<?x4x4x3xi16>
  return %0 : tensor<?x4x4x3xi16>
}

// CHECK-LABEL: func.func @normalised(
// CHECK-SAME: %[[A0:.*]]: tensor<?x8x8x4xf32>, %[[A1:.*]]: tensor<4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Transpose(%[[A0]]) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x8x8x4xf32>) -> tensor<?x4x8x8xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.BatchNormalization(%[[V0]], %[[A1]], %[[A1]], %[[A1]], %[[A1]]) {epsilon = 1.000000e-03 : f32} : (tensor<?x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x8x8xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Transpose(%[[V1]]) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x4x8x8xf32>) -> tensor<?x8x8x4xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Shape(%[[A0]]) : (tensor<?x8x8x4xf32>) -> tensor<4xi64>
// CHECK-NEXT: %[[V4:.*]] = onnx.ReduceProd(%[[V3]]) {keepdims = 0 : i64} : (tensor<4xi64>) -> tensor<i64>
// CHECK-NEXT: %[[V5:.*]] = onnx.Constant dense<0> : tensor<i64>
// CHECK-NEXT: %[[V6:.*]] = onnx.Equal(%[[V4]], %[[V5]]) : (tensor<i64>, tensor<i64>) -> tensor<i1>
// CHECK-NEXT: %[[V7:.*]] = onnx.Constant dense<0x7FC00000> : tensor<f32>
// CHECK-NEXT: %[[V8:.*]] = onnx.Where(%[[V6]], %[[V7]], %[[A1]]) : (tensor<i1>, tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: return %[[V2]], %[[V8]] : tensor<?x8x8x4xf32>, tensor<4xf32>
func.func @normalised(%x: tensor<?x8x8x4xf32>, %v: tensor<4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>) {
  // The mean that was used is not a number if there are no images.
  %y:6 = tf.FusedBatchNormV3 %x, %v, %v, %v, %v {epsilon = 1.000000e-03 : f32, is_training = false} : (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>)
  return %y#0, %y#1 : tensor<?x8x8x4xf32>, tensor<4xf32>
}

// Images of three dimensions, with channels second.
// CHECK-LABEL: func.func @normalised_volumes(
// CHECK-SAME: %[[A0:.*]]: tensor<?x4x8x8x8xf16>, %[[A1:.*]]: tensor<4xf32>) -> tensor<?x4x8x8x8xf16>
// CHECK-NEXT: %[[V0:.*]] = onnx.BatchNormalization(%[[A0]], %[[A1]], %[[A1]], %[[A1]], %[[A1]]) {epsilon = 9.99999974E-5 : f32} : (tensor<?x4x8x8x8xf16>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x4x8x8x8xf16>
// CHECK-NEXT: return %[[V0]] : tensor<?x4x8x8x8xf16>
func.func @normalised_volumes(%x: tensor<?x4x8x8x8xf16>, %v: tensor<4xf32>) -> tensor<?x4x8x8x8xf16> {
  %y:6 = tf.FusedBatchNormV3 %x, %v, %v, %v, %v {data_format = "NCDHW", is_training = false} : (tensor<?x4x8x8x8xf16>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<?x4x8x8x8xf16>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>)
  return %y#0 : tensor<?x4x8x8x8xf16>
}

// Windows of one element need no padding, whatever the size.
// CHECK-LABEL: func.func @subsample(
// CHECK: onnx.MaxPool(%{{.*}}) {kernel_shape = array<i64: 1, 1>, strides = array<i64: 2, 2>}
func.func @subsample(%x: tensor<?x?x?x3xf32>) -> tensor<?x?x?x3xf32> {
  %0 = tf.MaxPool %x {ksize = [1, 1, 1, 1], padding = "SAME", strides = [1, 2, 2, 1]} : (tensor<?x?x?x3xf32>) -> tensor<?x?x?x3xf32>
  return %0 : tensor<?x?x?x3xf32>
}
