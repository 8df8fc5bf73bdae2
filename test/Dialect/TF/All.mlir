// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xi1>, %i: tensor<?xi32>) -> tensor<*xi1> {
  // CHECK: tf.All %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xi1>, tensor<?xi32>) -> tensor<*xi1>
  %0 = tf.All %x, %i : (tensor<?x3xi1>, tensor<?xi32>) -> tensor<*xi1>
  return %0 : tensor<*xi1>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<?x3xi1>) -> tensor<?x1xi1> {
  %i = tf.Const dense<1> : tensor<i32>
  // CHECK: tf.All %{{[^ ,)]+}}, %{{[^ ,)]+}} {keep_dims = true}
  // CHECK-SAME: : (tensor<?x3xi1>, tensor<i32>) -> tensor<?x1xi1>
  %0 = tf.All %x, %i {keep_dims = true}
      : (tensor<?x3xi1>, tensor<i32>) -> tensor<?x1xi1>
  return %0 : tensor<?x1xi1>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<?x3x4xi1>) -> tensor<*xi1> {
  %i = tf.Const dense<[0, -1]> : tensor<2xi32>
  // INFER: tf.All
  // INFER-SAME: -> tensor<3xi1>
  %0 = tf.All %x, %i : (tensor<?x3x4xi1>, tensor<2xi32>) -> tensor<*xi1>
  return %0 : tensor<*xi1>
}

// -----

func.func @illegal(%x: tensor<2x3xi1>) -> tensor<2xi1> {
  %i = tf.Const dense<2> : tensor<i32>
  // expected-error @+1 {{'tf.All' op 'reduction_indices' is 2, must be in [-2, 2)}}
  %0 = tf.All %x, %i : (tensor<2x3xi1>, tensor<i32>) -> tensor<2xi1>
  return %0 : tensor<2xi1>
}
