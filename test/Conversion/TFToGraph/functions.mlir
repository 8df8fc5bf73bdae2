// A body goes back into its graph function: nodes with all that a NodeDef says.
// RUN: sm-opt %s --convert-graph-to-tf=in-place --convert-tf-to-graph | FileCheck %s

// CHECK-NOT: func.func
sm.meta_graph tags [] {
  // Attributes that follow from types are there again, lists as well; defaults
  // are left out: readers fill them in. The signature does not change.
  // CHECK-LABEL: graph.func @attributes(%x "x", %y "y") signature #sm.proto<"tensorflow.OpDef",
  // CHECK-SAME: {input_arg = [{name = "x", type = "DT_FLOAT"}, {name = "y", type = "DT_INT32"}]}>
  // CHECK-SAME: attributes {extra = #sm.proto<"tensorflow.FunctionDef", {attr = [{key = "kept", value = {b = true}}]}>}
  // CHECK-NEXT: %[[P:[^,]*]], %{{.*}} = Pack(%x, %x) name("pack") {N = 2 : i64, T = f32, axis = 1 : i64}
  // CHECK-NEXT: %[[C:[^,]*]], %{{.*}} = Const() name("big") {dtype = f32, value = #sm.encoded<dense<2.000000e+00> : tensor<1x1x2x3xf32>, 1>}
  // CHECK-NEXT: %[[R:[^,]*]], %{{.*}} = Reshape(%[[P]], %y) name("reshape") device("/cpu:0") {T = f32, Tshape = i32}
  // CHECK-NEXT: %[[I:[^:]*]]:2, %{{.*}} = IdentityN(%[[R]], %y) name("both") {T = [f32, i32], _custom = "kept"}
  // CHECK-NEXT: %[[K:[^,]*]], %{{.*}} = Cast(%[[I]]#1) name("cast") {DstT = f32, SrcT = i32
  // CHECK-NEXT: %[[S:[^,]*]], %{{.*}} = Conv2D(%[[I]]#0, %[[C]]) name("conv")
  // CHECK-SAME: {T = f32, dilations = [1, 2, 2, 1], padding = "SAME", strides = [1, 1, 1, 1]}
  // CHECK-NEXT: return(%[[S]], %x, %[[K]]) keys ["s", "x", "k"]
  graph.func @attributes(%x "x", %y "y") signature #sm.proto<"tensorflow.OpDef", {
      input_arg = [{name = "x", type = "DT_FLOAT"}, {name = "y", type = "DT_INT32"}]}>
      attributes {extra = #sm.proto<"tensorflow.FunctionDef", {attr = [{key = "kept", value = {b = true}}]}>} {
    %0, %c0 = Pack(%x, %x) name("pack") {N = 2 : i64, T = f32, axis = 1 : i64}
    %1, %c1 = Const() name("big") {dtype = f32, value = dense<2.0> : tensor<1x1x2x3xf32>}
    %2, %c2 = Reshape(%0, %y) name("reshape") device("/cpu:0") {T = f32, Tshape = i32}
    %3:2, %c3 = IdentityN(%2, %y) name("both") {T = [f32, i32], _custom = "kept"}
    %4, %c4 = Cast(%3#1) name("cast") {DstT = f32, SrcT = i32, Truncate = false}
    %5, %c5 = Conv2D(%3#0, %1) name("conv") {T = f32, data_format = "NHWC", dilations = [1, 2, 2, 1],
        padding = "SAME", strides = [1, 1, 1, 1]}
    return(%5, %x, %4) keys ["s", "x", "k"] {spellings = ["conv:output:0", "x", "cast:y:0"]}
  }

  // What states shapes states them again, as far as they are known now.
  // CHECK-LABEL: graph.func @shapes
  // CHECK-NEXT: Neg(%x) name("neg") {T = f32, _output_shapes = [#tf.shape<?x2>]}
  // CHECK-NEXT: Exp(%{{.*}}) name("exp") {T = f32, _output_shapes = [#tf.shape<?x2>]}
  graph.func @shapes(%x "x") signature #sm.proto<"tensorflow.OpDef", {input_arg = [{name = "x", type = "DT_FLOAT"}]}> {
    %0, %c0 = Neg(%x) name("neg") {T = f32, _output_shapes = [#tf.shape<?x2>]}
    %1, %c1 = Exp(%0) name("exp") {T = f32}
    return(%1) keys ["y"]
  }

  // An op without a record comes back as it was, the names of its outputs too.
  // CHECK-LABEL: graph.func @opaque
  // CHECK-NEXT: %[[U:[^:]*]]:2, %{{.*}} = Mine(%x) name("mine") device("/gpu:0")
  // CHECK-SAME: {_class = ["loc:@x"], _x = 1 : i64, f = #tf.func<@shapes, {a = 1 : i64}>
  // CHECK-SAME: graph.extra = #sm.proto<"tensorflow.NodeDef", {experimental_debug_info = {original_node_names = ["m"]}}>
  // CHECK-SAME: graph.outputs = ["first:0", "second:3"]
  // CHECK-NEXT: Neg(%[[U]]#1) name("neg") {T = f64}
  graph.func @opaque(%x "x") signature #sm.proto<"tensorflow.OpDef", {}> {
    %0:2, %c0 = Mine(%x) name("mine") device("/gpu:0") {_class = ["loc:@x"], _x = 1 : i64, f = #tf.func<@shapes, {a = 1 : i64}>,
        graph.extra = #sm.proto<"tensorflow.NodeDef", {experimental_debug_info = {original_node_names = ["m"]}}>,
        graph.outputs = ["first:0", "second:3"]}
    %1, %c1 = Neg(%0#1) name("neg") {T = f64}
    return(%1) keys ["y"]
  }

  // Calls name the graph function; what the node said beside it is there again.
  // CHECK-LABEL: graph.func @calls
  // CHECK-NEXT: %[[A:.*]], %{{.*}} = PartitionedCall(%x) name("call")
  // CHECK-SAME: {Tin = [f32], Tout = [f32], _collective_manager_ids = [], config_proto = "c", f = #tf.func<@shapes, {}>}
  // With attributes a function is another.
  // CHECK-NEXT: PartitionedCall(%[[A]]) name("other") {Tin = [f32], Tout = [f32], f = #tf.func<@shapes, {T = f32}>}
  graph.func @calls(%x "x") signature #sm.proto<"tensorflow.OpDef", {input_arg = [{name = "x", type = "DT_FLOAT"}]}> {
    %0, %c0 = PartitionedCall(%x) name("call") {Tin = [f32], Tout = [f32], _collective_manager_ids = [],
        config_proto = "c", f = #tf.func<@shapes, {}>}
    %1, %c1 = PartitionedCall(%0) name("other") {Tin = [f32], Tout = [f32], f = #tf.func<@shapes, {T = f32}>}
    return(%1) keys ["y"]
  }
  graph.graph {
  }
}
