// Everything that TensorFlow's loaders look up by name is kept.
// RUN: sm-opt %s --graph-prune | FileCheck %s

sm.meta_graph tags ["serve"] {
  sm.signature "s" method "" inputs {} outputs {
      c = #sm.proto<"tensorflow.TensorInfo", {composite_tensor = {components = [{name = "component:0"}, {coo_sparse = {indices_tensor_name = "indices:0"}}]}}>}
  // CHECK: graph.func @gradient()
  graph.func @gradient() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // CHECK-NOT: graph.func
  graph.func @dead_gradient() signature #sm.proto<"tensorflow.OpDef", {}> {
    return()
  }
  // CHECK: graph.graph attributes {extra = #sm.proto<"tensorflow.GraphDef", {library = {registered_gradients = [{gradient_func = "gradient", registered_op_type = "kept"}]}}>} {
  graph.graph attributes {extra = #sm.proto<"tensorflow.GraphDef", {library = {registered_gradients = [
      {gradient_func = "gradient", registered_op_type = "kept"},
      {gradient_func = "dead_gradient", registered_op_type = "dead"}]}}>} {
    // CHECK-NEXT: Foo() name("component") {_gradient_op_type = "kept"}
    %0, %c0 = Foo() name("component") {_gradient_op_type = "kept"}
    // CHECK-NEXT: Foo() name("indices")
    %1, %c1 = Foo() name("indices")
    // CHECK-NEXT: Foo() name("v")
    %2, %c2 = Foo() name("v")
    // CHECK-NEXT: Foo() name("v/Assign")
    %3, %c3 = Foo() name("v/Assign")
    // CHECK-NEXT: Foo() name("v/read")
    %4, %c4 = Foo() name("v/read")
    // CHECK-NEXT: Foo() name("v/initial")
    %5, %c5 = Foo() name("v/initial")
    // CHECK-NEXT: Foo() name("while/pivot")
    %6, %c6 = Foo() name("while/pivot")
    // CHECK-NEXT: Foo() name("while/enter")
    %7, %c7 = Foo() name("while/enter")
    // CHECK-NEXT: Foo() name("outside")
    %8, %c8 = Foo() name("outside")
    // CHECK-NEXT: Foo() name("enqueue")
    %9, %c9 = Foo() name("enqueue")
    // CHECK-NEXT: Foo() name("asset")
    %10, %c10 = Foo() name("asset")
    // CHECK-NEXT: Foo() name("closed")
    %11, %c11 = Foo() name("closed")
    // CHECK-NEXT: Foo() name("text")
    %12, %c12 = Foo() name("text")
    // CHECK-NEXT: Foo() name("constant")
    %13, %c13 = Foo() name("constant")
    // CHECK-NEXT: Foo() name("train")
    %14, %c14 = Foo() name("train")
    // Colocation keeps nothing, and goes with what it names.
    // CHECK-NEXT: Foo() name("dead_elsewhere")
    // CHECK-NEXT: Foo() name("one") {_class = ["loc:@train"]}
    // CHECK-NEXT: Foo() name("two")
    // CHECK-NOT: _class
    // CHECK-NEXT: }
    %15, %c15 = Foo() name("dead_elsewhere")
    %16, %c16 = Foo() name("one") {_class = ["loc:@train", "loc:@dead"]}
    %17, %c17 = Foo() name("two") {_class = ["loc:@dead"]}
    %18, %c18 = Foo() name("dead") {_gradient_op_type = "dead"}
    %19, %c19 = Foo() name("while/while_context")
  }
  sm.messages #sm.proto<"tensorflow.MetaGraphDef", {
      collection_def = [
        {key = "cond_context", value = {bytes_list = {message_type = "tensorflow.CondContextDef", messages = [
            {context_name = "while/while_context", pivot_name = "while/pivot:0", values_def = {external_values = [{key = "while/enter:0", value = "outside:0"}]}}]}}},
        {key = "queue_runners", value = {bytes_list = {message_type = "tensorflow.QueueRunnerDef", messages = [{enqueue_op_name = ["enqueue"]}]}}},
        {key = "saved_model_assets", value = {any_list = {value = [{message = {filename = "f", tensor_info = {name = "asset:0"}}, type_url = "type.googleapis.com/tensorflow.AssetFileDef"}]}}},
        // A message that could not be opened: the name has its length before it.
        {key = "strange", value = {bytes_list = {value = ["\0A\06closed", "text"]}}},
        {key = "train_op", value = {node_list = {value = ["train", "one", "two"]}}},
        {key = "variables", value = {bytes_list = {message_type = "tensorflow.VariableDef", messages = [
            {initial_value_name = "v/initial:0", initializer_name = "v/Assign", snapshot_name = "v/read:0", variable_name = "v:0"}]}}},
        {key = "any", value = {any_list = {value = [{type_url = "type.googleapis.com/mine.Own", value = "\12\0Edead_elsewhere"}]}}}],
      object_graph_def = {nodes = [{children = [{local_name = "dead", node_id = 1}]}, {constant = {operation = "constant"}}]}}>
}
