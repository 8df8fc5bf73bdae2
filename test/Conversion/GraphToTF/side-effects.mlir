// Functions that name no control outputs run their side effects all the same.
// RUN: sm-opt %s --convert-graph-to-tf | FileCheck %s

sm.meta_graph tags [] {
  sm.variable @v : tensor<2xf32>
  sm.signature "s" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<2xf32>>}
      outputs {a = #sm.tensor_info<"a:0" : tensor<2xf32>>, b = #sm.tensor_info<"b:0" : tensor<2xf32>>}
  // CHECK: func.func private @stateful(%[[X:[^ ]*]]: tensor<*xf32>, %[[H:[^ ]*]]: tensor<*x!tf.resource>)
  // CHECK-NEXT: tf.AssignVariableOp %[[H]], %[[X]]
  // CHECK-NEXT: tf.opaque "PrintV2"(%[[X]])
  // CHECK-NEXT: %[[N:.*]] = tf.Neg %[[X]]
  // CHECK-NEXT: return %[[N]]
  graph.func @stateful(%x "x", %r "r") signature #sm.proto<"tensorflow.OpDef", {is_stateful = true,
      input_arg = [{name = "x", type = "DT_FLOAT"}, {name = "r", type = "DT_RESOURCE"}]}> {
    %c0 = AssignVariableOp(%r, %x) name("assign") {dtype = f32}
    %dead, %c1 = Exp(%x) name("dead") {T = f32}
    %c2 = PrintV2(%x) name("unknown")
    %3, %c3 = ReadVariableOp(%r) name("dead_read") {dtype = f32}
    %4, %c4 = Neg(%x) name("neg") {T = f32}
    return(%4) keys ["y"]
  }
  // An unknown op of a function without side effects has none.
  // CHECK: func.func private @stateless(%[[X:[^ ]*]]: tensor<*xf32>)
  // CHECK-NEXT: return %[[X]]
  graph.func @stateless(%x "x") signature #sm.proto<"tensorflow.OpDef", {
      input_arg = [{name = "x", type = "DT_FLOAT"}]}> {
    %0, %c0 = Bucketize(%x) name("unknown")
    return(%x) keys ["y"]
  }
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<2>}
    %v, %cv = VarHandleOp() name("v") {dtype = f32, shape = #tf.shape<2>}
    %a, %ca = PartitionedCall(%x, %v) name("a") {f = #tf.func<@stateful, {}>}
    %b, %cb = PartitionedCall(%x) name("b") {f = #tf.func<@stateless, {}>}
  }
}
