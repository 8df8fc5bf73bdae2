// References: each use reads the variable at its place in the order.
// RUN: sm-opt %s --convert-graph-to-tf | FileCheck %s

sm.meta_graph tags [] {
  sm.variable @v : tensor<2xf32>
  // The name that TensorFlow knows may differ from the symbol.
  sm.variable @w : tensor<2xf32> {shared_name = "the/w"}
  sm.signature "s" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<2xf32>>}
      outputs {a_before = #sm.tensor_info<"before:0" : tensor<2xf32>>,
               b_after = #sm.tensor_info<"after:0" : tensor<2xf32>>,
               c_assigned = #sm.tensor_info<"assign_w:0" : tensor<2xf32>>,
               d_ref = #sm.tensor_info<"v:0" : tensor<2xf32>>}
  // CHECK: func.func @s(%[[X:[^ ]*]]:
  // CHECK-NEXT: %[[R0:.*]] = sm.read_variable @v : tensor<2xf32>
  // CHECK-NEXT: %[[BEFORE:.*]] = tf.Identity %[[R0]]
  // CHECK-NEXT: sm.assign_variable @v, %[[X]] : tensor<2xf32>
  // CHECK-NEXT: %[[R1:.*]] = sm.read_variable @v : tensor<2xf32>
  // CHECK-NEXT: %[[AFTER:.*]] = tf.Identity %[[R1]]
  // The value that is assigned is read when it is.
  // CHECK-NEXT: %[[R2:.*]] = sm.read_variable @v : tensor<2xf32>
  // CHECK-NEXT: sm.assign_variable @w, %[[R2]] : tensor<2xf32>
  // What an assignment hands on is the reference again; a result is read last.
  // CHECK-NEXT: %[[W:.*]] = sm.read_variable @w : tensor<2xf32>
  // CHECK-NEXT: %[[V:.*]] = sm.read_variable @v : tensor<2xf32>
  // CHECK-NEXT: return %[[BEFORE]], %[[AFTER]], %[[W]], %[[V]]
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<2>}
    %v, %cv = VariableV2() name("v") {container = "", dtype = f32, shape = #tf.shape<2>, shared_name = ""}
    %w, %cw = Variable() name("other") {dtype = f32, shape = #tf.shape<2>, shared_name = "the/w"}
    %after, %ca = Identity(%v) [%cs] name("after") {T = f32}
    %s, %cs = Assign(%v, %x) [%cb] name("assign_v") {T = f32, use_locking = true, validate_shape = true}
    %before, %cb = Identity(%v) name("before") {T = f32}
    %t, %ct = Assign(%w, %v) [%ca] name("assign_w") {T = f32}
  }
}
