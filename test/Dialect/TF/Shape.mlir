// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>) -> tensor<2xi32> {
  // CHECK: tf.Shape %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>) -> tensor<2xi32>
  %0 = tf.Shape %x : (tensor<?x3xf32>) -> tensor<2xi32>
  return %0 : tensor<2xi32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<*xf32>) -> tensor<?xi64> {
  // CHECK: tf.Shape %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<*xf32>) -> tensor<?xi64>
  %0 = tf.Shape %x : (tensor<*xf32>) -> tensor<?xi64>
  return %0 : tensor<?xi64>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<?x3xf32>) -> tensor<*xi64> {
  // INFER: tf.Shape
  // INFER-SAME: -> tensor<2xi64>
  %0 = tf.Shape %x : (tensor<?x3xf32>) -> tensor<*xi64>
  return %0 : tensor<*xi64>
}

// -----

func.func @illegal(%x: tensor<?x3xf32>) -> tensor<3xi32> {
  // expected-error @+1 {{'tf.Shape' op result #0 type 'tensor<3xi32>' does not match the inferred 'tensor<2xi32>'}}
  %0 = tf.Shape %x : (tensor<?x3xf32>) -> tensor<3xi32>
  return %0 : tensor<3xi32>
}
