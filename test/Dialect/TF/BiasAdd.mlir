// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%v: tensor<?x8x8x4xf32>, %b: tensor<4xf32>)
    -> tensor<?x8x8x4xf32> {
  // CHECK: tf.BiasAdd %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x8x8x4xf32>, tensor<4xf32>) -> tensor<?x8x8x4xf32>
  %0 = tf.BiasAdd %v, %b
      : (tensor<?x8x8x4xf32>, tensor<4xf32>) -> tensor<?x8x8x4xf32>
  return %0 : tensor<?x8x8x4xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%v: tensor<?x4x8x8xf32>, %b: tensor<4xf32>)
    -> tensor<?x4x8x8xf32> {
  // CHECK: tf.BiasAdd %{{[^ ,)]+}}, %{{[^ ,)]+}} {data_format = "NCHW"}
  // CHECK-SAME: : (tensor<?x4x8x8xf32>, tensor<4xf32>) -> tensor<?x4x8x8xf32>
  %0 = tf.BiasAdd %v, %b {data_format = "NCHW"}
      : (tensor<?x4x8x8xf32>, tensor<4xf32>) -> tensor<?x4x8x8xf32>
  return %0 : tensor<?x4x8x8xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%v: tensor<?x?xf32>, %b: tensor<4xf32>) -> tensor<*xf32> {
  // INFER: tf.BiasAdd
  // INFER-SAME: -> tensor<?x4xf32>
  %0 = tf.BiasAdd %v, %b : (tensor<?x?xf32>, tensor<4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%v: tensor<2x3xf32>, %b: tensor<4xf32>) -> tensor<2x3xf32> {
  // expected-error @+1 {{'tf.BiasAdd' op the channels of 'value' and 'bias' must be equal, are 3 and 4}}
  %0 = tf.BiasAdd %v, %b : (tensor<2x3xf32>, tensor<4xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

func.func @illegal(%v: tensor<2x3xf32>, %b: tensor<3xf32>) -> tensor<2x3xf32> {
  // expected-error @+1 {{'tf.BiasAdd' op data_format must be NHWC or NCHW, is 'HWC'}}
  %0 = tf.BiasAdd %v, %b {data_format = "HWC"}
      : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
