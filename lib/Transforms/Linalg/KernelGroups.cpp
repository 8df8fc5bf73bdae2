// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Which ops of a function make a kernel together: what follows a reduction and
// reads it in its order, and what runs over the rows that were reduced.

#include "KernelGroups.h"

#include "Generics.h"
#include "Reshapes.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/EquivalenceClasses.h"

using namespace mlir;

namespace sm {

namespace {

/// Merges ops that follow each other, as long as no way between two ops of a
/// kernel leads through another kernel.
class Grouping {
public:
  explicit Grouping(Block &block) : block(block) {}

  SmallVector<KernelGroup> run() {
    for (Operation &op : block) {
      position[&op] = position.size();
      if (isa<linalg::GenericOp>(op) || isPaddingCut(&op))
        groupOf[&op] = groups.size(), groups.push_back({&op});
    }
    // What follows a contraction belongs to it; rows are what is left.
    for (Operation &op : block)
      if (auto generic = dyn_cast<linalg::GenericOp>(op);
          hasReduction(generic) && !isRowReduction(generic))
        joinEpilogue(generic);
    for (Operation &op : block)
      if (auto generic = dyn_cast<linalg::GenericOp>(op))
        joinRows(generic);
    SmallVector<KernelGroup> result;
    for (auto &group : groups) {
      if (group.empty())
        continue;
      llvm::sort(group, [&](Operation *a, Operation *c) {
        return position[a] < position[c];
      });
      result.push_back({group});
    }
    return result;
  }

private:
  //===--- Epilogues ------------------------------------------------------===//

  void joinEpilogue(linalg::GenericOp op) {
    if (op->getNumResults() != 1)
      return;
    SmallVector<Operation *> between;
    OpOperand *use = onlyUse(op.getResult(0));
    while (use &&
           (isPaddingCut(use->getOwner()) || isCutBehind(use->getOwner()))) {
      between.push_back(use->getOwner());
      use = onlyUse(use->getOwner()->getResult(0));
    }
    auto add = [&](Operation *other) {
      if (!groupOf.count(other))
        groupOf[other] = groups.size(), groups.push_back({other});
      merge(groupOf[op], groupOf[other]);
    };
    for (Operation *inner : between)
      add(inner);
    auto next = use ? dyn_cast<linalg::GenericOp>(use->getOwner())
                    : linalg::GenericOp();
    if (!next || !isElementwise(next) || !next.isDpsInput(use) ||
        !next.getMatchingIndexingMap(use).isIdentity() ||
        groups[groupOf[next]].size() != 1 || hasLaterReduction(next, op))
      return;
    add(next);
  }

  /// A reshape in front of the slice that cuts padding off.
  static bool isCutBehind(Operation *op) {
    OpOperand *use = isReshape(op) ? onlyUse(op->getResult(0)) : nullptr;
    return use && isPaddingCut(use->getOwner());
  }

  /// An op can follow one reduction only: the last that it reads.
  bool hasLaterReduction(linalg::GenericOp next, Operation *than) {
    for (OpOperand *operand : next.getDpsInputOperands()) {
      auto other = operand->get().getDefiningOp<linalg::GenericOp>();
      if (hasReduction(other) && !isRowReduction(other) &&
          onlyUse(other.getResult(0)) &&
          next.getMatchingIndexingMap(operand).isIdentity() &&
          position[other] > position[than])
        return true;
    }
    return false;
  }

  //===--- Rows -----------------------------------------------------------===//

  /// Reduces the last dimensions of operands that it reads in their order.
  static bool isRowReduction(linalg::GenericOp op) {
    if (!hasReduction(op) || isContraction(op) || op.getNumParallelLoops() == 0)
      return false;
    unsigned parallel = op.getNumParallelLoops();
    for (auto [i, type] : llvm::enumerate(op.getIteratorTypesArray()))
      if ((type == utils::IteratorType::parallel) != (i < parallel))
        return false;
    for (OpOperand *operand : op.getDpsInputOperands())
      if (!isLeading(op.getMatchingIndexingMap(operand)))
        return false;
    for (OpOperand &init : op.getDpsInitsMutable())
      if (AffineMap map = op.getMatchingIndexingMap(&init);
          !isLeading(map) || map.getNumResults() != parallel)
        return false;
    return op.getNumDpsInputs() != 0 &&
           op.getMatchingIndexingMap(op.getDpsInputOperand(0)).isIdentity();
  }

  /// True for (d0, d1, ..) -> (d0, .., dk).
  static bool isLeading(AffineMap map) {
    for (auto [i, expr] : llvm::enumerate(map.getResults()))
      if (expr != getAffineDimExpr(i, map.getContext()))
        return false;
    return true;
  }

