// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The pass: functions of tf ops become functions of the hub.

#include "FunctionConversion.h"

#include "dialects/StableHLO/CHLODialect.h"
#include "dialects/TF/TFDialect.h"
#include "sm/Conversion/Passes.h"

#include "mlir/IR/SymbolTable.h"

#include <memory>

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_CONVERTTFTOSTABLEHLO
#include "sm/Conversion/Passes.h.inc"

namespace {

struct ConvertTFToStableHLO
    : impl::ConvertTFToStableHLOBase<ConvertTFToStableHLO> {
  using ConvertTFToStableHLOBase::ConvertTFToStableHLOBase;

  void runOnOperation() override {
    const HubOptions options{composites, assumeInRange};
    HubObstacles obstacles;
    // Decompositions stand in the symbol table of the functions that use them.
    llvm::MapVector<Operation *, std::unique_ptr<Decompositions>> tables;
    std::vector<std::unique_ptr<FunctionConversion>> conversions;
    getOperation().walk([&](func::FuncOp function) {
      if (function.isExternal() || !needsConversion(function))
        return;
      Operation *table =
          SymbolTable::getNearestSymbolTable(function->getParentOp());
      std::unique_ptr<Decompositions> &decompositions = tables[table];
      if (!decompositions)
        decompositions = std::make_unique<Decompositions>(table);
      conversions.push_back(std::make_unique<FunctionConversion>(
          function, options, *decompositions, obstacles));
      conversions.back()->convert();
    });
    const bool hasOthers = llvm::any_of(
        obstacles, [](const HubObstacle &each) { return !each.isFollowUp; });
    for (const HubObstacle &obstacle : obstacles) {
      if (obstacle.isFollowUp && hasOthers)
        continue;
      InFlightDiagnostic diagnostic = emitError(obstacle.location)
                                      << obstacle.message;
      diagnostic.attachNote()
          << "unsupported: " << obstacle.what << " because " << obstacle.reason;
      // Of an entry that is plain.
      func::FuncOp function = obstacle.function;
      if (function.isPrivate())
        diagnostic.attachNote() << "in function '" << function.getName() << "'";
    }
    if (!obstacles.empty())
      return signalPassFailure();
    for (auto &conversion : conversions)
      conversion->install();
    for (auto &[table, decompositions] : tables)
      decompositions->install();
  }
};

} // namespace

} // namespace sm
