// The body of the main graph takes the place of what it was made of; tensors
// that something refers to keep their names.
// RUN: sm-opt %s --convert-tf-to-graph -split-input-file | FileCheck %s

// CHECK-LABEL: sm.meta_graph tags ["names"]
// CHECK-NOT: func.func
sm.meta_graph tags ["names"] {
  sm.variable @v : tensor<2xf32>
  sm.variable @w : tensor<2xf32> {shared_name = "the/w"}
  sm.asset @"assets/words" "words" tensor "words:0"
  // CHECK: graph.graph
  // CHECK-NEXT: %[[X:.*]], %{{.*}} = Placeholder() name("x")
  // CHECK-NEXT: %[[V:.*]], %{{.*}} = VarHandleOp() name("v")
  // CHECK-NEXT: %[[W:.*]], %{{.*}} = VariableV2() name("w")
  // CHECK-NEXT: %{{.*}}, %{{.*}} = Const() name("words")
  // What only the old nodes needed stays; --graph-prune knows what may go.
  // CHECK-NEXT: Neg(%[[AGAIN:.*]]) name("outside") {T = f32, _class = ["loc:@w"]}
  // CHECK-NEXT: NoOp() name("done")
  // The op has the name, if it can.
  // CHECK-NEXT: %[[R:.*]], %{{.*}} = ReadVariableOp(%[[V]]) name("read") {dtype = f32}
  // CHECK-NEXT: %[[I:.*]], %{{.*}} = Identity(%[[W]]) name("node") {T = f32}
  // CHECK-NEXT: %[[AGAIN]], %{{.*}} = AddV2(%[[R]], %[[I]]) name("again")
  // CHECK-NEXT: %[[SPLIT:.*]]:2, %{{.*}} = Unpack(%[[AGAIN]]) name("call")
  // CHECK-NEXT: %[[ASSET:.*]], %{{.*}} = StringLength(%{{.*}}) name("length")
  // A value with two names, an argument, a name whose op is another's.
  // CHECK-NEXT: Identity(%[[AGAIN]]) name("sum") {T = f32}
  // CHECK-NEXT: Identity(%[[X]]) name("same") {T = f32}
  // CHECK-NEXT: IdentityN(%[[SPLIT]]#1, %[[X]]) name("crossed") {T = [f32, f32]}
  // CHECK-NEXT: Identity(%[[SPLIT]]#1) name("result")
  // CHECK-NEXT: {{^ *}$}}
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<2>}
    %v, %cv = VarHandleOp() name("v") {dtype = f32, shape = #tf.shape<2>}
    %w, %cw = VariableV2() name("w") {dtype = f32, shape = #tf.shape<2>, shared_name = "the/w"}
    %a, %ca = Const() name("words") {dtype = !tf.string, value = dense<""> : tensor<!tf.string>}
    %r, %cr = Identity(%x) name("sum") {T = f32}
    %s, %cs = Identity(%r) name("same") {T = f32}
    %t, %ct = Identity(%s) name("again") {T = f32}
    %n:2, %cn = IdentityN(%s, %s) name("crossed") {T = [f32, f32]}
    %c:2, %cc = IdentityN(%s, %s) name("call") {T = [f32, f32]}
    %l, %cl = Identity(%a) name("length") {T = i32}
    %u, %cu = Neg(%t) name("outside") {T = f32, _class = ["loc:@gone", "loc:@w"]}
    %g = NoOp() name("done") {_class = ["loc:@gone"]}
    %o, %co = Neg(%c#1) name("gone") {T = f32}
    %p, %cp = Neg(%o) name("gone_too") {T = f32}
    %q, %cq = Neg(%p) name("result") {T = f32}
  }
  func.func @main(%x: tensor<2xf32> {graph.tensor = "x:0"}) -> (
      tensor<2xf32> {graph.tensor = "again:0"}, tensor<2xf32> {graph.tensor = "sum:0"}, tensor<2xf32> {graph.tensor = "same:0"},
      tensor<f32> {graph.tensor = "crossed:0"}, tensor<2xf32> {graph.tensor = "crossed:1"},
      tensor<f32> {graph.tensor = "call:0"}, tensor<f32> {graph.tensor = "call:1"}, tensor<i32> {graph.tensor = "length:0"},
      tensor<f32> {graph.tensor = "result:0"}) attributes {graph.body} {
    %h = sm.variable_handle @v : tensor<!tf.resource<tensor<2xf32>>>
    %0 = tf.ReadVariableOp %h : (tensor<!tf.resource<tensor<2xf32>>>) -> tensor<2xf32> loc("read")
    %1 = sm.read_variable @w : tensor<2xf32> loc("node")
    %2 = tf.AddV2 %0, %1 : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32> loc("again")
    %3:2 = tf.Unpack %2 {axis = 0 : i64} : (tensor<2xf32>) -> (tensor<f32>, tensor<f32>) loc("other")
    %4 = tf.refine %3#1 : tensor<f32> to tensor<f32>
    %a = sm.asset_path @"assets/words" : tensor<!tf.string>
    %5 = tf.opaque "StringLength"(%a) {node_attrs = {}} : (tensor<!tf.string>) -> tensor<i32> loc("length")
    return %2, %2, %x, %4, %x, %3#0, %3#1, %5, %4 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<f32>, tensor<2xf32>, tensor<f32>, tensor<f32>, tensor<i32>, tensor<f32>
  }
}

// -----

// Assignments: to a handle, to a reference.
// CHECK-LABEL: sm.meta_graph tags ["assign"]
sm.meta_graph tags ["assign"] {
  sm.variable @v : tensor<f32>
  sm.variable @w : tensor<f32>
  // CHECK: %[[V:.*]], %{{.*}} = VarHandleOp() name("v")
  // CHECK: %[[W:.*]], %{{.*}} = Variable() name("w")
  // CHECK: %[[Y:.*]], %{{.*}} = Neg(%{{.*}}) name("y")
  // CHECK-NEXT: AssignVariableOp(%[[V]], %[[Y]]) name("set") {dtype = f32}
  // CHECK-NEXT: Assign(%[[W]], %[[Y]]) name("set_1") {T = f32}
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<>}
    %v, %cv = VarHandleOp() name("v") {dtype = f32, shape = #tf.shape<>}
    %w, %cw = Variable() name("w") {dtype = f32, shape = #tf.shape<>}
    %y, %cy = Relu(%x) name("y") {T = f32}
  }
  func.func @main(%x: tensor<f32> {graph.tensor = "x:0"}) -> (tensor<f32> {graph.tensor = "y:0"}) attributes {graph.body} {
    %0 = tf.Neg %x : (tensor<f32>) -> tensor<f32> loc("old")
    sm.assign_variable @v, %0 : tensor<f32> loc("set")
    sm.assign_variable @w, %0 : tensor<f32> loc("set")
    return %0 : tensor<f32>
  }
  // A function has no main graph: it makes one handle of its own.
  // CHECK: graph.func @f
  // CHECK-NEXT: %[[H:.*]], %{{.*}} = VarHandleOp() name("v") {dtype = f32, shape = #tf.shape<>, shared_name = "v"}
  // CHECK-NEXT: %[[R:.*]], %[[C:.*]] = ReadVariableOp(%[[H]]) name("read_variable") {dtype = f32}
  // CHECK-NEXT: AssignVariableOp(%[[H]], %[[R]]) name("assign_variable") {dtype = f32}
  graph.func @f() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  func.func @f$body() attributes {graph.body = @f} {
    %0 = sm.read_variable @v : tensor<f32>
    sm.assign_variable @v, %0 : tensor<f32>
    return
  }
}
