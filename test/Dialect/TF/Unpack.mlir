// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x2x3xf32>)
    -> (tensor<?x3xf32>, tensor<?x3xf32>) {
  // CHECK: tf.Unpack %{{[^ ,)]+}} {axis = 1 : i64}
  // CHECK-SAME: : (tensor<?x2x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>)
  %0:2 = tf.Unpack %x {axis = 1 : i64}
      : (tensor<?x2x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>)
  return %0#0, %0#1 : tensor<?x3xf32>, tensor<?x3xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<1xf32>) -> tensor<f32> {
  // CHECK: tf.Unpack %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<1xf32>) -> tensor<f32>
  %0 = tf.Unpack %x : (tensor<1xf32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<2x?xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  // INFER: tf.Unpack
  // INFER-SAME: -> (tensor<?xf32>, tensor<?xf32>)
  %0:2 = tf.Unpack %x : (tensor<2x?xf32>) -> (tensor<*xf32>, tensor<*xf32>)
  return %0#0, %0#1 : tensor<*xf32>, tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<3xf32>) -> (tensor<f32>, tensor<f32>) {
  // expected-error @+1 {{'tf.Unpack' op the unpacked dimension of 'value' and the number of outputs must be equal, are 3 and 2}}
  %0:2 = tf.Unpack %x : (tensor<3xf32>) -> (tensor<f32>, tensor<f32>)
  return %0#0, %0#1 : tensor<f32>, tensor<f32>
}
