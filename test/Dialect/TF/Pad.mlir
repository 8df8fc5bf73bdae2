// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>, %p: tensor<2x2xi32>)
    -> tensor<?x?xf32> {
  // CHECK: tf.Pad %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>, tensor<2x2xi32>) -> tensor<?x?xf32>
  %0 = tf.Pad %x, %p : (tensor<?x3xf32>, tensor<2x2xi32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<?x3xf32>) -> tensor<*xf32> {
  %p = tf.Const dense<[[0, 0], [1, 2]]> : tensor<2x2xi32>
  // INFER: tf.Pad
  // INFER-SAME: -> tensor<?x6xf32>
  %0 = tf.Pad %x, %p : (tensor<?x3xf32>, tensor<2x2xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<3xf32>) -> tensor<?xf32> {
  %p = tf.Const dense<[[0, -1]]> : tensor<1x2xi32>
  // expected-error @+1 {{'tf.Pad' op paddings[0, 1] is -1, must not be negative}}
  %0 = tf.Pad %x, %p : (tensor<3xf32>, tensor<1x2xi32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
