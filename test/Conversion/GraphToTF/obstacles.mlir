// What stands in the way of a conversion, each with its place.
// RUN: sm-opt %s --convert-graph-to-tf -split-input-file -verify-diagnostics

sm.meta_graph tags [] {
  sm.signature "s" method "" inputs {} outputs {y = #sm.tensor_info<"add" : tensor<f32>>}
  graph.graph {
    // expected-error @below {{node 'merge' is part of or behind a cycle (Merge); loops of TensorFlow 1 graphs cannot be converted yet}}
    // expected-note @below {{unsupported: Merge}}
    %m:2, %cm = Merge(%e, %n) name("merge")
    %e, %ce = Const() name("e") {dtype = f32, value = dense<1.0> : tensor<f32>}
    %n, %cn = NextIteration(%a) name("next")
    %a, %ca = Add(%m#0, %e) name("add") {T = f32}
  }
}

// -----

sm.meta_graph tags [] {
  // expected-error @below {{signature 's': input 'x' is tensor 'lost:0', which the graph does not have}}
  // expected-error @below {{signature 's': output 'y' is tensor 'e:1', which the graph does not have}}
  // expected-error @below {{signature 's': output 'z' is tensor 'e:first', which the graph does not have}}
  sm.signature "s" method "" inputs {x = #sm.tensor_info<"lost:0" : tensor<f32>>}
      outputs {y = #sm.tensor_info<"e:1" : tensor<f32>>, z = #sm.tensor_info<"e:first" : tensor<f32>>}
  graph.graph {
    %e, %ce = Const() name("e") {dtype = f32, value = dense<1.0> : tensor<f32>}
  }
}

// -----

sm.meta_graph tags [] {
  // expected-error @below {{signature 's': 'x' is no plain tensor (sparse and composite tensors cannot be converted yet)}}
  // expected-note @below {{unsupported: sparse input or output}}
  sm.signature "s" method ""
      inputs {x = #sm.proto<"tensorflow.TensorInfo", {coo_sparse = {}}>} outputs {}
  graph.graph {}
}

// -----

sm.meta_graph tags [] {
  sm.signature "s" method "" inputs {} outputs {a = #sm.tensor_info<"a" : tensor<f32>>, b = #sm.tensor_info<"b" : tensor<f32>>}
  graph.graph {
    // expected-error @below {{node 'v' (VariableV2): no variable of this name is declared}}
    %v, %cv = VariableV2() name("v") {dtype = f32, shape = #tf.shape<>}
    // expected-error @below {{node 'w' (VarHandleOp): no variable of this name is declared}}
    %w, %cw = VarHandleOp() name("w") {dtype = f32, shape = #tf.shape<>, shared_name = "other"}
    // What depends on an obstacle does not repeat it.
    %a, %ca = Identity(%v) name("a") {T = f32}
    %b, %cb = ReadVariableOp(%w) name("b") {dtype = f32}
  }
}

// -----

// Nodes that do not fit their op.
sm.meta_graph tags [] {
  sm.signature "s" method "" inputs {x = #sm.tensor_info<"x" : tensor<2x3xf32>>, i = #sm.tensor_info<"i" : tensor<2x3xi32>>}
      outputs {a = #sm.tensor_info<"a" : tensor<f32>>, b = #sm.tensor_info<"b" : tensor<f32>>,
               c = #sm.tensor_info<"c" : tensor<f32>>, d = #sm.tensor_info<"d" : tensor<f32>>,
               e = #sm.tensor_info<"e" : tensor<f32>>, f = #sm.tensor_info<"f" : tensor<f32>>,
               g = #sm.tensor_info<"g:1" : tensor<f32>>, h = #sm.tensor_info<"h" : tensor<f32>>,
               k = #sm.tensor_info<"k:1" : tensor<f32>>}
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<2x3>}
    %i, %ci = Placeholder() name("i") {dtype = i32, shape = #tf.shape<2x3>}
    // expected-error @below {{node 'a' (Relu): has 2 inputs, the op takes 1}}
    %a, %ca = Relu(%x, %x) name("a") {T = f32}
    // expected-error @below {{node 'b' (AddN): attribute 'N', the length of 'inputs', is missing or out of range}}
    %b, %cb = AddN(%x, %x) name("b") {T = f32}
    // expected-error @below {{node 'c' (AddN): has 2 inputs, the op takes 3}}
    %c, %cc = AddN(%x, %x) name("c") {T = f32, N = 3 : i64}
    // expected-error @below {{node 'd' (AddN): attribute 'N', the length of 'inputs', is missing or out of range}}
    %d, %cd = AddN(%x, %x) name("d") {T = f32, N = 9000000000000000000 : i64}
    // expected-error @below {{node 'e' (Mul): input 'y:0' is of type int32, not float32}}
    %e, %ce = Mul(%x, %i) name("e") {T = f32}
    // expected-error @below {{node 'f' (Select): input 'condition:0' is of type float32, not bool}}
    %f, %cf = Select(%x, %x, %x) name("f") {T = f32}
    // expected-error @below {{node 'g' (Relu): has 2 outputs, the op gives 1}}
    %g:2, %cg = Relu(%x) name("g") {T = f32}
    // expected-error @below {{node 'h' (MatMul): 'tf.MatMul' op}}
    %h, %ch = MatMul(%x, %x) name("h") {T = f32}
    // expected-error @below {{node 'k' (Const): has 2 outputs, the op gives 1}}
    %k:2, %ck = Const() name("k") {dtype = f32, value = dense<1.0> : tensor<f32>}
  }
}

// -----

// Calls.
sm.meta_graph tags [] {
  sm.signature "s" method "" inputs {x = #sm.tensor_info<"x" : tensor<f32>>}
      outputs {a = #sm.tensor_info<"a" : tensor<f32>>, b = #sm.tensor_info<"b" : tensor<f32>>,
               c = #sm.tensor_info<"c" : tensor<f32>>, d = #sm.tensor_info<"d" : tensor<f32>>,
               e = #sm.tensor_info<"e:1" : tensor<f32>>}
  graph.func @self(%x "x") signature #sm.proto<"tensorflow.OpDef", {}> {
    // expected-error @below {{function 'self' calls itself or failed to convert}}
    %0, %c0 = self(%x) name("call")
    return(%0) keys ["y"]
  }
  graph.func @ping(%x "x") signature #sm.proto<"tensorflow.OpDef", {}> {
    %0, %c0 = PartitionedCall(%x) name("call") {f = #tf.func<@pong, {}>}
    return(%0) keys ["y"]
  }
  graph.func @pong(%x "x") signature #sm.proto<"tensorflow.OpDef", {}> {
    // expected-error @below {{function 'ping' calls itself or failed to convert}}
    %0, %c0 = PartitionedCall(%x) name("call") {f = #tf.func<@ping, {}>}
    return(%0) keys ["y"]
  }
  graph.func @one(%x "x") signature #sm.proto<"tensorflow.OpDef", {}> {
    return(%x) keys ["y"]
  }
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<>}
    %a, %ca = self(%x) name("a")
    %b, %cb = PartitionedCall(%x) name("b") {f = #tf.func<@ping, {}>}
    // expected-error @below {{function 'lost' does not exist}}
    %c, %cc = PartitionedCall(%x) name("c") {f = #tf.func<@lost, {}>}
    // expected-error @below {{node 'd' (PartitionedCall): has 2 inputs and uses 1 outputs, but function 'one' has 1 and 1}}
    %d, %cd = PartitionedCall(%x, %x) name("d") {f = #tf.func<@one, {}>}
    // expected-error @below {{node 'e' (PartitionedCall): has 1 inputs and uses 2 outputs, but function 'one' has 1 and 1}}
    %e:2, %ce = PartitionedCall(%x) name("e") {f = #tf.func<@one, {}>}
  }
}

// -----

// expected-error @below {{the initialisation 'lost' is no node}}
sm.meta_graph tags [] attributes {init_node = "lost"} {
  sm.signature "s" method "" inputs {} outputs {y = #sm.tensor_info<"y" : tensor<f32>>}
  graph.graph {
    %y, %cy = Const() name("y") {dtype = f32, value = dense<1.0> : tensor<f32>}
  }
}
