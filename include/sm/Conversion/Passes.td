// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#ifndef SM_CONVERSION_PASSES
#define SM_CONVERSION_PASSES

include "mlir/Pass/PassBase.td"

def ConvertGraphToTF : Pass<"convert-graph-to-tf", "::mlir::ModuleOp"> {
  let summary = "make functions of the tf dialect from graphs";
  let description = [{
    Turns every signature (or those named by `signatures`), the traced functions
    named by `functions`, and the initialisation of each MetaGraph into a
    `func.func`, and every graph function they reach into a private one. Nodes
    that no entry reaches disappear; variables become accesses to
    `sm.variable` symbols; `_output_shapes` refines inferred types where the two
    agree. An op without a record becomes `tf.opaque`. The graph itself is
    erased.

    All obstacles of all entries are reported before anything is rewritten.

    ```mlir
    sm.signature "serving_default" method "" inputs
        {x = #sm.tensor_info<"x:0" : tensor<?xf32>>} outputs
        {y = #sm.tensor_info<"y:0" : tensor<?xf32>>}
    graph.graph {
      %0, %ctl = Placeholder() name("x") {dtype = f32, shape = #tf.shape<?>}
      %1, %ctl_0 = Relu(%0) name("y") {T = f32}
    }
    // becomes
    func.func @serving_default(%x: tensor<?xf32> {tf.name = "x"})
        -> (tensor<?xf32> {tf.name = "y"}) {
      %0 = tf.Relu %x : (tensor<?xf32>) -> tensor<?xf32>
      return %0 : tensor<?xf32>
    }
    ```
  }];
  let options = [
    ListOption<"signatures", "signatures", "std::string",
               "Signatures to convert; all if neither option is given">,
    ListOption<"functions", "functions", "std::string",
               "Traced functions to convert, as PATH or PATH#OVERLOAD">,
  ];
  let dependentDialects = ["::mlir::func::FuncDialect", "::sm::tf::TFDialect",
                           "::sm::saved_model::SMDialect"];
}

#endif // SM_CONVERSION_PASSES
