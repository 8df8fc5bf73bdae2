// Choosing entries.
// RUN: sm-opt %s --convert-graph-to-tf | FileCheck %s --check-prefix=ALL
// RUN: sm-opt %s --convert-graph-to-tf=signatures=b | FileCheck %s --check-prefix=ONE
// RUN: sm-opt %s --convert-graph-to-tf="signatures=a,b functions=f" | FileCheck %s --check-prefix=BOTH
// RUN: sm-opt %s --convert-graph-to-tf="functions=f#1" | FileCheck %s --check-prefix=OVERLOAD

// A name that the model does not have is an error, and nothing is converted.
// RUN: not sm-opt %s --convert-graph-to-tf="signatures=a,nothing,c functions=f#2,g" -o %t 2>&1 \
// RUN:   | FileCheck %s --check-prefix=WRONG --implicit-check-not=error:
// WRONG: error: no signature is called 'nothing'; there are: a, b
// WRONG: error: no signature is called 'c'; there are: a, b
// WRONG: error: no traced function is called 'f#2'; there are: f#0, f#1
// WRONG: error: no traced function is called 'g'; there are: f#0, f#1
// RUN: not ls %t
// RUN: echo | not sm-opt - --convert-graph-to-tf=signatures=a 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: error: no signature is called 'a'; there are: none

sm.meta_graph tags [] {
  // ALL: sm.signature "a" calls @a
  // ALL: sm.signature "b" calls @b
  // ALL: sm.concrete_function "f" overload 0 of @trace inputs
  // ALL: sm.concrete_function "f" overload 1 of @trace inputs
  // ALL-NOT: graph.

  // ONE: sm.signature "a" method
  // ONE: sm.signature "b" calls @b
  // ONE-COUNT-1: func.func
  // ONE-NOT: func.func

  // BOTH: sm.signature "a" calls @a
  // BOTH: sm.signature "b" calls @b
  // BOTH: sm.concrete_function "f" overload 0 of @trace calls @f inputs
  // BOTH: sm.concrete_function "f" overload 1 of @trace inputs

  // OVERLOAD: sm.signature "a" method
  // OVERLOAD: sm.signature "b" method
  // OVERLOAD: sm.concrete_function "f" overload 0 of @trace inputs
  // OVERLOAD: sm.concrete_function "f" overload 1 of @trace calls @f$1 inputs

  sm.signature "a" method "" inputs {} outputs {c = #sm.tensor_info<"c" : tensor<f32>>}
  sm.signature "b" method "" inputs {} outputs {c = #sm.tensor_info<"c" : tensor<f32>>}
  sm.concrete_function "f" overload 0 of @trace
      inputs [#sm.tensor_info<"x" : tensor<2xf32>>] outputs [#sm.tensor_info<"output_0" : tensor<2xf32>>] captures []
  sm.concrete_function "f" overload 1 of @trace
      inputs [#sm.tensor_info<"x" : tensor<3xf32>>] outputs [#sm.tensor_info<"output_0" : tensor<3xf32>>] captures []
  graph.func @trace(%x "x") signature #sm.proto<"tensorflow.OpDef", {input_arg = [{name = "x", type = "DT_FLOAT"}]}> {
    return(%x) keys ["y"]
  }
  graph.graph {
    %c, %cc = Const() name("c") {dtype = f32, value = dense<1.0> : tensor<f32>}
  }
}
