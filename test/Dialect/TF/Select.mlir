// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%c: tensor<?xi1>, %t: tensor<?x3xf32>, %e: tensor<?x3xf32>)
    -> tensor<?x3xf32> {
  // CHECK: tf.Select %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?xi1>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %0 = tf.Select %c, %t, %e
      : (tensor<?xi1>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%c: tensor<2xi1>, %t: tensor<?x3xf32>, %e: tensor<*xf32>)
    -> tensor<*xf32> {
  // INFER: tf.Select
  // INFER-SAME: -> tensor<2x3xf32>
  %0 = tf.Select %c, %t, %e
      : (tensor<2xi1>, tensor<?x3xf32>, tensor<*xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%c: tensor<i1>, %t: tensor<2xf32>, %e: tensor<3xf32>)
    -> tensor<3xf32> {
  // expected-error @+1 {{'tf.Select' op 't' and 'e' must have one shape, have [2] and [3]}}
  %0 = tf.Select %c, %t, %e
      : (tensor<i1>, tensor<2xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
