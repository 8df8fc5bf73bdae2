// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%t: tensor<?x3xf32>, %a: tensor<f32>, %b: tensor<f32>)
    -> tensor<?x3xf32> {
  // CHECK: tf.ClipByValue %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>, tensor<f32>, tensor<f32>) -> tensor<?x3xf32>
  %0 = tf.ClipByValue %t, %a, %b
      : (tensor<?x3xf32>, tensor<f32>, tensor<f32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%t: tensor<2x?xf32>, %a: tensor<f32>, %b: tensor<2x3xf32>)
    -> tensor<*xf32> {
  // INFER: tf.ClipByValue
  // INFER-SAME: -> tensor<2x3xf32>
  %0 = tf.ClipByValue %t, %a, %b
      : (tensor<2x?xf32>, tensor<f32>, tensor<2x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%t: tensor<2xf32>, %a: tensor<f32>, %b: tensor<3xf32>)
    -> tensor<2xf32> {
  // expected-error @+1 {{'tf.ClipByValue' op 'clip_value_max' must be a scalar or have the shape of 't', [2], has shape [3]}}
  %0 = tf.ClipByValue %t, %a, %b
      : (tensor<2xf32>, tensor<f32>, tensor<3xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
