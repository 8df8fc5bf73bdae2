// Control edges order what touches variables; then they are gone.
// RUN: sm-opt %s --convert-graph-to-tf -split-input-file | FileCheck %s

// CHECK-LABEL: sm.meta_graph tags ["order"]
sm.meta_graph tags ["order"] {
  sm.variable @v : tensor<2xf32>
  sm.signature "s" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<2xf32>>}
      outputs {after = #sm.tensor_info<"after:0" : tensor<2xf32>>, before = #sm.tensor_info<"before:0" : tensor<2xf32>>}
  // CHECK: func.func @s(%[[X:[^ ]*]]:
  // CHECK-NEXT: %[[H:.*]] = sm.variable_handle @v : tensor<!tf.resource<tensor<2xf32>>>
  // CHECK-NEXT: %[[BEFORE:.*]] = tf.ReadVariableOp %[[H]]
  // CHECK-NEXT: tf.AssignVariableOp %[[H]], %[[X]]
  // CHECK-NEXT: %[[AFTER:.*]] = tf.ReadVariableOp %[[H]]
  // CHECK-NEXT: return %[[AFTER]], %[[BEFORE]]
  graph.graph {
    %a, %ca = ReadVariableOp(%v) [%cs] name("after") {dtype = f32}
    %cs = AssignVariableOp(%v, %x) [%cb] name("assign") {dtype = f32}
    %b, %cb = ReadVariableOp(%v) name("before") {dtype = f32}
    %v, %cv = VarHandleOp() name("v") {dtype = f32, shape = #tf.shape<2>}
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<2>}
  }
}

// -----

// Without an edge between them, nodes keep the order of the file.
// CHECK-LABEL: sm.meta_graph tags ["file"]
sm.meta_graph tags ["file"] {
  sm.variable @v : tensor<2xf32>
  sm.signature "s" method "" inputs {} outputs {
      a = #sm.tensor_info<"first:0" : tensor<2xf32>>, b = #sm.tensor_info<"second:0" : tensor<2xf32>>}
  // CHECK: tf.opaque "First"
  // CHECK: tf.opaque "Second"
  graph.graph {
    %a, %ca = First() name("first")
    %b, %cb = Second() name("second")
  }
}

// -----

// A node that only control edges reach runs, too; a fed placeholder does not,
// nor does a node whose output is fed take the place of the feed.
// CHECK-LABEL: sm.meta_graph tags ["fed"]
sm.meta_graph tags ["fed"] {
  sm.signature "s" method ""
      inputs {x = #sm.tensor_info<"x:0" : tensor<2xf32>>, z = #sm.tensor_info<"z:0" : tensor<2xf32>>}
      outputs {y = #sm.tensor_info<"y:0" : tensor<2xf32>>}
  // CHECK: func.func @s(%[[X:[^ ]*]]: {{.*}}, %[[Z:[^ ]*]]: tensor<2xf32> {tf.name = "z"})
  // CHECK-NEXT: tf.opaque "Effect"() {node_attrs = {}}
  // CHECK-NEXT: tf.opaque "Filler"(%[[X]])
  // CHECK-NEXT: %[[Y:.*]] = tf.Relu %[[Z]]
  // CHECK-NEXT: return %[[Y]]
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<2>}
    %ce = Effect() name("effect")
    %z, %cz = Filler(%x) [%ce] name("z")
    %y, %cy = Relu(%z) [%cx, %cz] name("y") {T = f32}
  }
}
