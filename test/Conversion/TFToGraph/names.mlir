// A node has the name that the op had; arguments and nodes share their names.
// RUN: sm-opt %s --convert-tf-to-graph | FileCheck %s

sm.meta_graph tags [] {
  // CHECK-LABEL: graph.func @f
  // CHECK-NEXT: Neg(%x) name("a/b")
  // CHECK-NEXT: Neg(%x) name("a/b_1")
  // CHECK-NEXT: Neg(%x) name("a/b_2")
  // CHECK-NEXT: Neg(%x) name("x_1")
  // CHECK-NEXT: Neg(%x) name("Neg")
  // Of something inlined, the name where it came from.
  // CHECK-NEXT: Neg(%x) name("inner")
  // CHECK-NEXT: Neg(%x) name("fused")
  // Letters that TensorFlow does not allow.
  // CHECK-NEXT: Neg(%x) name("n-a_b")
  // CHECK-NEXT: Mine() name("Mine")
  graph.func @f(%x "x") signature #sm.proto<"tensorflow.OpDef", {}> {
    return(%x) keys ["y"]
  }
  func.func @f$body(%x: tensor<f32>) -> tensor<f32> attributes {graph.body = @f} {
    %0 = tf.Neg %x : (tensor<f32>) -> tensor<f32> loc("a/b")
    %1 = tf.Neg %x : (tensor<f32>) -> tensor<f32> loc("a/b"("file.py":1:1))
    %2 = tf.Neg %x : (tensor<f32>) -> tensor<f32> loc("a/b")
    %3 = tf.Neg %x : (tensor<f32>) -> tensor<f32> loc("x")
    %4 = tf.Neg %x : (tensor<f32>) -> tensor<f32>
    %5 = tf.Neg %x : (tensor<f32>) -> tensor<f32> loc(callsite("inner" at "outer"))
    %6 = tf.Neg %x : (tensor<f32>) -> tensor<f32> loc(fused["file.py":1:1, "fused"])
    %7 = tf.Neg %x : (tensor<f32>) -> tensor<f32> loc("-a b")
    %8 = tf.opaque "Mine"() {node_attrs = {}} : () -> tensor<f32>
    return %x : tensor<f32>
  }
  graph.graph {
  }
}
