// Functions at any nesting; what is no op of TensorFlow stays.
// RUN: sm-opt %s --convert-tf-to-stablehlo -allow-unregistered-dialect --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s

// CHECK-LABEL: func.func private @elsewhere(tensor<?x!tf.string>)
func.func private @elsewhere(tensor<?x!tf.string>)

// Nothing to do.
// CHECK-LABEL: func.func @untouched(%arg0: tensor<?xcomplex<f32>>
func.func @untouched(%x: tensor<?xcomplex<f32>>) -> tensor<?xcomplex<f32>> {
  return %x : tensor<?xcomplex<f32>>
}

// CHECK-LABEL: func.func @mixed(
// CHECK-NEXT: %[[A:.*]] = stablehlo.negate %arg0 : tensor<2xf32> loc("node/neg")
// CHECK-NEXT: %[[B:.*]] = "test.op"(%[[A]]) ({
// CHECK-NEXT: "test.inner"() : () -> ()
// CHECK: return %[[B]] : tensor<2xf32>
func.func @mixed(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = tf.Neg %x : (tensor<2xf32>) -> tensor<2xf32> loc("node/neg")
  %1 = "test.op"(%0) ({
    "test.inner"() : () -> ()
  }) : (tensor<2xf32>) -> tensor<2xf32>
  return %1 : tensor<2xf32>
}

// CHECK: sm.meta_graph tags ["serve"]
// CHECK: func.func @nested(%arg0: tensor<2xf32> {tf.name = "x"}{{.*}}) -> (tensor<2xf32> {tf.name = "y"})
// CHECK-NEXT: %[[C:.*]] = stablehlo.exponential %arg0
// CHECK-NEXT: return %[[C]] : tensor<2xf32>
sm.meta_graph tags ["serve"] {
  func.func @nested(%x: tensor<2xf32> {tf.name = "x"}) -> (tensor<2xf32> {tf.name = "y"}) {
    %0 = tf.Exp %x : (tensor<2xf32>) -> tensor<2xf32>
    return %0 : tensor<2xf32>
  }
}
