// What a model needs before it can run: calls inlined, variables by symbol,
// nothing left over.
// RUN: sm-opt %s --convert-graph-to-tf --sm-prepare | FileCheck %s
// It prepares what is prepared without a change.
// RUN: sm-opt %s --convert-graph-to-tf --sm-prepare --sm-prepare | FileCheck %s

// CHECK: sm.meta_graph tags ["serve"] initializer @initialize
// CHECK-NEXT: sm.variable @w :
// CHECK-NEXT: sm.variable @counter :
// CHECK-NEXT: sm.signature "serving_default" calls @serving_default
// CHECK-NEXT: func.func @serving_default(
// CHECK-SAME: %[[X:[^ ]*]]: tensor<?x2xf32> {tf.name = "x"})
// CHECK-NEXT: %[[ONE:.*]] = tf.Const dense<1.000000e+00>
// CHECK-NEXT: %[[C:.*]] = sm.read_variable @counter
// CHECK-NEXT: %[[NEXT:.*]] = tf.AddV2 %[[C]], %[[ONE]]
// CHECK-NEXT: sm.assign_variable @counter, %[[NEXT]]
// CHECK-NEXT: %[[W:.*]] = sm.read_variable @w
// CHECK-NEXT: %[[Y:.*]] = tf.MatMul %[[X]], %[[W]]
// CHECK-NEXT: return %[[Y]]
// CHECK: func.func @initialize() {
// CHECK-NEXT: %[[ZERO:.*]] = tf.Const dense<0.000000e+00>
// CHECK-NEXT: sm.assign_variable @counter, %[[ZERO]]
// CHECK-NEXT: return
// CHECK-NOT: func.func
// CHECK-NOT: sm.messages
sm.saved_model {
  sm.meta_graph tags ["serve"] attributes {init_node = "init"} {
    sm.variable @w : tensor<2x3xf32> = dense<1.0> : tensor<2x3xf32>
    sm.variable @counter : tensor<f32>
    sm.variable @momentum : tensor<f32> = dense<0.0> : tensor<f32>
    sm.asset @"assets/vocab" "vocab" tensor "vocab:0"
    sm.signature "__saved_model_init_op" method "" inputs {}
        outputs {__saved_model_init_op = #sm.tensor_info<"init" : tensor<*x!tf.unknown>>}
    sm.signature "serving_default" method "tensorflow/serving/predict"
        inputs {x = #sm.tensor_info<"x:0" : tensor<?x2xf32>>}
        outputs {y = #sm.tensor_info<"call:0" : tensor<?x3xf32>>}
    graph.func @serve(%x "x", %w "w", %n "n") signature #sm.proto<"tensorflow.OpDef", {
        input_arg = [{name = "x", type = "DT_FLOAT"}, {name = "w", type = "DT_RESOURCE"}, {name = "n", type = "DT_RESOURCE"}]}> {
      %c, %c0 = StatefulPartitionedCall(%n) name("count") {f = #tf.func<@count, {}>}
      %v, %c1 = ReadVariableOp(%w) name("read") {dtype = f32}
      %y, %c2 = MatMul(%x, %v) [%c0] name("matmul") {T = f32}
      return(%y) [%c0] keys ["y"] control_keys ["count"]
    }
    graph.func @count(%n "n") signature #sm.proto<"tensorflow.OpDef", {
        input_arg = [{name = "n", type = "DT_RESOURCE"}]}> {
      %one, %c0 = Const() name("one") {dtype = f32, value = dense<1.0> : tensor<f32>}
      %v, %c1 = ReadVariableOp(%n) name("read") {dtype = f32}
      %s, %c2 = AddV2(%v, %one) name("add") {T = f32}
      %c3 = AssignVariableOp(%n, %s) [%c1] name("assign") {dtype = f32}
      %i, %c4 = Identity(%s) [%c3] name("id") {T = f32}
      return(%i) [%c3] keys ["n"] control_keys ["assign"]
    }
    graph.graph {
      %x, %c0 = Placeholder() name("x") {dtype = f32, shape = #tf.shape<?x2>}
      %w, %c1 = VarHandleOp() name("w") {dtype = f32, shape = #tf.shape<2x3>}
      %n, %c2 = VarHandleOp() name("counter") {dtype = f32, shape = #tf.shape<>}
      %m, %c3 = VarHandleOp() name("momentum") {dtype = f32, shape = #tf.shape<>}
      %zero, %c4 = Const() name("zero") {dtype = f32, value = dense<0.0> : tensor<f32>}
      %call, %c5 = StatefulPartitionedCall(%x, %w, %n) name("call") {f = #tf.func<@serve, {}>}
      %vocab, %c6 = Const() name("vocab") {dtype = !tf.string, value = dense<""> : tensor<!tf.string>}
      %set = AssignVariableOp(%n, %zero) name("set") {dtype = f32}
      %set_m = AssignVariableOp(%m, %zero) name("set_m") {dtype = f32}
      %init = NoOp() [%set, %set_m] name("init")
    }
    sm.messages #sm.proto<"tensorflow.MetaGraphDef", {saver_def = {max_to_keep = 5}}>
  }
}
