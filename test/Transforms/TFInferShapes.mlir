// RUN: sm-opt %s --tf-infer-shapes -split-input-file -verify-diagnostics | FileCheck %s

// Each result keeps what was known and gains what the shape function says; an
// unknown batch stays unknown.
// CHECK-LABEL: func.func @merge(
// CHECK-SAME: %[[X:.*]]: tensor<?x4xf32>) -> tensor<8x4xf32> {
func.func @merge(%x: tensor<?x4xf32>) -> tensor<*xf32> {
  // A refinement that says nothing more is gone.
  // CHECK-NEXT: %[[R:.*]] = tf.Relu %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
  %a = tf.refine %x : tensor<?x4xf32> to tensor<*xf32>
  %0 = tf.Relu %a : (tensor<*xf32>) -> tensor<*xf32>
  // One that says more stays, with what both know.
  // CHECK-NEXT: %[[B:.*]] = tf.refine %[[R]] : tensor<?x4xf32> to tensor<8x4xf32>
  %b = tf.refine %0 : tensor<*xf32> to tensor<8x?xf32>
  // CHECK-NEXT: %[[N:.*]] = tf.Neg %[[B]] : (tensor<8x4xf32>) -> tensor<8x4xf32>
  %1 = tf.Neg %b : (tensor<8x?xf32>) -> tensor<*xf32>
  // CHECK-NEXT: return %[[N]] : tensor<8x4xf32>
  return %1 : tensor<*xf32>
}

