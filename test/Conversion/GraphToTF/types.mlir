// Where the types of results come from: the op's definition, the node's
// attributes with their defaults, the shape function, and hints.
// RUN: sm-opt %s --convert-graph-to-tf -split-input-file | FileCheck %s

// CHECK-LABEL: sm.meta_graph tags ["hints"]
sm.meta_graph tags ["hints"] {
  sm.signature "s" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<?x4xf32>>}
      outputs {a = #sm.tensor_info<"agrees" : tensor<*xf32>>, b = #sm.tensor_info<"wrong_size" : tensor<*xf32>>,
               c = #sm.tensor_info<"wrong_rank" : tensor<*xf32>>, d = #sm.tensor_info<"vague" : tensor<*xf32>>,
               e = #sm.tensor_info<"no_list" : tensor<*xf32>>, f = #sm.tensor_info<"unknown:1" : tensor<*xf32>>}
  // A hint that agrees adds what it knows; one that does not is ignored.
  // CHECK: tf.Relu %{{.*}} -> tensor<8x4xf32>
  // CHECK: tf.Relu %{{.*}} -> tensor<?x4xf32>
  // CHECK: tf.Relu %{{.*}} -> tensor<?x4xf32>
  // CHECK: tf.Relu %{{.*}} -> tensor<?x4xf32>
  // CHECK: tf.Relu %{{.*}} -> tensor<?x4xf32>
  // It is all there is for an unknown op.
  // CHECK: tf.opaque "Unknown"(%{{.*}}) {{.*}} -> (tensor<?x!tf.unknown>, tensor<2x3x!tf.unknown>)
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<?x4>}
    %a, %ca = Relu(%x) name("agrees") {T = f32, _output_shapes = [#tf.shape<8x4>]}
    %b, %cb = Relu(%x) name("wrong_size") {T = f32, _output_shapes = [#tf.shape<8x5>]}
    %c, %cc = Relu(%x) name("wrong_rank") {T = f32, _output_shapes = [#tf.shape<8>]}
    %d, %cd = Relu(%x) name("vague") {T = f32, _output_shapes = [#tf.shape<*>]}
    %e, %ce = Relu(%x) name("no_list") {T = f32, _output_shapes = 5 : i64}
    %f:2, %cf = Unknown(%x) name("unknown") {_output_shapes = [#tf.shape<?>, #tf.shape<2x3>]}
  }
}

// -----

// Attributes at their default may have been stripped.
// CHECK-LABEL: sm.meta_graph tags ["defaults"]
sm.meta_graph tags ["defaults"] {
  sm.signature "s" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<?x4xf32>>}
      outputs {a = #sm.tensor_info<"shape32" : tensor<*xi32>>, b = #sm.tensor_info<"shape64" : tensor<*xi64>>,
               c = #sm.tensor_info<"sum" : tensor<*xf32>>, d = #sm.tensor_info<"keep" : tensor<*xf32>>,
               e = #sm.tensor_info<"cast" : tensor<*xf32>>, f = #sm.tensor_info<"max" : tensor<*xi32>>}
  // CHECK: tf.Shape %{{.*}} -> tensor<2xi32>
  // CHECK: tf.Shape %{{.*}} -> tensor<2xi64>
  // CHECK: tf.Sum %{{[^ ]*}}, %{{[^ ]*}} : {{.*}} -> tensor<?xf32>
  // A default that is written is no difference.
  // CHECK: tf.Sum %{{[^ ]*}}, %{{[^ ]*}} {keep_dims = true} : {{.*}} -> tensor<?x1xf32>
  // CHECK: tf.Cast %{{[^ ]*}} : (tensor<?x4xf32>) -> tensor<?x4xi64>
  // CHECK: tf.ArgMax %{{.*}} -> tensor<?xi64>
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<?x4>}
    %one, %co = Const() name("one") {dtype = i32, value = dense<1> : tensor<i32>}
    %a, %ca = Shape(%x) name("shape32") {T = f32}
    %b, %cb = Shape(%x) name("shape64") {T = f32, out_type = i64}
    %c, %cc = Sum(%x, %one) name("sum") {T = f32}
    %d, %cd = Sum(%x, %one) name("keep") {T = f32, Tidx = i32, keep_dims = true}
    %e, %ce = Cast(%x) name("cast") {SrcT = f32, DstT = i64, Truncate = false}
    %f, %cf = ArgMax(%x, %one) name("max") {T = f32}
  }
}

// -----

// A type that the function's caller decides is not known; the default of the
// attribute would be a guess.
// CHECK-LABEL: sm.meta_graph tags ["generic"]
sm.meta_graph tags ["generic"] {
  sm.signature "s" method "" inputs {x = #sm.tensor_info<"x:0" : tensor<2xf32>>}
      outputs {y = #sm.tensor_info<"call" : tensor<*xf32>>}
  // CHECK: func.func private @generic(%[[X:[^ ]*]]: tensor<*x!tf.unknown>, %{{[^ ]*}}: tensor<*xf32>, %[[L:[^ ]*]]: tensor<*xf32>)
  // CHECK-SAME: -> (tensor<*x!tf.unknown>, tensor<?x!tf.unknown>)
  // CHECK-NEXT: %[[A:.*]] = tf.Add %[[X]], %[[L]] : (tensor<*x!tf.unknown>, tensor<*xf32>) -> tensor<*x!tf.unknown>
  // CHECK-NEXT: %[[S:.*]] = tf.Shape %[[A]]
  graph.func @generic(%x "x", %l0 "l", %l1 "l:1") signature #sm.proto<"tensorflow.OpDef", {
      input_arg = [{name = "x", type_attr = "T"}, {name = "l", type = "DT_FLOAT", number_attr = "N"}]}> {
    %0, %c0 = Add(%x, %l1) name("add") {T = #graph.placeholder<"T">}
    %1, %c1 = Shape(%0) name("shape") {T = #graph.placeholder<"T">, out_type = #graph.placeholder<"out">}
    return(%0, %1) keys ["y", "s"]
  }
  graph.graph {
    %x, %cx = Placeholder() name("x") {dtype = f32, shape = #tf.shape<2>}
    %y:2, %cy = generic(%x, %x, %x) name("call") {T = f32, N = 2 : i64, out = i32}
  }
}

// -----

// Types that OpDefs name, references among them.
// CHECK-LABEL: sm.meta_graph tags ["arguments"]
sm.meta_graph tags ["arguments"] {
  sm.concrete_function "f" overload 0 of @trace inputs [] outputs [] captures []
  sm.signature "s" method "" inputs {} outputs {y = #sm.tensor_info<"y" : tensor<*xf32>>}
  // CHECK: func.func private @trace(%{{[^ ]*}}: tensor<*x!tf.string>, %{{[^ ]*}}: tensor<*x!tf.qint8>,
  // CHECK-SAME: %{{[^ ]*}}: tensor<*x!tf.ref<f32>>, %{{[^ ]*}}: tensor<*xbf16>, %{{[^ ]*}}: tensor<*xui16>, %{{[^ ]*}}: tensor<*x!tf.unknown>)
  graph.func @trace(%a "a", %b "b", %c "c", %d "d", %e "e", %f "f") signature #sm.proto<"tensorflow.OpDef", {
      input_arg = [{name = "a", type = "DT_STRING"}, {name = "b", type = "DT_QINT8"}, {name = "c", type = "DT_FLOAT_REF"},
                   {name = "d", type = "DT_BFLOAT16"}, {name = "e", type = "DT_UINT16"}, {name = "f", type = 99}]}> {
    return()
  }
  graph.graph {
    %y, %cy = Unknown() name("y") {f = #tf.func<@trace, {}>}
  }
}
