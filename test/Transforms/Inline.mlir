// Upstream's inliner over calls of the tf dialect.
// RUN: sm-opt %s --inline | FileCheck %s
// RUN: sm-opt %s --inline --tf-infer-shapes | FileCheck %s --check-prefix=INFER

// What caller and callee know of a type differently, a refinement says; shape
// inference takes both.
// CHECK-LABEL: func.func @shapes(
// CHECK-SAME: %[[X:.*]]: tensor<8x?xf32>, %[[H:.*]]: tensor<!tf.resource<tensor<4xf32>>>)
// INFER-LABEL: func.func @shapes(
// INFER-SAME: -> tensor<8x4xf32>
func.func @shapes(%x: tensor<8x?xf32>, %h: tensor<!tf.resource<tensor<4xf32>>>) -> tensor<?x?xf32> {
  // CHECK-NEXT: %[[A:.*]] = tf.refine %[[X]] : tensor<8x?xf32> to tensor<?x4xf32>
  // CHECK-NEXT: %[[G:.*]] = tf.refine %[[H]] : tensor<!tf.resource<tensor<4xf32>>> to tensor<*x!tf.resource>
  // CHECK-NEXT: %[[B:.*]] = tf.Relu %[[A]]
  // CHECK-NEXT: %[[V:.*]] = tf.ReadVariableOp %[[G]]
  // CHECK-NEXT: %[[C:.*]] = tf.AddV2 %[[B]], %[[V]]
  // CHECK-NEXT: %[[D:.*]] = tf.refine %[[C]] : tensor<?x4xf32> to tensor<?x?xf32>
  // CHECK-NEXT: return %[[D]]
  // INFER-NEXT: %[[A:.*]] = tf.refine %{{.*}} : tensor<8x?xf32> to tensor<8x4xf32>
  // INFER-NEXT: tf.Relu %[[A]] : (tensor<8x4xf32>) -> tensor<8x4xf32>
  // INFER-NEXT: tf.ReadVariableOp %{{.*}} : (tensor<!tf.resource<tensor<4xf32>>>) -> tensor<4xf32>
  // INFER-NOT: tf.refine
  %0 = tf.StatefulPartitionedCall @partly(%x, %h)
      : (tensor<8x?xf32>, tensor<!tf.resource<tensor<4xf32>>>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}
// CHECK-NOT: @partly
func.func private @partly(%x: tensor<?x4xf32>, %h: tensor<*x!tf.resource>) -> tensor<?x4xf32> {
  %0 = tf.Relu %x : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %1 = tf.ReadVariableOp %h : (tensor<*x!tf.resource>) -> tensor<4xf32>
  %2 = tf.AddV2 %0, %1 : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
  return %2 : tensor<?x4xf32>
}

// A function of any type is inlined where the types are known.
// CHECK-LABEL: func.func @generic_calls(
// INFER-LABEL: func.func @generic_calls(
func.func @generic_calls(%x: tensor<2xf32>, %y: tensor<3xi32>) -> (tensor<2xf32>, tensor<3xi32>) {
  // CHECK-NOT: PartitionedCall
  // CHECK: return
  // INFER: tf.Relu
  // INFER: tf.Relu
  %0 = tf.PartitionedCall @generic(%x) : (tensor<2xf32>) -> tensor<2xf32>
  %1 = tf.PartitionedCall @generic(%y) : (tensor<3xi32>) -> tensor<3xi32>
  return %0, %1 : tensor<2xf32>, tensor<3xi32>
}
func.func private @generic(%x: tensor<*x!tf.unknown>) -> tensor<*x!tf.unknown> {
  %0 = tf.Relu %x : (tensor<*x!tf.unknown>) -> tensor<*x!tf.unknown>
  return %0 : tensor<*x!tf.unknown>
}

// Calls within calls, side effects in their order.
// CHECK-LABEL: func.func @nested(
// CHECK-SAME: %[[X:.*]]: tensor<f32>)
func.func @nested(%x: tensor<f32>) {
  // CHECK-NEXT: tf.opaque "Print"(%[[X]])
  // CHECK-NEXT: tf.opaque "Print"(%[[X]])
  // CHECK-NEXT: tf.opaque "Last"(%[[X]])
  // CHECK-NEXT: return
  tf.StatefulPartitionedCall @effect(%x) : (tensor<f32>) -> ()
  tf.PartitionedCall @calls_effect(%x) : (tensor<f32>) -> ()
  return
}
func.func private @calls_effect(%x: tensor<f32>) {
  tf.StatefulPartitionedCall @effect(%x) : (tensor<f32>) -> ()
  tf.opaque "Last"(%x) {node_attrs = {}} : (tensor<f32>) -> ()
  return
}
func.func private @effect(%x: tensor<f32>) {
  tf.opaque "Print"(%x) {node_attrs = {}} : (tensor<f32>) -> ()
  return
}

// A function that calls itself, or is not there, is left alone.
// CHECK-LABEL: func.func @recursive(
func.func @recursive(%x: tensor<f32>) -> tensor<f32> {
  // CHECK-NEXT: tf.PartitionedCall @recursive
  %0 = tf.PartitionedCall @recursive(%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
// CHECK: func.func private @outside
func.func private @outside(tensor<f32>) -> tensor<f32>
// CHECK-LABEL: func.func @external(
func.func @external(%x: tensor<f32>) -> tensor<f32> {
  // CHECK-NEXT: tf.PartitionedCall @outside
  %0 = tf.PartitionedCall @outside(%x) : (tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}
