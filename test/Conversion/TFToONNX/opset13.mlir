// What differs between opsets.
// RUN: sm-opt %s --convert-tf-to-onnx=opset=13 | FileCheck %s --check-prefixes=CHECK,OLD
// RUN: sm-opt %s --convert-tf-to-onnx=opset=14 | FileCheck %s --check-prefixes=CHECK,FOURTEEN
// RUN: sm-opt %s --convert-tf-to-onnx | FileCheck %s --check-prefixes=CHECK,NEW

// OLD: onnx.opset_import = {ai.onnx = 13 : i64}
// FOURTEEN: onnx.opset_import = {ai.onnx = 14 : i64}
// NEW: onnx.opset_import = {ai.onnx = 17 : i64}

// A shape that is known at run time only: a 0 in it is a size, not the input's.
// CHECK-LABEL: func.func @reshape(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x3xf32>, %[[S:.*]]: tensor<2xi64>
// OLD: %[[ZERO:.*]] = onnx.Constant dense<0> : tensor<i64>
// OLD: %[[IS:.*]] = onnx.Equal(%[[S]], %[[ZERO]])
// OLD: %[[REST:.*]] = onnx.Constant dense<-1> : tensor<i64>
// OLD: %[[SHAPE:.*]] = onnx.Where(%[[IS]], %[[REST]], %[[S]])
// OLD: onnx.Reshape(%[[X]], %[[SHAPE]]) :
// FOURTEEN: onnx.Reshape(%[[X]], %[[S]]) {allowzero = 1 : i64} :
// NEW: onnx.Reshape(%[[X]], %[[S]]) {allowzero = 1 : i64} :
func.func @reshape(%x: tensor<?x2x3xf32>, %s: tensor<2xi64>) -> tensor<?x?xf32> {
  %0 = tf.Reshape %x, %s : (tensor<?x2x3xf32>, tensor<2xi64>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// Known to have elements, it has no 0.
// CHECK-LABEL: func.func @reshape_full(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x3xf32>, %[[S:.*]]: tensor<2xi64>
// CHECK-NEXT: onnx.Reshape(%[[X]], %[[S]])
func.func @reshape_full(%x: tensor<?x2x3xf32>, %s: tensor<2xi64>) -> tensor<2x3xf32> {
  %0 = tf.Reshape %x, %s : (tensor<?x2x3xf32>, tensor<2xi64>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// Small integers, and Relu of integers, came with opset 14.
// CHECK-LABEL: func.func @small(
// CHECK-SAME: %[[X:.*]]: tensor<4xi8>, %[[Y:.*]]: tensor<4xi32>)
// OLD: onnx.Cast(%[[X]]) {to = 6 : i64}
// OLD: %[[SUM:.*]] = onnx.Add({{.*}}) : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
// OLD: onnx.Cast(%[[SUM]]) {to = 3 : i64} : (tensor<4xi32>) -> tensor<4xi8>
// OLD: onnx.Max(%[[Y]]
// FOURTEEN: onnx.Add(%[[X]], %[[X]]) : (tensor<4xi8>, tensor<4xi8>)
// FOURTEEN: onnx.Relu(%[[Y]])
// NEW: onnx.Add(%[[X]], %[[X]]) : (tensor<4xi8>, tensor<4xi8>)
// NEW: onnx.Relu(%[[Y]])
func.func @small(%x: tensor<4xi8>, %y: tensor<4xi32>) -> (tensor<4xi8>, tensor<4xi32>) {
  %0 = tf.AddV2 %x, %x : (tensor<4xi8>, tensor<4xi8>) -> tensor<4xi8>
  %1 = tf.Relu %y : (tensor<4xi32>) -> tensor<4xi32>
  return %0, %1 : tensor<4xi8>, tensor<4xi32>
}

// Statistics in a type of their own came with opset 15; before, images get the
// wider one.
// CHECK-LABEL: func.func @normalised(
// CHECK-SAME: %[[X:.*]]: tensor<?x4x8x8xf16>, %[[V:.*]]: tensor<4xf32>)
// OLD: %[[WIDE:.*]] = onnx.Cast(%[[X]]) {to = 1 : i64}
// OLD: onnx.BatchNormalization(%[[WIDE]], %[[V]], %[[V]], %[[V]], %[[V]])
// OLD: onnx.Cast(%{{.*}}) {to = 10 : i64}
// FOURTEEN: %[[WIDE:.*]] = onnx.Cast(%[[X]]) {to = 1 : i64}
// FOURTEEN: onnx.BatchNormalization(%[[WIDE]], %[[V]], %[[V]], %[[V]], %[[V]])
// NEW: onnx.BatchNormalization(%[[X]], %[[V]], %[[V]], %[[V]], %[[V]])
// NEW-NEXT: return
func.func @normalised(%x: tensor<?x4x8x8xf16>, %v: tensor<4xf32>) -> tensor<?x4x8x8xf16> {
  %y:6 = tf.FusedBatchNormV3 %x, %v, %v, %v, %v {data_format = "NCHW", is_training = false} : (tensor<?x4x8x8xf16>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<?x4x8x8xf16>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>)
  return %y#0 : tensor<?x4x8x8xf16>
}
