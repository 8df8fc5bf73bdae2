// Convolutions and pooling: paddings become numbers.
// RUN: sm-opt %s --convert-tf-to-stablehlo --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @same(
// CHECK: %[[V0:.*]] = stablehlo.convolution(%arg0, %arg1) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 2], pad = {{\[\[}}0, 1], [0, 1]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<?x8x8x4xf32>, tensor<3x3x4x16xf32>) -> tensor<?x4x4x16xf32>
// CHECK-NEXT: return %[[V0]] : tensor<?x4x4x16xf32>
func.func @same(%x: tensor<?x8x8x4xf32>, %f: tensor<3x3x4x16xf32>) -> tensor<?x4x4x16xf32> {
  %0 = tf.Conv2D %x, %f {padding = "SAME", strides = [1, 2, 2, 1]} : (tensor<?x8x8x4xf32>, tensor<3x3x4x16xf32>) -> tensor<?x4x4x16xf32>
  return %0 : tensor<?x4x4x16xf32>
}

// CHECK-LABEL: func.func @groups_in_channels_first(
// CHECK: %[[V0:.*]] = stablehlo.convolution(%arg0, %arg1) dim_numbers = [b, f, 0, 1]x[0, 1, i, o]->[b, f, 0, 1], window = {stride = [1, 1], pad = {{\[\[}}0, 0], [0, 0]], rhs_dilate = [2, 2]} {batch_group_count = 1 : i64, feature_group_count = 2 : i64} : (tensor<1x4x9x9xf32>, tensor<3x3x2x16xf32>) -> tensor<1x16x5x5xf32>
// CHECK-NEXT: return %[[V0]] : tensor<1x16x5x5xf32>
func.func @groups_in_channels_first(%x: tensor<1x4x9x9xf32>, %f: tensor<3x3x2x16xf32>) -> tensor<1x16x5x5xf32> {
  %0 = tf.Conv2D %x, %f {data_format = "NCHW", dilations = [1, 1, 2, 2], padding = "VALID", strides = [1, 1, 1, 1]}
      : (tensor<1x4x9x9xf32>, tensor<3x3x2x16xf32>) -> tensor<1x16x5x5xf32>
  return %0 : tensor<1x16x5x5xf32>
}

// Explicit padding needs no known size.

// CHECK-LABEL: func.func @explicit(
// CHECK: %[[V0:.*]] = stablehlo.convolution(%arg0, %arg1) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = {{\[\[}}1, 2], [3, 4]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x?x?x4xf32>, tensor<3x3x4x16xf32>) -> tensor<1x?x?x16xf32>
// CHECK-NEXT: return %[[V0]] : tensor<1x?x?x16xf32>
func.func @explicit(%x: tensor<1x?x?x4xf32>, %f: tensor<3x3x4x16xf32>) -> tensor<1x?x?x16xf32> {
  %0 = tf.Conv2D %x, %f {explicit_paddings = [0, 0, 1, 2, 3, 4, 0, 0], padding = "EXPLICIT", strides = [1, 1, 1, 1]}
      : (tensor<1x?x?x4xf32>, tensor<3x3x4x16xf32>) -> tensor<1x?x?x16xf32>
  return %0 : tensor<1x?x?x16xf32>
}

// CHECK-LABEL: func.func @depthwise(
// CHECK: %[[V0:.*]] = stablehlo.reshape %arg1 : (tensor<3x3x3x2xf16>) -> tensor<3x3x1x6xf16>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.convert %arg0 : (tensor<1x8x8x3xf16>) -> tensor<1x8x8x3xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.convert %[[V0]] : (tensor<3x3x1x6xf16>) -> tensor<3x3x1x6xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.convolution(%[[V1]], %[[V2]]) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = {{\[\[}}0, 0], [0, 0]]} {batch_group_count = 1 : i64, feature_group_count = 3 : i64} : (tensor<1x8x8x3xf32>, tensor<3x3x1x6xf32>) -> tensor<1x6x6x6xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.convert %[[V3]] : (tensor<1x6x6x6xf32>) -> tensor<1x6x6x6xf16>
// CHECK-NEXT: return %[[V4]] : tensor<1x6x6x6xf16>
func.func @depthwise(%x: tensor<1x8x8x3xf16>, %f: tensor<3x3x3x2xf16>) -> tensor<1x6x6x6xf16> {
  %0 = tf.DepthwiseConv2dNative %x, %f {padding = "VALID", strides = [1, 1, 1, 1]}
      : (tensor<1x8x8x3xf16>, tensor<3x3x3x2xf16>) -> tensor<1x6x6x6xf16>
  return %0 : tensor<1x6x6x6xf16>
}

