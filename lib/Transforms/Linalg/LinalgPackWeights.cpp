// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Contractions with a constant operand, and the elementwise op behind each, run
// over blocks of their last dimension.

#include "Generics.h"
#include "LoopChange.h"
#include "PackedWeights.h"
#include "Reshapes.h"

#include "dialects/SM/SMDialect.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_LINALGPACKWEIGHTS
#include "sm/Transforms/Passes.h.inc"

namespace {

/// A contraction that can have blocks.
struct Candidate {
  linalg::GenericOp op;
  unsigned weights;  // the operand that is constant
  unsigned lastLoop; // the loop of the result's last dimension
  AffineMap weightsMap;
  ElementsAttr elements;
  linalg::GenericOp epilogue; // null if nothing suitable follows
};

} // namespace

static unsigned dimOf(AffineExpr expr) {
  return cast<AffineDimExpr>(expr).getPosition();
}

/// The elementwise op that alone reads the result, in the result's order, and
/// whose other operands can follow when loops change.
static linalg::GenericOp epilogueOf(linalg::GenericOp op) {
  OpOperand *use = onlyUse(op.getResult(0));
  auto next =
      use ? dyn_cast<linalg::GenericOp>(use->getOwner()) : linalg::GenericOp();
  if (!next || !isElementwise(next) || next.hasIndexSemantics() ||
      !next.isDpsInput(use) || !next.getMatchingIndexingMap(use).isIdentity())
    return {};
  for (OpOperand *operand : next.getDpsInputOperands())
    if (!next.getMatchingIndexingMap(operand).isProjectedPermutation())
      return {};
  return next;
}

static std::optional<Candidate> match(linalg::GenericOp op) {
  if (op.hasIndexSemantics() ||
      !op.getDpsInitOperand(0)->get().getDefiningOp<linalg::FillOp>())
    return std::nullopt;
  AffineMap out = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  if (!out.isProjectedPermutation() || out.getNumResults() == 0 ||
      out.getNumResults() != op.getNumParallelLoops())
    return std::nullopt;
  // The new loops stand in the order of the result.
  for (auto [i, expr] : llvm::enumerate(out.getResults()))
    if (dimOf(expr) != i)
      return std::nullopt;
  unsigned last = out.getNumResults() - 1;
  for (unsigned i : {1u, 0u}) {
    ElementsAttr elements = constantElements(op.getDpsInputOperand(i)->get());
    AffineMap map = op.getMatchingIndexingMap(op.getDpsInputOperand(i));
    AffineMap other = op.getMatchingIndexingMap(op.getDpsInputOperand(1 - i));
    if (!elements || !map.isProjectedPermutation() ||
        !map.isFunctionOfDim(last) || other.isFunctionOfDim(last))
      continue;
    // Filters of groups keep their order.
    bool hasBatch = llvm::any_of(
        map.getResults(), [&](AffineExpr expr) { return dimOf(expr) < last; });
    if (!hasBatch)
      return Candidate{op, i, last, map, elements, epilogueOf(op)};
  }
  return std::nullopt;
}

/// True if the value ends in a larger one that has room around it along the
/// dimensions in front of the last: there they cannot be one.
static bool endsInLarger(Value value) {
  while (OpOperand *use = onlyUse(value)) {
    Operation *user = use->getOwner();
    if (auto insert = dyn_cast<tensor::InsertSliceOp>(user))
      return use->get() == insert.getSource() &&
             insert.getSourceType().getRank() ==
                 insert.getDestType().getRank() &&
             insert.getSourceType().getShape().drop_front().drop_back() !=
                 insert.getDestType().getShape().drop_front().drop_back();
    if (!isReshape(user))
      return false;
    value = user->getResult(0);
  }
  return false;
}

