// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Functions of the stablehlo dialect become linalg on tensors. Each is built
// anew; only when all could be, the old ones go.

#include "Lowering.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/StableHLO/ControlFlowOps.h"
#include "dialects/StableHLO/StableHLODialect.h"
#include "sm/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_CONVERTSTABLEHLOTOLINALG
#include "sm/Conversion/Passes.h.inc"

/// Private functions that are inlined where they are used.
static llvm::DenseSet<Operation *> inlinedFunctions(ModuleOp module) {
  llvm::DenseSet<Operation *> result;
  auto add = [&](Operation *op, SymbolRefAttr name) {
    auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, name);
    if (callee && callee.isPrivate())
      result.insert(callee);
  };
  module.walk([&](Operation *op) {
    if (auto composite = dyn_cast<stablehlo::CompositeOp>(op))
      add(op, composite.getDecompositionAttr());
    else if (auto call = dyn_cast<func::CallOp>(op))
      add(op, call.getCalleeAttr());
  });
  return result;
}

static bool hasHLO(Operation *root, bool countsCalls) {
  return root
      ->walk([&](Operation *op) {
        StringRef dialect = op->getName().getDialectNamespace();
        return dialect == "stablehlo" || dialect == "chlo" ||
                       (countsCalls && isa<func::CallOp>(op))
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

/// The type of the new function, with errors for what it cannot have.
static FailureOr<FunctionType> memoryFunctionType(func::FuncOp func) {
  bool failedAny = false;
  auto convert = [&](ArrayRef<Type> types, StringRef what) {
    SmallVector<Type> converted;
    for (auto [i, type] : llvm::enumerate(types)) {
      std::string why;
      RankedTensorType memory = memoryType(type, why);
      if (!memory) {
        func.emitOpError() << what << " #" << i
                           << " cannot be compiled: " << why;
        failedAny = true;
      }
      converted.push_back(memory);
    }
    return converted;
  };
  SmallVector<Type> inputs = convert(func.getArgumentTypes(), "argument");
  SmallVector<Type> results = convert(func.getResultTypes(), "result");
  if (failedAny)
    return failure();
  return FunctionType::get(func.getContext(), inputs, results);
}

/// The new function, in no module yet; null if something was reported.
static func::FuncOp convertFunction(func::FuncOp func) {
  if (!func.getBody().hasOneBlock()) {
    func.emitOpError() << "has control flow, which cannot be compiled yet";
    return {};
  }
  FailureOr<FunctionType> type = memoryFunctionType(func);
  if (failed(type))
    return {};
  OpBuilder b(func.getContext());
  auto result = func::FuncOp::create(func.getLoc(), func.getName(), *type);
  result->setAttrs(func->getAttrDictionary());
  result.setFunctionType(*type);
  Block *block = result.addEntryBlock();
  b.setInsertionPointToEnd(block);
  IRMapping values;
  for (auto [old, now] : llvm::zip(func.getArguments(), block->getArguments()))
    values.map(old, now);
  Lowering lowering(b, values);
  if (!lowering.lowerBlock(func.front())) {
    result->erase();
    return {};
  }
  Operation *end = func.front().getTerminator();
  SmallVector<Value> results;
  for (Value value : end->getOperands())
    results.push_back(values.lookup(value));
  func::ReturnOp::create(b, end->getLoc(), results);
  return result;
}

namespace {

struct ConvertStableHLOToLinalg
    : impl::ConvertStableHLOToLinalgBase<ConvertStableHLOToLinalg> {
  void runOnOperation() override {
    if (!hasHLO(getOperation(), /*countsCalls=*/false))
      return;
    llvm::DenseSet<Operation *> inlined = inlinedFunctions(getOperation());
    SmallVector<std::pair<func::FuncOp, func::FuncOp>> converted;
    bool failedAny = false;
    getOperation().walk([&](func::FuncOp func) {
      if (func.isExternal() || inlined.contains(func) ||
          !hasHLO(func, /*countsCalls=*/true))
        return;
      func::FuncOp now = convertFunction(func);
      failedAny |= !now;
      converted.push_back({func, now});
    });
    for (auto [old, now] : converted) {
      if (failedAny) {
        if (now)
          now->erase();
        continue;
      }
      old->getBlock()->getOperations().insert(old->getIterator(), now);
      old.erase();
    }
    if (failedAny)
      return signalPassFailure();
    for (Operation *op : inlined)
      if (SymbolTable::symbolKnownUseEmpty(op, getOperation()))
        op->erase();
  }
};

} // namespace

} // namespace sm
