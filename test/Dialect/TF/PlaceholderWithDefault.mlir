// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<1x3xf32>) -> tensor<?x3xf32> {
  // CHECK: tf.PlaceholderWithDefault %{{[^ ,)]+}} {shape = #tf.shape<?x3>}
  // CHECK-SAME: : (tensor<1x3xf32>) -> tensor<?x3xf32>
  %0 = tf.PlaceholderWithDefault %x {shape = #tf.shape<?x3>}
      : (tensor<1x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<1x3xf32>) -> tensor<*xf32> {
  // INFER: tf.PlaceholderWithDefault
  // INFER-SAME: -> tensor<?x3xf32>
  %0 = tf.PlaceholderWithDefault %x {shape = #tf.shape<?x3>}
      : (tensor<1x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<1x4xf32>) -> tensor<?x3xf32> {
  // expected-error @+1 {{'tf.PlaceholderWithDefault' op the default has shape [1,4], which does not fit [?,3]}}
  %0 = tf.PlaceholderWithDefault %x {shape = #tf.shape<?x3>}
      : (tensor<1x4xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}
