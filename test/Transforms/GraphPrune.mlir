// RUN: sm-opt %s --graph-prune | FileCheck %s
// Twice is as good as once.
// RUN: sm-opt %s --graph-prune --graph-prune | FileCheck %s

// CHECK-LABEL: sm.meta_graph tags ["serve"]
sm.meta_graph tags ["serve"] attributes {init_node = "init"} {
  sm.asset @"assets/a" "a" tensor "asset:0"
  sm.signature "s" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<f32>>}
      outputs {y = #sm.tensor_info<"y:1" : tensor<f32>>,
               sparse = #sm.proto<"tensorflow.TensorInfo", {coo_sparse = {values_tensor_name = "values:0"}}>}
  sm.concrete_function "f" overload 0 of @trace inputs [] outputs [] captures ["captured", unit, @"assets/a"]

  // Functions: traces, those that nodes call or name, those they call.
  // CHECK: graph.func @trace()
  graph.func @trace() signature #sm.proto<"tensorflow.OpDef", {}> {
    // What a function holds is not touched.
    // CHECK-NEXT: Foo() name("dead_inside")
    %0, %c0 = Foo() name("dead_inside")
    return()
  }
  // CHECK: graph.func @called()
  graph.func @called() signature #sm.proto<"tensorflow.OpDef", {}> {
    %0, %c0 = inner() name("call")
    return()
  }
  // CHECK: graph.func @named()
  graph.func @named() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // CHECK: graph.func @inner()
  graph.func @inner() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // CHECK: graph.func @restore()
  graph.func @restore() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // CHECK-NOT: graph.func
  graph.func @dead_function() signature #sm.proto<"tensorflow.OpDef", {}> {
    %0, %c0 = dead_callee() name("call")
    return()
  }
  graph.func @dead_callee() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }

  // CHECK: graph.graph
  // CHECK-NEXT: Placeholder() name("x")
  // CHECK-NEXT: called(%{{.*}}) {{.*}} name("y") {f = #tf.func<@named, {}>}
  // CHECK-NEXT: NoOp() name("by_control")
  // CHECK-NEXT: Foo() name("values")
  // CHECK-NEXT: Foo() name("captured")
  // CHECK-NEXT: Const() name("asset")
  // CHECK-NEXT: NoOp() {{.*}} name("init")
  // CHECK-NEXT: Foo() name("before_init")
  // CHECK-NEXT: SaveV2() name("save/control")
  // CHECK-NEXT: Merge(%{{.*}}, %{{.*}}) name("loop0")
  // CHECK-NEXT: NextIteration(%{{.*}}) name("loop1")
  // CHECK-NEXT: }
  graph.graph {
    %x, %cx = Placeholder() name("x")
    %y:2, %cy = called(%x) [%bc] name("y") {f = #tf.func<@named, {}>}
    %bc = NoOp() name("by_control")
    %v, %cv = Foo() name("values")
    %ca, %cca = Foo() name("captured")
    %a, %caa = Const() name("asset")
    %i = NoOp() [%cb] name("init")
    %b, %cb = Foo() name("before_init")
    %s, %cs = SaveV2() name("save/control")
    %l0:2, %cl0 = Merge(%x, %l1) name("loop0")
    %l1, %cl1 = NextIteration(%l0#0) name("loop1")
    // Users of what is needed are not needed themselves; cycles go, too.
    %d0, %cd0 = Exp(%y#1) name("dead_user")
    %d1, %cd1 = Exp(%d0) [%cd2] name("dead_chain")
    %d2, %cd2 = Add(%d3, %d3) name("dead_loop0")
    %d3, %cd3 = Add(%d2, %d2) name("dead_loop1")
    %d4, %cd4 = dead_function(%x) name("dead_call")
    %d5 = NoOp() name("dead")
  }
  // What an op's definition calls its arguments is no reference.
  // Paperwork names nodes and functions as strings.
  // CHECK: sm.messages
  sm.messages #sm.proto<"tensorflow.MetaGraphDef", {
      meta_info_def = {stripped_op_list = {op = [{input_arg = [{name = "dead"}], name = "dead_function"}]}},
      saver_def = {save_tensor_name = "save/control:0"}, object_graph_def = {concrete_functions = [{key = "restore", value = {}}]},
      collection_def = [{key = "loop1", value = {node_list = {value = ["^loop0"]}}}]}>
}

// Without anything that refers to it, a graph is empty.
// CHECK-LABEL: sm.meta_graph tags ["empty"]
sm.meta_graph tags ["empty"] {
  // CHECK-NEXT: graph.graph {
  // CHECK-NEXT: }
  graph.graph {
  }
}
