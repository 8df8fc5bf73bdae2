// Products, convolutions and windows with what stands before them.
// RUN: sm-opt %s --stablehlo-simplify | FileCheck %s

// CHECK-LABEL: func.func @transposed_operands(
// CHECK: %[[V0:.*]] = stablehlo.dot_general %arg0, %arg1, contracting_dims = [0] x [1] : (tensor<4x2xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
// CHECK-NEXT: return %[[V0]] : tensor<2x8xf32>
func.func @transposed_operands(%x: tensor<4x2xf32>, %y: tensor<8x4xf32>) -> tensor<2x8xf32> {
  %0 = stablehlo.transpose %x, dims = [1, 0] : (tensor<4x2xf32>) -> tensor<2x4xf32>
  %1 = stablehlo.transpose %y, dims = [1, 0] : (tensor<8x4xf32>) -> tensor<4x8xf32>
  %2 = stablehlo.dot_general %0, %1, contracting_dims = [1] x [0] : (tensor<2x4xf32>, tensor<4x8xf32>) -> tensor<2x8xf32>
  return %2 : tensor<2x8xf32>
}

// The heads of attention: [batch, row, head, column].

// CHECK-LABEL: func.func @attention(
// CHECK: %[[V0:.*]] = stablehlo.dot_general %arg0, %arg1, batching_dims = [0, 2] x [0, 2], contracting_dims = [3] x [3] : (tensor<2x5x3x4xf32>, tensor<2x5x3x4xf32>) -> tensor<2x3x5x5xf32>
// CHECK-NEXT: return %[[V0]] : tensor<2x3x5x5xf32>
func.func @attention(%q: tensor<2x5x3x4xf32>, %k: tensor<2x5x3x4xf32>) -> tensor<2x3x5x5xf32> {
  %0 = stablehlo.transpose %q, dims = [0, 2, 1, 3] : (tensor<2x5x3x4xf32>) -> tensor<2x3x5x4xf32>
  %1 = stablehlo.transpose %k, dims = [0, 2, 3, 1] : (tensor<2x5x3x4xf32>) -> tensor<2x3x4x5xf32>
  %2 = stablehlo.dot_general %0, %1, batching_dims = [0, 1] x [0, 1], contracting_dims = [3] x [2] : (tensor<2x3x5x4xf32>, tensor<2x3x4x5xf32>) -> tensor<2x3x5x5xf32>
  return %2 : tensor<2x3x5x5xf32>
}

// The free dimensions would change places.

// CHECK-LABEL: func.func @free_dimensions(
// CHECK: %[[V0:.*]] = stablehlo.transpose %arg0, dims = [1, 0, 2] : (tensor<2x3x4xf32>) -> tensor<3x2x4xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.dot_general %[[V0]], %arg1, contracting_dims = [2] x [0] : (tensor<3x2x4xf32>, tensor<4x5xf32>) -> tensor<3x2x5xf32>
// CHECK-NEXT: return %[[V1]] : tensor<3x2x5xf32>
func.func @free_dimensions(%x: tensor<2x3x4xf32>, %y: tensor<4x5xf32>) -> tensor<3x2x5xf32> {
  %0 = stablehlo.transpose %x, dims = [1, 0, 2] : (tensor<2x3x4xf32>) -> tensor<3x2x4xf32>
  %1 = stablehlo.dot_general %0, %y, contracting_dims = [2] x [0] : (tensor<3x2x4xf32>, tensor<4x5xf32>) -> tensor<3x2x5xf32>
  return %1 : tensor<3x2x5xf32>
}

// CHECK-LABEL: func.func @constants(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<{{\[\[}}1.000000e+00, 4.000000e+00], [2.000000e+00, 5.000000e+00], [3.000000e+00, 6.000000e+00]]> : tensor<3x2xf32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<{{\[\[}}1.000000e+00, 3.000000e+00, 5.000000e+00], [2.000000e+00, 4.000000e+00, 6.000000e+00]]> : tensor<2x3xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.dot_general %arg0, %[[CST_0]], contracting_dims = [1] x [0] : (tensor<2x2xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.dot_general %[[CST]], %arg0, contracting_dims = [1] x [0] : (tensor<3x2xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
// CHECK-NEXT: return %[[V0]], %[[V1]] : tensor<2x3xf32>, tensor<3x2xf32>
func.func @constants(%x: tensor<2x2xf32>) -> (tensor<2x3xf32>, tensor<3x2xf32>) {
  %w = stablehlo.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
  %v = stablehlo.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %0 = stablehlo.dot_general %x, %w, contracting_dims = [1] x [1] : (tensor<2x2xf32>, tensor<3x2xf32>) -> tensor<2x3xf32>
  %1 = stablehlo.dot_general %v, %x, contracting_dims = [0] x [0] : (tensor<2x3xf32>, tensor<2x2xf32>) -> tensor<3x2xf32>
  return %0, %1 : tensor<2x3xf32>, tensor<3x2xf32>
}

// A constant that is transposed is moved now, not read through.

