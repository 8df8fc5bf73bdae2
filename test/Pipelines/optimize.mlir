// Everything that makes a model faster: what does not depend on the input is
// computed, what stands twice is done once.
// RUN: sm-opt %s --convert-graph-to-tf --sm-optimize | FileCheck %s
// RUN: sm-opt %s --convert-graph-to-tf --sm-optimize --sm-optimize | FileCheck %s

// CHECK: sm.meta_graph tags ["serve"] {
// CHECK-NEXT: sm.variable @scale : tensor<f32> = dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT: sm.signature "serving_default" calls @serving_default
// The batch stays unknown; the last dimension follows from constants.
// CHECK-NEXT: func.func @serving_default(%[[X:[^ ]*]]: tensor<?x2x3xf32> {tf.name = "x"}) -> (tensor<?x6xf32> {tf.name = "y"}, tensor<?x6xf32> {tf.name = "z"}) {
// CHECK-DAG: %[[BIAS:.*]] = tf.Const dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00, 5.000000e+00, 6.000000e+00]> : tensor<6xf32>
// CHECK-DAG: %[[WANTED:.*]] = tf.Pack
// CHECK-DAG: %[[FLAT:.*]] = tf.Reshape %[[X]], %[[WANTED]] : (tensor<?x2x3xf32>, tensor<2xi32>) -> tensor<?x6xf32>
// CHECK-DAG: %[[SUM:.*]] = tf.AddV2 %[[FLAT]], %[[BIAS]] : (tensor<?x6xf32>, tensor<6xf32>) -> tensor<?x6xf32>
// CHECK-DAG: %[[SCALE:.*]] = sm.read_variable @scale
// CHECK-DAG: %[[Z:.*]] = tf.Mul %[[SUM]], %[[SCALE]]
// CHECK: return %[[SUM]], %[[Z]]
// CHECK-NOT: func.func
sm.saved_model {
  sm.meta_graph tags ["serve"] {
    sm.variable @scale : tensor<f32> = dense<2.0> : tensor<f32>
    sm.variable @unused : tensor<f32> = dense<2.0> : tensor<f32>
    sm.signature "serving_default" method "tensorflow/serving/predict"
        inputs {x = #sm.tensor_info<"x:0" : tensor<?x2x3xf32>>}
        outputs {y = #sm.tensor_info<"call:0" : tensor<?x6xf32>>, z = #sm.tensor_info<"z:0" : tensor<?x6xf32>>}
    graph.func @flatten(%x "x") signature #sm.proto<"tensorflow.OpDef", {
        input_arg = [{name = "x", type = "DT_FLOAT"}]}> {
      %shape, %c0 = Shape(%x) name("shape") {T = f32}
      %zero, %c1 = Const() name("zero") {dtype = i32, value = dense<0> : tensor<1xi32>}
      %one, %c2 = Const() name("one") {dtype = i32, value = dense<1> : tensor<1xi32>}
      %batch, %c3 = StridedSlice(%shape, %zero, %one, %one) name("batch") {Index = i32, T = i32, shrink_axis_mask = 1 : i64}
      %tail, %c4 = StridedSlice(%shape, %one, %zero, %one) name("tail") {Index = i32, T = i32, end_mask = 1 : i64}
      %size, %c5 = Prod(%tail, %axis) name("size") {T = i32}
      %axis, %c6 = Const() name("axis") {dtype = i32, value = dense<0> : tensor<i32>}
      %wanted, %c7 = Pack(%batch, %size) name("wanted") {N = 2 : i64, T = i32}
      %flat, %c8 = Reshape(%x, %wanted) name("flat") {T = f32}
      %odd, %c9 = Const() name("odd") {dtype = f32, value = dense<[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]> : tensor<6xf32>}
      %unit, %c10 = Const() name("unit") {dtype = f32, value = dense<1.0> : tensor<f32>}
      %bias, %c11 = AddV2(%odd, %unit) name("bias") {T = f32}
      %sum, %c12 = AddV2(%flat, %bias) name("sum") {T = f32}
      %id, %c13 = Identity(%sum) name("id") {T = f32}
      return(%id) keys ["y"]
    }
    graph.graph {
      %x, %c0 = Placeholder() name("x") {dtype = f32, shape = #tf.shape<?x2x3>}
      %call, %c1 = PartitionedCall(%x) name("call") {f = #tf.func<@flatten, {}>}
      %again, %c2 = PartitionedCall(%x) name("again") {f = #tf.func<@flatten, {}>}
      %h, %c3 = VarHandleOp() name("scale") {dtype = f32, shape = #tf.shape<>}
      %s, %c4 = ReadVariableOp(%h) name("read") {dtype = f32}
      %z, %c5 = Mul(%again, %s) name("z") {T = f32}
    }
  }
}
