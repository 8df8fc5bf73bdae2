// Ops made from schemas, in both spellings, as text and as bytecode.
// RUN: sm-opt %s | FileCheck %s
// RUN: sm-opt %s | sm-opt | FileCheck %s
// RUN: sm-opt %s --mlir-print-op-generic | sm-opt | FileCheck %s
// RUN: sm-opt %s --emit-bytecode | sm-opt | FileCheck %s

// CHECK: module attributes {onnx.opset_import = {ai.onnx = 17 : i64, ai.onnx.ml = 3 : i64}}
module attributes {onnx.opset_import = {ai.onnx = 17 : i64, ai.onnx.ml = 3 : i64}} {

// CHECK-LABEL: func.func @plain
func.func @plain(%x: tensor<?x3x8x8xf32>, %max: tensor<f32>) -> tensor<?x4x8x8xf32> {
  // CHECK: %[[W:.*]] = onnx.Constant dense<1.000000e+00> : tensor<4x3x3x3xf32>
  %w = onnx.Constant dense<1.0> : tensor<4x3x3x3xf32>
  // CHECK: %[[C:.*]] = onnx.Conv(%{{.*}}, %[[W]]) {auto_pad = "SAME_UPPER", strides = array<i64: 1, 1>} : (tensor<?x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<?x4x8x8xf32>
  %0 = "onnx.Conv"(%x, %w) {auto_pad = "SAME_UPPER", strides = array<i64: 1, 1>} : (tensor<?x3x8x8xf32>, tensor<4x3x3x3xf32>) -> tensor<?x4x8x8xf32>
  // CHECK: %[[N:.*]] = onnx.None : none
  %none = onnx.None : none
  // CHECK: onnx.Clip(%[[C]], %[[N]], %{{.*}}) : (tensor<?x4x8x8xf32>, none, tensor<f32>) -> tensor<?x4x8x8xf32>
  %1 = onnx.Clip(%0, %none, %max) : (tensor<?x4x8x8xf32>, none, tensor<f32>) -> tensor<?x4x8x8xf32>
  return %1 : tensor<?x4x8x8xf32>
}

// CHECK-LABEL: func.func @attributes
func.func @attributes(%x: tensor<5x2x3xf32>, %w: tensor<1x16x3xf32>, %r: tensor<1x16x4xf32>) -> tensor<5x1x2x4xf32> {
  // CHECK: onnx.LSTM(%{{.*}}) {activation_alpha = array<f32: 5.000000e-01>, activations = ["Sigmoid", "Tanh", "Tanh"], clip = 3.000000e+00 : f32, hidden_size = 4 : i64}
  %0:3 = onnx.LSTM(%x, %w, %r) {activation_alpha = array<f32: 0.5>, activations = ["Sigmoid", "Tanh", "Tanh"], clip = 3.0 : f32, hidden_size = 4 : i64} : (tensor<5x2x3xf32>, tensor<1x16x3xf32>, tensor<1x16x4xf32>) -> (tensor<5x1x2x4xf32>, tensor<1x2x4xf32>, tensor<1x2x4xf32>)
  return %0#0 : tensor<5x1x2x4xf32>
}

// Strings are tf's; attributes of other dialects are no business of ours.
// CHECK-LABEL: func.func @strings
func.func @strings(%x: tensor<2x!tf.string>) -> tensor<*x!tf.string> {
  // CHECK: onnx.Constant dense<["a", "b"]> : tensor<2x!tf.string>
  %0 = onnx.Constant dense<["a", "b"]> : tensor<2x!tf.string>
  // CHECK: onnx.Concat(%{{.*}}) {axis = 0 : i64, tf.note = 5 : i32}
  %1 = onnx.Concat(%x, %0) {axis = 0 : i64, tf.note = 5 : i32} : (tensor<2x!tf.string>, tensor<2x!tf.string>) -> tensor<*x!tf.string>
  return %1 : tensor<*x!tf.string>
}

// CHECK-LABEL: func.func @regions
func.func @regions(%c: tensor<i1>, %x: tensor<3xf32>) -> tensor<3xf32> {
  // CHECK: onnx.If(%{{.*}}) ({
  // CHECK: onnx.Yield %{{.*}} : tensor<3xf32>
  // CHECK: }, {
  // CHECK: }) : (tensor<i1>) -> tensor<3xf32>
  %0 = onnx.If(%c) ({
    %1 = onnx.Neg(%x) : (tensor<3xf32>) -> tensor<3xf32>
    onnx.Yield %1 : tensor<3xf32>
  }, {
    onnx.Yield %x : tensor<3xf32>
  }) : (tensor<i1>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// CHECK-LABEL: func.func @machineLearning
func.func @machineLearning(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  // CHECK: onnx.ml.Scaler(%{{.*}}) {offset = array<f32: 0.000000e+00, 1.000000e+00>}
  %0 = onnx.ml.Scaler(%x) {offset = array<f32: 0.0, 1.0>} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}
}