// Pooling passes over NaN; of integers there is none.

// CHECK-LABEL: func.func @max_pool(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<-3.40282347E+38> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = "stablehlo.reduce_window"(%arg0, %[[CST]]) <{padding = dense<{{\[\[}}0, 0], [0, 1], [0, 1], [0, 0]]> : tensor<4x2xi64>, window_dimensions = array<i64: 1, 2, 2, 1>, window_strides = array<i64: 1, 2, 2, 1>}> ({
// CHECK-NEXT: ^bb0(%arg1: tensor<f32>, %arg2: tensor<f32>):
// CHECK-NEXT: %[[V1:.*]] = stablehlo.compare GE, %arg1, %arg2 : (tensor<f32>, tensor<f32>) -> tensor<i1>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.compare NE, %arg2, %arg2 : (tensor<f32>, tensor<f32>) -> tensor<i1>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.or %[[V1]], %[[V2]] : tensor<i1>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.select %[[V3]], %arg1, %arg2 : tensor<i1>, tensor<f32>
// CHECK-NEXT: stablehlo.return %[[V4]] : tensor<f32>
// CHECK-NEXT: }) : (tensor<1x5x5x2xf32>, tensor<f32>) -> tensor<1x3x3x2xf32>
// CHECK-NEXT: return %[[V0]] : tensor<1x3x3x2xf32>
func.func @max_pool(%x: tensor<1x5x5x2xf32>) -> tensor<1x3x3x2xf32> {
  %0 = tf.MaxPool %x {ksize = [1, 2, 2, 1], padding = "SAME", strides = [1, 2, 2, 1]}
      : (tensor<1x5x5x2xf32>) -> tensor<1x3x3x2xf32>
  return %0 : tensor<1x3x3x2xf32>
}

// CHECK-LABEL: func.func @max_pool_channels(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<-2147483648> : tensor<i32>
// CHECK-NEXT: %[[V0:.*]] = "stablehlo.reduce_window"(%arg0, %[[CST]]) <{padding = dense<0> : tensor<4x2xi64>, window_dimensions = array<i64: 1, 1, 1, 3>, window_strides = array<i64: 1, 1, 1, 3>}> ({
// CHECK-NEXT: ^bb0(%arg1: tensor<i32>, %arg2: tensor<i32>):
// CHECK-NEXT: %[[V1:.*]] = stablehlo.maximum %arg1, %arg2 : tensor<i32>
// CHECK-NEXT: stablehlo.return %[[V1]] : tensor<i32>
// CHECK-NEXT: }) : (tensor<1x2x2x6xi32>, tensor<i32>) -> tensor<1x2x2x2xi32>
// CHECK-NEXT: return %[[V0]] : tensor<1x2x2x2xi32>
func.func @max_pool_channels(%x: tensor<1x2x2x6xi32>) -> tensor<1x2x2x2xi32> {
  %0 = tf.MaxPool %x {ksize = [1, 1, 1, 3], padding = "VALID", strides = [1, 1, 1, 3]}
      : (tensor<1x2x2x6xi32>) -> tensor<1x2x2x2xi32>
  return %0 : tensor<1x2x2x2xi32>
}

// Padding does not count.

