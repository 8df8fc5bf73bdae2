// Graph functions become private functions, once each; handles are arguments.
// RUN: sm-opt %s --convert-graph-to-tf | FileCheck %s

sm.meta_graph tags [] {
  sm.variable @v : tensor<2xf32>
  sm.signature "s" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<2xf32>>}
      outputs {a = #sm.tensor_info<"a:0" : tensor<2xf32>>, b = #sm.tensor_info<"b:0" : tensor<2xf32>>,
               c = #sm.tensor_info<"c:0" : tensor<2xf32>>}
  // An entry gives way to a function of the same name.
  // CHECK: sm.signature "add" calls @add$1
  sm.signature "add" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<2xf32>>}
      outputs {d = #sm.tensor_info<"d:0" : tensor<2xf32>>}

  // CHECK: func.func @s(%[[X:[^ ]*]]:
  // CHECK-NEXT: %[[H:.*]] = sm.variable_handle @v
  // CHECK-NEXT: %[[A:.*]] = tf.StatefulPartitionedCall @add(%[[X]], %[[H]])
  // CHECK-SAME: : (tensor<2xf32>, tensor<!tf.resource<tensor<2xf32>>>) -> tensor<*xf32>
  // A node whose op is a function calls it.
  // CHECK-NEXT: %[[B:.*]] = tf.StatefulPartitionedCall @add(%[[A]], %[[H]])
  // CHECK-NEXT: %[[C:.*]] = tf.PartitionedCall @neg(%[[B]])
  // CHECK-NEXT: return %[[A]], %[[B]], %[[C]]

  // With control outputs, they and the results say what runs.
  // CHECK: func.func private @add(%[[X:[^ ]*]]: tensor<*xf32>, %[[H:[^ ]*]]: tensor<*x!tf.resource>) -> tensor<*xf32> {
  // CHECK-NEXT: %[[R:.*]] = tf.ReadVariableOp %[[H]]
  // CHECK-NEXT: %[[S:.*]] = tf.AddV2 %[[X]], %[[R]]
  // CHECK-NEXT: tf.AssignVariableOp %[[H]], %[[S]]
  // CHECK-NEXT: %[[N:.*]] = tf.PartitionedCall @neg(%[[S]])
  // CHECK-NEXT: return %[[N]]

  // CHECK: func.func private @neg(%[[X:[^ ]*]]: tensor<*xf32>) -> tensor<*xf32> {
  // CHECK-NEXT: tf.Neg %[[X]]
  // CHECK: func.func @add$1(
  // CHECK-NEXT: tf.PartitionedCall @neg
  // CHECK-NOT: func.func
  graph.func @unused() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  graph.func @neg(%x "x") signature #sm.proto<"tensorflow.OpDef", {input_arg = [{name = "x", type = "DT_FLOAT"}]}> {
    %0, %c = Neg(%x) name("neg") {T = f32}
    return(%0) keys ["y"]
  }
  graph.func @add(%x "x", %r "resource") signature #sm.proto<"tensorflow.OpDef", {is_stateful = true,
      input_arg = [{name = "x", type = "DT_FLOAT"}, {name = "resource", type = "DT_RESOURCE"}]}> {
    %0, %c0 = ReadVariableOp(%r) name("read") {dtype = f32}
    %1, %c1 = AddV2(%x, %0) name("sum") {T = f32}
    %c2 = AssignVariableOp(%r, %1) [%c0] name("assign") {dtype = f32}
    %3, %c3 = Print(%x) name("not_named")
    %4, %c4 = PartitionedCall(%1) name("call") {Tin = [f32], Tout = [f32], f = #tf.func<@neg, {}>}
    return(%4) [%c2] keys ["y"] control_keys ["c"]
  }
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<2>}
    %v, %cv = VarHandleOp() name("v") {dtype = f32, shape = #tf.shape<2>, shared_name = ""}
    %a, %ca = StatefulPartitionedCall(%x, %v) name("a") {
        Tin = [f32, !tf.resource], Tout = [f32], config = "", f = #tf.func<@add, {}>}
    %b, %cb = add(%a, %v) name("b")
    %c, %cc = PartitionedCall(%b) name("c") {Tin = [f32], Tout = [f32], f = #tf.func<@neg, {}>}
    %d, %cd = PartitionedCall(%x) name("d") {Tin = [f32], Tout = [f32], f = #tf.func<@neg, {}>}
  }
}
