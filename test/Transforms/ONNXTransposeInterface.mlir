// RUN: sm-opt %s --split-input-file --verify-diagnostics --onnx-transpose-interface="inputs-as-nchw=x outputs-as-nchw=y" | FileCheck %s

// CHECK-LABEL: func.func @f(
// CHECK-SAME: %[[X:.*]]: tensor<?x3x8x9xf32> {tf.name = "x"}, %[[Z:.*]]: tensor<4xf32> {tf.name = "z"})
// CHECK-SAME: -> (tensor<?x3x8x9xf32> {tf.name = "y"}, tensor<4xf32> {tf.name = "w"})
// CHECK-NEXT: %[[T:.*]] = onnx.Transpose(%[[X]]) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x3x8x9xf32>) -> tensor<?x8x9x3xf32>
// CHECK-NEXT: %[[R:.*]] = onnx.Relu(%[[T]])
// CHECK-NEXT: %[[Y:.*]] = onnx.Transpose(%[[R]]) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x8x9x3xf32>) -> tensor<?x3x8x9xf32>
// CHECK-NEXT: return %[[Y]], %[[Z]]
func.func @f(%x: tensor<?x8x9x3xf32> {tf.name = "x"}, %z: tensor<4xf32> {tf.name = "z"})
    -> (tensor<?x8x9x3xf32> {tf.name = "y"}, tensor<4xf32> {tf.name = "w"}) {
  %0 = onnx.Relu(%x) : (tensor<?x8x9x3xf32>) -> tensor<?x8x9x3xf32>
  return %0, %z : tensor<?x8x9x3xf32>, tensor<4xf32>
}

// -----

// expected-error @+1 {{input 'x' cannot be NCHW: it is 'tensor<?x8x9xf32>', not known to have four dimensions}}
func.func @rank(%x: tensor<?x8x9xf32> {tf.name = "x"}) -> (tensor<?x8x9xf32> {tf.name = "y"}) {
  return %x : tensor<?x8x9xf32>
}

// -----

// expected-error @+1 {{no output is called 'y'; see the names in the model's signature}}
module {
  func.func @name(%x: tensor<?x8x9x3xf32> {tf.name = "x"}) -> (tensor<?x8x9x3xf32> {tf.name = "other"}) {
    return %x : tensor<?x8x9x3xf32>
  }
}
