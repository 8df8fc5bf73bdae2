// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%a: tensor<?x3xf32>, %b: tensor<?x3xf32>)
    -> tensor<?x2x3xf32> {
  // CHECK: tf.Pack %{{[^ ,)]+}}, %{{[^ ,)]+}} {axis = 1 : i64}
  // CHECK-SAME: : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x2x3xf32>
  %0 = tf.Pack %a, %b {axis = 1 : i64}
      : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x2x3xf32>
  return %0 : tensor<?x2x3xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%a: tensor<f32>) -> tensor<1xf32> {
  // CHECK: tf.Pack %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<f32>) -> tensor<1xf32>
  %0 = tf.Pack %a : (tensor<f32>) -> tensor<1xf32>
  return %0 : tensor<1xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%a: tensor<?x3xf32>, %b: tensor<2x?xf32>) -> tensor<*xf32> {
  // INFER: tf.Pack
  // INFER-SAME: -> tensor<2x2x3xf32>
  %0 = tf.Pack %a, %b : (tensor<?x3xf32>, tensor<2x?xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%a: tensor<2xf32>, %b: tensor<3xf32>) -> tensor<2x2xf32> {
  // expected-error @+1 {{'tf.Pack' op all inputs must have one shape, input 1 has [3] after [2]}}
  %0 = tf.Pack %a, %b : (tensor<2xf32>, tensor<3xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}
