// An imported model gets smaller and stays the same model.
// RUN: sm-opt %s --sm-optimize-in-place | FileCheck %s
// RUN: sm-opt %s --sm-optimize-in-place --sm-optimize-in-place | FileCheck %s

sm.saved_model {
  sm.meta_graph tags ["serve"] {
    sm.variable @v : tensor<2xf32>
    sm.signature "serving_default" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<?x2xf32>>}
        outputs {y = #sm.tensor_info<"call:0" : tensor<?x2xf32>>}
    sm.concrete_function "run" overload 0 of @entry inputs [] outputs [] captures [@v]
    // What one call names dissolves in it, and goes; duplicates go, too.
    // CHECK-NOT: graph.func @once
    // CHECK: graph.func @entry(%x "x", %r "r")
    // CHECK-NEXT: %[[C:.*]], %{{.*}} = Const() name("{{[a-z]*}}") {dtype = f32, value = dense<3.000000e+00> : tensor<f32>}
    // CHECK-NEXT: %[[R:.*]], %[[RC:.*]] = ReadVariableOp(%r) name("read")
    // CHECK-NEXT: %[[M:.*]], %{{.*}} = Mul(%x, %[[R]]) name("mul")
    // CHECK-NEXT: %[[A:.*]], %{{.*}} = AddV2(%[[M]], %[[M]]) name("add")
    // CHECK-NEXT: %[[S:.*]], %{{.*}} = AddV2(%[[A]], %[[C]]) name("sum")
    // CHECK-NEXT: %[[K:.*]], %{{.*}} = PartitionedCall(%[[S]]) name("kept") {{.*}}f = #tf.func<@whole, {}>
    // CHECK-NEXT: return(%[[K]]) [%[[RC]]] keys ["y"] control_keys ["read"]
    graph.func @entry(%x "x", %r "r") signature #sm.proto<"tensorflow.OpDef", {control_output = ["a", "b"], is_stateful = true,
        input_arg = [{name = "x", type = "DT_FLOAT"}, {name = "r", type = "DT_RESOURCE"}], output_arg = [{name = "y", type = "DT_FLOAT"}]}> {
      %0, %c0 = StatefulPartitionedCall(%x, %r) name("first") {Tin = [f32, !tf.resource], Tout = [f32], f = #tf.func<@once, {}>}
      %1, %c1 = ReadVariableOp(%r) name("again") {dtype = f32}
      %2, %c2 = Mul(%x, %1) name("mul_again") {T = f32}
      %3, %c3 = AddV2(%0, %2) name("add") {T = f32}
      %4, %c4 = Const() name("one") {dtype = f32, value = dense<1.0> : tensor<f32>}
      %5, %c5 = Const() name("two") {dtype = f32, value = dense<2.0> : tensor<f32>}
      %6, %c6 = AddV2(%4, %5) name("three") {T = f32}
      %7, %c7 = AddV2(%3, %6) name("sum") {T = f32}
      %8, %c8 = PartitionedCall(%7) name("kept") {Tin = [f32], Tout = [f32], f = #tf.func<@whole, {}>}
      %9, %c9 = Identity(%8) [%c0] name("identity") {T = f32}
      return(%9) [%c0, %c1] keys ["y"] control_keys ["a", "b"]
    }
    graph.func @once(%x "x", %r "r") signature #sm.proto<"tensorflow.OpDef", {control_output = ["read"], is_stateful = true,
        input_arg = [{name = "x", type = "DT_FLOAT"}, {name = "r", type = "DT_RESOURCE"}], output_arg = [{name = "y", type = "DT_FLOAT"}]}> {
      %0, %c0 = ReadVariableOp(%r) name("read") {dtype = f32}
      %1, %c1 = Mul(%x, %0) name("mul") {T = f32}
      %2, %c2 = Identity(%1) name("identity") {T = f32}
      return(%2) [%c0] keys ["y"] control_keys ["read"]
    }
    // What is written back may be trained on: gradients stop where they did.
    // CHECK: graph.func @whole
    // CHECK-NEXT: Relu(%x) name("relu")
    // CHECK-NEXT: StopGradient(
    graph.func @whole(%x "x") signature #sm.proto<"tensorflow.OpDef", {
        input_arg = [{name = "x", type = "DT_FLOAT"}], output_arg = [{name = "y", type = "DT_FLOAT"}]}>
        attributes {extra = #sm.proto<"tensorflow.FunctionDef", {attr = [{key = "_implements", value = {s = "something"}}]}>} {
      %0, %c0 = Relu(%x) name("relu") {T = f32}
      %1, %c1 = StopGradient(%0) name("stop") {T = f32}
      return(%1) keys ["y"]
    }
    // A function that only calls another is called no more, but stays where the
    // object graph names it. Folding makes no large constant of a small one.
    // CHECK: graph.graph
    // CHECK-DAG: Fill(
    // CHECK-DAG: StatefulPartitionedCall({{.*}}) name("call") {{.*}}f = #tf.func<@entry, {}>
    graph.graph {
      %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<?x2>}
      %v, %cv = VarHandleOp() name("v") {dtype = f32, shape = #tf.shape<2>}
      %d, %cd = Const() name("dims") {dtype = i32, value = dense<[1000, 2]> : tensor<2xi32>}
      %o, %co = Const() name("one") {dtype = f32, value = dense<1.0> : tensor<f32>}
      %f, %cf = Fill(%d, %o) name("fill") {T = f32, index_type = i32}
      %a, %ca = AddV2(%f, %x) name("call_in") {T = f32}
      %i, %ci = Identity(%a) name("identity") {T = f32}
      %y, %cy = StatefulPartitionedCall(%i, %v) name("call") {Tin = [f32, !tf.resource], Tout = [f32], f = #tf.func<@entry, {}>}
    }
  }
}
