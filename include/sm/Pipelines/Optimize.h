// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Pipelines on converted models: lists of passes, each with its reason.

#ifndef SM_PIPELINES_OPTIMIZE_H
#define SM_PIPELINES_OPTIMIZE_H

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace sm {

struct OptimizeOptions {
  bool freeze = false; ///< variables that nobody assigns become constants
};

/// `--sm-prepare`: calls inlined, variables by symbol, unused parts removed.
/// Every entry can then become a flat program. `pm` works on the module.
void buildPreparePipeline(mlir::OpPassManager &pm);

/// `--sm-optimize`: prepare, then shapes, constants, duplicates.
void buildOptimizePipeline(mlir::OpPassManager &pm,
                           const OptimizeOptions &options);

/// `--sm-optimize-in-place`: on models as imported. Rewrites the bodies of
/// functions and what the main graph computes for signatures; names, signatures
/// and everything that something refers to stay, so that the module can be
/// written as a SavedModel again. Never fails for what it cannot convert.
void buildOptimizeInPlacePipeline(mlir::OpPassManager &pm);

/// Makes them known under their flags.
void registerOptimizePipelines();

} // namespace sm

#endif // SM_PIPELINES_OPTIMIZE_H
