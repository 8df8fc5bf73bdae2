// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x2x3xf32>, %p: tensor<3xi32>)
    -> tensor<?x?x?xf32> {
  // CHECK: tf.Transpose %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<?x?x?xf32>
  %0 = tf.Transpose %x, %p
      : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<?x?x?xf32>
  return %0 : tensor<?x?x?xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<?x2x3xf32>) -> tensor<?x3x2xf32> {
  %p = tf.Const dense<[0, 2, 1]> : tensor<3xi32>
  // CHECK: tf.Transpose %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<?x3x2xf32>
  %0 = tf.Transpose %x, %p
      : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<?x3x2xf32>
  return %0 : tensor<?x3x2xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<?x2x3xf32>) -> tensor<*xf32> {
  %p = tf.Const dense<[2, 1, 0]> : tensor<3xi64>
  // INFER: tf.Transpose
  // INFER-SAME: -> tensor<3x2x?xf32>
  %0 = tf.Transpose %x, %p : (tensor<?x2x3xf32>, tensor<3xi64>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  %p = tf.Const dense<0> : tensor<2xi32>
  // expected-error @+1 {{'tf.Transpose' op 'perm' names dimension 0 twice}}
  %0 = tf.Transpose %x, %p : (tensor<2x3xf32>, tensor<2xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  %p = tf.Const dense<0> : tensor<1xi32>
  // expected-error @+1 {{'tf.Transpose' op 'perm' must have an element for each of the 2 dimensions of 'x', has 1}}
  %0 = tf.Transpose %x, %p : (tensor<2x3xf32>, tensor<1xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
