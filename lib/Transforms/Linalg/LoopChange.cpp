// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Other loops for a linalg.generic over the same elements in the same order.

#include "LoopChange.h"

#include "Reshapes.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace sm {

LoopChange LoopChange::merging(ArrayRef<bool> isMerged) {
  LoopChange change;
  change.isMerged.assign(isMerged.begin(), isMerged.end());
  for (bool merged : isMerged) {
    change.numLoops += !merged;
    change.target.push_back(change.numLoops - 1);
  }
  return change;
}

/// The loop that `expr` is, if it is one.
static std::optional<unsigned> loopOf(AffineExpr expr) {
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return dim.getPosition();
  return std::nullopt;
}

AffineMap LoopChange::map(AffineMap old) const {
  MLIRContext *context = old.getContext();
  SmallVector<AffineExpr> dims, results;
  for (unsigned loop : target)
    dims.push_back(getAffineDimExpr(loop, context));
  for (AffineExpr expr : old.getResults()) {
    std::optional<unsigned> loop = loopOf(expr);
    if (loop && isMerged[*loop])
      continue;
    results.push_back(expr.replaceDims(dims));
    if (loop && cut == loop)
      results.push_back(getAffineDimExpr(target[*loop] + 1, context));
  }
  return AffineMap::get(numLoops, 0, results, context);
}

SmallVector<int64_t> LoopChange::shape(AffineMap old,
                                       ArrayRef<int64_t> shape) const {
  SmallVector<int64_t> result;
  for (auto [expr, size] : llvm::zip(old.getResults(), shape)) {
    std::optional<unsigned> loop = loopOf(expr);
    if (loop && isMerged[*loop]) {
      result.back() *= size;
    } else if (loop && cut == loop) {
      result.push_back(size / block);
      result.push_back(block);
    } else {
      result.push_back(size);
    }
  }
  return result;
}

bool canMerge(AffineMap map, unsigned loop) {
  if (!map.isFunctionOfDim(loop) && !map.isFunctionOfDim(loop - 1))
    return true;
  unsigned uses = 0;
  bool isNeighbour = false, last = false;
  for (AffineExpr expr : map.getResults()) {
    std::optional<unsigned> at = loopOf(expr);
    if (!at && (expr.isFunctionOfDim(loop) || expr.isFunctionOfDim(loop - 1)))
      return false;
    bool isFirst = at == loop - 1, isSecond = at == loop;
    uses += isFirst + isSecond;
    isNeighbour |= last && isSecond;
    last = isFirst;
  }
  return uses == 2 && isNeighbour;
}

linalg::GenericOp changeLoops(OpBuilder &b, linalg::GenericOp op,
                              const LoopChange &change, ArrayRef<Value> inputs,
                              ArrayRef<AffineMap> maps, ArrayRef<Value> inits) {
  SmallVector<Value> newInputs;
  SmallVector<AffineMap> newMaps;
  for (auto [i, operand] : llvm::enumerate(op.getDpsInputOperands())) {
    if (i < inputs.size() && inputs[i]) {
      newInputs.push_back(inputs[i]);
      newMaps.push_back(maps[i]);
      continue;
    }
    AffineMap map = op.getMatchingIndexingMap(operand);
    auto type = dyn_cast<ShapedType>(operand->get().getType());
    newMaps.push_back(change.map(map));
    newInputs.push_back(type
                            ? reshapedTensor(b, op.getLoc(), operand->get(),
                                             change.shape(map, type.getShape()))
                            : operand->get());
  }
  for (OpOperand &init : op.getDpsInitsMutable())
    newMaps.push_back(change.map(op.getMatchingIndexingMap(&init)));
  SmallVector<utils::IteratorType> iterators(change.numLoops,
                                             utils::IteratorType::parallel);
  for (auto [loop, iterator] : llvm::enumerate(op.getIteratorTypesArray()))
    iterators[change.target[loop]] = iterator;
  SmallVector<Type> types;
  for (Value init : inits)
    types.push_back(init.getType());
  auto result = linalg::GenericOp::create(b, op.getLoc(), types, newInputs,
                                          inits, newMaps, iterators);
  IRMapping mapping;
  op.getRegion().cloneInto(&result.getRegion(), mapping);
  return result;
}

} // namespace sm
