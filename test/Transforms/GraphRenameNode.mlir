// RUN: split-file %s %t
// RUN: sm-opt %t/model.mlir --graph-rename-node=nodes=a:b,b:a,x:in/x,t:table,c:k,init:go,save:save_1,f:g,v:w,asset:file --verify-diagnostics --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s
// RUN: not sm-opt %t/model.mlir --graph-rename-node=nodes=nothing:b 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not sm-opt %t/model.mlir --graph-rename-node=nodes=a:x 2>&1 | FileCheck %s --check-prefix=CLASH
// RUN: not sm-opt %t/model.mlir --graph-rename-node=nodes=a:b,c:a 2>&1 | FileCheck %s --check-prefix=CLASH2
// RUN: not sm-opt %t/model.mlir --graph-rename-node=nodes=a:_b 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not sm-opt %t/model.mlir "--graph-rename-node=nodes=a:c d" 2>&1 | FileCheck %s --check-prefix=OPTION
// RUN: not sm-opt %t/model.mlir --graph-rename-node=nodes=a 2>&1 | FileCheck %s --check-prefix=FORM
// RUN: not sm-opt %t/model.mlir "--graph-rename-node=nodes=a:c tags=tpu" 2>&1 | FileCheck %s --check-prefix=TAGS
// RUN: not sm-opt %t/opaque.mlir --graph-rename-node=nodes=a:b 2>&1 | FileCheck %s --check-prefix=OPAQUE
// RUN: not sm-opt %t/saverless.mlir --graph-rename-node=nodes=a:b 2>&1 | FileCheck %s --check-prefix=SAVER
// RUN: sm-opt %t/saverless.mlir --graph-rename-node=nodes=c:b | FileCheck %s --check-prefix=OTHER

// UNKNOWN: 'sm.meta_graph' op has no node 'nothing' in its main graph
// CLASH: error: node 'x' would stand twice; choose a new name that is free
// CLASH2: error: node 'b' would stand twice
// NAME: '_b' is no name for a node: letters, digits and _.-/\> are allowed, the first a letter, digit or dot
// OPTION: no such option d
// FORM: error: 'a' gets no new name; write a renaming as from:to
// TAGS: no MetaGraph with tag set tpu; the model has: serve
// OPAQUE: collection 'variables' names node 'a' in a message that cannot be rewritten

// SAVER: error: variable 'a' cannot be renamed: the model has no saver, so TensorFlow restores variables by the names of their nodes
// OTHER: Foo() name("b")

