// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>) -> tensor<?x3xi32> {
  // CHECK: tf.Cast %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>) -> tensor<?x3xi32>
  %0 = tf.Cast %x : (tensor<?x3xf32>) -> tensor<?x3xi32>
  return %0 : tensor<?x3xi32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<3xf32>) -> tensor<3xbf16> {
  // CHECK: tf.Cast %{{[^ ,)]+}} {Truncate = true}
  // CHECK-SAME: : (tensor<3xf32>) -> tensor<3xbf16>
  %0 = tf.Cast %x {Truncate = true} : (tensor<3xf32>) -> tensor<3xbf16>
  return %0 : tensor<3xbf16>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<2x?xf32>) -> tensor<*xi8> {
  // INFER: tf.Cast
  // INFER-SAME: -> tensor<2x?xi8>
  %0 = tf.Cast %x : (tensor<2x?xf32>) -> tensor<*xi8>
  return %0 : tensor<*xi8>
}

// -----

func.func @illegal(%x: tensor<2xf32>) -> tensor<3xi32> {
  // expected-error @+1 {{'tf.Cast' op result #0 type 'tensor<3xi32>' does not match the inferred 'tensor<2xi32>'}}
  %0 = tf.Cast %x : (tensor<2xf32>) -> tensor<3xi32>
  return %0 : tensor<3xi32>
}
