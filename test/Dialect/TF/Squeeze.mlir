// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x1x3xf32>) -> tensor<?x3xf32> {
  // CHECK: tf.Squeeze %{{[^ ,)]+}} {squeeze_dims = [1]}
  // CHECK-SAME: : (tensor<?x1x3xf32>) -> tensor<?x3xf32>
  %0 = tf.Squeeze %x {squeeze_dims = [1]}
      : (tensor<?x1x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<?x1x3xf32>) -> tensor<*xf32> {
  // CHECK: tf.Squeeze %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x1x3xf32>) -> tensor<*xf32>
  %0 = tf.Squeeze %x : (tensor<?x1x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<2x1x3xf32>) -> tensor<*xf32> {
  // INFER: tf.Squeeze
  // INFER-SAME: -> tensor<2x3xf32>
  %0 = tf.Squeeze %x : (tensor<2x1x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<1x2xf32>) -> tensor<1xf32> {
  // expected-error @+1 {{'tf.Squeeze' op cannot squeeze dimension 1 of [1,2], which is not 1}}
  %0 = tf.Squeeze %x {squeeze_dims = [1]} : (tensor<1x2xf32>) -> tensor<1xf32>
  return %0 : tensor<1xf32>
}
