// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "GraphReachable.h"

#include "sm/Transforms/Passes.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_GRAPHDROPUNUSEDFUNCTIONS
#include "sm/Transforms/Passes.h.inc"

/// Returns how many functions were erased.
static void dropUnusedFunctions(saved_model::MetaGraphOp metaGraph) {
  GraphReachable reachable(metaGraph);
  reachable.addReferences();
  reachable.addAllNodes();
  reachable.settle();
  reachable.eraseOtherFunctions();
}

namespace {

struct GraphDropUnusedFunctions
    : impl::GraphDropUnusedFunctionsBase<GraphDropUnusedFunctions> {
  using GraphDropUnusedFunctionsBase::GraphDropUnusedFunctionsBase;

  void runOnOperation() override {
    getOperation().walk([&](saved_model::MetaGraphOp metaGraph) {
      dropUnusedFunctions(metaGraph);
    });
  }
};

} // namespace

} // namespace sm
