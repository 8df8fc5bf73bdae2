// Softmax and its logarithm, written out.
// RUN: sm-opt %s --convert-tf-to-stablehlo --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @softmax(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<0xFF800000> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.reduce(%arg0 init: %[[CST_0]]) applies stablehlo.maximum across dimensions = [1] : (tensor<2x10xf32>, tensor<f32>) -> tensor<2xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.broadcast_in_dim %[[V0]], dims = [0] : (tensor<2xf32>) -> tensor<2x10xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.subtract %arg0, %[[V1]] : tensor<2x10xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.exponential %[[V2]] : tensor<2x10xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.reduce(%[[V3]] init: %[[CST]]) applies stablehlo.add across dimensions = [1] : (tensor<2x10xf32>, tensor<f32>) -> tensor<2xf32>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.broadcast_in_dim %[[V4]], dims = [0] : (tensor<2xf32>) -> tensor<2x10xf32>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.divide %[[V3]], %[[V5]] : tensor<2x10xf32>
// CHECK-NEXT: return %[[V6]] : tensor<2x10xf32>
func.func @softmax(%x: tensor<2x10xf32>) -> tensor<2x10xf32> {
  %0 = tf.Softmax %x : (tensor<2x10xf32>) -> tensor<2x10xf32>
  return %0 : tensor<2x10xf32>
}

// CHECK-LABEL: func.func @log_softmax(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<0xFF800000> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.convert %arg0 : (tensor<2x10xf16>) -> tensor<2x10xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.reduce(%[[V0]] init: %[[CST_0]]) applies stablehlo.maximum across dimensions = [1] : (tensor<2x10xf32>, tensor<f32>) -> tensor<2xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.broadcast_in_dim %[[V1]], dims = [0] : (tensor<2xf32>) -> tensor<2x10xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.subtract %[[V0]], %[[V2]] : tensor<2x10xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.exponential %[[V3]] : tensor<2x10xf32>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.reduce(%[[V4]] init: %[[CST]]) applies stablehlo.add across dimensions = [1] : (tensor<2x10xf32>, tensor<f32>) -> tensor<2xf32>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.log %[[V5]] : tensor<2xf32>
// CHECK-NEXT: %[[V7:.*]] = stablehlo.broadcast_in_dim %[[V6]], dims = [0] : (tensor<2xf32>) -> tensor<2x10xf32>
// CHECK-NEXT: %[[V8:.*]] = stablehlo.subtract %[[V3]], %[[V7]] : tensor<2x10xf32>
// CHECK-NEXT: %[[V9:.*]] = stablehlo.convert %[[V8]] : (tensor<2x10xf32>) -> tensor<2x10xf16>
// CHECK-NEXT: return %[[V9]] : tensor<2x10xf16>
func.func @log_softmax(%x: tensor<2x10xf16>) -> tensor<2x10xf16> {
  %0 = tf.LogSoftmax %x : (tensor<2x10xf16>) -> tensor<2x10xf16>
  return %0 : tensor<2x10xf16>
}
