// Beside each graph function stands its body; the graph stays.
// RUN: sm-opt %s --convert-graph-to-tf=in-place | FileCheck %s

sm.meta_graph tags [] {
  sm.variable @v : tensor<2xf32>
  sm.signature "s" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<2xf32>>}
      outputs {y = #sm.tensor_info<"y:0" : tensor<2xf32>>}
  sm.concrete_function "run" overload 0 of @outer inputs [] outputs [] captures []

  // CHECK-DAG: graph.func @outer(
  // CHECK-DAG: graph.func @inner(
  // CHECK-DAG: graph.graph

  // A function that only calls name is private; TensorFlow keeps it whole.
  // CHECK-LABEL: func.func private @inner$body(
  // CHECK-SAME: attributes {graph.body = @inner, graph.no_inline}
  // CHECK-NEXT: %[[V:.*]] = tf.ReadVariableOp
  // CHECK-NEXT: %[[U:.*]] = tf.opaque "Unknown"(%[[V]])
  // CHECK-NEXT: %[[T:.*]] = tf.refine %[[U]] : tensor<*x!tf.unknown> to tensor<*xf32>
  // CHECK-NEXT: tf.AddV2 %{{.*}}, %[[T]]
  graph.func @inner(%x "x", %r "r") signature #sm.proto<"tensorflow.OpDef", {
      input_arg = [{name = "x", type = "DT_FLOAT"}, {name = "r", type = "DT_RESOURCE"}],
      output_arg = [{name = "y", type = "DT_FLOAT"}]}> attributes {extra = #sm.proto<"tensorflow.FunctionDef", {
      attr = [{key = "_noinline", value = {b = true}}]}>} {
    %0, %c0 = ReadVariableOp(%r) name("read") {dtype = f32}
    %1, %c1 = Unknown(%0) name("unknown") {graph.outputs = ["out:0"]}
    %2, %c2 = AddV2(%x, %1) name("add") {T = f32}
    return(%2) keys ["y"]
  }
  // What the object graph names keeps a body of its own; hints give shapes.
  // CHECK-LABEL: func.func @outer$body(
  // CHECK-SAME: %[[X:[^ ]*]]: tensor<?x2xf32>, %[[R:[^ ]*]]: tensor<*x!tf.resource>)
  // CHECK-SAME: -> tensor<*xf32> attributes {graph.body = @outer}
  // What the record has no place for is kept beside it.
  // CHECK-NEXT: %[[C:.*]] = tf.StatefulPartitionedCall @inner$body(%[[X]], %[[R]])
  // CHECK-SAME: {config_proto = "c", graph.attrs = {_read_only_resource_inputs = [1]}}
  // CHECK-NEXT: %[[N:.*]] = tf.Neg %[[C]] {graph.attrs = {_XlaMustCompile = false}, graph.device = "/cpu:0"}
  // Attributes that may change what a node means keep it as it is.
  // CHECK-NEXT: %[[I:.*]] = tf.opaque "Identity"(%[[N]])
  // CHECK-SAME: node_attrs = {T = f32, _gradient_op_type = "CustomGradient-1"}
  // CHECK-NEXT: return %[[I]]
  graph.func @outer(%x "x", %r "r") signature #sm.proto<"tensorflow.OpDef", {is_stateful = true,
      input_arg = [{name = "x", type = "DT_FLOAT"}, {name = "r", type = "DT_RESOURCE"}],
      output_arg = [{name = "y", type = "DT_FLOAT"}]}> attributes {extra = #sm.proto<"tensorflow.FunctionDef", {
      arg_attr = [{key = 0, value = {attr = [{key = "_output_shapes", value = {list = {shape = [{dim = [{size = -1}, {size = 2}]}]}}}]}}],
      attr = [{key = "_input_shapes", value = {list = {shape = [{dim = [{size = -1}, {size = -1}]}, {unknown_rank = true}]}}}]}>} {
    %0, %c0 = StatefulPartitionedCall(%x, %r) name("call") {Tin = [f32, !tf.resource], Tout = [f32],
        _read_only_resource_inputs = [1], config = "", config_proto = "c", executor_type = "", f = #tf.func<@inner, {}>}
    %1, %c1 = Neg(%0) name("neg") device("/cpu:0") {T = f32, _XlaMustCompile = false}
    %2, %c2 = Identity(%1) name("id") {T = f32, _gradient_op_type = "CustomGradient-1"}
    return(%2) keys ["y"]
  }
  // What something but a call names is public.
  // CHECK-LABEL: func.func @branch$body(
  graph.func @branch(%x "x") signature #sm.proto<"tensorflow.OpDef", {input_arg = [{name = "x", type = "DT_FLOAT"}],
      output_arg = [{name = "y", type = "DT_FLOAT"}]}> attributes {extra = #sm.proto<"tensorflow.FunctionDef", {
      attr = [{key = "_noinline", value = {b = false}}]}>} {
    return(%x) keys ["y"]
  }
  // CHECK-NOT: graph.no_inline
  // CHECK-LABEL: func.func @choose$body(
  // CHECK: tf.opaque "StatelessIf"
  graph.func @choose(%x "x", %p "p") signature #sm.proto<"tensorflow.OpDef", {
      input_arg = [{name = "x", type = "DT_FLOAT"}, {name = "p", type = "DT_BOOL"}],
      output_arg = [{name = "y", type = "DT_FLOAT"}]}> {
    %0, %c0 = StatelessIf(%p, %x) name("if") {Tcond = i1, Tin = [f32], Tout = [f32],
        then_branch = #tf.func<@branch, {}>, else_branch = #tf.func<@branch, {}>, graph.outputs = ["output:0"]}
    return(%0) keys ["y"]
  }
  // What saves and restores stays as TensorFlow wrote it.
  // CHECK-NOT: @save$body
  graph.func @save(%x "x") signature #sm.proto<"tensorflow.OpDef", {input_arg = [{name = "x", type = "DT_STRING"}]}> {
    %c0 = SaveV2(%x, %x, %x) name("save") {dtypes = []}
    return() [%c0] control_keys ["save"]
  }
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<2>}
    %v, %cv = VarHandleOp() name("v") {dtype = f32, shape = #tf.shape<2>}
    %y, %cy = StatefulPartitionedCall(%x, %v) name("y") {Tin = [f32, !tf.resource], Tout = [f32], f = #tf.func<@outer, {}>}
    %z, %cz = StatelessIf(%x, %x) name("z") {then_branch = #tf.func<@choose, {}>}
  }
}
