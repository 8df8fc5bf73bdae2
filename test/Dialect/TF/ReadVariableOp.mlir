// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt -split-input-file | FileCheck %s

// CHECK-LABEL: func.func @read
func.func @read(%h: tensor<!tf.resource<tensor<?x3xf32>>>) -> tensor<?x3xf32> {
  // CHECK: tf.ReadVariableOp %{{.*}} : (tensor<!tf.resource<tensor<?x3xf32>>>) -> tensor<?x3xf32>
  %0 = tf.ReadVariableOp %h
      : (tensor<!tf.resource<tensor<?x3xf32>>>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// -----

func.func @no_handle(%h: tensor<f32>) -> tensor<3xf32> {
  // expected-error @+1 {{'tf.ReadVariableOp' op operand #0 must be tensor of resource values, but got 'tensor<f32>'}}
  %0 = tf.ReadVariableOp %h : (tensor<f32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