// CHECK-LABEL: func.func @transposed_constant(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<{{\[\[}}1.000000e+00, 3.000000e+00, 5.000000e+00], [2.000000e+00, 4.000000e+00, 6.000000e+00]]> : tensor<2x3xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.dot_general %arg0, %[[CST]], contracting_dims = [1] x [0] : (tensor<2x2xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
// CHECK-NEXT: return %[[V0]] : tensor<2x3xf32>
func.func @transposed_constant(%x: tensor<2x2xf32>) -> tensor<2x3xf32> {
  %w = stablehlo.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
  %t = stablehlo.transpose %w, dims = [1, 0] : (tensor<3x2xf32>) -> tensor<2x3xf32>
  %0 = stablehlo.dot_general %x, %t, contracting_dims = [1] x [0] : (tensor<2x2xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @filter(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<{{\[\[}}{{\[\[}}1.000000e+00, 3.000000e+00]], {{\[\[}}2.000000e+00, 4.000000e+00]]]]> : tensor<1x2x1x2xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.convolution(%arg0, %[[CST]]) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = {{\[\[}}0, 0], [0, 0]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x3x3x1xf32>, tensor<1x2x1x2xf32>) -> tensor<1x3x2x2xf32>
// CHECK-NEXT: return %[[V0]] : tensor<1x3x2x2xf32>
func.func @filter(%x: tensor<1x3x3x1xf32>) -> tensor<1x3x2x2xf32> {
  %w = stablehlo.constant dense<[[[[1.0, 2.0]]], [[[3.0, 4.0]]]]> : tensor<2x1x1x2xf32>
  %0 = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 1, f]x[o, i, 0, 1]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[0, 0], [0, 0]]}
      {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x3x3x1xf32>, tensor<2x1x1x2xf32>) -> tensor<1x3x2x2xf32>
  return %0 : tensor<1x3x2x2xf32>
}

// CHECK-LABEL: func.func @padded_convolution(
// CHECK: %[[V0:.*]] = stablehlo.convolution(%arg0, %arg1) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = {{\[\[}}1, 2], [1, 1]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x4x4x2xf32>, tensor<3x3x2x5xf32>) -> tensor<1x5x4x5xf32>
// CHECK-NEXT: return %[[V0]] : tensor<1x5x4x5xf32>
func.func @padded_convolution(%x: tensor<1x4x4x2xf32>, %w: tensor<3x3x2x5xf32>) -> tensor<1x5x4x5xf32> {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %0 = stablehlo.pad %x, %zero, low = [0, 1, 1, 0], high = [0, 1, 1, 0], interior = [0, 0, 0, 0] : (tensor<1x4x4x2xf32>, tensor<f32>) -> tensor<1x6x6x2xf32>
  %1 = stablehlo.convolution(%0, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[0, 1], [0, 0]]}
      {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x6x6x2xf32>, tensor<3x3x2x5xf32>) -> tensor<1x5x4x5xf32>
  return %1 : tensor<1x5x4x5xf32>
}

// Ones, and padding of channels, are none of a convolution's own.

// CHECK-LABEL: func.func @other_padding(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.pad %arg0, %[[CST_0]], low = [0, 1, 1, 0], high = [0, 1, 1, 0], interior = [0, 0, 0, 0] : (tensor<1x4x4x2xf32>, tensor<f32>) -> tensor<1x6x6x2xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.convolution(%[[V0]], %arg1) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = {{\[\[}}0, 0], [0, 0]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x6x6x2xf32>, tensor<3x3x2x5xf32>) -> tensor<1x4x4x5xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.pad %arg0, %[[CST]], low = [0, 0, 0, 1], high = [0, 0, 0, 1], interior = [0, 0, 0, 0] : (tensor<1x4x4x2xf32>, tensor<f32>) -> tensor<1x4x4x4xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.convolution(%[[V2]], %arg2) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = {{\[\[}}0, 0], [0, 0]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x4x4x4xf32>, tensor<3x3x4x5xf32>) -> tensor<1x2x2x5xf32>
// CHECK-NEXT: return %[[V1]], %[[V3]] : tensor<1x4x4x5xf32>, tensor<1x2x2x5xf32>
func.func @other_padding(%x: tensor<1x4x4x2xf32>, %w: tensor<3x3x2x5xf32>, %v: tensor<3x3x4x5xf32>) -> (tensor<1x4x4x5xf32>, tensor<1x2x2x5xf32>) {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %one = stablehlo.constant dense<1.0> : tensor<f32>
  %0 = stablehlo.pad %x, %one, low = [0, 1, 1, 0], high = [0, 1, 1, 0], interior = [0, 0, 0, 0] : (tensor<1x4x4x2xf32>, tensor<f32>) -> tensor<1x6x6x2xf32>
  %1 = stablehlo.convolution(%0, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[0, 0], [0, 0]]}
      {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x6x6x2xf32>, tensor<3x3x2x5xf32>) -> tensor<1x4x4x5xf32>
  %2 = stablehlo.pad %x, %zero, low = [0, 0, 0, 1], high = [0, 0, 0, 1], interior = [0, 0, 0, 0] : (tensor<1x4x4x2xf32>, tensor<f32>) -> tensor<1x4x4x4xf32>
  %3 = stablehlo.convolution(%2, %v) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[0, 0], [0, 0]]}
      {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x4x4x4xf32>, tensor<3x3x4x5xf32>) -> tensor<1x2x2x5xf32>
  return %1, %3 : tensor<1x4x4x5xf32>, tensor<1x2x2x5xf32>
}