// Callers of a private function rely on its type.
// CHECK-LABEL: func.func private @private(
// CHECK-SAME: %[[X:.*]]: tensor<?x4xf32>) -> tensor<*xf32> {
func.func private @private(%x: tensor<?x4xf32>) -> tensor<*xf32> {
  // CHECK-NEXT: %[[R:.*]] = tf.Relu %[[X]] : (tensor<?x4xf32>) -> tensor<?x4xf32>
  // CHECK-NEXT: %[[S:.*]] = tf.refine %[[R]] : tensor<?x4xf32> to tensor<*xf32>
  // CHECK-NEXT: return %[[S]]
  %0 = tf.Relu %x : (tensor<?x4xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
// CHECK-LABEL: func.func @caller(
func.func @caller(%x: tensor<?x4xf32>) -> tensor<*xf32> {
  // CHECK-NEXT: %[[C:.*]] = tf.PartitionedCall @private(%{{.*}}) : (tensor<?x4xf32>) -> tensor<*xf32>
  %0 = tf.PartitionedCall @private(%x) : (tensor<?x4xf32>) -> tensor<*xf32>
  // CHECK-NEXT: tf.Relu %[[C]] : (tensor<*xf32>) -> tensor<*xf32>
  %1 = tf.Relu %0 : (tensor<*xf32>) -> tensor<*xf32>
  return %1 : tensor<*xf32>
}

// Variables give their type to reads; handles say what they may.
sm.variable @v : tensor<?x3xf32>
// CHECK-LABEL: func.func @variables(
// CHECK-SAME: %[[H:.*]]: tensor<!tf.resource<tensor<2xf32>>>)
func.func @variables(%h: tensor<!tf.resource<tensor<2xf32>>>) -> (tensor<*xf32>, tensor<2xf32>) {
  // CHECK-NEXT: %[[R:.*]] = sm.read_variable @v : tensor<?x3xf32>
  %0 = sm.read_variable @v : tensor<*xf32>
  // CHECK-NEXT: %{{.*}} = sm.read_variable @v : tensor<7x3xf32>
  %1 = sm.read_variable @v : tensor<7x?xf32>
  %g = tf.refine %h : tensor<!tf.resource<tensor<2xf32>>> to tensor<*x!tf.resource>
  // CHECK-NEXT: tf.ReadVariableOp %[[H]] : (tensor<!tf.resource<tensor<2xf32>>>) -> tensor<2xf32>
  %2 = tf.ReadVariableOp %g : (tensor<*x!tf.resource>) -> tensor<2xf32>
  // CHECK-NEXT: return %[[R]], %{{.*}} : tensor<?x3xf32>, tensor<2xf32>
  return %0, %2 : tensor<*xf32>, tensor<2xf32>
}

// What an opaque op gives is not known, until a known op says it.
// CHECK-LABEL: func.func @unknown(
// CHECK-SAME: -> tensor<i64>
func.func @unknown(%x: tensor<?xf32>) -> tensor<*xi64> {
  // CHECK: tf.opaque "Foo"(%{{.*}}) {node_attrs = {}} : (tensor<?xf32>) -> tensor<*x!tf.unknown>
  %0 = tf.opaque "Foo"(%x) {node_attrs = {}} : (tensor<?xf32>) -> tensor<*x!tf.unknown>
  // CHECK: tf.Relu %{{.*}} : (tensor<*x!tf.unknown>) -> tensor<*x!tf.unknown>
  %1 = tf.Relu %0 : (tensor<*x!tf.unknown>) -> tensor<*x!tf.unknown>
  // CHECK: tf.Size %{{.*}} : (tensor<*x!tf.unknown>) -> tensor<i64>
  %2 = tf.Size %1 : (tensor<*x!tf.unknown>) -> tensor<*xi64>
  return %2 : tensor<*xi64>
}

// Values that are known of small integer tensors shape others.
// CHECK-LABEL: func.func @shape_arithmetic(
// CHECK-SAME: -> tensor<?x?x4xf32>
func.func @shape_arithmetic(%x: tensor<?x2x6xf32>) -> tensor<*xf32> {
  %shape = tf.Shape %x : (tensor<?x2x6xf32>) -> tensor<*xi32>
  %zero = tf.Const dense<0> : tensor<1xi32>
  %one = tf.Const dense<1> : tensor<1xi32>
  %batch = tf.StridedSlice %shape, %zero, %one, %one {shrink_axis_mask = 1 : i64}
      : (tensor<*xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<*xi32>
  %rest = tf.Const dense<-1> : tensor<i32>
  %four = tf.Const dense<4> : tensor<i32>
  // CHECK: tf.Pack %{{.*}} -> tensor<3xi32>
  %wanted = tf.Pack %batch, %rest, %four
      : (tensor<*xi32>, tensor<i32>, tensor<i32>) -> tensor<*xi32>
  // CHECK: tf.Reshape %{{.*}} -> tensor<?x?x4xf32>
  %0 = tf.Reshape %x, %wanted : (tensor<?x2x6xf32>, tensor<*xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// A function without a body has nothing to refine.
// CHECK: func.func private @external(tensor<?xf32>) -> tensor<*xf32>
func.func private @external(tensor<?xf32>) -> tensor<*xf32>

// -----

func.func @contradiction(%x: tensor<3xf32>) -> tensor<4xf32> {
  %0 = tf.Relu %x : (tensor<3xf32>) -> tensor<*xf32>
  // expected-error @below {{'tf.refine' op result #0 type 'tensor<4xf32>' does not match the inferred 'tensor<3xf32>'}}
  %1 = tf.refine %0 : tensor<*xf32> to tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

func.func @not_multiplied(%x: tensor<2x3xf32>) -> tensor<*xf32> {
  %a = tf.refine %x : tensor<2x3xf32> to tensor<*xf32>
  // expected-error @below {{'tf.MatMul' op}}
  %0 = tf.MatMul %a, %a : (tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @later(%x: tensor<2xf32>) -> tensor<3xf32> {
  %a = tf.refine %x : tensor<2xf32> to tensor<*xf32>
  %0 = tf.Relu %a : (tensor<*xf32>) -> tensor<?xf32>
  // expected-error @below {{'tf.Neg' op result #0 type 'tensor<3xf32>' does not match the inferred 'tensor<2xf32>'}}
  %1 = tf.Neg %0 : (tensor<?xf32>) -> tensor<3xf32>
  return %1 : tensor<3xf32>
}
