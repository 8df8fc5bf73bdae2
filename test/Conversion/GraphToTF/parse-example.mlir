// An op with several lists among operands and results: their lengths follow
// from the node's attributes.
// RUN: sm-opt %s --convert-graph-to-tf | FileCheck %s

sm.meta_graph tags [] {
  sm.signature "s" method "" inputs {examples = #sm.tensor_info<"examples:0" : tensor<?x!tf.string>>}
      outputs {dense = #sm.tensor_info<"parse:6" : tensor<?x3xf32>>, last = #sm.tensor_info<"parse:7" : tensor<?xi64>>,
               sparse = #sm.tensor_info<"parse:3" : tensor<?xi64>>}
  // CHECK: %{{[^:]*}}:2, %[[VALUES:[^:]*]]:2, %{{[^:]*}}:2, %[[DENSE:[^:]*]]:2 = tf.ParseExample %{{.*}}, %{{.*}} sparse(%[[K0:[^ ,)]*]], %[[K1:[^ ,)]*]]) dense(%[[K2:[^ ,)]*]], %[[K3:[^ ,)]*]])
  // CHECK-SAME: defaults(%[[D0:[^ ,)]*]], %[[D1:[^ ,)]*]]) {dense_shapes = [#tf.shape<3>, #tf.shape<>], resultSegmentSizes = array<i32: 2, 2, 2, 2>}
  // CHECK-SAME: -> (tensor<?x2xi64>, tensor<?x2xi64>, tensor<?xf32>, tensor<?xi64>, tensor<2xi64>, tensor<2xi64>, tensor<?x3xf32>, tensor<?xi64>)
  // CHECK-NEXT: return %[[DENSE]]#0, %[[DENSE]]#1, %[[VALUES]]#1
  graph.graph {
    %x, %cx = Placeholder() name("examples") {dtype = !tf.string, shape = #tf.shape<?>}
    %n, %cn = Const() name("names") {dtype = !tf.string, value = dense<> : tensor<0x!tf.string>}
    %k0, %c0 = Const() name("k0") {dtype = !tf.string, value = dense<"a"> : tensor<!tf.string>}
    %k1, %c1 = Const() name("k1") {dtype = !tf.string, value = dense<"b"> : tensor<!tf.string>}
    %k2, %c2 = Const() name("k2") {dtype = !tf.string, value = dense<"c"> : tensor<!tf.string>}
    %k3, %c3 = Const() name("k3") {dtype = !tf.string, value = dense<"d"> : tensor<!tf.string>}
    %d0, %c4 = Const() name("d0") {dtype = f32, value = dense<> : tensor<0xf32>}
    %d1, %c5 = Const() name("d1") {dtype = i64, value = dense<7> : tensor<i64>}
    %p:8, %cp = ParseExample(%x, %n, %k0, %k1, %k2, %k3, %d0, %d1) name("parse") {Ndense = 2 : i64, Nsparse = 2 : i64,
        Tdense = [f32, i64], dense_shapes = [#tf.shape<3>, #tf.shape<>], sparse_types = [f32, i64]}
  }
}
