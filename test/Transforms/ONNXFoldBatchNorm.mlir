// RUN: sm-opt %s --onnx-fold-batch-norm --canonicalize | FileCheck %s

// scale 2 4, offset 1 1, mean 1 2, variance 3 15, epsilon 1: factors 1 1,
// summands 0 -1.
// CHECK-LABEL: func.func @norm(
// CHECK-DAG: %[[W:.*]] = onnx.Constant dense<{{\[\[\[\[}}3.000000e+00]]], {{\[\[\[}}5.000000e+00]]]]> : tensor<2x1x1x1xf32>
// CHECK-DAG: %[[B:.*]] = onnx.Constant dense<[1.000000e+01, 1.900000e+01]> : tensor<2xf32>
// CHECK: %[[C:.*]] = onnx.Conv(%{{.*}}, %[[W]], %[[B]]) : {{.*}} -> tensor<?x2x5x5xf32>
// CHECK-NEXT: return %[[C]]
func.func @norm(%x: tensor<?x1x5x5xf32>) -> tensor<?x2x5x5xf32> {
  %w = onnx.Constant dense<[[[[3.0]]], [[[5.0]]]]> : tensor<2x1x1x1xf32>
  %b = onnx.Constant dense<[10.0, 20.0]> : tensor<2xf32>
  %scale = onnx.Constant dense<[2.0, 4.0]> : tensor<2xf32>
  %offset = onnx.Constant dense<1.0> : tensor<2xf32>
  %mean = onnx.Constant dense<[1.0, 2.0]> : tensor<2xf32>
  %variance = onnx.Constant dense<[3.0, 15.0]> : tensor<2xf32>
  %0 = onnx.Conv(%x, %w, %b) : (tensor<?x1x5x5xf32>, tensor<2x1x1x1xf32>, tensor<2xf32>) -> tensor<?x2x5x5xf32>
  %1 = onnx.BatchNormalization(%0, %scale, %offset, %mean, %variance) {epsilon = 1.0 : f32}
      : (tensor<?x2x5x5xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<?x2x5x5xf32>
  return %1 : tensor<?x2x5x5xf32>
}

// A product, a difference, a quotient and a difference the other way round:
// 7 - ((x * w) * 2 - 3) / 4 with w = 8.
// CHECK-LABEL: func.func @arithmetic(
// CHECK-DAG: %[[W:.*]] = onnx.Constant dense<-4.000000e+00> : tensor<1x1x1x1xf64>
// CHECK-DAG: %[[B:.*]] = onnx.Constant dense<7.750000e+00> : tensor<1xf64>
// CHECK: %[[C:.*]] = onnx.Conv(%{{.*}}, %[[W]], %[[B]])
// CHECK-NEXT: return %[[C]]
func.func @arithmetic(%x: tensor<?x1x5x5xf64>) -> tensor<?x1x5x5xf64> {
  %w = onnx.Constant dense<8.0> : tensor<1x1x1x1xf64>
  %two = onnx.Constant dense<2.0> : tensor<f64>
  %three = onnx.Constant dense<3.0> : tensor<1x1x1xf64>
  %four = onnx.Constant dense<4.0> : tensor<f64>
  %seven = onnx.Constant dense<7.0> : tensor<f64>
  %0 = onnx.Conv(%x, %w) : (tensor<?x1x5x5xf64>, tensor<1x1x1x1xf64>) -> tensor<?x1x5x5xf64>
  %1 = onnx.Mul(%two, %0) : (tensor<f64>, tensor<?x1x5x5xf64>) -> tensor<?x1x5x5xf64>
  %2 = onnx.Sub(%1, %three) : (tensor<?x1x5x5xf64>, tensor<1x1x1xf64>) -> tensor<?x1x5x5xf64>
  %3 = onnx.Div(%2, %four) : (tensor<?x1x5x5xf64>, tensor<f64>) -> tensor<?x1x5x5xf64>
  %4 = onnx.Sub(%seven, %3) : (tensor<f64>, tensor<?x1x5x5xf64>) -> tensor<?x1x5x5xf64>
  return %4 : tensor<?x1x5x5xf64>
}

// Two groups of one input channel and two output channels each: channels
// 0 1 of input 0, channels 2 3 of input 1.
// CHECK-LABEL: func.func @transposed(
// CHECK: onnx.Constant dense<{{\[\[\[\[}}1.000000e+00]], {{\[\[}}2.000000e+01]]], {{\[\[\[}}3.000000e+02]], {{\[\[}}4.000000e+03]]]]> : tensor<2x2x1x1xf32>
func.func @transposed(%x: tensor<?x2x5x5xf32>) -> tensor<?x4x5x5xf32> {
  %w = onnx.Constant dense<[[[[1.0]], [[2.0]]], [[[3.0]], [[4.0]]]]> : tensor<2x2x1x1xf32>
  %c = onnx.Constant dense<[[[1.0]], [[10.0]], [[100.0]], [[1000.0]]]> : tensor<4x1x1xf32>
  %0 = onnx.ConvTranspose(%x, %w) {group = 2 : i64} : (tensor<?x2x5x5xf32>, tensor<2x2x1x1xf32>) -> tensor<?x4x5x5xf32>
  %1 = onnx.Mul(%0, %c) : (tensor<?x4x5x5xf32>, tensor<4x1x1xf32>) -> tensor<?x4x5x5xf32>
  return %1 : tensor<?x4x5x5xf32>
}

// Columns of B, and rows of a transposed one.
// CHECK-LABEL: func.func @gemm(
// CHECK-DAG: onnx.Constant dense<{{\[\[}}1.000000e+01, 2.000000e+02], [3.000000e+01, 4.000000e+02]]> : tensor<2x2xf32>
// CHECK-DAG: onnx.Constant dense<{{\[\[}}5.000000e+01, 6.000000e+01], [7.000000e+02, 8.000000e+02]]> : tensor<2x2xf32>
// CHECK-NOT: Mul
func.func @gemm(%x: tensor<?x2xf32>) -> (tensor<?x2xf32>, tensor<?x2xf32>) {
  %w = onnx.Constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %v = onnx.Constant dense<[[5.0, 6.0], [7.0, 8.0]]> : tensor<2x2xf32>
  %c = onnx.Constant dense<[10.0, 100.0]> : tensor<2xf32>
  %0 = onnx.Gemm(%x, %w) : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  %1 = onnx.Mul(%0, %c) : (tensor<?x2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  %2 = onnx.Gemm(%x, %v) {transB = 1 : i64} : (tensor<?x2xf32>, tensor<2x2xf32>) -> tensor<?x2xf32>
  %3 = onnx.Mul(%2, %c) : (tensor<?x2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  return %1, %3 : tensor<?x2xf32>, tensor<?x2xf32>
}

// Other readers, infinite numbers, half precision, numbers along the width.
// CHECK-LABEL: func.func @stays(
// CHECK-COUNT-4: onnx.Mul
func.func @stays(%x: tensor<?x2x5x2xf32>, %h: tensor<?x2x5x2xf16>)
    -> (tensor<?x2x5x2xf32>, tensor<?x2x5x2xf32>, tensor<?x2x5x2xf32>, tensor<?x2x5x2xf16>, tensor<?x2x5x2xf32>) {
  %w0 = onnx.Constant dense<1.0> : tensor<2x2x1x1xf32>
  %w1 = onnx.Constant dense<2.0> : tensor<2x2x1x1xf32>
  %w2 = onnx.Constant dense<3.0> : tensor<2x2x1x1xf32>
  %wh = onnx.Constant dense<3.0> : tensor<2x2x1x1xf16>
  %c = onnx.Constant dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf32>
  %ch = onnx.Constant dense<[[[1.0]], [[2.0]]]> : tensor<2x1x1xf16>
  %inf = onnx.Constant dense<[[[1.0]], [[0x7F800000]]]> : tensor<2x1x1xf32>
  %width = onnx.Constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = onnx.Conv(%x, %w0) : (tensor<?x2x5x2xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x5x2xf32>
  %1 = onnx.Mul(%0, %c) : (tensor<?x2x5x2xf32>, tensor<2x1x1xf32>) -> tensor<?x2x5x2xf32>
  %2 = onnx.Conv(%x, %w1) : (tensor<?x2x5x2xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x5x2xf32>
  %3 = onnx.Mul(%2, %inf) : (tensor<?x2x5x2xf32>, tensor<2x1x1xf32>) -> tensor<?x2x5x2xf32>
  %4 = onnx.Conv(%h, %wh) : (tensor<?x2x5x2xf16>, tensor<2x2x1x1xf16>) -> tensor<?x2x5x2xf16>
  %5 = onnx.Mul(%4, %ch) : (tensor<?x2x5x2xf16>, tensor<2x1x1xf16>) -> tensor<?x2x5x2xf16>
  %6 = onnx.Conv(%x, %w2) : (tensor<?x2x5x2xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x5x2xf32>
  %7 = onnx.Mul(%6, %width) : (tensor<?x2x5x2xf32>, tensor<2xf32>) -> tensor<?x2x5x2xf32>
  return %0, %1, %3, %5, %7 : tensor<?x2x5x2xf32>, tensor<?x2x5x2xf32>, tensor<?x2x5x2xf32>, tensor<?x2x5x2xf16>, tensor<?x2x5x2xf32>
}

// Behind nothing that has weights.
// CHECK-LABEL: func.func @alone(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x5x5xf32>
// CHECK-DAG: %[[A:.*]] = onnx.Constant dense<[3.000000e+00, 4.000000e+00]> : tensor<2xf32>
// CHECK-DAG: %[[B:.*]] = onnx.Constant dense<[-5.000000e+00, -6.000000e+00]> : tensor<2xf32>
// CHECK-DAG: %[[ZERO:.*]] = onnx.Constant dense<0.000000e+00> : tensor<2xf32>
// CHECK-DAG: %[[ONE:.*]] = onnx.Constant dense<1.000000e+00> : tensor<2xf32>
// CHECK: %[[N:.*]] = onnx.BatchNormalization(%[[X]], %[[A]], %[[B]], %[[ZERO]], %[[ONE]]) {epsilon = 0.000000e+00 : f32}
// CHECK-NEXT: return %[[N]]
func.func @alone(%x: tensor<?x2x5x5xf32>) -> tensor<?x2x5x5xf32> {
  %a = onnx.Constant dense<[[[3.0]], [[4.0]]]> : tensor<2x1x1xf32>
  %b = onnx.Constant dense<[[[5.0]], [[6.0]]]> : tensor<2x1x1xf32>
  %0 = onnx.Mul(%x, %a) : (tensor<?x2x5x5xf32>, tensor<2x1x1xf32>) -> tensor<?x2x5x5xf32>
  %1 = onnx.Sub(%0, %b) : (tensor<?x2x5x5xf32>, tensor<2x1x1xf32>) -> tensor<?x2x5x5xf32>
  return %1 : tensor<?x2x5x5xf32>
}

// Two numbers for the whole image are not a normalisation.
// CHECK-LABEL: func.func @numbers(
// CHECK: onnx.Mul
// CHECK: onnx.Add
func.func @numbers(%x: tensor<?x2x5x5xf32>) -> tensor<?x2x5x5xf32> {
  %a = onnx.Constant dense<3.0> : tensor<f32>
  %b = onnx.Constant dense<5.0> : tensor<f32>
  %0 = onnx.Mul(%x, %a) : (tensor<?x2x5x5xf32>, tensor<f32>) -> tensor<?x2x5x5xf32>
  %1 = onnx.Add(%0, %b) : (tensor<?x2x5x5xf32>, tensor<f32>) -> tensor<?x2x5x5xf32>
  return %1 : tensor<?x2x5x5xf32>
}