//--- model.mlir
// CHECK: sm.meta_graph tags ["serve"] attributes {init_node = "go"}
sm.meta_graph tags ["serve"] attributes {init_node = "init"} {
  sm.variable @v : tensor<f32>
  // CHECK: sm.asset @a "a" tensor "file:0"
  sm.asset @a "a" tensor "asset:0"
  // CHECK: inputs {a = #sm.tensor_info<"in/x:0" : tensor<f32>>} outputs {y = #sm.tensor_info<"b:1" : tensor<f32>>, z = #sm.proto<"tensorflow.TensorInfo", {coo_sparse = {values_tensor_name = "a:0"}}>}
  sm.signature "a" method "" inputs {a = #sm.tensor_info<"x:0" : tensor<f32>>} outputs {
      y = #sm.tensor_info<"a:1" : tensor<f32>>, z = #sm.proto<"tensorflow.TensorInfo", {coo_sparse = {values_tensor_name = "b:0"}}>}
  // Functions and symbols are no nodes.
  // CHECK: sm.concrete_function "a" overload 0 of @f inputs [#sm.tensor_info<"a" : tensor<f32>>] outputs [] captures ["k", @a]
  sm.concrete_function "a" overload 0 of @f inputs [#sm.tensor_info<"a" : tensor<f32>>] outputs [] captures ["c", @a]
  // CHECK: graph.func @f
  graph.func @f() signature #sm.proto<"tensorflow.OpDef", {}> {
    // CHECK-NEXT: Foo() name("a") {_class = ["loc:@x"]}
    %0, %c0 = Foo() name("a") {_class = ["loc:@x"]}
    return()
  }
  // CHECK: graph.graph
  graph.graph {
    // CHECK-NEXT: Placeholder() name("in/x") loc("in/x"("p.py":1:1))
    %x, %cx = Placeholder() name("x") loc("x"("p.py":1:1))
    // CHECK-NEXT: Foo({{.*}}) [{{.*}}] name("b") {_class = ["loc:@in/x", "other"], graph.inputs = ["in/x:0", "^k"]}
    %a:2, %ca = Foo(%x) [%cc] name("a") {_class = ["loc:@x", "other"], graph.inputs = ["x:0", "^c"]}
    // CHECK-NEXT: Foo() name("a")
    %b, %cb = Foo() name("b")
    // CHECK-NEXT: Const() name("k")
    %c, %cc = Const() name("c")
    // CHECK-NEXT: NoOp() name("go")
    %i = NoOp() name("init")
    // CHECK-NEXT: SaveV2() name("save_1")
    %s = SaveV2() name("save")
    // CHECK-NEXT: f() name("g")
    %f, %cf = f() name("f")
    // A table that its node's name names keeps that name.
    // CHECK-NEXT: HashTableV2() name("table") {shared_name = "t", use_node_name_sharing = true}
    %t, %ct = HashTableV2() name("t") {shared_name = "", use_node_name_sharing = true}
    // CHECK-NEXT: VariableV2() name("w") {shared_name = "v"}
    // expected-warning@+1 {{variable 'w' stays 'v' in the checkpoint; a Saver that is made anew would look for 'w' there}}
    %v, %cv = VariableV2() name("v")
    // CHECK-NEXT: Const() name("file")
    %as, %cas = Const() name("asset")
  }
  // CHECK: filename = "a", tensor_info = {name = "file:0"}
  // CHECK-SAME: {key = "text", value = {bytes_list = {value = ["a"]}}}
  // CHECK-SAME: {key = "train_op", value = {node_list = {value = ["b", "^a", "a:0", "free"]}}}
  // CHECK-SAME: {initializer_name = "b", snapshot_name = "a:0", variable_name = "w:0"}
  // CHECK-SAME: nodes = [{children = [{local_name = "a", node_id = 1}]}, {constant = {operation = "k"}}]
  // CHECK-SAME: saver_def = {filename_tensor_name = "in/x:0", restore_op_name = "b", save_tensor_name = "save_1:0"}
  sm.messages #sm.proto<"tensorflow.MetaGraphDef", {
      collection_def = [
        {key = "saved_model_assets", value = {any_list = {value = [{message = {filename = "a", tensor_info = {name = "asset:0"}}, type_url = "type.googleapis.com/tensorflow.AssetFileDef"}]}}},
        {key = "text", value = {bytes_list = {value = ["a"]}}},
        {key = "train_op", value = {node_list = {value = ["a", "^b", "b:0", "free"]}}},
        {key = "variables", value = {bytes_list = {message_type = "tensorflow.VariableDef", messages = [{initializer_name = "a", snapshot_name = "b:0", variable_name = "v:0"}]}}}],
      object_graph_def = {nodes = [{children = [{local_name = "a", node_id = 1}]}, {constant = {operation = "c"}}]},
      saver_def = {filename_tensor_name = "x:0", restore_op_name = "a", save_tensor_name = "save:0"}}>
}

//--- opaque.mlir
sm.meta_graph tags ["serve"] {
  graph.graph {
    %a, %ca = VariableV2() name("a") {shared_name = "s"}
  }
  sm.messages #sm.proto<"tensorflow.MetaGraphDef", {collection_def = [{key = "variables", value = {bytes_list = {value = ["\0A\03a:0"]}}}], saver_def = {}}>
}

//--- saverless.mlir
sm.meta_graph tags ["serve"] {
  graph.graph {
    %a, %ca = VariableV2() name("a") {shared_name = "s"}
    %c, %cc = Foo() name("c")
  }
}
