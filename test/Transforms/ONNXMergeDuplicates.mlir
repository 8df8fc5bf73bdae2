// RUN: sm-opt %s --onnx-merge-duplicates | FileCheck %s

// CHECK-LABEL: func.func @equal(
// CHECK-SAME: %[[X:.*]]: tensor<4xf32>
// CHECK-NEXT: %[[C:.*]] = onnx.Constant
// CHECK-NEXT: %[[A:.*]] = onnx.Add(%[[X]], %[[C]])
// CHECK-NEXT: return %[[A]], %[[A]]
func.func @equal(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %a = onnx.Constant dense<1.0> : tensor<f32>
  %0 = onnx.Add(%x, %a) : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  %b = onnx.Constant dense<1.0> : tensor<f32>
  %1 = onnx.Add(%x, %b) : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %0, %1 : tensor<4xf32>, tensor<4xf32>
}

// Attributes, the order of operands, and chance.
// CHECK-LABEL: func.func @different(
// CHECK-COUNT-2: onnx.Softmax
// CHECK-COUNT-2: onnx.Sub
// CHECK-COUNT-2: onnx.RandomNormal
func.func @different(%x: tensor<4x4xf32>, %y: tensor<4x4xf32>)
    -> (tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<2xf32>, tensor<2xf32>) {
  %0 = onnx.Softmax(%x) {axis = 0 : i64} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = onnx.Softmax(%x) {axis = 1 : i64} : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %2 = onnx.Sub(%x, %y) : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %3 = onnx.Sub(%y, %x) : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %4 = onnx.RandomNormal() {shape = array<i64: 2>} : () -> tensor<2xf32>
  %5 = onnx.RandomNormal() {shape = array<i64: 2>} : () -> tensor<2xf32>
  return %0, %1, %2, %3, %4, %5 : tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<2xf32>, tensor<2xf32>
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
