// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#ifndef SM_TRANSFORMS_PASSES
#define SM_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

def GraphPrune : Pass<"graph-prune", "::mlir::ModuleOp"> {
  let summary = "remove nodes and functions that nothing refers to";
  let description = [{
    Keeps what signatures, traced functions, assets, the initialisation and the
    saver of a MetaGraph reach, by data, control or as a function. Works on the
    graph as imported; what is left is untouched.
  }];
  let statistics = [
    Statistic<"numNodes", "nodes-removed", "Nodes removed">,
    Statistic<"numFunctions", "functions-removed", "Functions removed">,
  ];
}

def SMPrune : Pass<"sm-prune", "::mlir::ModuleOp"> {
  let summary = "remove variables, assets and functions that no entry uses";
  let description = [{
    Works on converted MetaGraphs: entries are the functions that signatures,
    traced functions and the initializer call. Signatures and traced functions
    that were not converted are removed with their MetaGraph's opaque messages,
    and what the initializer assigns to variables that no entry reads goes too.
  }];
  let dependentDialects = ["::sm::saved_model::SMDialect"];
}

def TFResolveVariables : Pass<"tf-resolve-variables", "::mlir::ModuleOp"> {
  let summary = "access variables by symbol where the handle is known";
  let description = [{
    Reads and assignments through a handle that comes straight from
    `sm.variable_handle` name the variable themselves. Run it after inlining:
    handles that are function arguments stay.

    ```mlir
    %h = sm.variable_handle @v : tensor<!tf.resource<tensor<3xf32>>>
    %0 = tf.ReadVariableOp %h
        : (tensor<!tf.resource<tensor<3xf32>>>) -> tensor<3xf32>
    // becomes
    %0 = sm.read_variable @v : tensor<3xf32>
    ```
  }];
  let dependentDialects = ["::sm::saved_model::SMDialect"];
}

def TFInferShapes : Pass<"tf-infer-shapes", "::mlir::ModuleOp"> {
  let summary = "refine result types by the ops' shape functions";
  let description = [{
    Each result keeps what was known of it and gains what the shape function
    says; `tf.refine` disappears where it says nothing more. Function results
    follow. A contradiction is an error on the op.
  }];
}

def TFFoldConstants : Pass<"tf-fold-constants", "::mlir::ModuleOp"> {
  let summary = "compute what depends on constants alone, through the kernels";
  let description = [{
    Runs the kernel of each op without side effects whose operands are
    constants; also makes constants of small integer tensors that are known from
    static shapes. A result above `max-bytes` is kept as an op unless it is
    smaller than its operands. An op that fails is left to fail when it is run.
  }];
  let options = [
    Option<"maxBytes", "max-bytes", "int64_t", /*default=*/"1 << 20",
           "Largest constant that may be made of smaller ones">,
  ];
  let statistics = [
    Statistic<"numFolded", "ops-folded", "Ops replaced by constants">,
  ];
  let dependentDialects = ["::sm::tf::TFDialect",
                           "::sm::saved_model::SMDialect"];
}

def TFFreezeVariables : Pass<"tf-freeze-variables", "::mlir::ModuleOp"> {
  let summary = "make constants of variables that no entry assigns";
  let description = [{
    A variable with a value in the model's files, to which neither an entry nor
    the initializer assigns and whose handle goes nowhere, is read as a constant
    (a reference to the same bytes). The variable stays if something else uses
    it.
  }];
  let dependentDialects = ["::sm::tf::TFDialect"];
}

#endif // SM_TRANSFORMS_PASSES
