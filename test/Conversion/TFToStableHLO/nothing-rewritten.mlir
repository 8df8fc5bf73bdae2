// One obstacle, and no function is touched; nodes are named.
// RUN: not sm-opt %s --convert-tf-to-stablehlo -o %t 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: not sm-opt %s --convert-tf-to-stablehlo --mlir-print-ir-after-failure 2>&1 | FileCheck %s --check-prefix=IR --implicit-check-not=stablehlo.

// CHECK: error: loc("a/quotient"): 'tf.Div' (node 'a/quotient') cannot become StableHLO: divides integers
// CHECK: note: loc("a/quotient"): unsupported: Div

// IR: func.func @fine
// IR: tf.Neg
// IR: func.func @divides
// IR: tf.Div
func.func @fine(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = tf.Neg %x : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

func.func @divides(%x: tensor<2xi32>) -> tensor<2xi32> {
  %0 = tf.Div %x, %x : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32> loc("a/quotient")
  return %0 : tensor<2xi32>
}