// CHECK-LABEL: func.func @padded_sums(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = "stablehlo.reduce_window"(%arg0, %[[CST]]) <{padding = dense<1> : tensor<1x2xi64>, window_dimensions = array<i64: 2>}> ({
// CHECK-NEXT: ^bb0(%arg1: tensor<f32>, %arg2: tensor<f32>):
// CHECK-NEXT: %[[V1:.*]] = stablehlo.add %arg1, %arg2 : tensor<f32>
// CHECK-NEXT: stablehlo.return %[[V1]] : tensor<f32>
// CHECK-NEXT: }) : (tensor<4xf32>, tensor<f32>) -> tensor<5xf32>
// CHECK-NEXT: return %[[V0]] : tensor<5xf32>
func.func @padded_sums(%x: tensor<4xf32>) -> tensor<5xf32> {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %0 = stablehlo.pad %x, %zero, low = [1], high = [1], interior = [0] : (tensor<4xf32>, tensor<f32>) -> tensor<6xf32>
  %1 = "stablehlo.reduce_window"(%0, %zero) <{window_dimensions = array<i64: 2>}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %2 = stablehlo.add %a, %b : tensor<f32>
    stablehlo.return %2 : tensor<f32>
  }) : (tensor<6xf32>, tensor<f32>) -> tensor<5xf32>
  return %1 : tensor<5xf32>
}

// As pooling in TensorFlow: NaN is passed over.

// CHECK-LABEL: func.func @padded_maxima(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<-3.40282347E+38> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = "stablehlo.reduce_window"(%arg0, %[[CST_0]]) <{padding = dense<1> : tensor<1x2xi64>, window_dimensions = array<i64: 2>}> ({
// CHECK-NEXT: ^bb0(%arg1: tensor<f32>, %arg2: tensor<f32>):
// CHECK-NEXT: %[[V3:.*]] = stablehlo.compare GE, %arg1, %arg2 : (tensor<f32>, tensor<f32>) -> tensor<i1>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.compare NE, %arg2, %arg2 : (tensor<f32>, tensor<f32>) -> tensor<i1>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.or %[[V3]], %[[V4]] : tensor<i1>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.select %[[V5]], %arg1, %arg2 : tensor<i1>, tensor<f32>
// CHECK-NEXT: stablehlo.return %[[V6]] : tensor<f32>
// CHECK-NEXT: }) : (tensor<4xf32>, tensor<f32>) -> tensor<5xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.pad %arg0, %[[CST]], low = [1], high = [1], interior = [0] : (tensor<4xf32>, tensor<f32>) -> tensor<6xf32>
// CHECK-NEXT: %[[V2:.*]] = "stablehlo.reduce_window"(%[[V1]], %[[CST_0]]) <{window_dimensions = array<i64: 2>}> ({
// CHECK-NEXT: ^bb0(%arg1: tensor<f32>, %arg2: tensor<f32>):
// CHECK-NEXT: %[[V3]] = stablehlo.maximum %arg1, %arg2 : tensor<f32>
// CHECK-NEXT: stablehlo.return %[[V3]] : tensor<f32>
// CHECK-NEXT: }) : (tensor<6xf32>, tensor<f32>) -> tensor<5xf32>
// CHECK-NEXT: return %[[V0]], %[[V2]] : tensor<5xf32>, tensor<5xf32>
func.func @padded_maxima(%x: tensor<4xf32>) -> (tensor<5xf32>, tensor<5xf32>) {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %low = stablehlo.constant dense<0xFF7FFFFF> : tensor<f32>
  %infinite = stablehlo.constant dense<0xFF800000> : tensor<f32>
  %0 = stablehlo.pad %x, %infinite, low = [1], high = [1], interior = [0] : (tensor<4xf32>, tensor<f32>) -> tensor<6xf32>
  %1 = "stablehlo.reduce_window"(%0, %low) <{window_dimensions = array<i64: 2>}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %p = stablehlo.compare GE, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %q = stablehlo.compare NE, %b, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %r = stablehlo.or %p, %q : tensor<i1>
    %2 = stablehlo.select %r, %a, %b : tensor<i1>, tensor<f32>
    stablehlo.return %2 : tensor<f32>
  }) : (tensor<6xf32>, tensor<f32>) -> tensor<5xf32>
  %3 = stablehlo.pad %x, %zero, low = [1], high = [1], interior = [0] : (tensor<4xf32>, tensor<f32>) -> tensor<6xf32>
  %4 = "stablehlo.reduce_window"(%3, %low) <{window_dimensions = array<i64: 2>}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %5 = stablehlo.maximum %a, %b : tensor<f32>
    stablehlo.return %5 : tensor<f32>
  }) : (tensor<6xf32>, tensor<f32>) -> tensor<5xf32>
  return %1, %4 : tensor<5xf32>, tensor<5xf32>
}
