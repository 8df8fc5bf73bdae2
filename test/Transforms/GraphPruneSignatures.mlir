// RUN: split-file %s %t
// RUN: sm-opt %t/two.mlir --graph-prune=signatures=a | FileCheck %s
// RUN: sm-opt %t/two.mlir --graph-prune="signatures=a tags=train,serve" | FileCheck %s
// RUN: sm-opt %t/two.mlir --graph-prune=signatures=b,a | FileCheck %s --check-prefix=BOTH
// RUN: sm-opt %t/two.mlir --graph-prune=drop-object-graph=true | FileCheck %s --check-prefix=V1
// RUN: not sm-opt %t/two.mlir --graph-prune=signatures=a,c 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not sm-opt %t/two.mlir --graph-prune=tags=serve 2>&1 | FileCheck %s --check-prefix=TAGS
// RUN: not sm-opt %t/none.mlir --graph-prune="signatures=a" 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: not sm-opt %t/none.mlir --graph-prune=inference-only=2 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: sm-opt %t/training.mlir --graph-prune=inference-only=true | FileCheck %s --check-prefix=INFERENCE
// RUN: sm-opt %t/training.mlir --graph-prune | FileCheck %s --check-prefix=TRAINING

// UNKNOWN: 'sm.meta_graph' op has no signature 'c'; it has: a, b
// TAGS: no MetaGraph with tag set serve; the model has: serve,train
// NONE: 'sm.meta_graph' op has no signature 'a'; it has: none
// BAD: '2' is invalid value for boolean argument

//--- two.mlir
// V1-NOT: sm.signature "__saved_model_init_op"
sm.saved_model {
  sm.meta_graph tags ["serve", "train"] attributes {init_node = "init"} {
    // CHECK: sm.signature "__saved_model_init_op"
    sm.signature "__saved_model_init_op" method "" inputs {} outputs {__saved_model_init_op = #sm.proto<"tensorflow.TensorInfo", {name = "init"}>}
    // CHECK-NEXT: sm.signature "a"
    sm.signature "a" method "" inputs {} outputs {y = #sm.tensor_info<"call_a:0" : tensor<f32>>}
    // BOTH: sm.signature "b"
    sm.signature "b" method "" inputs {} outputs {y = #sm.tensor_info<"call_b:0" : tensor<f32>>}
    // CHECK-NEXT: sm.concrete_function "f" overload 0 of @f
    // CHECK-NEXT: sm.concrete_function "signatures.a" overload 0 of @wrapper_a
    // CHECK-NEXT: graph.func
    // V1-NOT: sm.concrete_function
    sm.concrete_function "f" overload 0 of @f inputs [] outputs [] captures []
    sm.concrete_function "signatures.a" overload 0 of @wrapper_a inputs [] outputs [] captures []
    sm.concrete_function "signatures.b" overload 0 of @wrapper_b inputs [] outputs [] captures ["only_b"]
    // V1-NOT: @f
    graph.func @f() signature #sm.proto<"tensorflow.OpDef", {}> {
      return()
    }
    // V1: graph.func @wrapper_a
    graph.func @wrapper_a() signature #sm.proto<"tensorflow.OpDef", {}> {
      return()
    }
    // CHECK: graph.func @wrapper_a
    // CHECK-NOT: graph.func
    // BOTH: graph.func @wrapper_b
    graph.func @wrapper_b() signature #sm.proto<"tensorflow.OpDef", {}> {
      return()
    }
    // CHECK: graph.graph
    graph.graph {
      // CHECK-NEXT: NoOp() name("init")
      %i = NoOp() name("init")
      // CHECK-NEXT: StatefulPartitionedCall() name("call_a")
      %0, %c0 = StatefulPartitionedCall() name("call_a") {f = #tf.func<@wrapper_a, {}>}
      // CHECK-NEXT: Const() name("both")
      // CHECK-NEXT: }
      %1, %c1 = Const() name("both")
      // BOTH: name("call_b")
      %2, %c2 = StatefulPartitionedCall() name("call_b") {f = #tf.func<@wrapper_b, {}>}
      // BOTH-NEXT: name("only_b")
      %3, %c3 = Const() name("only_b")
    }
    // Objects keep their numbers: one that goes leaves an empty one.
    // CHECK: sm.messages
    // CHECK-SAME: concrete_functions = [{key = "f", value = {bound_inputs = [2]}}, {key = "wrapper_a", value = {bound_inputs = [2]}}]
    // CHECK-SAME: nodes = [{children = [{local_name = "signatures", node_id = 1}, {local_name = "f", node_id = 3}]},
    // CHECK-SAME: {children = [{local_name = "a", node_id = 4}], user_object = {identifier = "signature_map"}}, {constant = {operation = "both"}}, {function = {concrete_functions = ["f"]}}, {bare_concrete_function = {concrete_function_name = "wrapper_a"}},
    // CHECK-SAME: {user_object = {identifier = "_generic_user_object", version = {min_consumer = 1, producer = 1}}}, {user_object = {identifier = "_generic_user_object", version = {min_consumer = 1, producer = 1}}}, {bare_concrete_function = {concrete_function_name = "f"}}]
    // BOTH: concrete_function_name = "wrapper_b"
    // V1: sm.messages #sm.proto<"tensorflow.MetaGraphDef", {collection_def = [{key = "mine", value = {}}, {key = "saved_model_main_op", value = {node_list = {value = ["init"]}}}]}>
    sm.messages #sm.proto<"tensorflow.MetaGraphDef", {collection_def = [{key = "legacy_init_op", value = {}}, {key = "mine", value = {}}], object_graph_def = {
        concrete_functions = [{key = "f", value = {bound_inputs = [2]}},
                              {key = "wrapper_a", value = {bound_inputs = [2]}},
                              {key = "wrapper_b", value = {bound_inputs = [2, 6]}}],
        nodes = [{children = [{local_name = "signatures", node_id = 1}, {local_name = "f", node_id = 3}]},
                 {children = [{local_name = "a", node_id = 4}, {local_name = "b", node_id = 5}], user_object = {identifier = "signature_map"}},
                 {constant = {operation = "both"}},
                 {function = {concrete_functions = ["f"]}},
                 {bare_concrete_function = {concrete_function_name = "wrapper_a"}},
                 {bare_concrete_function = {concrete_function_name = "wrapper_b"}},
                 {constant = {operation = "only_b"}},
                 {bare_concrete_function = {concrete_function_name = "f"}}]}}>
  }
}

