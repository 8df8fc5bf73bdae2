// Upstream's common subexpression elimination over the tf dialect.
// RUN: sm-opt %s --cse | FileCheck %s

// CHECK-LABEL: func.func @merge(
// CHECK-SAME: %[[X:.*]]: tensor<?xf32>)
func.func @merge(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  // CHECK-NEXT: %[[E:.*]] = tf.Exp %[[X]]
  %0 = tf.Exp %x : (tensor<?xf32>) -> tensor<?xf32>
  %1 = tf.Exp %x : (tensor<?xf32>) -> tensor<?xf32>
  // A default that is written is the same, another value is not.
  // CHECK-NEXT: %[[L:.*]] = tf.LeakyRelu %[[X]] :
  // CHECK-NEXT: %[[M:.*]] = tf.LeakyRelu %[[X]] {alpha = 5.000000e-01 : f32}
  %2 = tf.LeakyRelu %x : (tensor<?xf32>) -> tensor<?xf32>
  %3 = tf.LeakyRelu %x {alpha = 0.2 : f32} : (tensor<?xf32>) -> tensor<?xf32>
  %4 = tf.LeakyRelu %x {alpha = 0.5 : f32} : (tensor<?xf32>) -> tensor<?xf32>
  %5 = tf.AddV2 %2, %3 : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  // CHECK-NEXT: %[[S:.*]] = tf.AddV2 %[[L]], %[[L]]
  // CHECK-NEXT: return %[[E]], %[[E]], %[[M]], %[[S]]
  return %0, %1, %4, %5 : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// Of another type, with an effect, or unknown: two stay two.
// CHECK-LABEL: func.func @apart(
func.func @apart(%x: tensor<?xf32>, %s: tensor<1xi32>) {
  // CHECK-COUNT-2: tf.Cast
  %0 = tf.Cast %x : (tensor<?xf32>) -> tensor<?xi32>
  %1 = tf.Cast %x : (tensor<?xf32>) -> tensor<?xi64>
  // CHECK-COUNT-2: tf.RandomUniform
  %2 = tf.RandomUniform %s : (tensor<1xi32>) -> tensor<?xf32>
  %3 = tf.RandomUniform %s : (tensor<1xi32>) -> tensor<?xf32>
  // CHECK-COUNT-2: tf.opaque
  %4 = tf.opaque "Foo"() {node_attrs = {}} : () -> tensor<f32>
  %5 = tf.opaque "Foo"() {node_attrs = {}} : () -> tensor<f32>
  tf.opaque "Use"(%0, %1, %2, %3, %4, %5) {node_attrs = {}}
      : (tensor<?xi32>, tensor<?xi64>, tensor<?xf32>, tensor<?xf32>, tensor<f32>, tensor<f32>) -> ()
  return
}

// Nodes of a graph are left alone: each has its name.
// CHECK-LABEL: graph.graph
graph.graph {
  // CHECK-NEXT: Foo() name("a")
  // CHECK-NEXT: Foo() name("b")
  %a, %ca = Foo() name("a")
  %b, %cb = Foo() name("b")
}
