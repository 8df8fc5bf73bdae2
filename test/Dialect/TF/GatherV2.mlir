// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%p: tensor<100x8xf32>, %i: tensor<?x5xi64>, %a: tensor<i32>)
    -> tensor<?x?x?xf32> {
  // CHECK: tf.GatherV2 %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<100x8xf32>, tensor<?x5xi64>, tensor<i32>) -> tensor<?x?x?xf32>
  %0 = tf.GatherV2 %p, %i, %a
      : (tensor<100x8xf32>, tensor<?x5xi64>, tensor<i32>) -> tensor<?x?x?xf32>
  return %0 : tensor<?x?x?xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%p: tensor<2x9x8xf32>, %i: tensor<2x5xi32>)
    -> tensor<2x5x8xf32> {
  %a = tf.Const dense<1> : tensor<i64>
  // CHECK: tf.GatherV2 %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}} {batch_dims = 1 : i64}
  // CHECK-SAME: : (tensor<2x9x8xf32>, tensor<2x5xi32>, tensor<i64>) -> tensor<2x5x8xf32>
  %0 = tf.GatherV2 %p, %i, %a {batch_dims = 1 : i64}
      : (tensor<2x9x8xf32>, tensor<2x5xi32>, tensor<i64>) -> tensor<2x5x8xf32>
  return %0 : tensor<2x5x8xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%p: tensor<100x8xf32>, %i: tensor<?x5xi64>) -> tensor<*xf32> {
  %a = tf.Const dense<0> : tensor<i32>
  // INFER: tf.GatherV2
  // INFER-SAME: -> tensor<?x5x8xf32>
  %0 = tf.GatherV2 %p, %i, %a
      : (tensor<100x8xf32>, tensor<?x5xi64>, tensor<i32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%p: tensor<9x8xf32>, %i: tensor<5xi32>) -> tensor<*xf32> {
  %a = tf.Const dense<2> : tensor<i32>
  // expected-error @+1 {{'tf.GatherV2' op 'axis' is 2, must be in [-2, 2)}}
  %0 = tf.GatherV2 %p, %i, %a
      : (tensor<9x8xf32>, tensor<5xi32>, tensor<i32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
