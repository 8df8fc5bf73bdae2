// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xf32>, %m: tensor<2xi32>) -> tensor<?x?xf32> {
  // CHECK: tf.Tile %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  %0 = tf.Tile %x, %m : (tensor<?x3xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<?x3xf32>) -> tensor<*xf32> {
  %m = tf.Const dense<[1, 2]> : tensor<2xi32>
  // INFER: tf.Tile
  // INFER-SAME: -> tensor<?x6xf32>
  %0 = tf.Tile %x, %m : (tensor<?x3xf32>, tensor<2xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%x: tensor<3xf32>) -> tensor<?xf32> {
  %m = tf.Const dense<-1> : tensor<1xi32>
  // expected-error @+1 {{'tf.Tile' op multiples[0] is -1, must not be negative}}
  %0 = tf.Tile %x, %m : (tensor<3xf32>, tensor<1xi32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