//--- none.mlir
sm.meta_graph tags [] {
  graph.graph {
  }
}

//--- training.mlir
sm.meta_graph tags [] {
  // TRAINING: sm.signature "__saved_model_train_op"
  // INFERENCE-NOT: sm.signature "__saved_model_train_op"
  sm.signature "__saved_model_train_op" method "" inputs {} outputs {__saved_model_train_op = #sm.proto<"tensorflow.TensorInfo", {name = "train"}>}
  sm.signature "s" method "" inputs {} outputs {y = #sm.tensor_info<"y:0" : tensor<f32>>}
  // INFERENCE: graph.graph {
  // TRAINING: graph.graph {
  graph.graph {
    // TRAINING-NEXT: NoOp() name("train")
    %t = NoOp() name("train")
    // TRAINING-NEXT: Foo() name("loss")
    %l, %cl = Foo() name("loss")
    // TRAINING-NEXT: Foo() name("pivot")
    // INFERENCE-NEXT: Foo() name("pivot")
    %p, %cp = Foo() name("pivot")
    // A context that stays is whole.
    // TRAINING-NEXT: Foo() name("exit")
    // INFERENCE-NEXT: Foo() name("exit")
    %e, %ce = Foo() name("exit")
    // TRAINING-NEXT: Foo() name("other_pivot")
    // INFERENCE-NEXT: Foo() name("other_pivot")
    %o, %co = Foo() name("other_pivot")
    // TRAINING-NEXT: Foo() name("dead_pivot")
    %d, %cd = Foo() name("dead_pivot")
    // INFERENCE-NEXT: Foo({{.*}}) name("y")
    %y, %cy = Foo(%p) name("y")
    // INFERENCE-NEXT: Foo() name("mine")
    // INFERENCE-NEXT: }
    %m, %cm = Foo() name("mine")
  }
  // INFERENCE: collection_def = [{key = "mine", value = {node_list = {value = ["mine:0"]}}}, {key = "while_context", value = {bytes_list = {message_type = "tensorflow.WhileContextDef", messages = [{loop_exit_names = ["exit:0", "other_pivot:0"], pivot_name = "pivot:0"}, {pivot_name = "other_pivot:0"}]}}}]
  sm.messages #sm.proto<"tensorflow.MetaGraphDef", {collection_def = [
      {key = "cond_context", value = {bytes_list = {message_type = "tensorflow.CondContextDef", messages = [{pivot_name = "dead_pivot:0"}]}}},
      {key = "losses", value = {node_list = {value = ["loss:0"]}}},
      {key = "mine", value = {node_list = {value = ["mine:0"]}}},
      {key = "train_op", value = {node_list = {value = ["train"]}}},
      {key = "while_context", value = {bytes_list = {message_type = "tensorflow.WhileContextDef", messages = [
          {pivot_name = "pivot:0", loop_exit_names = ["exit:0", "other_pivot:0"]},
          {pivot_name = "other_pivot:0"},
          {pivot_name = "dead_pivot:0"}]}}}]}>
}
