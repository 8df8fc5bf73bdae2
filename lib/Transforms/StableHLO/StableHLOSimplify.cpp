// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The pass: all simplifications of the hub, until none applies.

#include "Simplify.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/StableHLO/StableHLODialect.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

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
    FrozenRewritePatternSet patterns(std::move(set));
    GreedyRewriteConfig config;
    config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
    getOperation().walk([&](func::FuncOp function) {
      // Rewrites that were cut short are complete each by itself.
      (void)applyPatternsGreedily(function, patterns, config);
    });
  }
};

} // namespace

} // namespace sm
