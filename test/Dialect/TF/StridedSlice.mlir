// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(
    %x: tensor<?x3xf32>,
    %b: tensor<2xi32>,
    %e: tensor<2xi32>,
    %s: tensor<2xi32>)
    -> tensor<?xf32> {
  // CHECK: tf.StridedSlice %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}} {shrink_axis_mask = 2 : i64}
  // CHECK-SAME: : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?xf32>
  %0 = tf.StridedSlice %x, %b, %e, %s {shrink_axis_mask = 2 : i64}
      : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<?x3xf32>) -> tensor<?xf32> {
  %b = tf.Const dense<[0, 1]> : tensor<2xi32>
  %e = tf.Const dense<[0, 2]> : tensor<2xi32>
  %s = tf.Const dense<1> : tensor<2xi32>
  // CHECK: tf.StridedSlice %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}} {begin_mask = 1 : i64, end_mask = 1 : i64, shrink_axis_mask = 2 : i64}
  // CHECK-SAME: : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?xf32>
  %0 = tf.StridedSlice %x, %b, %e, %s {begin_mask = 1 : i64, end_mask = 1 : i64, shrink_axis_mask = 2 : i64}
      : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<10x4x?xf32>) -> tensor<*xf32> {
  %b = tf.Const dense<[8, 0, 0]> : tensor<3xi32>
  %e = tf.Const dense<[2, 0, 0]> : tensor<3xi32>
  %s = tf.Const dense<[-2, 1, 1]> : tensor<3xi32>
  // INFER: tf.StridedSlice
  // INFER-SAME: -> tensor<3x4x?x1xf32>
  %0 = tf.StridedSlice %x, %b, %e, %s {ellipsis_mask = 2 : i64, new_axis_mask = 4 : i64}
      : (tensor<10x4x?xf32>, tensor<3xi32>, tensor<3xi32>, tensor<3xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<8xf32>) -> tensor<*xf32> {
  %b = tf.Const dense<0> : tensor<1xi32>
  %e = tf.Const dense<1> : tensor<1xi32>
  %s = tf.Const dense<0> : tensor<1xi32>
  // expected-error @+1 {{'tf.StridedSlice' op strides[0] must not be 0}}
  %0 = tf.StridedSlice %x, %b, %e, %s
      : (tensor<8xf32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<8xf32>) -> tensor<f32> {
  %b = tf.Const dense<9> : tensor<1xi32>
  %e = tf.Const dense<10> : tensor<1xi32>
  %s = tf.Const dense<1> : tensor<1xi32>
  // expected-error @+1 {{'tf.StridedSlice' op index 9 is out of bounds for dimension 0 of size 8}}
  %0 = tf.StridedSlice %x, %b, %e, %s {shrink_axis_mask = 1 : i64}
      : (tensor<8xf32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<f32>
  return %0 : tensor<f32>
}
