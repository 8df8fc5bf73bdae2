// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Transforms/Passes.h"

#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_MATHCALLLIBM
#include "sm/Transforms/Passes.h.inc"

static bool hasNoIntrinsic(Operation *op) {
  return isa<math::ErfOp, math::ErfcOp, math::CbrtOp, math::ExpM1Op,
             math::Log1pOp, math::AcoshOp, math::AsinhOp, math::AtanhOp>(op);
}

namespace {

struct MathCallLibm : impl::MathCallLibmBase<MathCallLibm> {
  using MathCallLibmBase::MathCallLibmBase;

  void runOnOperation() override {
    const bool any = getOperation()
                         .walk([](Operation *op) {
                           return hasNoIntrinsic(op) ? WalkResult::interrupt()
                                                     : WalkResult::advance();
                         })
                         .wasInterrupted();
    if (!any)
      return;
    RewritePatternSet patterns(&getContext());
    populateMathToLibmConversionPatterns(patterns);
    ConversionTarget target(getContext());
    target.addLegalDialect<arith::ArithDialect, func::FuncDialect,
                           vector::VectorDialect>();
    target.markUnknownOpDynamicallyLegal(
        [](Operation *op) { return !hasNoIntrinsic(op); });
    if (failed(applyPartialConversion(getOperation(), target,
                                      std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
} // namespace sm
