// RUN: sm-opt %s --onnx-fuse-bias --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @gemm(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>, %[[W:.*]]: tensor<3x4xf32>, %[[B:.*]]: tensor<4xf32>
// CHECK-NEXT: %[[G:.*]] = onnx.Gemm(%[[X]], %[[W]], %[[B]]) : (tensor<?x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
// CHECK-NEXT: return %[[G]]
func.func @gemm(%x: tensor<?x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>) -> tensor<?x4xf32> {
  %0 = onnx.MatMul(%x, %w) : (tensor<?x3xf32>, tensor<3x4xf32>) -> tensor<?x4xf32>
  %1 = onnx.Add(%b, %0) : (tensor<4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

// A sum that is larger than the product, integers, more dimensions.
// CHECK-LABEL: func.func @stays(
// CHECK-NOT: Gemm
func.func @stays(%x: tensor<1x3xf32>, %w: tensor<3x4xf32>, %b: tensor<2x4xf32>, %i: tensor<2x3xi32>, %j: tensor<3x4xi32>, %k: tensor<4xi32>, %y: tensor<5x1x3xf32>, %c: tensor<4xf32>)
    -> (tensor<2x4xf32>, tensor<2x4xi32>, tensor<5x1x4xf32>) {
  %0 = onnx.MatMul(%x, %w) : (tensor<1x3xf32>, tensor<3x4xf32>) -> tensor<1x4xf32>
  %1 = onnx.Add(%0, %b) : (tensor<1x4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %2 = onnx.MatMul(%i, %j) : (tensor<2x3xi32>, tensor<3x4xi32>) -> tensor<2x4xi32>
  %3 = onnx.Add(%2, %k) : (tensor<2x4xi32>, tensor<4xi32>) -> tensor<2x4xi32>
  %4 = onnx.MatMul(%y, %w) : (tensor<5x1x3xf32>, tensor<3x4xf32>) -> tensor<5x1x4xf32>
  %5 = onnx.Add(%4, %c) : (tensor<5x1x4xf32>, tensor<4xf32>) -> tensor<5x1x4xf32>
  return %1, %3, %5 : tensor<2x4xf32>, tensor<2x4xi32>, tensor<5x1x4xf32>
}

// CHECK-LABEL: func.func @reshaped(
// CHECK: %[[G:.*]] = onnx.Gemm(
// CHECK-NEXT: %[[R:.*]] = onnx.Reshape(%[[G]],
// CHECK-NEXT: return %[[R]]
func.func @reshaped(%x: tensor<?x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>) -> tensor<?x5x4xf32> {
  %s = onnx.Constant dense<[-1, 5, 4]> : tensor<3xi64>
  %0 = onnx.MatMul(%x, %w) : (tensor<?x3xf32>, tensor<3x4xf32>) -> tensor<?x4xf32>
  %1 = onnx.Reshape(%0, %s) : (tensor<?x4xf32>, tensor<3xi64>) -> tensor<?x5x4xf32>
  %2 = onnx.Add(%1, %b) : (tensor<?x5x4xf32>, tensor<4xf32>) -> tensor<?x5x4xf32>
  return %2 : tensor<?x5x4xf32>
}

// Transposes, a number that an attribute holds, and one that it does not.
// CHECK-LABEL: func.func @attributes(
// CHECK-SAME: %[[X:.*]]: tensor<3x?xf32>, %[[W:.*]]: tensor<4x3xf32>, %[[B:.*]]: tensor<4xf32>
// CHECK: %[[G:.*]] = onnx.Gemm(%[[X]], %[[W]], %[[B]]) {alpha = 1.500000e+00 : f32, beta = 5.000000e-01 : f32, transA = 1 : i64, transB = 1 : i64}
// CHECK-NEXT: return %[[G]]
func.func @attributes(%x: tensor<3x?xf32>, %w: tensor<4x3xf32>, %b: tensor<4xf32>) -> tensor<?x4xf32> {
  %half = onnx.Constant dense<0.5> : tensor<f32>
  %0 = onnx.Transpose(%x) {perm = array<i64: 1, 0>} : (tensor<3x?xf32>) -> tensor<?x3xf32>
  %1 = onnx.Transpose(%w) {perm = array<i64: 1, 0>} : (tensor<4x3xf32>) -> tensor<3x4xf32>
  %2 = onnx.Gemm(%0, %1, %b) {alpha = 3.0 : f32} : (tensor<?x3xf32>, tensor<3x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %3 = onnx.Mul(%2, %half) : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
  return %3 : tensor<?x4xf32>
}

// CHECK-LABEL: func.func @wide_number(
// CHECK: onnx.Mul
func.func @wide_number(%x: tensor<2x3xf64>, %w: tensor<3x4xf64>, %b: tensor<4xf64>) -> tensor<2x4xf64> {
  %tenth = onnx.Constant dense<0.1> : tensor<f64>
  %0 = onnx.Gemm(%x, %w, %b) : (tensor<2x3xf64>, tensor<3x4xf64>, tensor<4xf64>) -> tensor<2x4xf64>
  %1 = onnx.Mul(%0, %tenth) : (tensor<2x4xf64>, tensor<f64>) -> tensor<2x4xf64>
  return %1 : tensor<2x4xf64>
}

// CHECK-LABEL: func.func @conv(
// CHECK: %[[B:.*]] = onnx.Constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK: %[[C:.*]] = onnx.Conv(%{{.*}}, %{{.*}}, %[[B]]) {strides = array<i64: 1, 1>}
// CHECK-NEXT: return %[[C]]
func.func @conv(%x: tensor<?x2x5x5xf32>, %w: tensor<2x2x1x1xf32>) -> tensor<?x2x5x5xf32> {
  %b = onnx.Constant dense<[[[[1.0]], [[2.0]]]]> : tensor<1x2x1x1xf32>
  %0 = onnx.Conv(%x, %w) {strides = array<i64: 1, 1>} : (tensor<?x2x5x5xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x5x5xf32>
  %1 = onnx.Add(%0, %b) : (tensor<?x2x5x5xf32>, tensor<1x2x1x1xf32>) -> tensor<?x2x5x5xf32>
  return %1 : tensor<?x2x5x5xf32>
}

// Along the images' width.
// CHECK-LABEL: func.func @width(
// CHECK: onnx.Add
func.func @width(%x: tensor<?x2x2x2xf32>, %w: tensor<2x2x1x1xf32>) -> tensor<?x2x2x2xf32> {
  %b = onnx.Constant dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = onnx.Conv(%x, %w) : (tensor<?x2x2x2xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x2x2xf32>
  %1 = onnx.Add(%0, %b) : (tensor<?x2x2x2xf32>, tensor<2xf32>) -> tensor<?x2x2x2xf32>
  return %1 : tensor<?x2x2x2xf32>
}

// CHECK-LABEL: func.func @squeezed(
// CHECK: %[[B:.*]] = onnx.Constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK: %[[C:.*]] = onnx.Conv(%{{.*}}, %{{.*}}, %[[B]]) : {{.*}} -> tensor<?x2x1x5xf32>
// CHECK-NEXT: %[[S:.*]] = onnx.Squeeze(%[[C]], %{{.*}}) : {{.*}} -> tensor<?x2x5xf32>
// CHECK-NEXT: return %[[S]]
func.func @squeezed(%x: tensor<?x2x1x5xf32>, %w: tensor<2x2x1x1xf32>) -> tensor<?x2x5xf32> {
  %axes = onnx.Constant dense<2> : tensor<1xi64>
  %b = onnx.Constant dense<[[[1.0], [2.0]]]> : tensor<1x2x1xf32>
  %0 = onnx.Conv(%x, %w) : (tensor<?x2x1x5xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x1x5xf32>
  %1 = onnx.Squeeze(%0, %axes) : (tensor<?x2x1x5xf32>, tensor<1xi64>) -> tensor<?x2x5xf32>
  %2 = onnx.Add(%1, %b) : (tensor<?x2x5xf32>, tensor<1x2x1xf32>) -> tensor<?x2x5xf32>
  return %2 : tensor<?x2x5xf32>
}

// A factor of the product is none of the bias that comes behind it, whatever
// the Gemm said of a bias that it had not.
// CHECK-LABEL: func.func @scaled_first(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>, %[[W:.*]]: tensor<3x4xf32>, %[[B:.*]]: tensor<4xf32>
// CHECK: onnx.Gemm(%[[X]], %[[W]], %[[B]]) {alpha = -2.000000e+00 : f32} :
// CHECK: onnx.Gemm(%[[X]], %[[W]], %[[B]]) :
// CHECK-NEXT: return
func.func @scaled_first(%x: tensor<?x3xf32>, %w: tensor<3x4xf32>, %b: tensor<4xf32>) -> (tensor<?x4xf32>, tensor<?x4xf32>) {
  %k = onnx.Constant dense<-2.0> : tensor<f32>
  %0 = onnx.Gemm(%x, %w) : (tensor<?x3xf32>, tensor<3x4xf32>) -> tensor<?x4xf32>
  %1 = onnx.Mul(%0, %k) : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
  %2 = onnx.Add(%1, %b) : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  %3 = onnx.Gemm(%x, %w) {beta = 3.0 : f32} : (tensor<?x3xf32>, tensor<3x4xf32>) -> tensor<?x4xf32>
  %4 = onnx.Add(%3, %b) : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  return %2, %4 : tensor<?x4xf32>, tensor<?x4xf32>
}

// Without a bias nothing says how to scale one.
// CHECK-LABEL: func.func @scaled_only(
// CHECK: onnx.Gemm(%{{.*}}, %{{.*}}) {alpha = -2.000000e+00 : f32} :
func.func @scaled_only(%x: tensor<?x3xf32>, %w: tensor<3x4xf32>) -> tensor<?x4xf32> {
  %k = onnx.Constant dense<-2.0> : tensor<f32>
  %0 = onnx.Gemm(%x, %w) : (tensor<?x3xf32>, tensor<3x4xf32>) -> tensor<?x4xf32>
  %1 = onnx.Mul(%0, %k) : (tensor<?x4xf32>, tensor<f32>) -> tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}
