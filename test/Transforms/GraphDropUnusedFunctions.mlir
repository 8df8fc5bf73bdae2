// RUN: sm-opt %s --graph-drop-unused-functions | FileCheck %s
// RUN: sm-opt %s --graph-drop-unused-functions --graph-drop-unused-functions | FileCheck %s

sm.meta_graph tags ["serve"] {
  sm.concrete_function "t" overload 0 of @traced inputs [] outputs [] captures []
  // CHECK: graph.func @called()
  graph.func @called() signature #sm.proto<"tensorflow.OpDef", {}> {
    %0, %c0 = inner() name("n") {_gradient_op_type = "custom"}
    return()
  }
  // CHECK: graph.func @inner()
  graph.func @inner() signature #sm.proto<"tensorflow.OpDef", {}> attributes {
      extra = #sm.proto<"tensorflow.FunctionDef", {attr = [{key = "backward_function_name", value = {s = "backward"}}]}>} {
    return()
  }
  // CHECK: graph.func @backward()
  graph.func @backward() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // CHECK: graph.func @branch0()
  graph.func @branch0() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // CHECK: graph.func @nested()
  graph.func @nested() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // CHECK: graph.func @traced()
  graph.func @traced() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // CHECK: graph.func @listed()
  graph.func @listed() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // CHECK: graph.func @aliased()
  graph.func @aliased() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // CHECK: graph.func @gradient_of_called()
  graph.func @gradient_of_called() signature #sm.proto<"tensorflow.OpDef", {}> {
    %0, %c0 = gradient_of_gradient() name("n")
    return()
  }
  // CHECK: graph.func @gradient_of_gradient()
  graph.func @gradient_of_gradient() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // CHECK: graph.func @custom_gradient()
  graph.func @custom_gradient() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // CHECK-NOT: graph.func
  graph.func @dead() signature #sm.proto<"tensorflow.OpDef", {}> {
    %0, %c0 = dead_callee() name("n") {_gradient_op_type = "dead_custom"}
    return()
  }
  graph.func @dead_callee() signature #sm.proto<"tensorflow.OpDef", {}> {
    %0, %c0 = dead() name("n")
    return()
  }
  graph.func @gradient_of_dead() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  graph.func @dead_custom_gradient() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // A function of the name of an argument of some op is not in use for it.
  graph.func @x() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // CHECK: graph.graph attributes {extra = #sm.proto<"tensorflow.GraphDef", {library = {gradient = [{function_name = "called", gradient_func = "gradient_of_called"}], registered_gradients = [{gradient_func = "custom_gradient", registered_op_type = "custom"}]}}>}
  graph.graph attributes {extra = #sm.proto<"tensorflow.GraphDef", {library = {
      gradient = [{function_name = "called", gradient_func = "gradient_of_called"},
                  {function_name = "dead", gradient_func = "gradient_of_dead"}],
      registered_gradients = [{gradient_func = "custom_gradient", registered_op_type = "custom"},
                              {gradient_func = "dead_custom_gradient", registered_op_type = "dead_custom"}]}}>} {
    // Nodes stay, though nothing refers to them.
    // CHECK-NEXT: StatefulPartitionedCall() name("call")
    %0, %c0 = StatefulPartitionedCall() name("call") {f = #tf.func<@called, {inner = #tf.func<@nested, {}>}>}
    // CHECK-NEXT: Case() name("case")
    %1, %c1 = Case() name("case") {branches = [#tf.func<@branch0, {}>]}
  }
  sm.messages #sm.proto<"tensorflow.MetaGraphDef", {
      meta_info_def = {function_aliases = [{key = "aliased", value = "alias"}],
                       stripped_op_list = {op = [{name = "Foo", input_arg = [{name = "x"}]}]}},
      object_graph_def = {concrete_functions = [{key = "listed", value = {}}]}}>
}

// Another MetaGraph's function of the same name is another one.
// CHECK: sm.meta_graph tags ["other"]
sm.meta_graph tags ["other"] {
  // CHECK: graph.func @dead()
  graph.func @dead() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  graph.graph {
    %0, %c0 = dead() name("n")
  }
}
