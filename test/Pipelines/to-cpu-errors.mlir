// RUN: sm-opt %s --sm-to-cpu -split-input-file -verify-diagnostics

// Code is made for fixed shapes.
func.func @main(%x: tensor<?x32xf32>) -> tensor<?x32xf32> {
  // expected-error @+2 {{'tf.Relu' cannot become StableHLO: needs static shapes}}
  // expected-note @+1 {{unsupported: Relu}}
  %0 = tf.Relu %x : (tensor<?x32xf32>) -> tensor<?x32xf32>
  return %0 : tensor<?x32xf32>
}

// -----

// And cannot report what a kernel would.
func.func @main(%x: tensor<4xi32>) -> tensor<4xi32> {
  // expected-error @+2 {{'tf.Div' cannot become StableHLO: divides integers by values that are not known to differ from 0}}
  // expected-note @+1 {{unsupported: Div}}
  %0 = tf.Div %x, %x : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  return %0 : tensor<4xi32>
}
