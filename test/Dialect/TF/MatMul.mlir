// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%a: tensor<?x4xf32>, %b: tensor<4x8xf32>)
    -> tensor<?x8xf32> {
  // CHECK: tf.MatMul %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x4xf32>, tensor<4x8xf32>) -> tensor<?x8xf32>
  %0 = tf.MatMul %a, %b : (tensor<?x4xf32>, tensor<4x8xf32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%a: tensor<4x2xf32>, %b: tensor<8x4xf32>) -> tensor<2x8xf32> {
  // CHECK: tf.MatMul %{{[^ ,)]+}}, %{{[^ ,)]+}} {transpose_a = true, transpose_b = true}
  // CHECK-SAME: : (tensor<4x2xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  %0 = tf.MatMul %a, %b {transpose_a = true, transpose_b = true}
      : (tensor<4x2xf32>, tensor<8x4xf32>) -> tensor<2x8xf32>
  return %0 : tensor<2x8xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%a: tensor<?x4xf32>, %b: tensor<8x4xf32>) -> tensor<*xf32> {
  // INFER: tf.MatMul
  // INFER-SAME: -> tensor<?x8xf32>
  %0 = tf.MatMul %a, %b {transpose_b = true}
      : (tensor<?x4xf32>, tensor<8x4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%a: tensor<2x3xf32>, %b: tensor<4x5xf32>)
    -> tensor<2x5xf32> {
  // expected-error @+1 {{'tf.MatMul' op the inner dimensions of 'a' and 'b' must be equal, are 3 and 4}}
  %0 = tf.MatMul %a, %b : (tensor<2x3xf32>, tensor<4x5xf32>) -> tensor<2x5xf32>
  return %0 : tensor<2x5xf32>
}

// -----

func.func @illegal(%a: tensor<2x3x4xf32>, %b: tensor<4x5xf32>)
    -> tensor<2x5xf32> {
  // expected-error @+1 {{'tf.MatMul' op 'a' must have rank 2, has shape [2,3,4]}}
  %0 = tf.MatMul %a, %b
      : (tensor<2x3x4xf32>, tensor<4x5xf32>) -> tensor<2x5xf32>
  return %0 : tensor<2x5xf32>
}

// -----

func.func @illegal(%a: tensor<2x4xf32>, %b: tensor<4x5xf32>)
    -> tensor<2x5xf64> {
  // expected-error @+1 {{'tf.MatMul' op result #0 type 'tensor<2x5xf64>' does not match the inferred 'tensor<2x5xf32>'}}
  %0 = tf.MatMul %a, %b : (tensor<2x4xf32>, tensor<4x5xf32>) -> tensor<2x5xf64>
  return %0 : tensor<2x5xf64>
}