/// Which loops of the result can be part of the one before, everywhere.
static SmallVector<bool> mergedLoops(const Candidate &candidate) {
  linalg::GenericOp op = candidate.op, next = candidate.epilogue;
  SmallVector<bool> merged(op.getNumLoops(), false);
  if (endsInLarger(next ? next.getResult(0) : op.getResult(0)))
    return merged;
  auto canMergeIn = [&](linalg::GenericOp generic, unsigned loop) {
    return llvm::all_of(generic.getIndexingMapsArray(),
                        [&](AffineMap map) { return canMerge(map, loop); });
  };
  for (unsigned loop = 1; loop < candidate.lastLoop; ++loop)
    merged[loop] = canMergeIn(op, loop) && (!next || canMergeIn(next, loop));
  return merged;
}

namespace {

/// Rewrites one contraction.
class Packer {
public:
  Packer(const Candidate &candidate, unsigned vectorBits)
      : candidate(candidate), op(candidate.op), b(candidate.op) {
    Type element = candidate.elements.getShapedType().getElementType();
    unsigned bits = std::max(8u, element.getIntOrFloatBitWidth());
    int64_t extent = loopExtents(op)[candidate.lastLoop];
    blocking = blockingFor(extent, vectorBits / bits);
    merged = mergedLoops(candidate);
    isPadded = blocking.padded != extent;
  }

  LogicalResult run() {
    FailureOr<Value> weights = packedWeights();
    if (failed(weights))
      return failure();
    Value result = contraction(*weights);
    if (isPadded)
      result = withoutPadding(result);
    if (linalg::GenericOp next = candidate.epilogue) {
      b.setInsertionPoint(next);
      finish(next, epilogue(result));
    } else {
      finish(op, result);
    }
    return success();
  }

private:
  /// Loops of the result merged, the last one cut.
  LoopChange change(linalg::GenericOp generic, bool isCut) const {
    SmallVector<bool> flags(merged);
    flags.resize(generic.getNumLoops(), false);
    LoopChange result = LoopChange::merging(flags);
    if (!isCut)
      return result;
    result.cut = candidate.lastLoop;
    result.block = blocking.block;
    ++result.numLoops;
    for (unsigned i = candidate.lastLoop + 1; i < result.target.size(); ++i)
      ++result.target[i];
    return result;
  }

  FailureOr<Value> packedWeights() {
    SmallVector<unsigned> order;
    unsigned cut = 0;
    for (auto [i, expr] : llvm::enumerate(candidate.weightsMap.getResults())) {
      if (dimOf(expr) == candidate.lastLoop)
        cut = i;
      else
        order.push_back(i);
    }
    llvm::sort(order, [&](unsigned a, unsigned c) {
      return dimOf(candidate.weightsMap.getResult(a)) <
             dimOf(candidate.weightsMap.getResult(c));
    });
    StatusOr<ElementsAttr> packed =
        packElements(candidate.elements, order, cut, blocking);
    if (!packed.ok())
      return op.emitError() << "cannot pack the constant operand: "
                            << std::string(packed.status().message());
    LoopChange loops = change(op, true);
    SmallVector<AffineExpr> exprs;
    auto push = [&](unsigned loop) {
      exprs.push_back(getAffineDimExpr(loop, op.getContext()));
    };
    push(loops.target[candidate.lastLoop]);
    for (unsigned i : order)
      push(loops.target[dimOf(candidate.weightsMap.getResult(i))]);
    push(loops.target[candidate.lastLoop] + 1);
    packedMap = AffineMap::get(loops.numLoops, 0, exprs, op.getContext());
    Location loc = op.getDpsInputOperand(candidate.weights)->get().getLoc();
    return arith::ConstantOp::create(b, loc, cast<TypedAttr>(*packed))
        .getResult();
  }

  /// An empty tensor like `init` for other loops.
  Value emptyLike(Value init, AffineMap map, const LoopChange &loops,
                  bool isBlocked) {
    auto type = cast<RankedTensorType>(init.getType());
    SmallVector<int64_t> shape(type.getShape());
    if (isBlocked)
      shape.back() = blocking.padded;
    return tensor::EmptyOp::create(b, op.getLoc(), loops.shape(map, shape),
                                   type.getElementType());
  }

