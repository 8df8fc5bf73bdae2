// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x8x8x3xf32>) -> tensor<?x4x4x3xf32> {
  // CHECK: tf.MaxPool %{{[^ ,)]+}} {ksize = [1, 2, 2, 1], padding = "VALID", strides = [1, 2, 2, 1]}
  // CHECK-SAME: : (tensor<?x8x8x3xf32>) -> tensor<?x4x4x3xf32>
  %0 = tf.MaxPool %x {ksize = [1, 2, 2, 1], padding = "VALID", strides = [1, 2, 2, 1]}
      : (tensor<?x8x8x3xf32>) -> tensor<?x4x4x3xf32>
  return %0 : tensor<?x4x4x3xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%x: tensor<1x3x9x9xf32>) -> tensor<1x3x5x5xf32> {
  // CHECK: tf.MaxPool %{{[^ ,)]+}} {data_format = "NCHW", ksize = [1, 1, 2, 2], padding = "SAME", strides = [1, 1, 2, 2]}
  // CHECK-SAME: : (tensor<1x3x9x9xf32>) -> tensor<1x3x5x5xf32>
  %0 = tf.MaxPool %x {data_format = "NCHW", ksize = [1, 1, 2, 2], padding = "SAME", strides = [1, 1, 2, 2]}
      : (tensor<1x3x9x9xf32>) -> tensor<1x3x5x5xf32>
  return %0 : tensor<1x3x5x5xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<?x8x?x3xf32>) -> tensor<*xf32> {
  // INFER: tf.MaxPool
  // INFER-SAME: -> tensor<?x4x?x3xf32>
  %0 = tf.MaxPool %x {ksize = [1, 2, 2, 1], padding = "VALID", strides = [1, 2, 2, 1]}
      : (tensor<?x8x?x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<8x8x3xf32>) -> tensor<4x4x3xf32> {
  // expected-error @+1 {{'tf.MaxPool' op 'input' must have rank 4, has shape [8,8,3]}}
  %0 = tf.MaxPool %x {ksize = [1, 2, 2, 1], padding = "VALID", strides = [1, 2, 2, 1]}
      : (tensor<8x8x3xf32>) -> tensor<4x4x3xf32>
  return %0 : tensor<4x4x3xf32>
}

// -----

func.func @illegal(%x: tensor<1x8x8x3xf32>) -> tensor<1x4x4x3xf32> {
  // expected-error @+1 {{'tf.MaxPool' op ksize must be positive, has 0}}
  %0 = tf.MaxPool %x {ksize = [1, 0, 2, 1], padding = "VALID", strides = [1, 2, 2, 1]}
      : (tensor<1x8x8x3xf32>) -> tensor<1x4x4x3xf32>
  return %0 : tensor<1x4x4x3xf32>
}

// -----

func.func @illegal(%x: tensor<1x8x8x3xf32>) -> tensor<1x4x4x4xf32> {
  // expected-error @+1 {{'tf.MaxPool' op result #0 type 'tensor<1x4x4x4xf32>' does not match the inferred 'tensor<1x4x4x3xf32>'}}
  %0 = tf.MaxPool %x {ksize = [1, 2, 2, 1], padding = "VALID", strides = [1, 2, 2, 1]}
      : (tensor<1x8x8x3xf32>) -> tensor<1x4x4x4xf32>
  return %0 : tensor<1x4x4x4xf32>
}
