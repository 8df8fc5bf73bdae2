// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>) -> tensor<i32> {
  // CHECK: tf.Size %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>) -> tensor<i32>
  %0 = tf.Size %x : (tensor<?x3xf32>) -> tensor<i32>
  return %0 : tensor<i32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<*xf32>) -> tensor<i64> {
  // CHECK: tf.Size %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<*xf32>) -> tensor<i64>
  %0 = tf.Size %x : (tensor<*xf32>) -> tensor<i64>
  return %0 : tensor<i64>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<?x3xf32>) -> tensor<*xi64> {
  // INFER: tf.Size
  // INFER-SAME: -> tensor<i64>
  %0 = tf.Size %x : (tensor<?x3xf32>) -> tensor<*xi64>
  return %0 : tensor<*xi64>
}

// -----

func.func @illegal(%x: tensor<?x3xf32>) -> tensor<1xi32> {
  // expected-error @+1 {{'tf.Size' op result #0 type 'tensor<1xi32>' does not match the inferred 'tensor<i32>'}}
  %0 = tf.Size %x : (tensor<?x3xf32>) -> tensor<1xi32>
  return %0 : tensor<1xi32>
}
