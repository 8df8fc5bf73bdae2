// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/SM/SMDialect.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_SMPRUNE
#include "sm/Transforms/Passes.h.inc"

/// Erases ops without uses and effects, last ones first.
static void eraseDeadOps(func::FuncOp function) {
  if (function.isExternal())
    return;
  for (Block &block : function.getBody())
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
      if (isOpTriviallyDead(&op))
        op.erase();
}

namespace {

struct SMPrune : impl::SMPruneBase<SMPrune> {
  using SMPruneBase::SMPruneBase;

  /// Symbols that some op inside the functions of `roots` names, transitively.
  static llvm::StringSet<> usedFrom(SymbolTable &symbols,
                                    SmallVector<StringRef> roots) {
    llvm::StringSet<> used;
    while (!roots.empty()) {
      StringRef name = roots.pop_back_val();
      Operation *op = symbols.lookup(name);
      if (!op || !used.insert(name).second || !isa<func::FuncOp>(op))
        continue;
      if (auto uses = SymbolTable::getSymbolUses(&op->getRegion(0)))
        for (SymbolTable::SymbolUse use : *uses)
          roots.push_back(use.getSymbolRef().getRootReference());
    }
    return used;
  }

  /// Symbols that ops of `function` name, but for what they assign to.
  static SmallVector<StringRef> symbolsReadIn(func::FuncOp function) {
    SmallVector<StringRef> symbols;
    if (auto uses = SymbolTable::getSymbolUses(&function.getBody()))
      for (SymbolTable::SymbolUse use : *uses)
        if (!isa<saved_model::AssignVariableOp>(use.getUser()))
          symbols.push_back(use.getSymbolRef().getRootReference());
    return symbols;
  }

  /// Keeps of the initializer only what entries can see.
  static void pruneInitializer(saved_model::MetaGraphOp metaGraph,
                               SymbolTable &symbols,
                               const llvm::StringSet<> &used) {
    FlatSymbolRefAttr name = metaGraph.getInitializerAttr();
    auto function =
        name ? symbols.lookup<func::FuncOp>(name.getValue()) : func::FuncOp();
    if (!function)
      return;
    // What it reads itself it must also assign; without one assignment another
    // may become useless.
    for (bool changed = true; changed;) {
      changed = false;
      eraseDeadOps(function);
      llvm::StringSet<> read = usedFrom(symbols, symbolsReadIn(function));
      function.walk([&](saved_model::AssignVariableOp op) {
        if (used.contains(op.getVariable()) || read.contains(op.getVariable()))
          return;
        op.erase();
        changed = true;
      });
    }
    if (llvm::hasSingleElement(function.getBody().front())) {
      metaGraph.removeInitializerAttr();
      metaGraph.removeInitNodeAttr();
      function.erase();
    }
  }

  static void prune(saved_model::MetaGraphOp metaGraph) {
    SmallVector<StringRef> roots;
    for (Operation &op :
         llvm::make_early_inc_range(metaGraph.getBody().front())) {
      if (!isa<saved_model::MessagesOp, saved_model::SignatureOp,
               saved_model::ConcreteFunctionOp>(op))
        continue;
      if (auto function = op.getAttrOfType<FlatSymbolRefAttr>("function"))
        roots.push_back(function.getValue());
      else
        op.erase();
    }
    SymbolTable symbols(metaGraph);
    pruneInitializer(metaGraph, symbols, usedFrom(symbols, roots));
    SymbolTable remaining(metaGraph);
    if (FlatSymbolRefAttr name = metaGraph.getInitializerAttr())
      roots.push_back(name.getValue());
    llvm::StringSet<> used = usedFrom(remaining, roots);
    for (Operation &op :
         llvm::make_early_inc_range(metaGraph.getBody().front()))
      if (auto symbol = dyn_cast<SymbolOpInterface>(op))
        if (!used.contains(symbol.getName()))
          op.erase();
  }

  void runOnOperation() override {
    getOperation().walk([&](func::FuncOp function) { eraseDeadOps(function); });
    SmallVector<saved_model::MetaGraphOp> converted;
    getOperation().walk([&](saved_model::MetaGraphOp metaGraph) {
      if (!metaGraph.getOps<func::FuncOp>().empty())
        converted.push_back(metaGraph);
    });
    for (saved_model::MetaGraphOp metaGraph : converted)
      prune(metaGraph);
  }
};

} // namespace

} // namespace sm
