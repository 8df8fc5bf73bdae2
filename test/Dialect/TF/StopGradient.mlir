// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK: tf.StopGradient %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %0 = tf.StopGradient %x : (tensor<?x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<4x!tf.string>) -> tensor<4x!tf.string> {
  // CHECK: tf.StopGradient %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<4x!tf.string>) -> tensor<4x!tf.string>
  %0 = tf.StopGradient %x : (tensor<4x!tf.string>) -> tensor<4x!tf.string>
  return %0 : tensor<4x!tf.string>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<2x?xf32>) -> tensor<*xf32> {
  // INFER: tf.StopGradient
  // INFER-SAME: -> tensor<2x?xf32>
  %0 = tf.StopGradient %x : (tensor<2x?xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<2xf32>) -> tensor<3xf32> {
  // expected-error @+1 {{'tf.StopGradient' op result #0 type 'tensor<3xf32>' does not match the inferred 'tensor<2xf32>'}}
  %0 = tf.StopGradient %x : (tensor<2xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
