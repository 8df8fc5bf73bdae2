// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#ifndef SM_CONVERSION_PASSES
#define SM_CONVERSION_PASSES

include "mlir/Pass/PassBase.td"
include "sm/Conversion/LLVMPasses.td"
include "sm/Conversion/LinalgPasses.td"
include "sm/Conversion/ONNXPasses.td"
include "sm/Conversion/StableHLOPasses.td"

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

    All obstacles of all entries are reported before anything is rewritten. A
    name that the module does not have is an error.

    With `in-place` the graph stays, and beside it stand bodies that
    `--convert-tf-to-graph` writes back: for each graph function a function
    `NAME$body` with the attribute `graph.body = @NAME`, with the same arguments
    and results, and for the main graph one with `graph.body`, whose arguments
    and results say by `graph.tensor` which tensors of the graph they are. It
    covers what the outputs of all signatures need, but for nodes that are fed,
    that have effects, or whose place among effects matters: they stay. A body
    that another thing than a call names is public. What cannot be converted is
    left as it is, and a remark says so.

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
    Option<"inPlace", "in-place", "bool", /*default=*/"false",
           "Keep the graph, with the bodies of its functions beside it">,
  ];
  let dependentDialects = ["::mlir::func::FuncDialect", "::sm::tf::TFDialect",
                           "::sm::saved_model::SMDialect"];
}

def ConvertTFToGraph : Pass<"convert-tf-to-graph", "::mlir::ModuleOp"> {
  let summary = "make graphs of functions of the tf dialect";
  let description = [{
    Writes each function with the attribute `graph.body` back into the graph
    function that it is the body of, or into the main graph, and erases it.
    Names, arguments and signatures of functions stay; so do the names of
    tensors that something refers to. The order of side effects becomes control
    edges.

    ```mlir
    func.func private @f$body(%x: tensor<?xf32>) -> tensor<?xf32>
        attributes {graph.body = @f} {
      %0 = tf.Relu %x : (tensor<?xf32>) -> tensor<?xf32>
      return %0 : tensor<?xf32>
    }
    // becomes the body of
    graph.func @f(%x "x") signature #sm.proto<"tensorflow.OpDef", {...}> {
      %0, %ctl = Relu(%x) name("Relu") {T = f32}
      return(%0) keys ["y"]
    }
    ```

    A MetaGraph without a graph, whose signatures call functions, gets a new
    one: a placeholder for each input tensor, the nodes, and the outputs under
    the names that the signatures say. Variables must have become constants
    before (`--tf-freeze-variables`).

    Every obstacle is reported before anything is rewritten.
  }];
  let dependentDialects = ["::sm::graph::GraphDialect"];
}

#endif // SM_CONVERSION_PASSES