  Value contraction(Value weights) {
    LoopChange loops = change(op, true);
    Value init = op.getDpsInitOperand(0)->get();
    AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
    auto fill = init.getDefiningOp<linalg::FillOp>();
    Value empty = emptyLike(init, map, loops, true);
    Value newInit =
        linalg::FillOp::create(b, op.getLoc(), fill.getInputs(), empty)
            .getResult(0);
    SmallVector<Value> inputs(2);
    SmallVector<AffineMap> maps(2);
    inputs[candidate.weights] = weights;
    maps[candidate.weights] = packedMap;
    return changeLoops(b, op, loops, inputs, maps, newInit).getResult(0);
  }

  /// The columns in front of the zeroes, in rows.
  Value withoutPadding(Value packed) {
    LoopChange loops = change(op, false);
    AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
    auto type = cast<RankedTensorType>(op.getResult(0).getType());
    SmallVector<int64_t> shape = loops.shape(map, type.getShape());
    SmallVector<int64_t> wide(shape);
    wide.back() = blocking.padded;
    Value rows = reshapedTensor(b, op.getLoc(), packed, wide);
    auto attrs = [&](ArrayRef<int64_t> values) {
      return getAsIndexOpFoldResult(op.getContext(), values);
    };
    SmallVector<int64_t> zeroes(shape.size(), 0), ones(shape.size(), 1);
    return tensor::ExtractSliceOp::create(b, op.getLoc(), rows, attrs(zeroes),
                                          attrs(shape), attrs(ones));
  }

  Value epilogue(Value result) {
    linalg::GenericOp next = candidate.epilogue;
    LoopChange loops = change(next, !isPadded);
    SmallVector<Value> inputs(next.getNumDpsInputs());
    SmallVector<AffineMap> maps(next.getNumDpsInputs());
    for (auto [i, operand] : llvm::enumerate(next.getDpsInputOperands())) {
      if (operand->get() != op.getResult(0))
        continue;
      inputs[i] = result;
      maps[i] = loops.map(next.getMatchingIndexingMap(operand));
    }
    SmallVector<Value> inits;
    for (OpOperand &init : next.getDpsInitsMutable())
      inits.push_back(emptyLike(init.get(), next.getMatchingIndexingMap(&init),
                                loops, false));
    packedNext = changeLoops(b, next, loops, inputs, maps, inits);
    return packedNext.getResult(0);
  }

  /// All that read `old` see its results in their shapes.
  void finish(linalg::GenericOp old, Value first) {
    for (OpResult result : old->getResults()) {
      Value now = result.getResultNumber() == 0
                      ? first
                      : packedNext.getResult(result.getResultNumber());
      auto shape = cast<ShapedType>(result.getType()).getShape();
      result.replaceAllUsesWith(reshapedTensor(b, old.getLoc(), now, shape));
    }
    old.erase();
    if (old != op)
      op.erase();
  }

  const Candidate &candidate;
  linalg::GenericOp op;
  OpBuilder b;
  Blocking blocking;
  SmallVector<bool> merged; // by loop of the result
  bool isPadded = false;
  AffineMap packedMap;
  linalg::GenericOp packedNext;
};

struct LinalgPackWeights : impl::LinalgPackWeightsBase<LinalgPackWeights> {
  using LinalgPackWeightsBase::LinalgPackWeightsBase;

  void runOnOperation() override {
    unsigned bits = vectorBits;
    if (bits < 128 || bits > 4096 || !llvm::isPowerOf2_32(bits)) {
      emitError(getOperation().getLoc())
          << "vector-bits is " << bits
          << "; it must be a power of two from 128 to 4096";
      return signalPassFailure();
    }
    bool failedAny = false;
    getOperation().walk([&](func::FuncOp func) {
      if (func.isExternal() || !func.getBody().hasOneBlock())
        return;
      Block &block = func.front();
      SmallVector<linalg::GenericOp> contractions;
      for (auto op : block.getOps<linalg::GenericOp>())
        if (isContraction(op))
          contractions.push_back(op);
      for (linalg::GenericOp op : contractions) {
        std::optional<Candidate> candidate = match(op);
        if (!candidate)
          continue;
        failedAny |= failed(Packer(*candidate, vectorBits).run());
      }
      eraseDeadOps(block);
    });
    if (failedAny)
      signalPassFailure();
  }
};

} // namespace

} // namespace sm
