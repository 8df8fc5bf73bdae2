// RUN: sm-opt %s --graph-strip-devices | FileCheck %s --check-prefixes=CHECK,KEEP
// RUN: sm-opt %s --graph-strip-devices=colocation=true | FileCheck %s --check-prefixes=CHECK,COLOC
// RUN: not sm-opt %s --graph-strip-devices=colocation=maybe 2>&1 | FileCheck %s --check-prefix=BAD
// BAD: 'maybe' is invalid value for boolean argument

sm.meta_graph tags ["serve"] {
  // CHECK: graph.func @f
  graph.func @f() signature #sm.proto<"tensorflow.OpDef", {}> {
    // CHECK-NEXT: Const() name("c") {dtype = f32}
    %c, %cc = Const() name("c") device("/device:CPU:0") {dtype = f32}
    return()
  }
  graph.graph {
    // CHECK: VarHandleOp() name("v") {dtype = f32}
    %v, %cv = VarHandleOp() name("v") device("/device:GPU:0") {allowed_devices = ["/device:GPU:0"], dtype = f32}
    // KEEP-NEXT: Relu({{.*}}) name("a") {T = f32, _class = ["loc:@v", "group"]}
    // COLOC-NEXT: Relu({{.*}}) name("a") {T = f32, _class = ["group"]}
    %a, %ca = Relu(%v) name("a") {T = f32, _class = ["loc:@v", "group"], _device = "/device:CPU:0"}
    // KEEP-NEXT: Relu({{.*}}) name("b") {T = f32, _class = ["loc:@v"]}
    // COLOC-NEXT: Relu({{.*}}) name("b") {T = f32}
    %b, %cb = Relu(%v) name("b") {T = f32, _class = ["loc:@v"]}
    // What a node does not mean anything without stays.
    // CHECK-NEXT: _Send({{.*}}) name("s") {recv_device = "/device:CPU:0", send_device = "/device:GPU:0"}
    %s = _Send(%a) name("s") {recv_device = "/device:CPU:0", send_device = "/device:GPU:0"}
  }
  // CHECK: nodes = [{variable = {dtype = "DT_FLOAT", experimental_distributed_variable_components = [{name = "v/0"}], name = "v"}}, {resource = {}}, {user_object = {device = "mine"}}]
  sm.messages #sm.proto<"tensorflow.MetaGraphDef", {object_graph_def = {nodes = [
      {variable = {dtype = "DT_FLOAT", name = "v", device = "/device:GPU:0",
                   experimental_distributed_variable_components = [{name = "v/0", device = "/device:GPU:0"}]}},
      {resource = {device = "/device:CPU:0"}},
      {user_object = {device = "mine"}}]}}>
}
