// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK: tf.LogSoftmax %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %0 = tf.LogSoftmax %x : (tensor<?x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<2x?xf32>) -> tensor<*xf32> {
  // INFER: tf.LogSoftmax
  // INFER-SAME: -> tensor<2x?xf32>
  %0 = tf.LogSoftmax %x : (tensor<2x?xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<f32>) -> tensor<f32> {
  // expected-error @+1 {{'tf.LogSoftmax' op the input must have rank 1 or more, is a scalar}}
  %0 = tf.LogSoftmax %x : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
