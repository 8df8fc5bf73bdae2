// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Reductions of dimensions and of windows.

#include "Lowering.h"
#include "ScalarOps.h"

#include "dialects/StableHLO/ReductionOps.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace sm {

namespace {

/// The loops of one reduction; its body combines an element of each input with
/// the results so far.
struct ReductionLoops {
  SmallVector<Value> inputs;
  SmallVector<AffineMap> inputMaps; // one for all inputs, more for windows
  AffineMap resultMap;
  SmallVector<utils::IteratorType> iterators;
};

} // namespace

/// Results filled with the initial values; empty if these are not known.
static SmallVector<Value> initialResults(Lowering &lowering, Operation *op,
                                         ValueRange initial) {
  SmallVector<Value> inits;
  for (auto [result, init] : llvm::zip(op->getResults(), initial)) {
    Attribute value = lowering.scalarConstant(init);
    if (!value) {
      lowering.refuse(op, "starts with a value known only at run time");
      return {};
    }
    inits.push_back(
        lowering.filled(op->getLoc(), lowering.typeOf(result), value));
  }
  return inits;
}

/// Makes the generic. `count` inputs take part in the body.
static void reduce(Lowering &lowering, Operation *op, Block &body,
                   const ReductionLoops &loops, unsigned count,
                   ArrayRef<Value> inits) {
  SmallVector<AffineMap> maps(loops.inputMaps);
  maps.append(inits.size(), loops.resultMap);
  SmallVector<Type> types;
  for (Value init : inits)
    types.push_back(init.getType());
  bool hasForm = true;
  auto generic = linalg::GenericOp::create(
      lowering.b, op->getLoc(), types, loops.inputs, inits, maps,
      loops.iterators, [&](OpBuilder &b, Location loc, ValueRange args) {
        SmallVector<Value> scalars;
        ValueRange soFar = args.take_back(count),
                   elements = args.take_front(count);
        for (ValueRange side : {soFar, elements})
          for (auto [i, arg] : llvm::enumerate(side))
            scalars.push_back(
                fromMemory(b, loc, arg,
                           getElementTypeOrSelf(op->getOperand(i).getType())));
        SmallVector<Value> results;
        for (Value scalar : scalarBody(b, loc, body, scalars))
          results.push_back(toMemory(b, loc, scalar));
        hasForm = !results.empty();
        linalg::YieldOp::create(b, loc, hasForm ? ValueRange(results) : soFar);
      });
  if (!hasForm)
    return lowering.refuse(op, "has a body that cannot be compiled");
  for (auto [old, now] : llvm::zip(op->getResults(), generic.getResults()))
    lowering.setResult(old, now);
}

static void lowerReduce(Lowering &lowering, stablehlo::ReduceOp op) {
  SmallVector<Value> inits = initialResults(lowering, op, op.getInitValues());
  if (inits.empty())
    return;
  ReductionLoops loops;
  unsigned rank =
      cast<RankedTensorType>(op.getInputs().front().getType()).getRank();
  SmallVector<AffineExpr> kept;
  for (unsigned d = 0; d < rank; ++d) {
    bool isReduced =
        llvm::is_contained(op.getDimensions(), static_cast<int64_t>(d));
    loops.iterators.push_back(isReduced ? utils::IteratorType::reduction
                                        : utils::IteratorType::parallel);
    if (!isReduced)
      kept.push_back(lowering.dim(d));
  }
  for (Value input : op.getInputs()) {
    loops.inputs.push_back(lowering.operand(input));
    loops.inputMaps.push_back(lowering.b.getMultiDimIdentityMap(rank));
  }
  loops.resultMap = AffineMap::get(rank, 0, kept, op.getContext());
  reduce(lowering, op, op.getBody().front(), loops, op.getInputs().size(),
         inits);
}

/// Entry `d` of an optional list of numbers, 1 without it.
static int64_t entry(std::optional<ArrayRef<int64_t>> list, unsigned d) {
  return list ? (*list)[d] : 1;
}

static void lowerReduceWindow(Lowering &lowering,
                              stablehlo::ReduceWindowOp op) {
  SmallVector<Value> inits = initialResults(lowering, op, op.getInitValues());
  if (inits.empty())
    return;
  ArrayRef<int64_t> window = op.getWindowDimensions();
  unsigned rank = window.size();
  ReductionLoops loops;
  loops.iterators.assign(rank, utils::IteratorType::parallel);
  SmallVector<int64_t> extents;
  for (int64_t size : window)
    if (size != 1)
      extents.push_back(size);
  if (extents.empty())
    extents.push_back(1);
  loops.iterators.append(extents.size(), utils::IteratorType::reduction);
  unsigned count = loops.iterators.size(), next = rank;
  SmallVector<AffineExpr> exprs, windowExprs;
  for (unsigned d = 0; d < rank; ++d) {
    AffineExpr expr = lowering.dim(d) * entry(op.getWindowStrides(), d);
    if (window[d] != 1)
      expr = expr + lowering.dim(next++) * entry(op.getWindowDilations(), d);
    exprs.push_back(expr);
  }
  for (unsigned d = rank; d < count; ++d)
    windowExprs.push_back(lowering.dim(d));
  SmallVector<int64_t> low, high, interior;
  for (auto [d, pair] :
       llvm::enumerate(stablehlo::paddingPairs(op.getPaddingAttr(), rank))) {
    low.push_back(pair.first);
    high.push_back(pair.second);
    interior.push_back(entry(op.getBaseDilations(), d) - 1);
  }
  for (auto [input, init] : llvm::zip(op.getInputs(), op.getInitValues())) {
    loops.inputs.push_back(lowering.padded(op.getLoc(), lowering.operand(input),
                                           lowering.scalarConstant(init), low,
                                           high, interior));
    loops.inputMaps.push_back(AffineMap::get(count, 0, exprs, op.getContext()));
  }
  // Says how far the loops over the window go.
  loops.inputs.push_back(lowering.empty(
      op.getLoc(), RankedTensorType::get(extents, lowering.b.getF32Type())));
  loops.inputMaps.push_back(
      AffineMap::get(count, 0, windowExprs, op.getContext()));
  loops.resultMap = AffineMap::getMultiDimIdentityMap(count, op.getContext())
                        .getMajorSubMap(rank);
  reduce(lowering, op, op.getBody().front(), loops, op.getInputs().size(),
         inits);
}

bool lowerReduction(Lowering &lowering, Operation *op) {
  if (auto reduceOp = dyn_cast<stablehlo::ReduceOp>(op))
    lowerReduce(lowering, reduceOp);
  else if (auto window = dyn_cast<stablehlo::ReduceWindowOp>(op))
    lowerReduceWindow(lowering, window);
  else
    return false;
  return true;
}

} // namespace sm
