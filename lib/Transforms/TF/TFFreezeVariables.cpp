// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/SM/SMDialect.h"
#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/StateOps.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_TFFREEZEVARIABLES
#include "sm/Transforms/Passes.h.inc"

namespace {

struct TFFreezeVariables : impl::TFFreezeVariablesBase<TFFreezeVariables> {
  using TFFreezeVariablesBase::TFFreezeVariablesBase;

  void freeze(saved_model::MetaGraphOp metaGraph) {
    llvm::StringSet<> changing;
    metaGraph.walk([&](saved_model::AssignVariableOp op) {
      changing.insert(op.getVariable());
    });
    metaGraph.walk([&](saved_model::VariableHandleOp op) {
      changing.insert(op.getVariable());
    });
    SymbolTable symbols(metaGraph);
    metaGraph.walk([&](saved_model::ReadVariableOp read) {
      auto variable =
          symbols.lookup<saved_model::VariableOp>(read.getVariable());
      if (!variable || !variable.getValue() ||
          changing.contains(read.getVariable()))
        return;
      OpBuilder b(read);
      Value constant =
          tf::ConstOp::create(b, variable.getLoc(), *variable.getValue());
      if (constant.getType() != read.getValue().getType())
        constant = tf::RefineOp::create(b, read.getLoc(),
                                        read.getValue().getType(), constant);
      read.getValue().replaceAllUsesWith(constant);
      read.erase();
    });
    eraseUnused(metaGraph);
  }

  /// Erases variables that nothing names. All names are gathered at once: a
  /// search for each variable would look at every op as often.
  static void eraseUnused(saved_model::MetaGraphOp metaGraph) {
    auto uses = SymbolTable::getSymbolUses(&metaGraph.getBody());
    if (!uses)
      return;
    llvm::DenseSet<StringAttr> used;
    for (SymbolTable::SymbolUse use : *uses)
      used.insert(use.getSymbolRef().getRootReference());
    for (auto variable : llvm::make_early_inc_range(
             metaGraph.getOps<saved_model::VariableOp>()))
      if (!used.contains(variable.getSymNameAttr()))
        variable.erase();
  }

  /// Says so where reads stay that another pass would have made visible.
  static void remarkHandles(saved_model::MetaGraphOp metaGraph) {
    SmallVector<Operation *> reads;
    metaGraph.walk([&](tf::ReadVariableOp read) { reads.push_back(read); });
    if (!reads.empty())
      reads.front()->emitRemark()
          << "not frozen, as " << reads.size()
          << " reads in this MetaGraph are through handles; --sm-prepare names "
             "the variables of those that it can trace";
  }

  void runOnOperation() override {
    getOperation().walk([&](saved_model::MetaGraphOp metaGraph) {
      freeze(metaGraph);
      remarkHandles(metaGraph);
    });
  }
};

} // namespace

} // namespace sm
