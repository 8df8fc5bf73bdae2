// Signatures become functions: arguments and results by sorted key, nodes in
// the order of execution, and only those that are needed.
// RUN: sm-opt %s --convert-graph-to-tf | FileCheck %s

// CHECK-LABEL: sm.meta_graph tags ["serve"]
sm.meta_graph tags ["serve"] {
  // CHECK: sm.signature "serving_default" calls @serving_default method "predict"
  // CHECK-SAME: inputs {a = #sm.tensor_info<"scale" : tensor<f32>>, b = #sm.tensor_info<"x:0" : tensor<?x4xf32>>}
  sm.signature "serving_default" method "predict"
      inputs {b = #sm.tensor_info<"x:0" : tensor<?x4xf32>>, a = #sm.tensor_info<"scale" : tensor<f32>>}
      outputs {z = #sm.tensor_info<"mul:0" : tensor<?x4xf32>>, mean = #sm.tensor_info<"norm:1" : tensor<4xf32>>}
  sm.signature "same" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<?x4xf32>>}
      outputs {x = #sm.tensor_info<"x:0" : tensor<?x4xf32>>}
  sm.signature "twice" method ""
      inputs {first = #sm.tensor_info<"x:0" : tensor<?x4xf32>>, second = #sm.tensor_info<"x" : tensor<?x4xf32>>}
      outputs {y = #sm.tensor_info<"dead:0" : tensor<?x4xf32>>}
  sm.signature "inside" method ""
      inputs {mul = #sm.tensor_info<"mul:0" : tensor<?x4xf32>>}
      outputs {y = #sm.tensor_info<"user:0" : tensor<?x4xf32>>}
  sm.signature "untyped" method ""
      inputs {x = #sm.tensor_info<"x" : tensor<*x!tf.unknown>>}
      outputs {y = #sm.tensor_info<"dead" : tensor<*x!tf.unknown>>}
  // Initialisation and training are no entries.
  // CHECK: sm.signature "__saved_model_init_op" method "" inputs {} outputs
  sm.signature "__saved_model_init_op" method "" inputs {}
      outputs {o = #sm.tensor_info<"mul:0" : tensor<*xf32>>}

  // CHECK-NOT: graph.graph
  graph.graph {
    %dead, %c0 = Exp(%x) name("dead") {T = f32}
    %mul, %c1 = Mul(%x, %s) name("mul") {T = f32}
    %x, %c2 = Placeholder() name("x") {dtype = f32, shape = #tf.shape<?x4>}
    %s, %c3 = Placeholder() name("scale") {dtype = f32, shape = #tf.shape<>}
    %k, %c4 = Const() name("k") {dtype = f32, value = dense<1.0> : tensor<4xf32>}
    %image, %c5 = Reshape(%mul, %d) name("image") {T = f32, Tshape = i32}
    %d, %c6 = Const() name("d") {dtype = i32, value = dense<[-1, 1, 1, 4]> : tensor<4xi32>}
    %norm:5, %c7 = FusedBatchNorm(%image, %k, %k, %k, %k) name("norm") {T = f32, is_training = false}
    %user, %c8 = Neg(%mul) name("user") {T = f32}
  }
  // CHECK: func.func @serving_default(
  // CHECK-SAME: %[[A:[^ ]*]]: tensor<f32> {tf.name = "a"}, %[[B:[^ ]*]]: tensor<?x4xf32> {tf.name = "b"})
  // CHECK-SAME: -> (tensor<4xf32> {tf.name = "mean"}, tensor<?x4xf32> {tf.name = "z"}) {
  // CHECK-NEXT: %[[MUL:.*]] = tf.Mul %[[B]], %[[A]]
  // CHECK-NEXT: %[[K:.*]] = tf.Const dense<1.000000e+00> : tensor<4xf32>
  // CHECK-NEXT: %[[D:.*]] = tf.Const dense<[-1, 1, 1, 4]>
  // CHECK-NEXT: %[[I:.*]] = tf.Reshape %[[MUL]], %[[D]] : (tensor<?x4xf32>, tensor<4xi32>) -> tensor<?x1x1x4xf32>
  // CHECK-NEXT: %[[N:[^,:]*]]{{.*}} = tf.FusedBatchNorm %[[I]], %[[K]], %[[K]], %[[K]], %[[K]]
  // CHECK-NEXT: return %{{.*}}, %[[MUL]] : tensor<4xf32>, tensor<?x4xf32>

  // A tensor may be input and output at once.
  // CHECK: func.func @same(%[[X:[^ ]*]]: tensor<?x4xf32> {tf.name = "x"})
  // CHECK-NEXT: return %[[X]]

  // Of two keys for one tensor the last feeds it.
  // CHECK: func.func @twice(%{{[^ ]*}}: tensor<?x4xf32> {tf.name = "first"}, %[[X:[^ ]*]]: tensor<?x4xf32> {tf.name = "second"})
  // CHECK-NEXT: tf.Exp %[[X]]

  // Any tensor may be fed: what lies before it is not run.
  // CHECK: func.func @inside(%[[M:[^ ]*]]: tensor<?x4xf32> {tf.name = "mul"})
  // CHECK-NEXT: %[[R:.*]] = tf.Neg %[[M]]
  // CHECK-NEXT: return %[[R]]

  // Where the signature does not know a type, the placeholder does.
  // CHECK: func.func @untyped(%[[X:[^ ]*]]: tensor<?x4xf32> {tf.name = "x"}) -> (tensor<?x4xf32> {tf.name = "y"})

  // CHECK: sm.messages
  sm.messages #sm.proto<"tensorflow.MetaGraphDef", {}>
}

// A MetaGraph without signatures stays a graph.
// CHECK-LABEL: sm.meta_graph tags ["train"]
sm.meta_graph tags ["train"] attributes {init_node = "lost"} {
  // CHECK: graph.graph
  graph.graph {
    // CHECK-NEXT: NoOp() name("n")
    %c = NoOp() name("n")
  }
}
