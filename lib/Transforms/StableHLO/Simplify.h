// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The patterns of --stablehlo-simplify, by what they are about.

#ifndef SM_LIB_TRANSFORMS_STABLEHLO_SIMPLIFY_H
#define SM_LIB_TRANSFORMS_STABLEHLO_SIMPLIFY_H

#include "mlir/IR/PatternMatch.h"

namespace sm {

/// Chains of ops that only move elements.
void addMovementPatterns(mlir::RewritePatternSet &patterns);
/// Slices, concatenations and paddings that meet.
void addPartPatterns(mlir::RewritePatternSet &patterns);
/// Arithmetic with neutral operands, conversions, choices, reductions of
/// nothing.
void addArithmeticPatterns(mlir::RewritePatternSet &patterns);
/// Large constants that ops only move.
void addConstantPatterns(mlir::RewritePatternSet &patterns);
/// Products, convolutions and windows, with what stands before them.
void addContractionPatterns(mlir::RewritePatternSet &patterns);

} // namespace sm

#endif // SM_LIB_TRANSFORMS_STABLEHLO_SIMPLIFY_H
