// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>, %i: tensor<?xi32>) -> tensor<*xf32> {
  // CHECK: tf.Prod %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>, tensor<?xi32>) -> tensor<*xf32>
  %0 = tf.Prod %x, %i : (tensor<?x3xf32>, tensor<?xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<?x3xf32>) -> tensor<?x1xf32> {
  %i = tf.Const dense<1> : tensor<i32>
  // CHECK: tf.Prod %{{[^ ,)]+}}, %{{[^ ,)]+}} {keep_dims = true}
  // CHECK-SAME: : (tensor<?x3xf32>, tensor<i32>) -> tensor<?x1xf32>
  %0 = tf.Prod %x, %i {keep_dims = true}
      : (tensor<?x3xf32>, tensor<i32>) -> tensor<?x1xf32>
  return %0 : tensor<?x1xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<?x3x4xf32>) -> tensor<*xf32> {
  %i = tf.Const dense<[0, -1]> : tensor<2xi32>
  // INFER: tf.Prod
  // INFER-SAME: -> tensor<3xf32>
  %0 = tf.Prod %x, %i : (tensor<?x3x4xf32>, tensor<2xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<2x3xf32>) -> tensor<2xf32> {
  %i = tf.Const dense<2> : tensor<i32>
  // expected-error @+1 {{'tf.Prod' op 'reduction_indices' is 2, must be in [-2, 2)}}
  %0 = tf.Prod %x, %i : (tensor<2x3xf32>, tensor<i32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @illegal(%x: tensor<2x3xf32>) -> tensor<2xf32> {
  %i = tf.Const dense<[1, -1]> : tensor<2xi32>
  // expected-error @+1 {{'tf.Prod' op 'reduction_indices' names dimension 1 twice}}
  %0 = tf.Prod %x, %i : (tensor<2x3xf32>, tensor<2xi32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