// CHECK-LABEL: func.func @average(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<{{\[\[}}{{\[\[}}4.000000e+00, 4.000000e+00], [2.000000e+00, 2.000000e+00]], {{\[\[}}2.000000e+00, 2.000000e+00], [1.000000e+00, 1.000000e+00]]]]> : tensor<1x2x2x2xf32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<4.000000e+00> : tensor<1x2x2x2xf32>
// CHECK-NEXT: %[[CST_1:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = "stablehlo.reduce_window"(%arg0, %[[CST_1]]) <{padding = dense<{{\[\[}}0, 0], [0, 1], [0, 1], [0, 0]]> : tensor<4x2xi64>, window_dimensions = array<i64: 1, 2, 2, 1>, window_strides = array<i64: 1, 2, 2, 1>}> ({
// CHECK-NEXT: ^bb0(%arg1: tensor<f32>, %arg2: tensor<f32>):
// CHECK-NEXT: %[[V4:.*]] = stablehlo.add %arg1, %arg2 : tensor<f32>
// CHECK-NEXT: stablehlo.return %[[V4]] : tensor<f32>
// CHECK-NEXT: }) : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x2x2x2xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.divide %[[V0]], %[[CST]] : tensor<1x2x2x2xf32>
// CHECK-NEXT: %[[V2:.*]] = "stablehlo.reduce_window"(%arg0, %[[CST_1]]) <{padding = dense<0> : tensor<4x2xi64>, window_dimensions = array<i64: 1, 2, 2, 1>, window_strides = array<i64: 1, 1, 1, 1>}> ({
// CHECK-NEXT: ^bb0(%arg1: tensor<f32>, %arg2: tensor<f32>):
// CHECK-NEXT: %[[V4]] = stablehlo.add %arg1, %arg2 : tensor<f32>
// CHECK-NEXT: stablehlo.return %[[V4]] : tensor<f32>
// CHECK-NEXT: }) : (tensor<1x3x3x2xf32>, tensor<f32>) -> tensor<1x2x2x2xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.divide %[[V2]], %[[CST_0]] : tensor<1x2x2x2xf32>
// CHECK-NEXT: return %[[V1]], %[[V3]] : tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>
func.func @average(%x: tensor<1x3x3x2xf32>) -> (tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>) {
  %0 = tf.AvgPool %x {ksize = [1, 2, 2, 1], padding = "SAME", strides = [1, 2, 2, 1]}
      : (tensor<1x3x3x2xf32>) -> tensor<1x2x2x2xf32>
  %1 = tf.AvgPool %x {ksize = [1, 2, 2, 1], padding = "VALID", strides = [1, 1, 1, 1]}
      : (tensor<1x3x3x2xf32>) -> tensor<1x2x2x2xf32>
  return %0, %1 : tensor<1x2x2x2xf32>, tensor<1x2x2x2xf32>
}

// CHECK-LABEL: func.func @average_channels_first(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<{{\[\[}}{{\[\[}}6.000000e+00, 4.000000e+00], [3.000000e+00, 2.000000e+00]], {{\[\[}}6.000000e+00, 4.000000e+00], [3.000000e+00, 2.000000e+00]]]]> : tensor<1x2x2x2xf32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = "stablehlo.reduce_window"(%arg0, %[[CST_0]]) <{padding = dense<{{\[\[}}0, 0], [0, 0], [0, 1], [0, 1]]> : tensor<4x2xi64>, window_dimensions = array<i64: 1, 1, 2, 3>, window_strides = array<i64: 1, 1, 2, 2>}> ({
// CHECK-NEXT: ^bb0(%arg1: tensor<f32>, %arg2: tensor<f32>):
// CHECK-NEXT: %[[V2:.*]] = stablehlo.add %arg1, %arg2 : tensor<f32>
// CHECK-NEXT: stablehlo.return %[[V2]] : tensor<f32>
// CHECK-NEXT: }) : (tensor<1x2x3x4xf32>, tensor<f32>) -> tensor<1x2x2x2xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.divide %[[V0]], %[[CST]] : tensor<1x2x2x2xf32>
// CHECK-NEXT: return %[[V1]] : tensor<1x2x2x2xf32>
func.func @average_channels_first(%x: tensor<1x2x3x4xf32>) -> tensor<1x2x2x2xf32> {
  %0 = tf.AvgPool %x {data_format = "NCHW", ksize = [1, 1, 2, 3], padding = "SAME", strides = [1, 1, 2, 2]}
      : (tensor<1x2x3x4xf32>) -> tensor<1x2x2x2xf32>
  return %0 : tensor<1x2x2x2xf32>
}
