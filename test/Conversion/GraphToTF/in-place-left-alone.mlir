// What cannot be converted is left as it is; a remark says why.
// RUN: sm-opt %s --convert-graph-to-tf=in-place -split-input-file -verify-diagnostics | FileCheck %s

// CHECK-NOT: func.func
sm.meta_graph tags ["functions"] {
  // expected-remark@+1 {{function 'poly' is left as it is: its types depend on attributes}}
  graph.func @poly(%x "x") signature #sm.proto<"tensorflow.OpDef", {attr = [{name = "T", type = "type"}]}> {
    return(%x) keys ["y"]
  }
  // expected-remark@+1 {{function 'loop' is left as it is: node 'm' (Merge) is control flow of TensorFlow 1 (and 1 more)}}
  graph.func @loop(%x "x") signature #sm.proto<"tensorflow.OpDef", {}> {
    %0:2, %c0 = Merge(%x, %1) name("m") {N = 2 : i64, T = f32}
    %1, %c1 = NextIteration(%0#0) name("n") {T = f32}
    return(%1) keys ["y"]
  }
  // expected-remark@+1 {{function 'ref' is left as it is: node 'v' (VariableV2) makes a reference}}
  graph.func @ref() signature #sm.proto<"tensorflow.OpDef", {}> {
    %0, %c0 = VariableV2() name("v") {dtype = f32, shape = #tf.shape<>}
    return(%0) keys ["y"]
  }
  // expected-remark@+1 {{function 'wrong' is left as it is: node 'add' (AddV2): input 'y:0' is of type}}
  graph.func @wrong(%x "x", %y "y") signature #sm.proto<"tensorflow.OpDef", {
      input_arg = [{name = "x", type = "DT_FLOAT"}, {name = "y", type = "DT_INT32"}]}> {
    %0, %c0 = AddV2(%x, %y) name("add") {T = f32}
    return(%0) keys ["z"]
  }
  // expected-remark@+1 {{function 'cycle' is left as it is: node 'a' is part of or behind a cycle}}
  graph.func @cycle() signature #sm.proto<"tensorflow.OpDef", {}> {
    %0, %c0 = Neg(%1) name("a") {T = f32}
    %1, %c1 = Neg(%0) name("b") {T = f32}
    return(%1) keys ["y"]
  }
  // expected-remark@+1 {{function 'looked_into' is left as it is: the object graph names tensors of its body, for a gradient}}
  graph.func @looked_into(%x "x") signature #sm.proto<"tensorflow.OpDef", {
      input_arg = [{name = "x", type = "DT_FLOAT"}]}> {
    %0, %c0 = Neg(%x) name("a") {T = f32}
    return(%0) keys ["y"]
  }
  graph.graph {
  }
  sm.messages #sm.proto<"tensorflow.MetaGraphDef", {object_graph_def = {nodes = [
      {user_object = {}}, {captured_tensor = {concrete_function = "looked_into", name = "a:0"}}]}}>
}

// -----

// A function that calls itself keeps the call as it is.
// CHECK: func.func @again$body(
// CHECK-NEXT: tf.opaque "PartitionedCall"
// CHECK-SAME: f = #tf.func<@again, {}>
sm.meta_graph tags ["recursion"] {
  graph.func @again(%x "x") signature #sm.proto<"tensorflow.OpDef", {input_arg = [{name = "x", type = "DT_FLOAT"}]}> {
    %0, %c0 = PartitionedCall(%x) name("call") {Tin = [f32], Tout = [f32], f = #tf.func<@again, {}>}
    return(%0) keys ["y"]
  }
  graph.graph {
  }
}

// -----

sm.meta_graph tags ["main"] {
  sm.signature "s" method "" inputs {} outputs {y = #sm.tensor_info<"y:0" : tensor<2xf32>>}
  // expected-remark@+1 {{the main graph is left as it is: node 'y' is part of or behind a cycle}}
  graph.graph {
    %y, %cy = Neg(%z) name("y") {T = f32}
    %z, %cz = Neg(%y) name("z") {T = f32}
  }
}

// -----

sm.meta_graph tags ["kept"] {
  sm.signature "s" method "" inputs {} outputs {y = #sm.tensor_info<"y:0" : tensor<2xf32>>}
  graph.graph {
    // expected-remark@+1 {{node 'e' (Effect) and 1 more of the main graph are left as is}}
    %e, %ce = Effect() name("e")
    %y, %cy = Neg(%e) [%ce] name("y") {T = f32}
  }
}
