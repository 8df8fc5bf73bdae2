// The initialisation becomes a function of its own; assets are fed by path.
// RUN: sm-opt %s --convert-graph-to-tf | FileCheck %s

// CHECK: sm.meta_graph tags ["serve"] initializer @initialize$1 attributes {init_node = "init"}
sm.meta_graph tags ["serve"] attributes {init_node = "init"} {
  sm.variable @v : tensor<f32>
  // The name of the function is taken.
  sm.variable @initialize : tensor<f32>
  sm.asset @"assets/vocab" "vocab" tensor "path:0"
  // A file may be fed to no node at all.
  sm.asset @"assets/lost" "lost" tensor "lost:0"
  sm.signature "s" method "" inputs {} outputs {
      p = #sm.tensor_info<"path:0" : tensor<!tf.string>>, v = #sm.tensor_info<"read" : tensor<f32>>}

  // CHECK: func.func @s()
  // CHECK-NEXT: %[[PATH:.*]] = sm.asset_path @"assets/vocab"
  // CHECK: return %[[PATH]], %{{.*}} :
  // CHECK: func.func @initialize$1() {
  // CHECK-NEXT: %[[PATH:.*]] = sm.asset_path @"assets/vocab" : tensor<!tf.string>
  // CHECK-DAG: %[[ONE:.*]] = tf.Const dense<1.000000e+00>
  // CHECK-DAG: %[[H:.*]] = sm.variable_handle @v
  // CHECK: tf.AssignVariableOp %[[H]], %[[ONE]]
  // CHECK: tf.opaque "InitializeTableFromTextFileV2"(%[[H]], %[[PATH]])
  // CHECK: return{{$}}
  // CHECK-NOT: func.func
  graph.graph {
    %one, %c1 = Const() name("one") {dtype = f32, value = dense<1.0> : tensor<f32>}
    %path, %cp = Const() name("path") {dtype = !tf.string, value = dense<""> : tensor<!tf.string>}
    %h, %ch = VarHandleOp() name("v") {dtype = f32, shape = #tf.shape<>}
    %read, %cr = ReadVariableOp(%h) name("read") {dtype = f32}
    %assign = AssignVariableOp(%h, %one) name("assign") {dtype = f32}
    %table = InitializeTableFromTextFileV2(%h, %path) [%assign, %cp] name("table")
    %init = NoOp() [%assign, %table] name("init")
  }
}
