// Signatures whose graph is gone get a new one.
// RUN: sm-opt %s --convert-tf-to-graph | FileCheck %s
// RUN: sm-opt %s --convert-tf-to-graph --convert-graph-to-tf | FileCheck %s --check-prefix=BACK

sm.meta_graph tags [] {
  // CHECK: sm.signature "a" method "m" inputs {x = #sm.tensor_info<"in:0" : tensor<4xf32>>} outputs {y = #sm.tensor_info<"call:1" : tensor<4xf32>>, z = #sm.tensor_info<"in:0" : tensor<4xf32>>}
  sm.signature "a" calls @a method "m" inputs {x = #sm.tensor_info<"in:0" : tensor<4xf32>>}
      outputs {y = #sm.tensor_info<"call:1" : tensor<4xf32>>, z = #sm.tensor_info<"in:0" : tensor<4xf32>>}
  // The same under another key is there already.
  // CHECK: sm.signature "again" method "" {{.*}} outputs {u = #sm.tensor_info<"call:1" : tensor<4xf32>>, v = #sm.tensor_info<"in:0"
  sm.signature "again" calls @again method "" inputs {x = #sm.tensor_info<"in:0" : tensor<4xf32>>}
      outputs {u = #sm.tensor_info<"call:1" : tensor<4xf32>>, v = #sm.tensor_info<"in:0" : tensor<4xf32>>}
  // Another tensor of the same name gets another name.
  // CHECK: sm.signature "b" method "" {{.*}} outputs {y = #sm.tensor_info<"call_1:0" : tensor<?xf32>>}
  sm.signature "b" calls @b method "" inputs {x = #sm.tensor_info<"in:0" : tensor<?xf32>>}
      outputs {y = #sm.tensor_info<"call:0" : tensor<?xf32>>}

  // CHECK: graph.func @helper(%arg_0 "arg_0") signature #sm.proto<"tensorflow.OpDef", {control_output = ["effects"],
  // CHECK-SAME: input_arg = [{name = "arg_0", type = "DT_FLOAT"}], is_stateful = true, name = "helper", output_arg = [{name = "output_0", type = "DT_FLOAT"}]}>
  // CHECK-NEXT: %[[A:.*]] = Mine() name("first")
  // CHECK-NEXT: %[[B:.*]] = Mine() [%[[A]]] name("second")
  // CHECK-NEXT: return(%arg_0) [%[[B]]] keys ["output_0"] control_keys ["effects"]
  func.func private @helper(%x: tensor<?xf32>) -> tensor<?xf32> {
    tf.opaque "Mine"() {node_attrs = {}} : () -> () loc("first")
    tf.opaque "Mine"() {node_attrs = {}} : () -> () loc("second")
    return %x : tensor<?xf32>
  }
  // CHECK-NOT: func.func
  // CHECK: graph.graph attributes {extra = #sm.proto<"tensorflow.GraphDef", {versions = {min_consumer = 12, producer = 1395}}>}
  // Two signatures, one placeholder; what both feed is known of it.
  // CHECK-NEXT: %[[X:.*]], %{{.*}} = Placeholder() name("in") {dtype = f32, shape = #tf.shape<?>}
  // CHECK-NEXT: %[[N:.*]], %{{.*}} = Neg(%[[X]]) name("neg")
  // CHECK-NEXT: IdentityN(%[[N]], %[[N]]) name("call") {T = [f32, f32]}
  // CHECK-NEXT: %[[H:.*]], %[[C:.*]] = StatefulPartitionedCall(%[[X]]) name("call_2") {Tin = [f32], Tout = [f32], {{.*}}f = #tf.func<@helper, {}>}
  // Effects run when an output is fetched.
  // CHECK-NEXT: Identity(%[[H]]) [%[[C]]] name("call_1")
  // CHECK-NEXT: {{^ *}$}}
  // BACK: func.func @a(%{{.*}}) -> (tensor<4xf32> {tf.name = "y"}, tensor<4xf32> {tf.name = "z"})
  // BACK: func.func @b(
  func.func @a(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
    %0 = tf.Neg %x : (tensor<4xf32>) -> tensor<4xf32> loc("neg")
    return %0, %x : tensor<4xf32>, tensor<4xf32>
  }
  func.func @again(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
    %0 = tf.Neg %x : (tensor<4xf32>) -> tensor<4xf32> loc("other")
    return %0, %x : tensor<4xf32>, tensor<4xf32>
  }
  func.func @b(%x: tensor<?xf32>) -> tensor<?xf32> {
    %0 = tf.StatefulPartitionedCall @helper(%x) : (tensor<?xf32>) -> tensor<?xf32> loc("call")
    return %0 : tensor<?xf32>
  }
}
