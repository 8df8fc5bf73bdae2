// Constants, however the graph writes them.
// RUN: sm-opt %s --convert-graph-to-tf | FileCheck %s

sm.meta_graph tags [] {
  sm.signature "s" method "" inputs {}
      outputs {a = #sm.tensor_info<"a" : tensor<*xf32>>, b = #sm.tensor_info<"b" : tensor<*xf32>>,
               c = #sm.tensor_info<"c" : tensor<*xf32>>, d = #sm.tensor_info<"d" : tensor<*xf32>>,
               e = #sm.tensor_info<"e" : tensor<*xf32>>, f = #sm.tensor_info<"f" : tensor<*xf32>>,
               g = #sm.tensor_info<"g" : tensor<*xf32>>}
  // CHECK: tf.Const dense<[1, 2]> : tensor<2xi32>
  // CHECK: tf.Const dense<["a", "\00\FF"]> : tensor<2x!tf.string>
  // The encoding is of no interest any more.
  // CHECK: tf.Const dense<1.000000e+00> : tensor<2x2xf32>
  // CHECK: tf.Const #sm.data<"weights", "0:00000000"> : tensor<300xf32>
  // CHECK: tf.Const dense<> : tensor<0x3xi1>
  // A float value in a constant of type double.
  // CHECK: %[[F:.*]] = tf.Const dense<1.500000e+00> : tensor<f32>
  // CHECK: tf.Cast %[[F]] : (tensor<f32>) -> tensor<f64>
  // What is no tensor that can be read stays as it is.
  // CHECK: tf.opaque "Const"() {node_attrs = {dtype = !tf.resource, value = #sm.proto<"tensorflow.TensorProto", {dtype = "DT_RESOURCE"}>}}
  graph.graph {
    %a, %ca = Const() name("a") {dtype = i32, value = dense<[1, 2]> : tensor<2xi32>}
    %b, %cb = Const() name("b") {dtype = !tf.string, value = dense<["a", "\00\FF"]> : tensor<2x!tf.string>}
    %c, %cc = Const() name("c") {dtype = f32, value = #sm.encoded<dense<1.0> : tensor<2x2xf32>, 1>}
    %d, %cd = Const() name("d") {dtype = f32, value = #sm.data<"weights", "0:00000000"> : tensor<300xf32>}
    %e, %ce = Const() name("e") {dtype = i1, value = dense<> : tensor<0x3xi1>}
    %f, %cf = Const() name("f") {dtype = f64, value = dense<1.5> : tensor<f32>}
    %g, %cg = Const() name("g") {dtype = !tf.resource, value = #sm.proto<"tensorflow.TensorProto", {dtype = "DT_RESOURCE"}>}
  }
}
