// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK: tf.OnesLike %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %0 = tf.OnesLike %x : (tensor<?x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<2x?xi64>) -> tensor<*xi64> {
  // INFER: tf.OnesLike
  // INFER-SAME: -> tensor<2x?xi64>
  %0 = tf.OnesLike %x : (tensor<2x?xi64>) -> tensor<*xi64>
  return %0 : tensor<*xi64>
}

// -----

func.func @illegal(%x: tensor<2xf32>) -> tensor<3xf32> {
  // expected-error @+1 {{'tf.OnesLike' op result #0 type 'tensor<3xf32>' does not match the inferred 'tensor<2xf32>'}}
  %0 = tf.OnesLike %x : (tensor<2xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
