// RUN: sm-opt %s --tf-resolve-variables | FileCheck %s

sm.variable @v : tensor<3xf32>
sm.variable @w : tensor<*xf32>

// Handles from right here become symbols, and are gone.
// CHECK-LABEL: func.func @direct(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>)
func.func @direct(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<?xf32>) {
  %h = sm.variable_handle @v : tensor<!tf.resource<tensor<3xf32>>>
  %g = sm.variable_handle @w : tensor<!tf.resource>
  // CHECK-NEXT: %[[R:.*]] = sm.read_variable @v : tensor<3xf32>
  %0 = tf.ReadVariableOp %h : (tensor<!tf.resource<tensor<3xf32>>>) -> tensor<3xf32>
  // CHECK-NEXT: sm.assign_variable @v, %[[X]] : tensor<3xf32>
  tf.AssignVariableOp %h, %x {validate_shape = true}
      : (tensor<!tf.resource<tensor<3xf32>>>, tensor<3xf32>) -> ()
  // The read keeps its type.
  // CHECK-NEXT: %[[W:.*]] = sm.read_variable @w : tensor<?xf32>
  %1 = tf.ReadVariableOp %g : (tensor<!tf.resource>) -> tensor<?xf32>
  // CHECK-NEXT: return %[[R]], %[[W]]
  return %0, %1 : tensor<3xf32>, tensor<?xf32>
}

// Handles that come from elsewhere stay, and so does one that is used elsewhere.
// CHECK-LABEL: func.func @elsewhere(
// CHECK-SAME: %[[H:[^ ]*]]: tensor<!tf.resource>)
func.func @elsewhere(%h: tensor<!tf.resource>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  // CHECK-NEXT: %[[A:.*]] = tf.ReadVariableOp %[[H]]
  %0 = tf.ReadVariableOp %h : (tensor<!tf.resource>) -> tensor<3xf32>
  // CHECK-NEXT: %[[V:.*]] = sm.variable_handle @v
  %v = sm.variable_handle @v : tensor<!tf.resource>
  // CHECK-NEXT: %[[I:.*]] = tf.Identity %[[V]]
  %i = tf.Identity %v : (tensor<!tf.resource>) -> tensor<!tf.resource>
  // CHECK-NEXT: %[[B:.*]] = tf.ReadVariableOp %[[I]]
  %1 = tf.ReadVariableOp %i : (tensor<!tf.resource>) -> tensor<3xf32>
  // CHECK-NEXT: %[[C:.*]] = sm.read_variable @v
  %2 = tf.ReadVariableOp %v : (tensor<!tf.resource>) -> tensor<3xf32>
  // CHECK-NEXT: tf.opaque "Use"(%[[V]])
  tf.opaque "Use"(%v) {node_attrs = {}} : (tensor<!tf.resource>) -> ()
  return %0, %1, %2 : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// The order of accesses is kept.
// CHECK-LABEL: func.func @order(
func.func @order(%x: tensor<3xf32>) -> tensor<3xf32> {
  // CHECK-NEXT: %[[A:.*]] = sm.read_variable @v
  // CHECK-NEXT: sm.assign_variable @v, %{{.*}}
  // CHECK-NEXT: %[[B:.*]] = sm.read_variable @v
  // CHECK-NEXT: tf.Sub %[[B]], %[[A]]
  %h = sm.variable_handle @v : tensor<!tf.resource>
  %0 = tf.ReadVariableOp %h : (tensor<!tf.resource>) -> tensor<3xf32>
  tf.AssignVariableOp %h, %x : (tensor<!tf.resource>, tensor<3xf32>) -> ()
  %1 = tf.ReadVariableOp %h : (tensor<!tf.resource>) -> tensor<3xf32>
  %2 = tf.Sub %1, %0 : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %2 : tensor<3xf32>
}
