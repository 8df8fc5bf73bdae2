// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%c: tensor<?x1xi1>, %t: tensor<3xf32>, %e: tensor<f32>)
    -> tensor<?x3xf32> {
  // CHECK: tf.SelectV2 %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x1xi1>, tensor<3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %0 = tf.SelectV2 %c, %t, %e
      : (tensor<?x1xi1>, tensor<3xf32>, tensor<f32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%c: tensor<2x1xi1>, %t: tensor<3xf32>, %e: tensor<?xf32>)
    -> tensor<*xf32> {
  // INFER: tf.SelectV2
  // INFER-SAME: -> tensor<2x3xf32>
  %0 = tf.SelectV2 %c, %t, %e
      : (tensor<2x1xi1>, tensor<3xf32>, tensor<?xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%c: tensor<2xi1>, %t: tensor<3xf32>, %e: tensor<f32>)
    -> tensor<3xf32> {
  // expected-error @+1 {{'tf.SelectV2' op shapes [2] and [3] do not broadcast: 2 meets 3}}
  %0 = tf.SelectV2 %c, %t, %e
      : (tensor<2xi1>, tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
