// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<*xf32>) -> tensor<?x3xf32> {
  // CHECK: tf.EnsureShape %{{[^ ,)]+}} {shape = #tf.shape<?x3>}
  // CHECK-SAME: : (tensor<*xf32>) -> tensor<?x3xf32>
  %0 = tf.EnsureShape %x {shape = #tf.shape<?x3>}
      : (tensor<*xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<2x?xf32>) -> tensor<*xf32> {
  // INFER: tf.EnsureShape
  // INFER-SAME: -> tensor<2x3xf32>
  %0 = tf.EnsureShape %x {shape = #tf.shape<?x3>}
      : (tensor<2x?xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<2x4xf32>) -> tensor<2x3xf32> {
  // expected-error @+1 {{'tf.EnsureShape' op 'input' has shape [2,4], which does not fit [?,3]}}
  %0 = tf.EnsureShape %x {shape = #tf.shape<?x3>}
      : (tensor<2x4xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
