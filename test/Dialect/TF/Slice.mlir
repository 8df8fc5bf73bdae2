// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>, %b: tensor<2xi32>, %s: tensor<2xi32>)
    -> tensor<?x?xf32> {
  // CHECK: tf.Slice %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x?xf32>
  %0 = tf.Slice %x, %b, %s
      : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<?x3xf32>, %b: tensor<2xi32>) -> tensor<?x2xf32> {
  %s = tf.Const dense<[-1, 2]> : tensor<2xi32>
  // CHECK: tf.Slice %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x2xf32>
  %0 = tf.Slice %x, %b, %s
      : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x2xf32>
  return %0 : tensor<?x2xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<?x3xf32>) -> tensor<*xf32> {
  %b = tf.Const dense<[0, 1]> : tensor<2xi64>
  %s = tf.Const dense<[-1, -1]> : tensor<2xi64>
  // INFER: tf.Slice
  // INFER-SAME: -> tensor<?x2xf32>
  %0 = tf.Slice %x, %b, %s
      : (tensor<?x3xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<4xf32>) -> tensor<4xf32> {
  %b = tf.Const dense<1> : tensor<1xi32>
  %s = tf.Const dense<4> : tensor<1xi32>
  // expected-error @+1 {{'tf.Slice' op size[0] is 4, must be -1 or in [0, 3]}}
  %0 = tf.Slice %x, %b, %s
      : (tensor<4xf32>, tensor<1xi32>, tensor<1xi32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
