// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x8x8x3xf32>, %f: tensor<3x3x3x2xf32>)
    -> tensor<?x8x8x6xf32> {
  // CHECK: tf.DepthwiseConv2dNative %{{[^ ,)]+}}, %{{[^ ,)]+}} {padding = "SAME", strides = [1, 1, 1, 1]}
  // CHECK-SAME: : (tensor<?x8x8x3xf32>, tensor<3x3x3x2xf32>) -> tensor<?x8x8x6xf32>
  %0 = tf.DepthwiseConv2dNative %x, %f {padding = "SAME", strides = [1, 1, 1, 1]}
      : (tensor<?x8x8x3xf32>, tensor<3x3x3x2xf32>) -> tensor<?x8x8x6xf32>
  return %0 : tensor<?x8x8x6xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<?x8x?x3xf32>, %f: tensor<3x3x3x2xf32>)
    -> tensor<*xf32> {
  // INFER: tf.DepthwiseConv2dNative
  // INFER-SAME: -> tensor<?x6x?x6xf32>
  %0 = tf.DepthwiseConv2dNative %x, %f {padding = "VALID", strides = [1, 1, 1, 1]}
      : (tensor<?x8x?x3xf32>, tensor<3x3x3x2xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<1x8x8x4xf32>, %f: tensor<3x3x3x2xf32>)
    -> tensor<1x6x6x8xf32> {
  // expected-error @+1 {{'tf.DepthwiseConv2dNative' op the channels of 'input' and 'filter' must be equal, are 4 and 3}}
  %0 = tf.DepthwiseConv2dNative %x, %f {padding = "VALID", strides = [1, 1, 1, 1]}
      : (tensor<1x8x8x4xf32>, tensor<3x3x3x2xf32>) -> tensor<1x6x6x8xf32>
  return %0 : tensor<1x6x6x8xf32>
}
