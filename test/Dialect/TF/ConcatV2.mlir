// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%a: tensor<?x2xf32>, %b: tensor<?x3xf32>, %x: tensor<i32>)
    -> tensor<?x?xf32> {
  // CHECK: tf.ConcatV2 %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x2xf32>, tensor<?x3xf32>, tensor<i32>) -> tensor<?x?xf32>
  %0 = tf.ConcatV2 %a, %b, %x
      : (tensor<?x2xf32>, tensor<?x3xf32>, tensor<i32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%a: tensor<?x2xf32>, %b: tensor<?x3xf32>) -> tensor<?x5xf32> {
  %x = tf.Const dense<-1> : tensor<i32>
  // CHECK: tf.ConcatV2 %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x2xf32>, tensor<?x3xf32>, tensor<i32>) -> tensor<?x5xf32>
  %0 = tf.ConcatV2 %a, %b, %x
      : (tensor<?x2xf32>, tensor<?x3xf32>, tensor<i32>) -> tensor<?x5xf32>
  return %0 : tensor<?x5xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%a: tensor<?x2xf32>, %b: tensor<4x3xf32>) -> tensor<*xf32> {
  %x = tf.Const dense<1> : tensor<i32>
  // INFER: tf.ConcatV2
  // INFER-SAME: -> tensor<4x5xf32>
  %0 = tf.ConcatV2 %a, %b, %x
      : (tensor<?x2xf32>, tensor<4x3xf32>, tensor<i32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%a: tensor<2x3xf32>, %b: tensor<4x5xf32>) -> tensor<*xf32> {
  %x = tf.Const dense<0> : tensor<i32>
  // expected-error @+1 {{'tf.ConcatV2' op all values must agree except along dimension 0, value 1 has shape [4,5] after [?,3]}}
  %0 = tf.ConcatV2 %a, %b, %x
      : (tensor<2x3xf32>, tensor<4x5xf32>, tensor<i32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%a: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %x = tf.Const dense<0> : tensor<i32>
  // expected-error @+1 {{'tf.ConcatV2' op needs at least two values, has 1}}
  %0 = tf.ConcatV2 %a, %x : (tensor<2x3xf32>, tensor<i32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
