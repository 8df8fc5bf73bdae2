// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The pass: all simplifications of the hub, until none applies.

#include "Simplify.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/StableHLO/StableHLODialect.h"
#include "sm/Transforms/Passes.h"
#include "sm/Transforms/RewriteFunctions.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Rewrite/FrozenRewritePatternSet.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_STABLEHLOSIMPLIFY
#include "sm/Transforms/Passes.h.inc"

namespace {

struct StableHLOSimplify : impl::StableHLOSimplifyBase<StableHLOSimplify> {
  using StableHLOSimplifyBase::StableHLOSimplifyBase;

  void runOnOperation() override {
    if (failed(saved_model::openDataSources(getOperation())))
      return signalPassFailure();
    RewritePatternSet set(&getContext());
    addMovementPatterns(set);
    addPartPatterns(set);
    addArithmeticPatterns(set);
    addConstantPatterns(set);
    addContractionPatterns(set);
    rewriteFunctions(getOperation(), std::move(set));
  }
};

} // namespace

} // namespace sm
