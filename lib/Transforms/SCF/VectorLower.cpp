// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The order of the groups matters: each produces what the next takes, and run
// together they would undo one another.

#include "sm/Transforms/Passes.h"

#include "mlir/Conversion/VectorToSCF/VectorToSCF.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Dialect/Vector/Transforms/LoweringPatterns.h"
#include "mlir/Dialect/Vector/Transforms/VectorRewritePatterns.h"
#include "mlir/Dialect/Vector/Transforms/VectorTransforms.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_VECTORLOWER
#include "sm/Transforms/Passes.h.inc"

static bool isApproximated(StringRef name) {
  return name != "math.sin" && name != "math.cos";
}

static void populateTransfers(RewritePatternSet &patterns) {
  vector::populateVectorTransferPermutationMapLoweringPatterns(patterns);
  vector::populateVectorMaskOpLoweringPatterns(patterns);
  vector::populateVectorMaskLoweringPatternsForSideEffectingOps(patterns);
}

static void populateContractions(RewritePatternSet &patterns) {
  vector::populateVectorContractLoweringPatterns(
      patterns, vector::VectorContractLowering::OuterProduct);
  vector::populateVectorGatherLoweringPatterns(patterns);
  vector::populateVectorTransposeLoweringPatterns(
      patterns, vector::VectorTransposeLowering::EltWise);
  vector::TransposeOp::getCanonicalizationPatterns(patterns,
                                                   patterns.getContext());
}

static void populateProducts(RewritePatternSet &patterns) {
  vector::populateVectorOuterProductLoweringPatterns(patterns);
  vector::populateVectorMultiReductionLoweringPatterns(
      patterns, vector::VectorMultiReductionLowering::InnerReduction);
}

static void populateUnrolling(RewritePatternSet &patterns) {
  populateVectorToSCFConversionPatterns(
      patterns, VectorTransferToSCFOptions().enableFullUnroll());
}

static void populateRows(RewritePatternSet &patterns) {
  vector::populateVectorTransferLoweringPatterns(patterns,
                                                 /*maxTransferRank=*/1);
  vector::populateVectorBroadcastLoweringPatterns(patterns);
  vector::populateVectorShapeCastLoweringPatterns(patterns);
  vector::populateVectorTransposeLoweringPatterns(
      patterns, vector::VectorTransposeLowering::EltWise);
}

static void populateMath(RewritePatternSet &patterns) {
  populateMathF32ExpansionPatterns(patterns, isApproximated);
  populateMathPolynomialApproximationPatterns(patterns, isApproximated);
}

namespace {

struct VectorLower : impl::VectorLowerBase<VectorLower> {
  using VectorLowerBase::VectorLowerBase;

  LogicalResult initialize(MLIRContext *context) override {
    for (auto populate :
         {populateTransfers, populateContractions, populateProducts,
          populateUnrolling, populateRows, populateMath}) {
      RewritePatternSet patterns(context);
      populate(patterns);
      groups.emplace_back(std::move(patterns));
    }
    return success();
  }

  /// A stack allocation in a loop would take new memory each time.
  static void hoistAllocas(func::FuncOp function) {
    SmallVector<memref::AllocaOp> allocas;
    function.walk([&](memref::AllocaOp op) {
      if (op.getType().hasStaticShape() && op.getDynamicSizes().empty())
        allocas.push_back(op);
    });
    for (memref::AllocaOp op : allocas)
      op->moveBefore(&function.getBody().front(),
                     function.getBody().front().begin());
  }

  void runOnOperation() override {
    if (getOperation().isDeclaration())
      return;
    hoistAllocas(getOperation());
    for (const FrozenRewritePatternSet &group : groups)
      (void)applyPatternsGreedily(getOperation(), group);
  }

  SmallVector<FrozenRewritePatternSet> groups;
};

} // namespace
} // namespace sm
