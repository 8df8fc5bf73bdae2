// Nodes that wait for an argument wait for nothing: it is there at once.
// RUN: sm-opt %s --convert-graph-to-tf=functions=f | FileCheck %s
// RUN: sm-opt %s --convert-graph-to-tf=in-place | FileCheck %s --check-prefix=BESIDE
// RUN: sm-opt %s --convert-graph-to-tf=in-place --convert-tf-to-graph | FileCheck %s --check-prefix=BACK
// RUN: sm-opt %s --graph-drop-unused-functions | FileCheck %s --check-prefix=KEPT

sm.meta_graph tags [] {
  sm.concrete_function "f" overload 0 of @gradient
      inputs [#sm.tensor_info<"g" : tensor<2xf32>>, #sm.tensor_info<"x" : tensor<2xf32>>]
      outputs [#sm.tensor_info<"output_0" : tensor<2xf32>>]
      captures []
  // CHECK: func.func private @gradient(%[[G:[^ ]*]]: tensor<*xf32>, %[[X:[^ ]*]]: tensor<*xf32>)
  // CHECK-NEXT: %[[N:.*]] = tf.Neg %[[G]]
  // CHECK-NEXT: %[[M:.*]] = tf.Mul %[[N]], %[[X]]
  // CHECK-NEXT: return %[[M]]

  // BESIDE: graph.func @gradient(%g "g", %x "x", %[[T:[^ ]*]] "^g", %[[U:[^ ]*]] "^x")
  // BESIDE: func.func @gradient$body(%{{[^ ]*}}: tensor<*xf32>, %{{[^ ]*}}: tensor<*xf32>)

  // Written anew, nothing waits for them, and results that name only arguments
  // are no effects.
  // BACK: graph.func @gradient(%g "g", %x "x") signature
  // BACK-NOT: control_output
  // BACK: %[[N:.*]], %{{.*}} = Neg(%g) name("n") {T = f32}
  // BACK-NEXT: %[[M:.*]], %{{.*}} = Mul(%[[N]], %x) name("m") {T = f32}
  // BACK-NEXT: return(%[[M]]) keys ["y"]{{$}}

  // KEPT: graph.func @gradient(%g "g", %x "x", %[[T:[^ ]*]] "^g", %[[U:[^ ]*]] "^x")
  // KEPT-NEXT: Neg(%g) [%[[T]]] name("n")
  graph.func @gradient(%g "g", %x "x", %gc "^g", %xc "^x") signature #sm.proto<"tensorflow.OpDef", {
      control_output = ["c"], input_arg = [{name = "g", type = "DT_FLOAT"}, {name = "x", type = "DT_FLOAT"}],
      output_arg = [{name = "y", type = "DT_FLOAT"}]}> {
    %0, %c0 = Neg(%g) [%gc] name("n") {T = f32}
    %1, %c1 = Mul(%0, %x) [%gc, %xc, %c0] name("m") {T = f32}
    return(%1) [%xc] keys ["y"] control_keys ["c"]
  }
  graph.graph {}
}
