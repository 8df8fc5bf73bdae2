// A traced function becomes an entry that calls its trace with what it captured.
// RUN: sm-opt %s --convert-graph-to-tf=functions=f,g.h | FileCheck %s

sm.meta_graph tags [] {
  sm.variable @"dense/kernel" : tensor<2xf32> = dense<1.0> : tensor<2xf32>
  sm.asset @"assets/vocab" "vocab" tensor "path:0"
  // CHECK: sm.concrete_function "f" overload 0 of @trace calls @f inputs
  sm.concrete_function "f" overload 0 of @trace
      inputs [#sm.tensor_info<"x" : tensor<?xf32>>]
      outputs [#sm.tensor_info<"output_0" : tensor<?xf32>>, #sm.tensor_info<"path" : tensor<!tf.string>>]
      captures [@"dense/kernel", "half", @"assets/vocab"]
  // CHECK: sm.concrete_function "g.h" overload 0 of @trace calls @g.h inputs
  sm.concrete_function "g.h" overload 0 of @trace
      inputs [#sm.tensor_info<"a" : tensor<?xf32>>, #sm.tensor_info<"b" : tensor<!tf.resource>>,
              #sm.tensor_info<"c" : tensor<f32>>, #sm.tensor_info<"d" : tensor<*x!tf.string>>]
      outputs [#sm.tensor_info<"u" : tensor<?xf32>>, #sm.tensor_info<"v" : tensor<!tf.string>>]
      captures []

  // One conversion serves both.
  // CHECK: func.func private @trace(%[[X:[^ ]*]]: tensor<*xf32>, %[[V:[^ ]*]]: tensor<*x!tf.resource>, %[[C:[^ ]*]]: tensor<*xf32>, %[[A:[^ ]*]]: tensor<*x!tf.string>)
  // CHECK-NEXT: %[[R:.*]] = tf.ReadVariableOp %[[V]]
  // CHECK-NEXT: %[[S:.*]] = tf.AddV2 %[[X]], %[[R]]
  // CHECK-NEXT: %[[M:.*]] = tf.Mul %[[S]], %[[C]]
  // CHECK-NEXT: return %[[M]], %[[A]]
  // CHECK: func.func @f(%[[X:[^ ]*]]: tensor<?xf32> {tf.name = "x"})
  // CHECK-SAME: -> (tensor<*xf32> {tf.name = "output_0"}, tensor<*x!tf.string> {tf.name = "path"}) {
  // CHECK-NEXT: %[[V:.*]] = sm.variable_handle @"dense/kernel" : tensor<!tf.resource<tensor<2xf32>>>
  // The constant is made of nodes of the graph.
  // CHECK-NEXT: %[[ONE:.*]] = tf.Const dense<1.000000e+00>
  // CHECK-NEXT: %[[TWO:.*]] = tf.Const dense<2.000000e+00>
  // CHECK-NEXT: %[[C:.*]] = tf.RealDiv %[[ONE]], %[[TWO]]
  // CHECK-NEXT: %[[A:.*]] = sm.asset_path @"assets/vocab" : tensor<!tf.string>
  // CHECK-NEXT: %[[CALL:.*]]:2 = tf.StatefulPartitionedCall @trace(%[[X]], %[[V]], %[[C]], %[[A]])
  // CHECK-NEXT: return %[[CALL]]#0, %[[CALL]]#1
  // CHECK: func.func @g.h(%[[P0:[^ ]*]]: {{.*}}"a"}, %[[P1:[^ ]*]]: {{.*}}"b"}, %[[P2:[^ ]*]]: {{.*}}"c"}, %[[P3:[^ ]*]]: {{.*}}"d"})
  // CHECK-NEXT: tf.StatefulPartitionedCall @trace(%[[P0]], %[[P1]], %[[P2]], %[[P3]])
  // CHECK-NOT: func.func
  graph.func @trace(%x "x", %v "v", %c "c", %a "a") signature #sm.proto<"tensorflow.OpDef", {
      input_arg = [{name = "x", type = "DT_FLOAT"}, {name = "v", type = "DT_RESOURCE"},
                   {name = "c", type = "DT_FLOAT"}, {name = "a", type = "DT_STRING"}]}> {
    %0, %c0 = ReadVariableOp(%v) name("read") {dtype = f32}
    %1, %c1 = AddV2(%x, %0) name("add") {T = f32}
    %2, %c2 = Mul(%1, %c) name("mul") {T = f32}
    return(%2, %a) keys ["y", "z"]
  }
  graph.graph {
    %half, %ch = RealDiv(%one, %two) name("half") {T = f32}
    %one, %c1 = Const() name("one") {dtype = f32, value = dense<1.0> : tensor<f32>}
    %two, %c2 = Const() name("two") {dtype = f32, value = dense<2.0> : tensor<f32>}
  }
}