  /// Joins `op` to the kernel of what it reads, if both go over the same rows.
  void joinRows(linalg::GenericOp op) {
    for (OpOperand *operand : op.getDpsInputOperands()) {
      auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
      if (!producer || groupOf[producer] == groupOf[op.getOperation()] ||
          !sharesRows(producer, op, operand))
        continue;
      if (!isReachedThroughOthers(groupOf[producer],
                                  groupOf[op.getOperation()]))
        merge(groupOf[producer], groupOf[op.getOperation()]);
    }
  }

  bool sharesRows(linalg::GenericOp producer, linalg::GenericOp op,
                  OpOperand *operand) {
    AffineMap map = op.getMatchingIndexingMap(operand);
    bool isOverRows = isRowReduction(op) || isElementwise(op);
    if (!isOverRows || !isLeading(map))
      return false;
    std::optional<unsigned> rows = rowLoops(producer);
    if (isRowReduction(op)) {
      // What is reduced may be computed on the way.
      unsigned own = op.getNumParallelLoops();
      if (rows)
        return *rows == own;
      return groups[groupOf[producer]].size() == 1 && isElementwise(producer) &&
             map.isIdentity();
    }
    if (!rows)
      return false;
    // One row, or one element for a row.
    return sameRows(producer, op, *rows) && op.getNumLoops() >= *rows;
  }

  /// The number of leading loops that count rows, if the kernel of `op` has
  /// rows.
  std::optional<unsigned> rowLoops(linalg::GenericOp op) {
    for (Operation *other : groups[groupOf[op.getOperation()]]) {
      auto generic = dyn_cast<linalg::GenericOp>(other);
      if (!generic)
        return std::nullopt;
      if (isRowReduction(generic))
        return generic.getNumParallelLoops();
    }
    return std::nullopt;
  }

  /// Both have the same rows, and `op` rows of the kernel's length or of one
  /// element.
  bool sameRows(linalg::GenericOp producer, linalg::GenericOp op,
                unsigned rows) {
    SmallVector<int64_t> extents = loopExtents(op);
    if (extents.size() < rows)
      return false;
    for (Operation *other : groups[groupOf[producer.getOperation()]]) {
      auto generic = cast<linalg::GenericOp>(other);
      SmallVector<int64_t> theirs = loopExtents(generic);
      if (ArrayRef<int64_t>(theirs).take_front(rows) !=
          ArrayRef<int64_t>(extents).take_front(rows))
        return false;
      if (theirs.size() > rows && extents.size() > rows && theirs != extents)
        return false;
    }
    return true;
  }

  //===--- Merging --------------------------------------------------------===//

  void merge(unsigned into, unsigned from) {
    if (into == from)
      return;
    for (Operation *op : groups[from]) {
      groupOf[op] = into;
      groups[into].push_back(op);
    }
    groups[from].clear();
  }

  /// True if something outside both needs a result of `from`, directly or not,
  /// and is needed by `to`.
  bool isReachedThroughOthers(unsigned from, unsigned to) {
    size_t last = 0;
    for (Operation *op : groups[to])
      last = std::max<size_t>(last, position[op]);
    SmallVector<Operation *> work;
    llvm::SmallDenseSet<Operation *> seen;
    auto visitUsers = [&](Operation *op) {
      for (Operation *nested : op->getUsers())
        if (Operation *user = block.findAncestorOpInBlock(*nested);
            user && position[user] <= last && seen.insert(user).second)
          work.push_back(user);
    };
    for (Operation *op : groups[from])
      visitUsers(op);
    llvm::SmallDenseSet<Operation *> outside;
    while (!work.empty()) {
      Operation *op = work.pop_back_val();
      auto group = groupOf.find(op);
      bool isInside = group != groupOf.end() &&
                      (group->second == from || group->second == to);
      if (isInside)
        continue;
      outside.insert(op);
      // The rest of its kernel waits for it, too.
      if (group != groupOf.end())
        for (Operation *other : groups[group->second])
          visitUsers(other);
      visitUsers(op);
    }
    return llvm::any_of(groups[to], [&](Operation *op) {
      return op
          ->walk([&](Operation *inner) {
            for (Value operand : inner->getOperands())
              if (outside.contains(operand.getDefiningOp()))
                return WalkResult::interrupt();
            return WalkResult::advance();
          })
          .wasInterrupted();
    });
  }

  Block &block;
  llvm::DenseMap<Operation *, size_t> position;
  llvm::DenseMap<Operation *, unsigned> groupOf;
  SmallVector<SmallVector<Operation *>> groups;
};

} // namespace

SmallVector<KernelGroup> groupKernels(Block &block) {
  return Grouping(block).run();
}

} // namespace sm
