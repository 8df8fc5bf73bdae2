// What ONNX Runtime has no kernel for in a type is computed in a wider one.
// RUN: sm-opt %s --convert-tf-to-onnx | FileCheck %s

// CHECK-LABEL: func.func @bfloat16(
// CHECK-SAME: %[[A0:.*]]: tensor<4xbf16>) -> tensor<4xbf16>
// CHECK-NEXT: %[[V0:.*]] = onnx.Cast(%[[A0]]) {to = 1 : i64} : (tensor<4xbf16>) -> tensor<4xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Tanh(%[[V0]]) : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Cast(%[[V1]]) {to = 16 : i64} : (tensor<4xf32>) -> tensor<4xbf16>
// CHECK-NEXT: return %[[V2]] : tensor<4xbf16>
func.func @bfloat16(%x: tensor<4xbf16>) -> tensor<4xbf16> {
  %0 = tf.Tanh %x : (tensor<4xbf16>) -> tensor<4xbf16>
  return %0 : tensor<4xbf16>
}

// Half precision stays: ONNX Runtime converts where it must.
// CHECK-LABEL: func.func @half(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf16>) -> tensor<4xf16>
// CHECK-NEXT: %[[V0:.*]] = onnx.Tanh(%[[A0]]) : (tensor<4xf16>) -> tensor<4xf16>
// CHECK-NEXT: return %[[V0]] : tensor<4xf16>
func.func @half(%x: tensor<4xf16>) -> tensor<4xf16> {
  %0 = tf.Tanh %x : (tensor<4xf16>) -> tensor<4xf16>
  return %0 : tensor<4xf16>
}

// CHECK-LABEL: func.func @integers(
// CHECK-SAME: %[[A0:.*]]: tensor<4xi16>, %[[A1:.*]]: tensor<4xi64>) -> (tensor<4xi16>, tensor<4xi64>, tensor<4xi16>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Cast(%[[A0]]) {to = 6 : i64} : (tensor<4xi16>) -> tensor<4xi32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Cast(%[[A0]]) {to = 6 : i64} : (tensor<4xi16>) -> tensor<4xi32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Max(%[[V0]], %[[V1]]) : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Cast(%[[V2]]) {to = 5 : i64} : (tensor<4xi32>) -> tensor<4xi16>
// CHECK-NEXT: %[[V4:.*]] = onnx.Constant dense<0> : tensor<i64>
// CHECK-NEXT: %[[V5:.*]] = onnx.Max(%[[A1]], %[[V4]]) : (tensor<4xi64>, tensor<i64>) -> tensor<4xi64>
// CHECK-NEXT: %[[V6:.*]] = onnx.Cast(%[[A0]]) {to = 6 : i64} : (tensor<4xi16>) -> tensor<4xi32>
// CHECK-NEXT: %[[V7:.*]] = onnx.Constant dense<0> : tensor<i32>
// CHECK-NEXT: %[[V8:.*]] = onnx.Constant dense<6> : tensor<i32>
// CHECK-NEXT: %[[V9:.*]] = onnx.Clip(%[[V6]], %[[V7]], %[[V8]]) : (tensor<4xi32>, tensor<i32>, tensor<i32>) -> tensor<4xi32>
// CHECK-NEXT: %[[V10:.*]] = onnx.Cast(%[[V9]]) {to = 5 : i64} : (tensor<4xi32>) -> tensor<4xi16>
// CHECK-NEXT: return %[[V3]], %[[V5]], %[[V10]] : tensor<4xi16>, tensor<4xi64>, tensor<4xi16>
func.func @integers(%x: tensor<4xi16>, %y: tensor<4xi64>) -> (tensor<4xi16>, tensor<4xi64>, tensor<4xi16>) {
  %0 = tf.Maximum %x, %x : (tensor<4xi16>, tensor<4xi16>) -> tensor<4xi16>
  %1 = tf.Relu %y : (tensor<4xi64>) -> tensor<4xi64>
  %2 = tf.Relu6 %x : (tensor<4xi16>) -> tensor<4xi16>
  return %0, %1, %2 : tensor<4xi16>, tensor<4xi64>, tensor<4xi16>
}

// CHECK-LABEL: func.func @truth(
// CHECK-SAME: %[[A0:.*]]: tensor<4xi1>, %[[A1:.*]]: tensor<4xi1>) -> tensor<4xi1>
// CHECK-NEXT: %[[V0:.*]] = onnx.Cast(%[[A1]]) {to = 2 : i64} : (tensor<4xi1>) -> tensor<4xui8>
// CHECK-NEXT: %[[V1:.*]] = onnx.Cast(%[[A0]]) {to = 2 : i64} : (tensor<4xi1>) -> tensor<4xui8>
// CHECK-NEXT: %[[V2:.*]] = onnx.Where(%[[A0]], %[[V0]], %[[V1]]) : (tensor<4xi1>, tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
// CHECK-NEXT: %[[V3:.*]] = onnx.Cast(%[[V2]]) {to = 9 : i64} : (tensor<4xui8>) -> tensor<4xi1>
// CHECK-NEXT: return %[[V3]] : tensor<4xi1>
func.func @truth(%c: tensor<4xi1>, %x: tensor<4xi1>) -> tensor<4xi1> {
  %0 = tf.SelectV2 %c, %x, %c : (tensor<4xi1>, tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @bfloat16_conv(
// CHECK-SAME: %[[A0:.*]]: tensor<1x8x8x3xbf16>, %[[A1:.*]]: tensor<3x3x3x4xbf16>) -> tensor<1x6x6x4xbf16>
// CHECK-NEXT: %[[V0:.*]] = onnx.Transpose(%[[A1]]) {perm = array<i64: 3, 2, 0, 1>} : (tensor<3x3x3x4xbf16>) -> tensor<4x3x3x3xbf16>
// CHECK-NEXT: %[[V1:.*]] = onnx.Cast(%[[A0]]) {to = 1 : i64} : (tensor<1x8x8x3xbf16>) -> tensor<1x8x8x3xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Transpose(%[[V1]]) {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x8x8x3xf32>) -> tensor<1x3x8x8xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Cast(%[[V0]]) {to = 1 : i64} : (tensor<4x3x3x3xbf16>) -> tensor<4x3x3x3xf32>
// CHECK-NEXT: %[[V4:.*]] = onnx.Conv(%[[V2]], %[[V3]]) {group = 1 : i64, kernel_shape = array<i64: 3, 3>, strides = array<i64: 1, 1>} : (tensor<1x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<1x4x6x6xf32>
// CHECK-NEXT: %[[V5:.*]] = onnx.Transpose(%[[V4]]) {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x4x6x6xf32>) -> tensor<1x6x6x4xf32>
// CHECK-NEXT: %[[V6:.*]] = onnx.Cast(%[[V5]]) {to = 16 : i64} : (tensor<1x6x6x4xf32>) -> tensor<1x6x6x4xbf16>
// CHECK-NEXT: return %[[V6]] : tensor<1x6x6x4xbf16>
func.func @bfloat16_conv(%x: tensor<1x8x8x3xbf16>, %w: tensor<3x3x3x4xbf16>) -> tensor<1x6x6x4xbf16> {
  %0 = tf.Conv2D %x, %w {padding = "VALID", strides = [1, 1, 1, 1]} : (tensor<1x8x8x3xbf16>, tensor<3x3x3x4xbf16>) -> tensor<1x6x6x4xbf16>
  return %0 : tensor<1x6x6x4xbf16>
}
