// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x8x8x3xf32>, %f: tensor<3x3x3x16xf32>)
    -> tensor<?x4x4x16xf32> {
  // CHECK: tf.Conv2D %{{[^ ,)]+}}, %{{[^ ,)]+}} {padding = "SAME", strides = [1, 2, 2, 1]}
  // CHECK-SAME: : (tensor<?x8x8x3xf32>, tensor<3x3x3x16xf32>) -> tensor<?x4x4x16xf32>
  %0 = tf.Conv2D %x, %f {padding = "SAME", strides = [1, 2, 2, 1]}
      : (tensor<?x8x8x3xf32>, tensor<3x3x3x16xf32>) -> tensor<?x4x4x16xf32>
  return %0 : tensor<?x4x4x16xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<1x3x8x8xf32>, %f: tensor<3x3x3x16xf32>)
    -> tensor<1x16x7x8xf32> {
  // CHECK: tf.Conv2D %{{[^ ,)]+}}, %{{[^ ,)]+}} {data_format = "NCHW", dilations = [1, 1, 2, 2], explicit_paddings = [0, 0, 0, 0, 1, 2, 2, 2], padding = "EXPLICIT", strides = [1, 1, 1, 1]}
  // CHECK-SAME: : (tensor<1x3x8x8xf32>, tensor<3x3x3x16xf32>) -> tensor<1x16x7x8xf32>
  %0 = tf.Conv2D %x, %f {data_format = "NCHW", dilations = [1, 1, 2, 2], explicit_paddings = [0, 0, 0, 0, 1, 2, 2, 2], padding = "EXPLICIT", strides = [1, 1, 1, 1]}
      : (tensor<1x3x8x8xf32>, tensor<3x3x3x16xf32>) -> tensor<1x16x7x8xf32>
  return %0 : tensor<1x16x7x8xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<?x8x?x3xf32>, %f: tensor<3x3x3x16xf32>)
    -> tensor<*xf32> {
  // INFER: tf.Conv2D
  // INFER-SAME: -> tensor<?x6x?x16xf32>
  %0 = tf.Conv2D %x, %f {padding = "VALID", strides = [1, 1, 1, 1]}
      : (tensor<?x8x?x3xf32>, tensor<3x3x3x16xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<1x8x8x4xf32>, %f: tensor<3x3x3x16xf32>)
    -> tensor<1x6x6x16xf32> {
  // expected-error @+1 {{'tf.Conv2D' op the channels of 'input', 4, must be a multiple of the input channels of 'filter', 3}}
  %0 = tf.Conv2D %x, %f {padding = "VALID", strides = [1, 1, 1, 1]}
      : (tensor<1x8x8x4xf32>, tensor<3x3x3x16xf32>) -> tensor<1x6x6x16xf32>
  return %0 : tensor<1x6x6x16xf32>
}

// -----

func.func @illegal(%x: tensor<1x8x8x3xf32>, %f: tensor<3x3x3x16xf32>)
    -> tensor<1x6x6x16xf32> {
  // expected-error @+1 {{'tf.Conv2D' op padding must be SAME, VALID or EXPLICIT, is 'FULL'}}
  %0 = tf.Conv2D %x, %f {padding = "FULL", strides = [1, 1, 1, 1]}
      : (tensor<1x8x8x3xf32>, tensor<3x3x3x16xf32>) -> tensor<1x6x6x16xf32>
  return %0 : tensor<1x6x6x16xf32>
}

// -----

func.func @illegal(%x: tensor<1x8x8x3xf32>, %f: tensor<3x3x3x16xf32>)
    -> tensor<1x6x6x16xf32> {
  // expected-error @+1 {{'tf.Conv2D' op strides must have 4 elements, has 2}}
  %0 = tf.Conv2D %x, %f {padding = "VALID", strides = [1, 1]}
      : (tensor<1x8x8x3xf32>, tensor<3x3x3x16xf32>) -> tensor<1x6x6x16xf32>
  return %0 : tensor<1x6x6x16xf32>
}

// -----

func.func @illegal(%x: tensor<1x8x8x3xf32>, %f: tensor<3x3x3x16xf32>)
    -> tensor<1x8x8x16xf32> {
  // expected-error @+1 {{'tf.Conv2D' op result #0 type 'tensor<1x8x8x16xf32>' does not match the inferred 'tensor<1x6x6x16xf32>'}}
  %0 = tf.Conv2D %x, %f {padding = "VALID", strides = [1, 1, 1, 1]}
      : (tensor<1x8x8x3xf32>, tensor<3x3x3x16xf32>) -> tensor<1x8x8x16xf32>
  return %0 : tensor<1x8x8x16xf32>
}
