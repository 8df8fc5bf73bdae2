// Every function of the module, also those of MetaGraphs.
// RUN: sm-opt %s --convert-tf-to-onnx -mlir-print-local-scope -mlir-print-debuginfo | FileCheck %s
// Twice is once.
// RUN: sm-opt %s --convert-tf-to-onnx -o %t.once
// RUN: sm-opt %t.once --convert-tf-to-onnx | diff - %t.once

// CHECK: func.func private @declared(tensor<f32>) -> tensor<f32>
func.func private @declared(tensor<f32>) -> tensor<f32>

// Names of arguments and results stay, and locations; the shape of a result
// becomes better known.
// CHECK: func.func @top(%[[X:.*]]: tensor<2x3xf32> {tf.name = "x"} {{.*}}) -> (tensor<2xf32> {tf.name = "y"})
// CHECK-NEXT: %[[ACT:.*]] = onnx.Relu(%[[X]]) {{.*}} loc("act")
// CHECK-NEXT: %[[MEAN:.*]] = onnx.ReduceMean(%[[ACT]]) {axes = array<i64: 1>, keepdims = 0 : i64} {{.*}} loc("mean")
// CHECK-NEXT: return %[[MEAN]] : tensor<2xf32>
func.func @top(%x: tensor<2x3xf32> {tf.name = "x"}) -> (tensor<?xf32> {tf.name = "y"}) {
  %axis = tf.Const dense<1> : tensor<i32> loc("axis")
  %0 = tf.Relu %x : (tensor<2x3xf32>) -> tensor<2x3xf32> loc("act")
  %1 = tf.Mean %0, %axis : (tensor<2x3xf32>, tensor<i32>) -> tensor<2xf32> loc("mean")
  %2 = tf.refine %1 : tensor<2xf32> to tensor<?xf32>
  return %2 : tensor<?xf32>
}

// CHECK: sm.meta_graph
// CHECK-NEXT: func.func @nested
// CHECK-NEXT: onnx.Neg
sm.meta_graph tags ["serve"] {
  func.func @nested(%x: tensor<i32>) -> tensor<i32> {
    %0 = tf.Neg %x : (tensor<i32>) -> tensor<i32>
    return %0 : tensor<i32>
  }
}
