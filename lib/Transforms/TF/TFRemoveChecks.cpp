// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "DeadOps.h"

#include "dialects/TF/TFRewriting.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_TFREMOVECHECKS
#include "sm/Transforms/Passes.h.inc"

namespace {

struct TFRemoveChecks : impl::TFRemoveChecksBase<TFRemoveChecks> {
  using TFRemoveChecksBase::TFRemoveChecksBase;

  bool isCheck(StringRef name) const {
    return llvm::StringSwitch<bool>(name)
        .Cases({"Assert", "CheckNumerics", "CheckNumericsV2"}, true)
        .Cases({"Print", "PrintV2"}, print)
        .Default(false);
  }

  /// A check with a result hands its first operand on.
  void remove(Operation *op) {
    IRRewriter rewriter(op);
    if (op->getNumResults() > 1 ||
        (op->getNumResults() == 1 &&
         (op->getNumOperands() == 0 ||
          failed(tf::replaceResult(rewriter, op->getResult(0),
                                   op->getOperand(0))))))
      return;
    eraseWithProducers(op);
  }

  void runOnOperation() override {
    SmallVector<Operation *> checks;
    getOperation().walk([&](func::FuncOp function) {
      function.walk([&](Operation *op) {
        if (isCheck(tensorFlowName(op)))
          checks.push_back(op);
      });
    });
    // No check is computed for another one: none of them is free of effects.
    for (Operation *op : checks)
      remove(op);
  }
};

} // namespace

} // namespace sm
