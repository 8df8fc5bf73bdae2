// Products of matrices, which batches share or not.
// RUN: sm-opt %s --convert-tf-to-stablehlo --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @matmul(
// CHECK: %[[V0:.*]] = stablehlo.dot_general %arg0, %arg1, contracting_dims = [1] x [1] : (tensor<?x4xf32>, tensor<8x4xf32>) -> tensor<?x8xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.dot_general %arg2, %arg3, contracting_dims = [0] x [0] : (tensor<3x5xi32>, tensor<3x2xi32>) -> tensor<5x2xi32>
// CHECK-NEXT: return %[[V0]], %[[V1]] : tensor<?x8xf32>, tensor<5x2xi32>
func.func @matmul(%a: tensor<?x4xf32>, %b: tensor<8x4xf32>, %c: tensor<3x5xi32>, %d: tensor<3x2xi32>) -> (tensor<?x8xf32>, tensor<5x2xi32>) {
  %0 = tf.MatMul %a, %b {transpose_b = true} : (tensor<?x4xf32>, tensor<8x4xf32>) -> tensor<?x8xf32>
  %1 = tf.MatMul %c, %d {transpose_a = true} : (tensor<3x5xi32>, tensor<3x2xi32>) -> tensor<5x2xi32>
  return %0, %1 : tensor<?x8xf32>, tensor<5x2xi32>
}

// Short types are summed in f32.

// CHECK-LABEL: func.func @halves(
// CHECK: %[[V0:.*]] = stablehlo.convert %arg0 : (tensor<2x4xbf16>) -> tensor<2x4xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.convert %arg1 : (tensor<4x8xbf16>) -> tensor<4x8xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.dot_general %[[V0]], %[[V1]], contracting_dims = [1] x [0] : (tensor<2x4xf32>, tensor<4x8xf32>) -> tensor<2x8xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.convert %[[V2]] : (tensor<2x8xf32>) -> tensor<2x8xbf16>
// CHECK-NEXT: return %[[V3]] : tensor<2x8xbf16>
func.func @halves(%a: tensor<2x4xbf16>, %b: tensor<4x8xbf16>) -> tensor<2x8xbf16> {
  %0 = tf.MatMul %a, %b : (tensor<2x4xbf16>, tensor<4x8xbf16>) -> tensor<2x8xbf16>
  return %0 : tensor<2x8xbf16>
}

// CHECK-LABEL: func.func @batches(
// CHECK: %[[V0:.*]] = stablehlo.dot_general %arg0, %arg1, batching_dims = [0] x [0], contracting_dims = [2] x [2] : (tensor<5x2x4xf32>, tensor<5x8x4xf32>) -> tensor<5x2x8xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.dot_general %arg2, %arg3, batching_dims = [0] x [0], contracting_dims = [2] x [1] : (tensor<?x2x4xf32>, tensor<?x4x8xf32>) -> tensor<?x2x8xf32>
// CHECK-NEXT: return %[[V0]], %[[V1]] : tensor<5x2x8xf32>, tensor<?x2x8xf32>
func.func @batches(%x: tensor<5x2x4xf32>, %y: tensor<5x8x4xf32>, %z: tensor<?x2x4xf32>, %w: tensor<?x4x8xf32>) -> (tensor<5x2x8xf32>, tensor<?x2x8xf32>) {
  %0 = tf.BatchMatMulV2 %x, %y {adj_y = true} : (tensor<5x2x4xf32>, tensor<5x8x4xf32>) -> tensor<5x2x8xf32>
  %1 = tf.BatchMatMul %z, %w : (tensor<?x2x4xf32>, tensor<?x4x8xf32>) -> tensor<?x2x8xf32>
  return %0, %1 : tensor<5x2x8xf32>, tensor<?x2x8xf32>
}

// One matrix for all of a batch is not copied.

// CHECK-LABEL: func.func @shared(
// CHECK: %[[V0:.*]] = stablehlo.dot_general %arg0, %arg1, contracting_dims = [1] x [0] : (tensor<?x4x2xf32>, tensor<4x8xf32>) -> tensor<?x2x8xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.reshape %arg3 : (tensor<1x4x8xf32>) -> tensor<4x8xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.dot_general %arg2, %[[V1]], contracting_dims = [2] x [0] : (tensor<3x2x4xf32>, tensor<4x8xf32>) -> tensor<3x2x8xf32>
// CHECK-NEXT: return %[[V0]], %[[V2]] : tensor<?x2x8xf32>, tensor<3x2x8xf32>
func.func @shared(%x: tensor<?x4x2xf32>, %y: tensor<4x8xf32>, %z: tensor<3x2x4xf32>, %w: tensor<1x4x8xf32>) -> (tensor<?x2x8xf32>, tensor<3x2x8xf32>) {
  %0 = tf.BatchMatMulV2 %x, %y {adj_x = true} : (tensor<?x4x2xf32>, tensor<4x8xf32>) -> tensor<?x2x8xf32>
  %1 = tf.BatchMatMulV2 %z, %w : (tensor<3x2x4xf32>, tensor<1x4x8xf32>) -> tensor<3x2x8xf32>
  return %0, %1 : tensor<?x2x8xf32>, tensor<3x2x8xf32>
}

// CHECK-LABEL: func.func @broadcast(
// CHECK: %[[V0:.*]] = stablehlo.broadcast_in_dim %arg0, dims = [2, 3] : (tensor<2x4xf32>) -> tensor<3x1x2x4xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.dot_general %[[V0]], %arg1, batching_dims = [0, 1] x [0, 1], contracting_dims = [3] x [2] : (tensor<3x1x2x4xf32>, tensor<3x1x4x8xf32>) -> tensor<3x1x2x8xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.broadcast_in_dim %arg2, dims = [1, 2, 3] : (tensor<5x2x4xf32>) -> tensor<3x5x2x4xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.broadcast_in_dim %arg1, dims = [0, 1, 2, 3] : (tensor<3x1x4x8xf32>) -> tensor<3x5x4x8xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.dot_general %[[V2]], %[[V3]], batching_dims = [0, 1] x [0, 1], contracting_dims = [3] x [2] : (tensor<3x5x2x4xf32>, tensor<3x5x4x8xf32>) -> tensor<3x5x2x8xf32>
// CHECK-NEXT: return %[[V1]], %[[V4]] : tensor<3x1x2x8xf32>, tensor<3x5x2x8xf32>
func.func @broadcast(%x: tensor<2x4xf32>, %y: tensor<3x1x4x8xf32>, %z: tensor<5x2x4xf32>) -> (tensor<3x1x2x8xf32>, tensor<3x5x2x8xf32>) {
  %0 = tf.BatchMatMulV2 %x, %y : (tensor<2x4xf32>, tensor<3x1x4x8xf32>) -> tensor<3x1x2x8xf32>
  %1 = tf.BatchMatMulV2 %z, %y : (tensor<5x2x4xf32>, tensor<3x1x4x8xf32>) -> tensor<3x5x2x8xf32>
  return %0, %1 : tensor<3x1x2x8xf32>, tensor<3x5x2x8xf32>
}
