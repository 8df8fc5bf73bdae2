// Upstream's canonicalizer over the tf dialect.
// RUN: sm-opt %s --canonicalize | FileCheck %s

// Ops that hand their operand on fold where that loses nothing of the type.
// CHECK-LABEL: func.func @identities(
// CHECK-SAME: %[[X:.*]]: tensor<?xf32>, %[[U:.*]]: tensor<*xf32>)
func.func @identities(%x: tensor<?xf32>, %u: tensor<*xf32>)
    -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<2xf32>, tensor<*xf32>) {
  %0 = tf.Identity %x : (tensor<?xf32>) -> tensor<?xf32>
  %1 = tf.StopGradient %0 : (tensor<?xf32>) -> tensor<?xf32>
  %2 = tf.PreventGradient %1 : (tensor<?xf32>) -> tensor<?xf32>
  %3 = tf.Snapshot %2 : (tensor<?xf32>) -> tensor<?xf32>
  // CHECK-NEXT: %[[MORE:.*]] = tf.Identity %[[U]] : (tensor<*xf32>) -> tensor<2xf32>
  %4 = tf.Identity %u : (tensor<*xf32>) -> tensor<2xf32>
  // CHECK-NEXT: %[[LESS:.*]] = tf.Identity %[[X]] : (tensor<?xf32>) -> tensor<*xf32>
  %5 = tf.Identity %3 : (tensor<?xf32>) -> tensor<*xf32>
  // CHECK-NEXT: return %[[X]], %[[X]], %[[X]], %[[X]], %[[MORE]], %[[LESS]]
  return %0, %1, %2, %3, %4, %5
      : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<2xf32>, tensor<*xf32>
}

// A reference that is read is no identity.
// CHECK-LABEL: func.func @reference(
func.func @reference(%x: tensor<2x!tf.ref<f32>>) -> tensor<2xf32> {
  // CHECK-NEXT: tf.Identity
  %0 = tf.Identity %x : (tensor<2x!tf.ref<f32>>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// Unused ops without effects go, random numbers count as an effect.
// CHECK-LABEL: func.func @dead(
func.func @dead(%x: tensor<2xf32>) {
  // CHECK-NEXT: %[[S:.*]] = tf.Const dense<2> : tensor<1xi32>
  // CHECK-NEXT: tf.RandomUniform %[[S]]
  // CHECK-NEXT: tf.opaque "Foo"
  // CHECK-NEXT: return
  %0 = tf.Exp %x : (tensor<2xf32>) -> tensor<2xf32>
  %1 = tf.Neg %0 : (tensor<2xf32>) -> tensor<2xf32>
  %s = tf.Const dense<2> : tensor<1xi32>
  %t = tf.Const dense<3> : tensor<1xi32>
  %2 = tf.RandomUniform %s : (tensor<1xi32>) -> tensor<2xf32>
  %3 = tf.opaque "Foo"() {node_attrs = {}} : () -> tensor<2xf32>
  return
}

// Constants of one function merge, also references; none is read.
// CHECK-LABEL: func.func @constants(
func.func @constants() -> (tensor<300xf32>, tensor<300xf32>) {
  // CHECK-NEXT: %[[C:.*]] = tf.Const #sm.data<"nothing", "k">
  // CHECK-NEXT: return %[[C]], %[[C]]
  %0 = tf.Const #sm.data<"nothing", "k"> : tensor<300xf32>
  %1 = tf.Const #sm.data<"nothing", "k"> : tensor<300xf32>
  return %0, %1 : tensor<300xf32>, tensor<300xf32>
}
