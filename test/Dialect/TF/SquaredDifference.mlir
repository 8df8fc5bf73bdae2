// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>, %y: tensor<3xf32>) -> tensor<?x3xf32> {
  // CHECK: tf.SquaredDifference %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %0 = tf.SquaredDifference %x, %y
      : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<2x1xi32>, %y: tensor<3xi32>) -> tensor<2x3xi32> {
  // CHECK: tf.SquaredDifference %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<2x1xi32>, tensor<3xi32>) -> tensor<2x3xi32>
  %0 = tf.SquaredDifference %x, %y
      : (tensor<2x1xi32>, tensor<3xi32>) -> tensor<2x3xi32>
  return %0 : tensor<2x3xi32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<2x1xf32>, %y: tensor<?x3xf32>) -> tensor<*xf32> {
  // INFER: tf.SquaredDifference
  // INFER-SAME: -> tensor<2x3xf32>
  %0 = tf.SquaredDifference %x, %y
      : (tensor<2x1xf32>, tensor<?x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<2xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @+1 {{'tf.SquaredDifference' op shapes [2] and [3] do not broadcast: 2 meets 3}}
  %0 = tf.SquaredDifference %x, %y
      : (tensor<2xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @illegal(%x: tensor<2x1xf32>, %y: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @+1 {{'tf.SquaredDifference' op result #0 type 'tensor<3xf32>' does not match the inferred 'tensor<2x3xf32>'}}
  %0 = tf.SquaredDifference %x, %y
      : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
