// What has no record, or does not fit its record, travels as it is.
// RUN: sm-opt %s --convert-graph-to-tf | FileCheck %s

sm.meta_graph tags [] {
  sm.signature "s" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<2x2xf32>>}
      outputs {a = #sm.tensor_info<"a:1" : tensor<*xf32>>, b = #sm.tensor_info<"b" : tensor<*xf32>>,
               c = #sm.tensor_info<"c" : tensor<*xf32>>, d = #sm.tensor_info<"d" : tensor<*xf32>>,
               e = #sm.tensor_info<"e" : tensor<*xf32>>, f = #sm.tensor_info<"f" : tensor<*xf32>>,
               g = #sm.tensor_info<"g" : tensor<*xf32>>}
  // CHECK: func.func @s(%[[X:[^ ]*]]:
  // An unknown op, with functions as attributes, in lists, and inside others.
  // CHECK-NEXT: %[[A:.*]]:2 = tf.opaque "Addons>Map"(%[[X]], %[[X]])
  // CHECK-SAME: {node_attrs = {T = f32, _class = ["loc:@x"], f = #tf.func<@f, {g = #tf.func<@g, {}>}>, l = [#tf.func<@h, {}>, #tf.func<@not_here, {}>]}}
  // CHECK-SAME: -> (tensor<*x!tf.unknown>, tensor<*x!tf.unknown>)
  // The types of TensorFlow's own ops are known, with or without a record.
  // CHECK-NEXT: %[[B:.*]] = tf.opaque "Fact"() {node_attrs = {}} : () -> tensor<*x!tf.string>
  // Where the type of an operand is not known, the node says it.
  // CHECK-NEXT: tf.Identity %[[A]]#1 : (tensor<*x!tf.unknown>) -> tensor<*x!tf.string>
  // An attribute that the record does not know may change the meaning;
  // those that begin with _ do not.
  // CHECK-NEXT: tf.opaque "Relu"(%[[X]]) {node_attrs = {T = f32, alpha = 5.000000e+00 : f32}}
  // CHECK-NEXT: tf.Relu %[[X]] :
  // An attribute of another kind, an attribute that is not there.
  // CHECK-NEXT: tf.opaque "MatMul"(%[[X]], %[[X]]) {node_attrs = {T = f32, transpose_a = 1 : i64}}
  // CHECK-NEXT: tf.opaque "MaxPool"(%[[X]]) {node_attrs = {T = f32, ksize = [1, 1, 1, 1], padding = "SAME"}}

  // Functions that attributes name are converted, and what they call.
  // CHECK: func.func private @g(
  // CHECK: func.func private @f(
  // CHECK-NEXT: tf.PartitionedCall @inner(
  // CHECK: func.func private @inner(
  // CHECK: func.func private @h(
  // CHECK-NOT: func.func
  graph.func @f(%x "x") signature #sm.proto<"tensorflow.OpDef", {input_arg = [{name = "x", type = "DT_FLOAT"}]}> {
    %0, %c0 = PartitionedCall(%x) name("call") {f = #tf.func<@inner, {}>}
    return(%0) keys ["y"]
  }
  graph.func @inner(%x "x") signature #sm.proto<"tensorflow.OpDef", {input_arg = [{name = "x", type = "DT_FLOAT"}]}> {
    return(%x) keys ["y"]
  }
  graph.func @g() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  graph.func @h() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  graph.func @unused() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<2x2>}
    %a:2, %ca = "graph.Addons>Map"(%x, %x, %cx) {graph.name = "a", graph.device = "/cpu:0", T = f32, _class = ["loc:@x"],
        f = #tf.func<@f, {g = #tf.func<@g, {}>}>, l = [#tf.func<@h, {}>, #tf.func<@not_here, {}>]}
        : (!graph.tensor, !graph.tensor, !graph.control) -> (!graph.tensor, !graph.tensor, !graph.control)
    %b, %cb = Fact() name("b")
    %c, %cc = Identity(%a#1) name("c") {T = !tf.string}
    %d, %cd = Relu(%x) name("d") {T = f32, alpha = 5.0 : f32}
    %e, %ce = Relu(%x) name("e") {T = f32, _alpha = 5.0 : f32}
    %f, %cf = MatMul(%x, %x) name("f") {T = f32, transpose_a = 1 : i64}
    %g, %cg = MaxPool(%x) name("g") {T = f32, ksize = [1, 1, 1, 1], padding = "SAME"}
  }
}
