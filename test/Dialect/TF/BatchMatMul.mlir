// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x2x4xf32>, %y: tensor<?x8x4xf32>)
    -> tensor<?x2x8xf32> {
  // CHECK: tf.BatchMatMul %{{[^ ,)]+}}, %{{[^ ,)]+}} {adj_y = true}
  // CHECK-SAME: : (tensor<?x2x4xf32>, tensor<?x8x4xf32>) -> tensor<?x2x8xf32>
  %0 = tf.BatchMatMul %x, %y {adj_y = true}
      : (tensor<?x2x4xf32>, tensor<?x8x4xf32>) -> tensor<?x2x8xf32>
  return %0 : tensor<?x2x8xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<?x2x3xf32>, %y: tensor<5x3x4xf32>)
    -> tensor<*xf32> {
  // INFER: tf.BatchMatMul
  // INFER-SAME: -> tensor<5x2x4xf32>
  %0 = tf.BatchMatMul %x, %y
      : (tensor<?x2x3xf32>, tensor<5x3x4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<1x2x3xf32>, %y: tensor<5x3x4xf32>)
    -> tensor<5x2x4xf32> {
  // expected-error @+1 {{'tf.BatchMatMul' op batch dimensions of 'x' and 'y': shapes [1] and [5] contradict each other}}
  %0 = tf.BatchMatMul %x, %y
      : (tensor<1x2x3xf32>, tensor<5x3x4xf32>) -> tensor<5x2x4xf32>
  return %0 : tensor<5x2x4xf32>
}
