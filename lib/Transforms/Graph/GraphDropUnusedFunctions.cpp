// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "GraphReachable.h"

#include "sm/Transforms/GraphFunctions.h"
#include "sm/Transforms/Passes.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_GRAPHDROPUNUSEDFUNCTIONS
#include "sm/Transforms/Passes.h.inc"

int64_t dropUnusedFunctions(saved_model::MetaGraphOp metaGraph) {
  GraphReachable reachable(metaGraph);
  reachable.addReferences();
  reachable.addAllNodes();
  reachable.settle();
  return reachable.eraseOtherFunctions();
}

namespace {

struct GraphDropUnusedFunctions
    : impl::GraphDropUnusedFunctionsBase<GraphDropUnusedFunctions> {
  using GraphDropUnusedFunctionsBase::GraphDropUnusedFunctionsBase;

  void runOnOperation() override {
    getOperation().walk([&](saved_model::MetaGraphOp metaGraph) {
      numFunctions += dropUnusedFunctions(metaGraph);
    });
  }
};

} // namespace

} // namespace sm
