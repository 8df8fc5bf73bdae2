// RUN: sm-opt %s --sm-prune | FileCheck %s
// RUN: sm-opt %s --sm-prune --sm-prune | FileCheck %s

// CHECK-LABEL: sm.meta_graph tags ["serve"] initializer @init
// CHECK-NEXT: sm.variable @used :
// CHECK-NEXT: sm.variable @chained :
// CHECK-NEXT: sm.asset @needed
// CHECK-NEXT: sm.signature "s" calls @s
// CHECK-NEXT: sm.concrete_function "f" overload 0 of @t calls @f
// CHECK-NEXT: func.func @s()
sm.meta_graph tags ["serve"] initializer @init attributes {init_node = "i"} {
  sm.variable @used : tensor<f32>
  sm.variable @chained : tensor<f32>
  sm.variable @unused : tensor<f32>
  sm.variable @only_dead : tensor<f32>
  sm.asset @needed "a" tensor "a:0"
  sm.asset @dead_asset "b" tensor "b:0"
  sm.signature "s" calls @s method "" inputs {} outputs {y = #sm.tensor_info<"y:0" : tensor<f32>>}
  sm.signature "not_converted" method "" inputs {} outputs {}
  sm.concrete_function "f" overload 0 of @t calls @f inputs [] outputs [] captures []
  sm.concrete_function "f" overload 1 of @t inputs [] outputs [] captures []
  func.func @s() -> (tensor<f32> {tf.name = "y"}) {
    // CHECK-NEXT: %[[Y:.*]] = tf.StatefulPartitionedCall @callee()
    // CHECK-NEXT: return %[[Y]]
    %0 = tf.StatefulPartitionedCall @callee() : () -> tensor<f32>
    // Ops without uses and effects go in a chain.
    %1 = sm.read_variable @only_dead : tensor<f32>
    %2 = tf.Exp %1 : (tensor<f32>) -> tensor<f32>
    %3 = tf.Neg %2 : (tensor<f32>) -> tensor<f32>
    return %0 : tensor<f32>
  }
  // CHECK: func.func private @callee()
  func.func private @callee() -> tensor<f32> {
    %0 = sm.read_variable @used : tensor<f32>
    return %0 : tensor<f32>
  }
  // CHECK: func.func @f()
  func.func @f() {
    // CHECK-NEXT: tf.opaque "Foo"() {node_attrs = {f = #tf.func<@attr, {}>}}
    tf.opaque "Foo"() {node_attrs = {f = #tf.func<@attr, {}>}} : () -> ()
    return
  }
  // CHECK: func.func private @attr()
  func.func private @attr() {
    return
  }
  // CHECK-NOT: func.func private
  func.func private @dead() -> tensor<f32> {
    %0 = sm.read_variable @unused : tensor<f32>
    return %0 : tensor<f32>
  }
  // What the initializer reads of variables, it must assign first.
  // CHECK: func.func @init() {
  // CHECK-NEXT: %[[C:.*]] = tf.Const dense<1.000000e+00>
  // CHECK-NEXT: sm.assign_variable @chained, %[[C]]
  // CHECK-NEXT: %[[R:.*]] = sm.read_variable @chained
  // CHECK-NEXT: sm.assign_variable @used, %[[R]]
  // CHECK-NEXT: tf.opaque "Load"(%{{.*}})
  // CHECK-NEXT: sm.asset_path @needed
  // CHECK-NEXT: tf.opaque "Read"
  // CHECK-NEXT: return
  func.func @init() {
    %c = tf.Const dense<1.0> : tensor<f32>
    %d = tf.Const dense<2.0> : tensor<f32>
    sm.assign_variable @unused, %d : tensor<f32>
    sm.assign_variable @chained, %c : tensor<f32>
    %r = sm.read_variable @chained : tensor<f32>
    sm.assign_variable @used, %r : tensor<f32>
    %u = sm.read_variable @unused : tensor<f32>
    sm.assign_variable @only_dead, %u : tensor<f32>
    tf.opaque "Load"(%c) {node_attrs = {}} : (tensor<f32>) -> ()
    %p = sm.asset_path @dead_asset : tensor<!tf.string>
    %q = sm.asset_path @needed : tensor<!tf.string>
    tf.opaque "Read"(%q) {node_attrs = {}} : (tensor<!tf.string>) -> ()
    return
  }
  // CHECK-NOT: sm.messages
  sm.messages #sm.proto<"tensorflow.MetaGraphDef", {}>
}

// An initializer that does nothing for the entries goes altogether.
// CHECK-LABEL: sm.meta_graph tags ["restore"] {
// CHECK-NEXT: sm.signature "s"
// CHECK-NEXT: func.func @s()
// CHECK-NOT: func.func
sm.meta_graph tags ["restore"] initializer @init attributes {init_node = "i"} {
  sm.variable @v : tensor<f32>
  sm.variable @w : tensor<f32>
  sm.signature "s" calls @s method "" inputs {} outputs {}
  func.func @s() {
    return
  }
  func.func @init() {
    %c = tf.Const dense<1.0> : tensor<f32>
    sm.assign_variable @v, %c : tensor<f32>
    %r = sm.read_variable @v : tensor<f32>
    sm.assign_variable @w, %r : tensor<f32>
    return
  }
}

// A MetaGraph that is still a graph stays as it is.
// CHECK-LABEL: sm.meta_graph tags ["graph"]
// CHECK-NEXT: sm.variable @v
// CHECK-NEXT: sm.signature "s" method
// CHECK-NEXT: graph.graph
// CHECK: sm.messages
sm.meta_graph tags ["graph"] {
  sm.variable @v : tensor<f32>
  sm.signature "s" method "" inputs {} outputs {}
  graph.graph {}
  sm.messages #sm.proto<"tensorflow.MetaGraphDef", {}>
}
