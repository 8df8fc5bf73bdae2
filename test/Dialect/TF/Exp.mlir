// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  // CHECK: tf.Exp %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %0 = tf.Exp %x : (tensor<?x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<4xf16>) -> tensor<4xf16> {
  // CHECK: tf.Exp %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<4xf16>) -> tensor<4xf16>
  %0 = tf.Exp %x : (tensor<4xf16>) -> tensor<4xf16>
  return %0 : tensor<4xf16>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<2x?xf32>) -> tensor<*xf32> {
  // INFER: tf.Exp
  // INFER-SAME: -> tensor<2x?xf32>
  %0 = tf.Exp %x : (tensor<2x?xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<2x3xf32>) -> tensor<2x4xf32> {
  // expected-error @+1 {{'tf.Exp' op result #0 type 'tensor<2x4xf32>' does not match the inferred 'tensor<2x3xf32>'}}
  %0 = tf.Exp %x : (tensor<2x3xf32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// -----

func.func @illegal(%x: tensor<2x3xf32>) -> tensor<2x3xf16> {
  // expected-error @+1 {{'tf.Exp' op result #0 type 'tensor<2x3xf16>' does not match the inferred 'tensor<2x3xf32>'}}
  %0 = tf.Exp %x : (tensor<2x3xf32>) -> tensor<2x3xf16>
  return %0 : tensor<2x3xf16>
}
