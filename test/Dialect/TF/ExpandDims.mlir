// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>, %d: tensor<i32>) -> tensor<?x?x?xf32> {
  // CHECK: tf.ExpandDims %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>, tensor<i32>) -> tensor<?x?x?xf32>
  %0 = tf.ExpandDims %x, %d
      : (tensor<?x3xf32>, tensor<i32>) -> tensor<?x?x?xf32>
  return %0 : tensor<?x?x?xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<?x3xf32>) -> tensor<?x1x3xf32> {
  %d = tf.Const dense<1> : tensor<i32>
  // CHECK: tf.ExpandDims %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>, tensor<i32>) -> tensor<?x1x3xf32>
  %0 = tf.ExpandDims %x, %d
      : (tensor<?x3xf32>, tensor<i32>) -> tensor<?x1x3xf32>
  return %0 : tensor<?x1x3xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<?x3xf32>) -> tensor<*xf32> {
  %d = tf.Const dense<-1> : tensor<i64>
  // INFER: tf.ExpandDims
  // INFER-SAME: -> tensor<?x3x1xf32>
  %0 = tf.ExpandDims %x, %d : (tensor<?x3xf32>, tensor<i64>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  %d = tf.Const dense<3> : tensor<i32>
  // expected-error @+1 {{'tf.ExpandDims' op 'dim' is 3, must be in [-3, 3)}}
  %0 = tf.ExpandDims %x, %d : (tensor<2x3xf32>, tensor<i32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
