// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "TypeRefinement.h"

#include "sm/Transforms/Passes.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_TFINFERSHAPES
#include "sm/Transforms/Passes.h.inc"

namespace {

struct TFInferShapes : impl::TFInferShapesBase<TFInferShapes> {
  using TFInferShapesBase::TFInferShapesBase;

  void runOnOperation() override {
    WalkResult result = getOperation().walk([](func::FuncOp function) {
      return WalkResult(refineTypes(function));
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};

} // namespace

} // namespace sm
