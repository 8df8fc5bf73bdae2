// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?x3xi1>) -> tensor<?x3xi1> {
  // CHECK: tf.LogicalNot %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?x3xi1>) -> tensor<?x3xi1>
  %0 = tf.LogicalNot %x : (tensor<?x3xi1>) -> tensor<?x3xi1>
  return %0 : tensor<?x3xi1>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%x: tensor<2x?xi1>) -> tensor<*xi1> {
  // INFER: tf.LogicalNot
  // INFER-SAME: -> tensor<2x?xi1>
  %0 = tf.LogicalNot %x : (tensor<2x?xi1>) -> tensor<*xi1>
  return %0 : tensor<*xi1>
}

// -----

func.func @illegal(%x: tensor<2xi1>) -> tensor<3xi1> {
  // expected-error @+1 {{'tf.LogicalNot' op result #0 type 'tensor<3xi1>' does not match the inferred 'tensor<2xi1>'}}
  %0 = tf.LogicalNot %x : (tensor<2xi1>) -> tensor<3xi1>
  return %0 : tensor<3xi1>
}
