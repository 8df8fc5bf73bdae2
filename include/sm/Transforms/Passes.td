// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#ifndef SM_TRANSFORMS_PASSES
#define SM_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"
include "sm/Transforms/GraphPasses.td"
include "sm/Transforms/LinalgPasses.td"
include "sm/Transforms/ONNXPasses.td"
include "sm/Transforms/SCFPasses.td"
include "sm/Transforms/StableHLOPasses.td"
include "sm/Transforms/TFPasses.td"

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

#endif // SM_TRANSFORMS_PASSES
