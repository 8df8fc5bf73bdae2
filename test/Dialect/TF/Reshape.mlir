// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x2x3xf32>, %s: tensor<2xi32>)
    -> tensor<?x?xf32> {
  // CHECK: tf.Reshape %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x2x3xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  %0 = tf.Reshape %x, %s : (tensor<?x2x3xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<?x2x3xf32>) -> tensor<?x6xf32> {
  %s = tf.Const dense<[-1, 6]> : tensor<2xi64>
  // CHECK: tf.Reshape %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x2x3xf32>, tensor<2xi64>) -> tensor<?x6xf32>
  %0 = tf.Reshape %x, %s : (tensor<?x2x3xf32>, tensor<2xi64>) -> tensor<?x6xf32>
  return %0 : tensor<?x6xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<4x2x3xf32>) -> tensor<*xf32> {
  %s = tf.Const dense<[-1, 6]> : tensor<2xi32>
  // INFER: tf.Reshape
  // INFER-SAME: -> tensor<4x6xf32>
  %0 = tf.Reshape %x, %s : (tensor<4x2x3xf32>, tensor<2xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<2x3xf32>) -> tensor<4xf32> {
  %s = tf.Const dense<[4]> : tensor<1xi32>
  // expected-error @+1 {{'tf.Reshape' op cannot reshape [2,3] to [4]: the numbers of elements differ}}
  %0 = tf.Reshape %x, %s : (tensor<2x3xf32>, tensor<1xi32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @illegal(%x: tensor<2x3xf32>) -> tensor<?x?xf32> {
  %s = tf.Const dense<[-1, -1]> : tensor<2xi32>
  // expected-error @+1 {{'tf.Reshape' op only one dimension of 'shape' may be -1, dimensions 0 and 1 are}}
  %0 = tf.Reshape %x, %s : (tensor<2x3xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}
