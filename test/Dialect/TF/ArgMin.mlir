// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>, %d: tensor<i32>) -> tensor<?xi64> {
  // CHECK: tf.ArgMin %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>, tensor<i32>) -> tensor<?xi64>
  %0 = tf.ArgMin %x, %d : (tensor<?x3xf32>, tensor<i32>) -> tensor<?xi64>
  return %0 : tensor<?xi64>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<2x3xf32>) -> tensor<2xi32> {
  %d = tf.Const dense<-1> : tensor<i64>
  // CHECK: tf.ArgMin %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<2x3xf32>, tensor<i64>) -> tensor<2xi32>
  %0 = tf.ArgMin %x, %d : (tensor<2x3xf32>, tensor<i64>) -> tensor<2xi32>
  return %0 : tensor<2xi32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<?x3xf32>) -> tensor<*xi64> {
  %d = tf.Const dense<1> : tensor<i32>
  // INFER: tf.ArgMin
  // INFER-SAME: -> tensor<?xi64>
  %0 = tf.ArgMin %x, %d : (tensor<?x3xf32>, tensor<i32>) -> tensor<*xi64>
  return %0 : tensor<*xi64>
}

// -----

func.func @illegal(%x: tensor<2x3xf32>) -> tensor<2xi64> {
  %d = tf.Const dense<2> : tensor<i32>
  // expected-error @+1 {{'tf.ArgMin' op 'dimension' is 2, must be in [-2, 2)}}
  %0 = tf.ArgMin %x, %d : (tensor<2x3xf32>, tensor<i32>) -> tensor<2xi64>
  return %0 : tensor<2xi64>
}

// -----

func.func @illegal(%x: tensor<2x0xf32>) -> tensor<2xi64> {
  %d = tf.Const dense<1> : tensor<i32>
  // expected-error @+1 {{'tf.ArgMin' op dimension 1 of 'input' has no elements to choose from}}
  %0 = tf.ArgMin %x, %d : (tensor<2x0xf32>, tensor<i32>) -> tensor<2xi64>
  return %0 : tensor<2xi64>
}
