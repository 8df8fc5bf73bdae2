// The order of side effects becomes control edges; what does not touch the same
// thing needs none.
// RUN: sm-opt %s --convert-tf-to-graph | FileCheck %s

sm.meta_graph tags [] {
  // Per handle: reads wait for writes, writes for reads; a value that says it
  // anyway needs no edge. All effects are control outputs.
  // CHECK-LABEL: graph.func @handles
  // CHECK-SAME: control_output = ["assign_r_1", "read_s"]
  // CHECK-NEXT: %[[V:[^,]*]], %[[A:.*]] = ReadVariableOp(%r) name("read_r")
  // CHECK-NEXT: %[[B:.*]], %[[B_CTL:.*]] = ReadVariableOp(%r) name("read_again")
  // CHECK-NEXT: %[[SUM:.*]], %{{.*}} = AddV2(%[[V]], %[[V]])
  // CHECK-NEXT: %[[C:.*]] = AssignVariableOp(%r, %[[SUM]]) [%[[B_CTL]]] name("assign_r")
  // CHECK-NEXT: %[[I:.*]], %{{.*}} = Identity(%r)
  // CHECK-NEXT: %[[D:.*]] = AssignVariableOp(%[[I]], %[[B]]) [%[[C]]] name("assign_r_1")
  // CHECK-NEXT: %[[S:.*]], %[[E:.*]] = ReadVariableOp(%s) name("read_s")
  // CHECK-NEXT: return(%[[S]]) [%[[D]], %[[E]]] keys ["y"] control_keys ["assign_r_1", "read_s"]
  graph.func @handles(%r "r", %s "s") signature #sm.proto<"tensorflow.OpDef", {control_output = ["old"], is_stateful = true}> {
    %c0 = NoOp() name("old")
    return(%r) [%c0] keys ["y"] control_keys ["old"]
  }
  func.func @handles$body(%r: tensor<!tf.resource>, %s: tensor<!tf.resource>) -> tensor<f32> attributes {graph.body = @handles} {
    %0 = tf.ReadVariableOp %r : (tensor<!tf.resource>) -> tensor<f32> loc("read_r")
    %1 = tf.ReadVariableOp %r : (tensor<!tf.resource>) -> tensor<f32> loc("read_again")
    %2 = tf.AddV2 %0, %0 : (tensor<f32>, tensor<f32>) -> tensor<f32>
    tf.AssignVariableOp %r, %2 : (tensor<!tf.resource>, tensor<f32>) -> () loc("assign_r")
    %i = tf.Identity %r : (tensor<!tf.resource>) -> tensor<!tf.resource>
    tf.AssignVariableOp %i, %1 : (tensor<!tf.resource>, tensor<f32>) -> () loc("assign_r")
    %3 = tf.ReadVariableOp %s : (tensor<!tf.resource>) -> tensor<f32> loc("read_s")
    return %3 : tensor<f32>
  }

  // What is not known may touch anything; a pure op never waits.
  // CHECK-LABEL: graph.func @unknown
  // CHECK-NEXT: %{{.*}}, %[[A:.*]] = ReadVariableOp(%r) name("read")
  // CHECK-NEXT: %[[B:.*]] = Mine() [%[[A]]] name("mine")
  // CHECK-NEXT: %{{.*}}, %{{.*}} = Neg(%{{.*}}) name("neg")
  // CHECK-NEXT: %[[C:.*]] = Mine() [%[[B]]] name("mine_1")
  // Its numbers come from a generator of its own.
  // CHECK-NEXT: RandomShuffle(%{{.*}}) name("shuffle")
  // CHECK-NEXT: %[[R:.*]], %[[D:.*]] = ReadVariableOp(%r) [%[[C]]] name("read_1")
  // A table's lookups may pass each other.
  // CHECK-NEXT: LookupTableFindV2(%t, %{{.*}}, %{{.*}}) [%[[C]]] name("find")
  // CHECK-NEXT: LookupTableFindV2(%t, %{{.*}}, %{{.*}}) [%[[C]]] name("find_1")
  // CHECK-NEXT: return(%[[R]]) keys
  graph.func @unknown(%r "r", %t "t") signature #sm.proto<"tensorflow.OpDef", {is_stateful = true}> {
    return(%r) keys ["y"]
  }
  func.func @unknown$body(%r: tensor<!tf.resource>, %t: tensor<!tf.resource>) -> tensor<f32> attributes {graph.body = @unknown} {
    %0 = tf.ReadVariableOp %r : (tensor<!tf.resource>) -> tensor<f32> loc("read")
    tf.opaque "Mine"() {node_attrs = {}} : () -> () loc("mine")
    %1 = tf.Neg %0 : (tensor<f32>) -> tensor<f32> loc("neg")
    tf.opaque "Mine"() {node_attrs = {}} : () -> () loc("mine")
    %2 = tf.opaque "RandomShuffle"(%1) {node_attrs = {T = f32}} : (tensor<f32>) -> tensor<f32> loc("shuffle")
    %3 = tf.ReadVariableOp %r : (tensor<!tf.resource>) -> tensor<f32> loc("read")
    %4 = tf.opaque "LookupTableFindV2"(%t, %2, %2) {node_attrs = {}} : (tensor<!tf.resource>, tensor<f32>, tensor<f32>) -> tensor<f32> loc("find")
    %5 = tf.opaque "LookupTableFindV2"(%t, %2, %2) {node_attrs = {}} : (tensor<!tf.resource>, tensor<f32>, tensor<f32>) -> tensor<f32> loc("find")
    return %3 : tensor<f32>
  }

  // A call does what its function does, to the handles that it hands over. Its
  // values are no sign that its effects are done.
  // CHECK-LABEL: graph.func @calls
  // CHECK-NEXT: %[[V:.*]], %[[A:.*]] = StatefulPartitionedCall(%r, %s) name("set")
  // CHECK-NEXT: %{{.*}}, %[[B:.*]] = ReadVariableOp(%s) name("read_s")
  // CHECK-NEXT: %[[W:.*]], %{{.*}} = Neg(%[[V]]) name("neg")
  // CHECK-NEXT: %[[D:.*]] = AssignVariableOp(%r, %[[W]]) [%[[A]]] name("assign")
  // CHECK-NEXT: %[[X:.*]], %{{.*}} = PartitionedCall(%[[W]]) name("pure")
  // CHECK-NEXT: return(%[[X]]) [%[[B]], %[[D]]]
  graph.func @calls(%r "r", %s "s") signature #sm.proto<"tensorflow.OpDef", {control_output = ["old"], is_stateful = true}> {
    %c0 = NoOp() name("old")
    return(%r) [%c0] keys ["y"] control_keys ["old"]
  }
  func.func @calls$body(%r: tensor<!tf.resource>, %s: tensor<!tf.resource>) -> tensor<f32> attributes {graph.body = @calls} {
    %0 = tf.StatefulPartitionedCall @set$body(%r, %s) : (tensor<!tf.resource>, tensor<!tf.resource>) -> tensor<f32> loc("set")
    %1 = tf.ReadVariableOp %s : (tensor<!tf.resource>) -> tensor<f32> loc("read_s")
    %2 = tf.Neg %0 : (tensor<f32>) -> tensor<f32> loc("neg")
    tf.AssignVariableOp %r, %2 : (tensor<!tf.resource>, tensor<f32>) -> () loc("assign")
    %3 = tf.PartitionedCall @pure$body(%2) : (tensor<f32>) -> tensor<f32> loc("pure")
    return %3 : tensor<f32>
  }
  graph.func @set(%r "r", %s "s") signature #sm.proto<"tensorflow.OpDef", {}> {
    return(%r) keys ["y"]
  }
  func.func private @set$body(%r: tensor<!tf.resource>, %s: tensor<!tf.resource>) -> tensor<f32> attributes {graph.body = @set} {
    %0 = tf.ReadVariableOp %s : (tensor<!tf.resource>) -> tensor<f32>
    tf.AssignVariableOp %r, %0 : (tensor<!tf.resource>, tensor<f32>) -> ()
    return %0 : tensor<f32>
  }
  // Without effects there is nothing to wait for.
  // CHECK-LABEL: graph.func @pure(%x "x") signature #sm.proto<"tensorflow.OpDef", {}>
  // CHECK-NEXT: return(%x) keys ["y"]
  graph.func @pure(%x "x") signature #sm.proto<"tensorflow.OpDef", {control_output = ["old"]}> {
    %c0 = NoOp() name("old")
    return(%x) [%c0] keys ["y"] control_keys ["old"]
  }
  func.func private @pure$body(%x: tensor<f32>) -> tensor<f32> attributes {graph.body = @pure} {
    return %x : tensor<f32>
  }
  graph.graph {
  }
}
