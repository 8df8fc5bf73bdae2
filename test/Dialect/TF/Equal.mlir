// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>, %y: tensor<3xf32>) -> tensor<?x3xi1> {
  // CHECK: tf.Equal %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xi1>
  %0 = tf.Equal %x, %y : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xi1>
  return %0 : tensor<?x3xi1>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<2xf32>, %y: tensor<3xf32>) -> tensor<i1> {
  // CHECK: tf.Equal %{{[^ ,)]+}}, %{{[^ ,)]+}} {incompatible_shape_error = false}
  // CHECK-SAME: : (tensor<2xf32>, tensor<3xf32>) -> tensor<i1>
  %0 = tf.Equal %x, %y {incompatible_shape_error = false}
      : (tensor<2xf32>, tensor<3xf32>) -> tensor<i1>
  return %0 : tensor<i1>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<2x1xf32>, %y: tensor<?x3xf32>) -> tensor<*xi1> {
  // INFER: tf.Equal
  // INFER-SAME: -> tensor<2x3xi1>
  %0 = tf.Equal %x, %y : (tensor<2x1xf32>, tensor<?x3xf32>) -> tensor<*xi1>
  return %0 : tensor<*xi1>
}

// -----

func.func @illegal(%x: tensor<2xf32>, %y: tensor<3xf32>) -> tensor<3xi1> {
  // expected-error @+1 {{'tf.Equal' op shapes [2] and [3] do not broadcast: 2 meets 3}}
  %0 = tf.Equal %x, %y : (tensor<2xf32>, tensor<3xf32>) -> tensor<3xi1>
  return %0 : tensor<3xi1>
}
