// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(
    %x: tensor<?x8x8x4xf32>,
    %s: tensor<4xf32>,
    %o: tensor<4xf32>,
    %m: tensor<4xf32>,
    %v: tensor<4xf32>)
    -> (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  // CHECK: tf.FusedBatchNorm %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}} {is_training = false}
  // CHECK-SAME: : (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %0:5 = tf.FusedBatchNorm %x, %s, %o, %m, %v {is_training = false}
      : (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  return %0#0, %0#1, %0#2, %0#3, %0#4 : tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(
    %x: tensor<2x4x8x8xf32>,
    %s: tensor<4xf32>,
    %o: tensor<4xf32>,
    %m: tensor<0xf32>,
    %v: tensor<0xf32>)
    -> (tensor<2x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  // CHECK: tf.FusedBatchNorm %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}} {data_format = "NCHW", epsilon = 1.000000e-03 : f32}
  // CHECK-SAME: : (tensor<2x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<0xf32>, tensor<0xf32>) -> (tensor<2x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %0:5 = tf.FusedBatchNorm %x, %s, %o, %m, %v {data_format = "NCHW", epsilon = 1.000000e-03 : f32}
      : (tensor<2x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<0xf32>, tensor<0xf32>) -> (tensor<2x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  return %0#0, %0#1, %0#2, %0#3, %0#4 : tensor<2x4x8x8xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(
    %x: tensor<?x8x8x?xf32>,
    %s: tensor<4xf32>,
    %o: tensor<4xf32>,
    %m: tensor<?xf32>,
    %v: tensor<?xf32>)
    -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  // INFER: tf.FusedBatchNorm
  // INFER-SAME: -> (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  %0:5 = tf.FusedBatchNorm %x, %s, %o, %m, %v {is_training = false}
      : (tensor<?x8x8x?xf32>, tensor<4xf32>, tensor<4xf32>, tensor<?xf32>, tensor<?xf32>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>)
  return %0#0, %0#1, %0#2, %0#3, %0#4 : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

// -----

func.func @illegal(
    %x: tensor<2x8x8x4xf32>,
    %s: tensor<3xf32>,
    %o: tensor<3xf32>,
    %m: tensor<4xf32>,
    %v: tensor<4xf32>)
    -> (tensor<2x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  // expected-error @+1 {{'tf.FusedBatchNorm' op the channels of 'x' and 'scale' must be equal, are 4 and 3}}
  %0:5 = tf.FusedBatchNorm %x, %s, %o, %m, %v {is_training = false}
      : (tensor<2x8x8x4xf32>, tensor<3xf32>, tensor<3xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<2x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  return %0#0, %0#1, %0#2, %0#3, %0#4 : tensor<2x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// -----

func.func @illegal(
    %x: tensor<2x8x4xf32>,
    %s: tensor<4xf32>,
    %o: tensor<4xf32>,
    %m: tensor<4xf32>,
    %v: tensor<4xf32>)
    -> (tensor<2x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  // expected-error @+1 {{'tf.FusedBatchNorm' op 'x' must have rank 4, has shape [2,8,4]}}
  %0:5 = tf.FusedBatchNorm %x, %s, %o, %m, %v {is_training = false}
      : (tensor<2x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<2x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  return %0#0, %0#1, %0#2, %0#3, %0#4 : tensor<2x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}
