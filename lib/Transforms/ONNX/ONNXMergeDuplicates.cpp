// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Common subexpressions. Upstream's pass asks an op to compare properties, and
// ops that are defined at run time always answer that theirs differ.

#include "dialects/ONNX/ONNXDialect.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "llvm/ADT/ScopedHashTable.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_ONNXMERGEDUPLICATES
#include "sm/Transforms/Passes.h.inc"

namespace {

/// Ops are equal that compute the same of the same.
struct SameValue : llvm::DenseMapInfo<Operation *> {
  static unsigned getHashValue(const Operation *constant) {
    // Only the attributes' accessor is not const.
    auto *op = const_cast<Operation *>(constant);
    return llvm::hash_combine(
        op->getName(), op->getAttrDictionary(),
        llvm::hash_combine_range(op->operand_begin(), op->operand_end()),
        llvm::hash_combine_range(op->result_type_begin(),
                                 op->result_type_end()));
  }
  static bool isEqual(const Operation *left, const Operation *right) {
    if (left == right)
      return true;
    for (const Operation *op : {left, right})
      if (op == getEmptyKey() || op == getTombstoneKey())
        return false;
    auto *a = const_cast<Operation *>(left);
    auto *b = const_cast<Operation *>(right);
    return a->getName() == b->getName() &&
           a->getAttrDictionary() == b->getAttrDictionary() &&
           a->getOperands() == b->getOperands() &&
           a->getResultTypes() == b->getResultTypes();
  }
};

struct ONNXMergeDuplicates
    : impl::ONNXMergeDuplicatesBase<ONNXMergeDuplicates> {
  using ONNXMergeDuplicatesBase::ONNXMergeDuplicatesBase;
  using Seen = llvm::ScopedHashTable<Operation *, Operation *, SameValue>;

  void runOnOperation() override {
    getOperation().walk<WalkOrder::PreOrder>([&](func::FuncOp function) {
      if (function.getBody().hasOneBlock()) {
        Seen seen;
        visit(function.getBody().front(), seen);
      }
      return WalkResult::skip();
    });
  }

private:
  /// What is computed around a region may be used in it, not the reverse.
  void visit(Block &block, Seen &seen) {
    Seen::ScopeTy scope(seen);
    for (Operation &op : llvm::make_early_inc_range(block)) {
      for (Region &region : op.getRegions())
        if (region.hasOneBlock())
          visit(region.front(), seen);
      bool isOurs = op.getName().getDialectNamespace() == "onnx";
      if (!isOurs || op.getNumRegions() != 0 || op.getNumResults() == 0 ||
          !isMemoryEffectFree(&op))
        continue;
      if (Operation *same = seen.lookup(&op)) {
        op.replaceAllUsesWith(same);
        op.erase();
        ++numMerged;
      } else {
        seen.insert(&op, &op);
      }
    }
  }
};

} // namespace

} // namespace sm
