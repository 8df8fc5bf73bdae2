// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The pass: composites become what their decompositions say, which vanish when
// nothing needs them any more.

#include "dialects/StableHLO/ControlFlowOps.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_STABLEHLOEXPANDCOMPOSITES
#include "sm/Transforms/Passes.h.inc"

using stablehlo::CompositeOp;

/// Expansion stops at so many ops: small functions could make much of each
/// other, or call each other without end.
static constexpr int kMaxOps = 1 << 18;

namespace {

struct StableHLOExpandComposites
    : impl::StableHLOExpandCompositesBase<StableHLOExpandComposites> {
  using StableHLOExpandCompositesBase::StableHLOExpandCompositesBase;

  /// The ops that were written.
  int numOps = 0;

  /// Puts the body of the decomposition in place of `op`; adds the composites
  /// that this brings to `found`.
  LogicalResult expand(CompositeOp op, SmallVectorImpl<CompositeOp> &found) {
    auto function = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
        op, op.getDecompositionAttr());
    if (!function || !function.getBody().hasOneBlock())
      return op.emitError("composite '")
             << op.getName() << "' has no body in '@" << op.getDecomposition()
             << "'; a decomposition is a function of one block";
    Block &body = function.getBody().front();
    if (function->isAncestor(op) ||
        TypeRange(body.getArgumentTypes()) != op.getOperandTypes() ||
        body.getTerminator()->getOperandTypes() != op.getResultTypes())
      return op.emitError("composite '")
             << op.getName() << "' does not fit its decomposition '@"
             << op.getDecomposition() << "'";
    IRMapping map;
    map.map(body.getArguments(), op.getOperands());
    OpBuilder b(op);
    for (Operation &inner : body.without_terminator()) {
      if (++numOps > kMaxOps)
        return op.emitError("composites come to more than ")
               << kMaxOps << " ops; they may call each other";
      Operation *clone = b.clone(inner, map);
      clone->walk([&](CompositeOp nested) { found.push_back(nested); });
    }
    SmallVector<Value> results;
    for (Value result : body.getTerminator()->getOperands())
      results.push_back(map.lookupOrDefault(result));
    op->replaceAllUsesWith(results);
    op.erase();
    return success();
  }

  bool isKept(CompositeOp op) {
    return llvm::is_contained(keep, op.getName().str());
  }

  void runOnOperation() override {
    SmallVector<CompositeOp> composites;
    llvm::SmallPtrSet<Operation *, 8> decompositions;
    getOperation().walk([&](CompositeOp op) { composites.push_back(op); });
    numOps = 0;
    while (!composites.empty()) {
      SmallVector<CompositeOp> found;
      for (CompositeOp op : composites) {
        if (isKept(op))
          continue;
        if (Operation *function = SymbolTable::lookupNearestSymbolFrom(
                op, op.getDecompositionAttr()))
          decompositions.insert(function);
        if (failed(expand(op, found)))
          return signalPassFailure();
      }
      composites = std::move(found);
    }
    for (Operation *function : decompositions)
      if (SymbolTable::getSymbolVisibility(function) ==
              SymbolTable::Visibility::Private &&
          SymbolTable::symbolKnownUseEmpty(
              function,
              SymbolTable::getNearestSymbolTable(function->getParentOp())))
        function->erase();
  }
};

} // namespace

} // namespace sm
