// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x2x4xf32>, %y: tensor<8x4xf32>)
    -> tensor<?x2x8xf32> {
  // CHECK: tf.BatchMatMulV2 %{{[^ ,)]+}}, %{{[^ ,)]+}} {adj_y = true}
  // CHECK-SAME: : (tensor<?x2x4xf32>, tensor<8x4xf32>) -> tensor<?x2x8xf32>
  %0 = tf.BatchMatMulV2 %x, %y {adj_y = true}
      : (tensor<?x2x4xf32>, tensor<8x4xf32>) -> tensor<?x2x8xf32>
  return %0 : tensor<?x2x8xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<7x1x2x3xf32>, %y: tensor<5x3x4xf32>)
    -> tensor<*xf32> {
  // INFER: tf.BatchMatMulV2
  // INFER-SAME: -> tensor<7x5x2x4xf32>
  %0 = tf.BatchMatMulV2 %x, %y
      : (tensor<7x1x2x3xf32>, tensor<5x3x4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<2x3xf32>, %y: tensor<4x5xf32>)
    -> tensor<2x5xf32> {
  // expected-error @+1 {{'tf.BatchMatMulV2' op the inner dimensions of 'x' and 'y' must be equal, are 3 and 4}}
  %0 = tf.BatchMatMulV2 %x, %y
      : (tensor<2x3xf32>, tensor<4x5xf32>) -> tensor<2x5xf32>
  return %0 : tensor<2x5xf32>
}
