// Products of matrices.
// RUN: sm-opt %s --convert-tf-to-onnx | FileCheck %s

// CHECK-LABEL: func.func @plain(
// CHECK-SAME: %[[A0:.*]]: tensor<?x4xf32>, %[[A1:.*]]: tensor<4x5xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.MatMul(%[[A0]], %[[A1]]) : (tensor<?x4xf32>, tensor<4x5xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: return %[[V0]] : tensor<?x5xf32>
func.func @plain(%a: tensor<?x4xf32>, %b: tensor<4x5xf32>) -> tensor<?x5xf32> {
  %0 = tf.MatMul %a, %b : (tensor<?x4xf32>, tensor<4x5xf32>) -> tensor<?x5xf32>
  return %0 : tensor<?x5xf32>
}

// A constant is transposed now, another matrix by Gemm on its way.
// CHECK-LABEL: func.func @transposed(
// CHECK-SAME: %[[A0:.*]]: tensor<?x2xf32>, %[[A1:.*]]: tensor<5x2xf32>) -> (tensor<?x3xf32>, tensor<?x5xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<{{\[\[}}1.000000e+00, 3.000000e+00, 5.000000e+00], [2.000000e+00, 4.000000e+00, 6.000000e+00]]> : tensor<2x3xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.MatMul(%[[A0]], %[[V0]]) : (tensor<?x2xf32>, tensor<2x3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Gemm(%[[A0]], %[[A1]]) {transA = 0 : i64, transB = 1 : i64} : (tensor<?x2xf32>, tensor<5x2xf32>) -> tensor<?x5xf32>
// CHECK-NEXT: return %[[V1]], %[[V2]] : tensor<?x3xf32>, tensor<?x5xf32>
func.func @transposed(%a: tensor<?x2xf32>, %b: tensor<5x2xf32>) -> (tensor<?x3xf32>, tensor<?x5xf32>) {
  %w = tf.Const dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
  %0 = tf.MatMul %a, %w {transpose_b = true} : (tensor<?x2xf32>, tensor<3x2xf32>) -> tensor<?x3xf32>
  %1 = tf.MatMul %a, %b {transpose_b = true} : (tensor<?x2xf32>, tensor<5x2xf32>) -> tensor<?x5xf32>
  return %0, %1 : tensor<?x3xf32>, tensor<?x5xf32>
}

// There is no Gemm of integers.
// CHECK-LABEL: func.func @integers(
// CHECK-SAME: %[[A0:.*]]: tensor<4x3xi32>, %[[A1:.*]]: tensor<4x5xi32>) -> tensor<3x5xi32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Transpose(%[[A0]]) {perm = array<i64: 1, 0>} : (tensor<4x3xi32>) -> tensor<3x4xi32>
// CHECK-NEXT: %[[V1:.*]] = onnx.MatMul(%[[V0]], %[[A1]]) : (tensor<3x4xi32>, tensor<4x5xi32>) -> tensor<3x5xi32>
// CHECK-NEXT: return %[[V1]] : tensor<3x5xi32>
func.func @integers(%a: tensor<4x3xi32>, %b: tensor<4x5xi32>) -> tensor<3x5xi32> {
  %0 = tf.MatMul %a, %b {transpose_a = true} : (tensor<4x3xi32>, tensor<4x5xi32>) -> tensor<3x5xi32>
  return %0 : tensor<3x5xi32>
}

// CHECK-LABEL: func.func @batches(
// CHECK-SAME: %[[A0:.*]]: tensor<?x2x4xf32>, %[[A1:.*]]: tensor<?x8x4xf32>) -> (tensor<?x2x8xf32>, tensor<?x2x2xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Transpose(%[[A1]]) {perm = array<i64: 0, 2, 1>} : (tensor<?x8x4xf32>) -> tensor<?x4x8xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.MatMul(%[[A0]], %[[V0]]) : (tensor<?x2x4xf32>, tensor<?x4x8xf32>) -> tensor<?x2x8xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Transpose(%[[A0]]) {perm = array<i64: 0, 2, 1>} : (tensor<?x2x4xf32>) -> tensor<?x4x2xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.MatMul(%[[A0]], %[[V2]]) : (tensor<?x2x4xf32>, tensor<?x4x2xf32>) -> tensor<?x2x2xf32>
// CHECK-NEXT: return %[[V1]], %[[V3]] : tensor<?x2x8xf32>, tensor<?x2x2xf32>
func.func @batches(%x: tensor<?x2x4xf32>, %y: tensor<?x8x4xf32>) -> (tensor<?x2x8xf32>, tensor<?x2x2xf32>) {
  %0 = tf.BatchMatMulV2 %x, %y {adj_y = true} : (tensor<?x2x4xf32>, tensor<?x8x4xf32>) -> tensor<?x2x8xf32>
  %1 = tf.BatchMatMul %x, %x {adj_y = true} : (tensor<?x2x4xf32>, tensor<?x2x4xf32>) -> tensor<?x2x2xf32>
  return %0, %1 : tensor<?x2x8xf32>, tensor<?x2x2xf32>
}
