// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%a: tensor<i32>, %b: tensor<i32>, %c: tensor<i32>)
    -> tensor<?xi32> {
  // CHECK: tf.Range %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<?xi32>
  %0 = tf.Range %a, %b, %c
      : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<?xi32>
  return %0 : tensor<?xi32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%a: tensor<f32>, %b: tensor<f32>, %c: tensor<f32>)
    -> tensor<?xf32> {
  // CHECK: tf.Range %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<?xf32>
  %0 = tf.Range %a, %b, %c
      : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer() -> tensor<*xi32> {
  %a = tf.Const dense<0> : tensor<i32>
  %b = tf.Const dense<10> : tensor<i32>
  %c = tf.Const dense<3> : tensor<i32>
  // INFER: tf.Range
  // INFER-SAME: -> tensor<4xi32>
  %0 = tf.Range %a, %b, %c
      : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<*xi32>
  return %0 : tensor<*xi32>
}

// -----

func.func @illegal() -> tensor<?xi32> {
  %a = tf.Const dense<0> : tensor<i32>
  %b = tf.Const dense<10> : tensor<i32>
  %c = tf.Const dense<0> : tensor<i32>
  // expected-error @+1 {{'tf.Range' op 'delta' must not be 0}}
  %0 = tf.Range %a, %b, %c
      : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<?xi32>
  return %0 : tensor<?xi32>
}
