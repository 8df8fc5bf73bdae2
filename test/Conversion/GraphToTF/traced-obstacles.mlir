// Traced functions that cannot be entries, all reported together.
// RUN: sm-opt %s --convert-graph-to-tf=functions=table,lost_constant,arguments,results,composite,no_trace,good -verify-diagnostics

sm.meta_graph tags [] {
  sm.variable @v : tensor<f32>
  // expected-error @below {{function 'table' overload 0: capture 1 (a table or a tensor of another function) is not supported yet}}
  // expected-note @below {{unsupported: captured table or tensor}}
  sm.concrete_function "table" overload 0 of @two inputs [] outputs [] captures [@v, unit]
  // expected-error @below {{function 'lost_constant' overload 0: capture 0 (a table or a tensor of another function) is not supported yet}}
  // expected-note @below {{unsupported: captured table or tensor}}
  sm.concrete_function "lost_constant" overload 0 of @two inputs [] outputs [] captures ["lost", @v]
  // expected-error @below {{function 'arguments' overload 0: 'two' takes other arguments than the object graph says}}
  sm.concrete_function "arguments" overload 0 of @two inputs [] outputs [] captures [@v]
  // expected-error @below {{function 'results' overload 0: 'two' takes other arguments than the object graph says}}
  sm.concrete_function "results" overload 0 of @two inputs []
      outputs [#sm.tensor_info<"y" : tensor<f32>>] captures [@v, @v]
  // expected-error @below {{function 'composite' overload 0: argument 0 is a RaggedTensorSpec}}
  sm.concrete_function "composite" overload 0 of @two inputs [] outputs [] captures []
      {unavailable = "argument 0 is a RaggedTensorSpec"}
  // expected-error @below {{function 'lost' does not exist}}
  sm.concrete_function "no_trace" overload 0 of @lost inputs [] outputs [] captures []
  sm.concrete_function "good" overload 0 of @two inputs [] outputs [] captures [@v, @v]
  // Nobody asks for this one.
  sm.concrete_function "other" overload 0 of @lost inputs [] outputs [] captures []
  graph.func @two(%a "a", %b "b") signature #sm.proto<"tensorflow.OpDef", {
      input_arg = [{name = "a", type = "DT_RESOURCE"}, {name = "b", type = "DT_RESOURCE"}]}> {
    return()
  }
  graph.graph {}
}
