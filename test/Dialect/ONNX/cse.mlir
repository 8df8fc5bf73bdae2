// Ops made from schemas have no effects, so upstream's passes remove what is
// double or dead; what is random stays as often as it is written.
// RUN: sm-opt %s --cse --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @double
// CHECK-NEXT: %[[R:.*]] = onnx.Relu(%{{.*}})
// CHECK-NEXT: onnx.Add(%[[R]], %[[R]])
// CHECK-NEXT: return
func.func @double(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = onnx.Relu(%x) : (tensor<3xf32>) -> tensor<3xf32>
  %1 = onnx.Relu(%x) : (tensor<3xf32>) -> tensor<3xf32>
  %dead = onnx.Exp(%x) : (tensor<3xf32>) -> tensor<3xf32>
  %2 = onnx.Add(%0, %1) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %2 : tensor<3xf32>
}

// CHECK-LABEL: func.func @constants
// CHECK-COUNT-1: onnx.Constant dense<2.000000e+00>
// CHECK-COUNT-1: onnx.None
// CHECK-NOT: onnx.{{Constant|None}}
// CHECK: return
func.func @constants(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>) {
  %0 = onnx.Constant dense<2.0> : tensor<f32>
  %1 = onnx.Constant dense<2.0> : tensor<f32>
  %n = onnx.None : none
  %m = onnx.None : none
  %2 = onnx.Clip(%x, %0, %n) : (tensor<3xf32>, tensor<f32>, none) -> tensor<3xf32>
  %3 = onnx.Clip(%x, %m, %1) : (tensor<3xf32>, none, tensor<f32>) -> tensor<3xf32>
  return %2, %3 : tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @random
// CHECK-COUNT-2: onnx.RandomUniform() {shape = array<i64: 3>}
// CHECK: return
func.func @random() -> (tensor<3xf32>, tensor<3xf32>) {
  %0 = onnx.RandomUniform() {shape = array<i64: 3>} : () -> tensor<3xf32>
  %1 = onnx.RandomUniform() {shape = array<i64: 3>} : () -> tensor<3xf32>
  return %0, %1 : tensor<3xf32>, tensor<3xf32>
}

// Attributes and the order of operands.
// CHECK-LABEL: func.func @different(
// CHECK-COUNT-2: onnx.Softmax
// CHECK-COUNT-2: onnx.Sub
func.func @different(%x: tensor<4x4xf32>, %y: tensor<4x4xf32>)
    -> (tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>) {
  %0 = onnx.Softmax(%x) {axis = 0 : i64} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = onnx.Softmax(%x) {axis = 1 : i64} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %2 = onnx.Sub(%x, %y) : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %3 = onnx.Sub(%y, %x) : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %0, %1, %2, %3 : tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>
}

// A branch sees what is around it, and not what is in the other one.
// CHECK-LABEL: func.func @branches(
// CHECK: %[[R:.*]] = onnx.Relu
// CHECK: onnx.If
// CHECK-NOT: onnx.Relu
// CHECK-COUNT-2: onnx.Neg
func.func @branches(%c: tensor<i1>, %x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = onnx.Relu(%x) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = "onnx.If"(%c) ({
    %2 = onnx.Relu(%x) : (tensor<4xf32>) -> tensor<4xf32>
    %3 = onnx.Neg(%2) : (tensor<4xf32>) -> tensor<4xf32>
    onnx.Yield %3 : tensor<4xf32>
  }, {
    %4 = onnx.Neg(%0) : (tensor<4xf32>) -> tensor<4xf32>
    onnx.Yield %4 : tensor<4xf32>
  }) : (tensor<i1>) -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}
