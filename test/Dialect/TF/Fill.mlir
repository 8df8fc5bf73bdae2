// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%d: tensor<2xi32>, %v: tensor<f32>) -> tensor<?x?xf32> {
  // CHECK: tf.Fill %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<2xi32>, tensor<f32>) -> tensor<?x?xf32>
  %0 = tf.Fill %d, %v : (tensor<2xi32>, tensor<f32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%v: tensor<!tf.string>) -> tensor<2x!tf.string> {
  %d = tf.Const dense<[2]> : tensor<1xi64>
  // CHECK: tf.Fill %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<1xi64>, tensor<!tf.string>) -> tensor<2x!tf.string>
  %0 = tf.Fill %d, %v
      : (tensor<1xi64>, tensor<!tf.string>) -> tensor<2x!tf.string>
  return %0 : tensor<2x!tf.string>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%v: tensor<f32>) -> tensor<*xf32> {
  %d = tf.Const dense<[2, 3]> : tensor<2xi32>
  // INFER: tf.Fill
  // INFER-SAME: -> tensor<2x3xf32>
  %0 = tf.Fill %d, %v : (tensor<2xi32>, tensor<f32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%d: tensor<2xi32>, %v: tensor<1xf32>) -> tensor<?x?xf32> {
  // expected-error @+1 {{'tf.Fill' op 'value' must be a scalar, has shape [1]}}
  %0 = tf.Fill %d, %v : (tensor<2xi32>, tensor<1xf32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// -----

func.func @illegal(%v: tensor<f32>) -> tensor<?x?xf32> {
  %d = tf.Const dense<[2, -1]> : tensor<2xi32>
  // expected-error @+1 {{'tf.Fill' op 'dims' must not be negative, dimension 1 is -1}}
  %0 = tf.Fill %d, %v : (tensor<2xi32>, tensor<f32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}
