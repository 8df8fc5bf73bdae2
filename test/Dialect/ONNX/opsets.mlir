// The same op in opsets 9, 13 and 17.
// RUN: sm-opt %s -split-input-file -verify-diagnostics | FileCheck %s

// The nearest module that says an opset counts.
// CHECK: onnx.opset_import = {ai.onnx = 9 : i64}
// CHECK: onnx.Clip(%{{.*}}) {max = 6.000000e+00 : f32, min = 0.000000e+00 : f32}
// CHECK: onnx.opset_import = {ai.onnx = 13 : i64}
// CHECK: onnx.ReduceSum(%{{.*}}, %{{.*}}) {keepdims = 0 : i64}
module attributes {onnx.opset_import = {ai.onnx = 9 : i64}} {
  func.func @old(%x: tensor<3xf32>) {
    %0 = onnx.Clip(%x) {max = 6.0 : f32, min = 0.0 : f32} : (tensor<3xf32>) -> tensor<3xf32>
    return
  }
  module attributes {onnx.opset_import = {ai.onnx = 13 : i64}} {
    func.func @new(%x: tensor<3xf32>, %axes: tensor<1xi64>) {
      %0 = onnx.ReduceSum(%x, %axes) {keepdims = 0 : i64} : (tensor<3xf32>, tensor<1xi64>) -> tensor<f32>
      return
    }
  }
}

// -----

module attributes {onnx.opset_import = {ai.onnx = 9 : i64}} {
  func.func @f(%x: tensor<3xf32>, %m: tensor<f32>) {
    // expected-error @below {{'onnx.Clip' op has 2 operands, but opset 9 wants 1}}
    %0 = onnx.Clip(%x, %m) : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
    return
  }
}

// -----

module attributes {onnx.opset_import = {ai.onnx = 9 : i64}} {
  func.func @f(%x: tensor<3xf64>, %axes: tensor<1xi64>) {
    // expected-error @below {{'onnx.ReduceSum' op has 2 operands, but opset 9 wants 1}}
    %0 = onnx.ReduceSum(%x, %axes) : (tensor<3xf64>, tensor<1xi64>) -> tensor<f64>
    return
  }
}

// -----

module attributes {onnx.opset_import = {ai.onnx = 13 : i64}} {
  func.func @f(%x: tensor<3xf32>) {
    // expected-error @below {{'onnx.Clip' op has no attribute 'max' in opset 13}}
    %0 = onnx.Clip(%x) {max = 6.0 : f32} : (tensor<3xf32>) -> tensor<3xf32>
    return
  }
}

// -----

module attributes {onnx.opset_import = {ai.onnx = 13 : i64}} {
  func.func @f(%x: tensor<3xbf16>) {
    // expected-error @below {{'onnx.LessOrEqual' op operand #0 ('A') may not have elements of type 'bf16' in opset 13}}
    %0 = onnx.LessOrEqual(%x, %x) : (tensor<3xbf16>, tensor<3xbf16>) -> tensor<3xi1>
    return
  }
}

// -----

// CHECK: onnx.LessOrEqual
module attributes {onnx.opset_import = {ai.onnx = 17 : i64}} {
  func.func @f(%x: tensor<3xbf16>) {
    %0 = onnx.LessOrEqual(%x, %x) : (tensor<3xbf16>, tensor<3xbf16>) -> tensor<3xi1>
    return
  }
}

// -----

module attributes {onnx.opset_import = {ai.onnx = 13 : i64}} {
  func.func @f(%x: tensor<2x3xf32>, %s: tensor<3xf32>) {
    // expected-error @below {{'onnx.LayerNormalization' op does not exist in opset 13; it came with opset 17}}
    %0 = onnx.LayerNormalization(%x, %s) : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
    return
  }
}

// -----

module attributes {onnx.opset_import = {ai.onnx = 17 : i64}} {
  func.func @f(%x: tensor<2x3x4x4xf32>, %s: tensor<4xf32>) {
    // expected-error @below {{'onnx.Upsample' op does not exist in opset 17 any more; opset 10 removed it}}
    %0 = onnx.Upsample(%x, %s) : (tensor<2x3x4x4xf32>, tensor<4xf32>) -> tensor<2x3x8x8xf32>
    return
  }
}
