// Of the main graph, what signatures compute becomes one body.
// RUN: sm-opt %s --convert-graph-to-tf=in-place -split-input-file 2>/dev/null | FileCheck %s

// Arguments and results say which tensors they are; variables are symbols.
// CHECK-LABEL: sm.meta_graph tags ["plain"]
sm.meta_graph tags ["plain"] {
  sm.variable @v : tensor<2xf32>
  sm.variable @w : tensor<2xf32>
  sm.signature "a" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<4x2xf32>>}
      outputs {y = #sm.tensor_info<"y:0" : tensor<4x2xf32>>}
  sm.signature "b" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<5x2xf32>>}
      outputs {z = #sm.tensor_info<"z:0" : tensor<5x2xf32>>}
  // Two signatures feed x: only what both say is known.
  // CHECK: func.func @main$body(%[[X:[^ ]*]]: tensor<?x2xf32> {graph.tensor = "x:0"})
  // What a node outside uses (hidden) is a result, and what the model names.
  // CHECK-SAME: -> (tensor<2xf32> {graph.tensor = "w/read:0"}, tensor<*xf32> {graph.tensor = "y:0"}, tensor<*xf32> {graph.tensor = "hidden:0"}, tensor<*xf32> {graph.tensor = "z:0"})
  // CHECK-SAME: attributes {graph.body}
  // CHECK-DAG: %[[H:.*]] = sm.variable_handle @v
  // CHECK-DAG: tf.ReadVariableOp %[[H]]
  // CHECK-DAG: sm.read_variable @w
  // CHECK-NOT: tf.Exp
  // CHECK: return
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<?x2>}
    %v, %cv = VarHandleOp() name("v") {dtype = f32, shape = #tf.shape<2>}
    %w, %cw = VariableV2() name("w") {dtype = f32, shape = #tf.shape<2>}
    %wr, %cwr = Identity(%w) name("w/read") {T = f32, _class = ["loc:@w"]}
    %r, %cr = ReadVariableOp(%v) name("read") {dtype = f32}
    %y, %cy = AddV2(%x, %r) [%cx] name("y") {T = f32}
    %h, %ch = Mul(%y, %wr) name("hidden") {T = f32}
    %z, %cz = Neg(%h) name("z") {T = f32}
    %t, %ct = Exp(%h) name("train") {T = f32}
  }
  // The list of ops names no nodes.
  sm.messages #sm.proto<"tensorflow.MetaGraphDef", {collection_def = [{key = "v", value = {bytes_list = {value = ["w/read:0"]}}}],
      meta_info_def = {stripped_op_list = {op = [{name = "read"}]}}}>
}

// -----

// What has an effect stays, with its control edges and what they touch.
// CHECK-LABEL: sm.meta_graph tags ["effects"]
sm.meta_graph tags ["effects"] {
  sm.variable @v : tensor<2xf32>
  sm.signature "s" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<2xf32>>}
      outputs {y = #sm.tensor_info<"y:0" : tensor<2xf32>>}
  // CHECK: func.func @main$body(
  // CHECK-SAME: {graph.tensor = "x:0"}
  // CHECK-SAME: {graph.tensor = "after:0"}
  // CHECK-SAME: -> (tensor<2xf32> {graph.tensor = "double:0"}, tensor<{{.*}}xf32> {graph.tensor = "y:0"})
  // CHECK-NEXT: tf.AddV2
  // CHECK-NEXT: tf.Neg
  // CHECK-NEXT: return
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<2>}
    %v, %cv = VarHandleOp() name("v") {dtype = f32, shape = #tf.shape<2>}
    %d, %cd = AddV2(%x, %x) name("double") {T = f32}
    %b, %cb = ReadVariableOp(%v) name("before") {dtype = f32}
    %cs = AssignVariableOp(%v, %d) [%cb] name("assign") {dtype = f32}
    %n = NoOp() [%cs] name("group")
    %a, %ca = ReadVariableOp(%v) [%n] name("after") {dtype = f32}
    %y, %cy = Neg(%a) name("y") {T = f32}
  }
}

