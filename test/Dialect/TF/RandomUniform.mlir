// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%s: tensor<2xi32>) -> tensor<?x?xf32> {
  // CHECK: tf.RandomUniform %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<2xi32>) -> tensor<?x?xf32>
  %0 = tf.RandomUniform %s : (tensor<2xi32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static() -> tensor<2x3xf16> {
  %s = tf.Const dense<[2, 3]> : tensor<2xi64>
  // CHECK: tf.RandomUniform %{{[^ ,)]+}} {seed = 1 : i64, seed2 = 2 : i64}
  // CHECK-SAME: : (tensor<2xi64>) -> tensor<2x3xf16>
  %0 = tf.RandomUniform %s {seed = 1 : i64, seed2 = 2 : i64}
      : (tensor<2xi64>) -> tensor<2x3xf16>
  return %0 : tensor<2x3xf16>
}

// INFER-LABEL: func.func @infer(
func.func @infer() -> tensor<*xf32> {
  %s = tf.Const dense<[2, 3]> : tensor<2xi32>
  // INFER: tf.RandomUniform
  // INFER-SAME: -> tensor<2x3xf32>
  %0 = tf.RandomUniform %s : (tensor<2xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal() -> tensor<*xf32> {
  %s = tf.Const dense<[2, -2]> : tensor<2xi32>
  // expected-error @+1 {{'tf.RandomUniform' op dimension 1 of a shape is -2, must be at least -1}}
  %0 = tf.RandomUniform %s : (tensor<2xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
