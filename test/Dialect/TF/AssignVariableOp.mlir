// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt -split-input-file | FileCheck %s

// CHECK-LABEL: func.func @assign
func.func @assign(%h: tensor<!tf.resource<tensor<?xf32>>>, %v: tensor<?xf32>) {
  // CHECK: tf.AssignVariableOp %{{.*}}, %{{.*}} : (tensor<!tf.resource<tensor<?xf32>>>, tensor<?xf32>) -> ()
  tf.AssignVariableOp %h, %v
      : (tensor<!tf.resource<tensor<?xf32>>>, tensor<?xf32>) -> ()
  return
}

// -----

func.func @no_handle(%h: tensor<f32>, %v: tensor<3xf32>) {
  // expected-error @+1 {{'tf.AssignVariableOp' op operand #0 must be tensor of resource values, but got 'tensor<f32>'}}
  tf.AssignVariableOp %h, %v : (tensor<f32>, tensor<3xf32>) -> ()
  return
}
