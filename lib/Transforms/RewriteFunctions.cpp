// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The greedy driver, with the settings that all our dialects want: regions are
// functions of their dialects, whose blocks upstream's clean-up may not merge.

#include "sm/Transforms/RewriteFunctions.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

void sm::rewriteFunctions(Operation *root,
                          const FrozenRewritePatternSet &patterns) {
  GreedyRewriteConfig config;
  config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
  root->walk([&](func::FuncOp function) {
    // Rewrites that were cut short are complete each by itself.
    (void)applyPatternsGreedily(function, patterns, config);
  });
}
