// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>) -> tensor<i32> {
  // CHECK: tf.Rank %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>) -> tensor<i32>
  %0 = tf.Rank %x : (tensor<?x3xf32>) -> tensor<i32>
  return %0 : tensor<i32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<?x3xf32>) -> tensor<*xi32> {
  // INFER: tf.Rank
  // INFER-SAME: -> tensor<i32>
  %0 = tf.Rank %x : (tensor<?x3xf32>) -> tensor<*xi32>
  return %0 : tensor<*xi32>
}

// -----

func.func @illegal(%x: tensor<?x3xf32>) -> tensor<1xi32> {
  // expected-error @+1 {{'tf.Rank' op result #0 type 'tensor<1xi32>' does not match the inferred 'tensor<i32>'}}
  %0 = tf.Rank %x : (tensor<?x3xf32>) -> tensor<1xi32>
  return %0 : tensor<1xi32>
}
