// RUN: sm-opt %s --graph-strip-debug-info --mlir-print-debuginfo --mlir-print-local-scope | FileCheck %s
// RUN: sm-opt %s --graph-strip-debug-info --graph-strip-debug-info | FileCheck %s --check-prefix=FOLDER
// FOLDER: sm.model_folder "there" without ["debug/saved_model_debug_info.pb"]{{$}}
// FOLDER: sm.model_folder "other" without ["a", "debug/saved_model_debug_info.pb"]{{$}}
// CHECK-NOT: experimental_debug_info
// CHECK-NOT: debug_info =
// CHECK-NOT: source.py

sm.saved_model {
  sm.model_folder "there"
  sm.model_folder "other" without ["a"]
}

sm.meta_graph tags ["serve"] {
  graph.func @f() signature #sm.proto<"tensorflow.OpDef", {}> {
    // CHECK: Const() name("c") {dtype = f32, graph.extra = #sm.proto<"tensorflow.NodeDef", {experimental_type = {type_id = "TFT_ANY"}}>} loc("c")
    %c, %cc = Const() name("c") {dtype = f32, graph.extra = #sm.proto<"tensorflow.NodeDef", {experimental_debug_info = {original_node_names = ["d"]}, experimental_type = {type_id = "TFT_ANY"}}>} loc("c"("source.py":3:1))
    return()
  }
  // CHECK: graph.graph attributes {extra = #sm.proto<"tensorflow.GraphDef", {versions = {producer = 1}}>}
  graph.graph attributes {extra = #sm.proto<"tensorflow.GraphDef", {debug_info = {files = ["source.py"]}, versions = {producer = 1}}>} {
    // The loader names arguments by what the user called them.
    // CHECK: Placeholder() name("x") {_user_specified_name = "mine", dtype = f32} loc("x")
    %x, %cx = Placeholder() name("x") {_user_specified_name = "mine", dtype = f32, graph.extra = #sm.proto<"tensorflow.NodeDef", {experimental_debug_info = {original_node_names = ["d"]}}>} loc("source.py":1:2)
  }
}

// Nothing is left of a message that held nothing else.
sm.meta_graph tags ["alone"] {
  // CHECK: graph.graph {
  graph.graph attributes {extra = #sm.proto<"tensorflow.GraphDef", {debug_info = {files = ["source.py"]}}>} {
  }
}