// -----

// A read after something that was computed from an effect must not pass it.
// CHECK-LABEL: sm.meta_graph tags ["through-values"]
sm.meta_graph tags ["through-values"] {
  sm.variable @v : tensor<2xf32>
  sm.signature "s" method "" inputs {} outputs {y = #sm.tensor_info<"y:0" : tensor<2xf32>>}
  // CHECK: func.func @main$body(
  // CHECK-SAME: {graph.tensor = "read:0"}
  // CHECK-NEXT: tf.Neg
  // CHECK-NEXT: return
  graph.graph {
    %v, %cv = VarHandleOp() name("v") {dtype = f32, shape = #tf.shape<2>}
    %e, %ce = Effect(%v) name("effect")
    %i, %ci = Exp(%e) name("later") {T = f32}
    %r, %cr = ReadVariableOp(%v) [%ci] name("read") {dtype = f32}
    %y, %cy = Neg(%r) name("y") {T = f32}
  }
}

// -----

// What one signature feeds, another may compute: it stays, its inputs count.
// CHECK-LABEL: sm.meta_graph tags ["barrier"]
sm.meta_graph tags ["barrier"] {
  sm.signature "a" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<2xf32>>}
      outputs {y = #sm.tensor_info<"y:0" : tensor<2xf32>>}
  sm.signature "b" method "" inputs {m = #sm.tensor_info<"middle:0" : tensor<2xf32>>}
      outputs {y = #sm.tensor_info<"y:0" : tensor<2xf32>>}
  // CHECK: func.func @main$body(
  // CHECK-SAME: %{{[^ ]*}}: tensor<2xf32> {graph.tensor = "x:0"}, %[[M:[^ ]*]]: tensor<*xf32> {graph.tensor = "middle:0"})
  // CHECK-SAME: -> (tensor<2xf32> {graph.tensor = "first:0"}, tensor<*xf32> {graph.tensor = "y:0"})
  // CHECK: tf.Neg %[[M]]
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<2>}
    %f, %cf = Exp(%x) name("first") {T = f32}
    %m, %cm = Relu(%f) name("middle") {T = f32}
    %y, %cy = Neg(%m) name("y") {T = f32}
  }
}

// -----

// Control flow of TensorFlow 1, and all behind it, stays; what is before it
// does not. A captured constant is found as a node.
// CHECK-LABEL: sm.meta_graph tags ["cond"]
sm.meta_graph tags ["cond"] {
  sm.signature "s" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<2xf32>>, p = #sm.tensor_info<"p:0" : tensor<i1>>}
      outputs {y = #sm.tensor_info<"y:0" : tensor<2xf32>>}
  sm.concrete_function "run" overload 0 of @f inputs [] outputs [] captures ["const:0"]
  // CHECK: func.func @main$body(
  // CHECK-SAME: {graph.tensor = "const:0"}
  // CHECK-SAME: -> (tensor<{{.*}}xf32> {graph.tensor = "double:0"})
  // CHECK-NEXT: tf.AddV2
  // CHECK-NEXT: return
  graph.func @f() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<2>}
    %p, %cp = Placeholder() name("p") {dtype = i1, shape = #tf.shape<>}
    %c, %cc = Const() name("const") {dtype = f32, value = dense<1.0> : tensor<f32>}
    %d, %cd = AddV2(%x, %c) name("double") {T = f32}
    %s:2, %cs = Switch(%d, %p) name("switch") {T = f32}
    %i, %ci = Identity(%s#1) name("pivot") {T = f32}
    %k, %ck = Const() [%ci] name("dead_or_not") {dtype = f32, value = dense<1.0> : tensor<2xf32>}
    %n, %cn = Neg(%s#0) name("neg") {T = f32}
    %m:2, %cm = Merge(%n, %k) name("merge") {N = 2 : i64, T = f32}
    %y, %cy = Relu(%m#0) name("y") {T = f32}
  }
}
