// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Elementwise ops disappear in the op that reads them. A function is walked
// once: when an op is looked at, what it reads is as large as it gets.

#include "Generics.h"
#include "Reshapes.h"

#include "dialects/SM/SMDialect.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_LINALGFUSEELEMENTWISE
#include "sm/Transforms/Passes.h.inc"

/// A body that reads more operands than this only moves the cost into spills.
static constexpr unsigned kMaxInputs = 16;

//===----------------------------------------------------------------------===//
// Tidy bodies
//===----------------------------------------------------------------------===//

/// The value of all elements, if they are equal.
static TypedAttr splatValue(Value value) {
  auto dense = dyn_cast_or_null<DenseElementsAttr>(constantElements(value));
  if (!dense || !dense.isSplat())
    return {};
  return dyn_cast<TypedAttr>(dense.getSplatValue<Attribute>());
}

/// Truth values go through memory as bytes; between two ops that are one now
/// they need not.
static void foldRoundTrip(arith::TruncIOp narrow) {
  auto widen = narrow.getIn().getDefiningOp<arith::ExtUIOp>();
  if (!widen || widen.getIn().getType() != narrow.getType())
    return;
  narrow.replaceAllUsesWith(widen.getIn());
  narrow.erase();
  if (widen->use_empty())
    widen.erase();
}

/// Loops of one op are functions of those of the other; bodies hold plain
/// arithmetic only.
static void expandIndex(affine::AffineApplyOp apply) {
  OpBuilder b(apply);
  AffineMap map = apply.getAffineMap();
  ValueRange dims = apply.getMapOperands().take_front(map.getNumDims());
  ValueRange symbols = apply.getMapOperands().drop_front(map.getNumDims());
  apply.getResult().replaceAllUsesWith(affine::expandAffineExpr(
      b, apply.getLoc(), map.getResult(0), dims, symbols));
  apply.erase();
}

static void foldBody(Block &body) {
  for (Operation &op : llvm::make_early_inc_range(body)) {
    if (auto narrow = dyn_cast<arith::TruncIOp>(op))
      foldRoundTrip(narrow);
    else if (auto apply = dyn_cast<affine::AffineApplyOp>(op))
      expandIndex(apply);
  }
}

/// Removes inputs that are constants of equal elements, that occur twice, or
/// that the body does not read, and results that nothing reads.
static linalg::GenericOp tidy(linalg::GenericOp op) {
  Block *body = op.getBody();
  OpBuilder inside = OpBuilder::atBlockBegin(body);
  SmallVector<Value> inputs, inits;
  SmallVector<AffineMap> maps;
  llvm::BitVector erased(body->getNumArguments());
  foldBody(*body);
  for (auto [i, operand] : llvm::enumerate(op.getDpsInputOperands())) {
    BlockArgument argument = body->getArgument(i);
    AffineMap map = op.getMatchingIndexingMap(operand);
    if (TypedAttr splat = splatValue(operand->get());
        splat && !argument.use_empty() && !hasReduction(op))
      argument.replaceAllUsesWith(
          arith::ConstantOp::create(inside, op.getLoc(), splat));
    for (size_t k = 0; k < i; ++k)
      if (OpOperand *other = op.getDpsInputOperand(k);
          other->get() == operand->get() && !erased.test(k) &&
          op.getMatchingIndexingMap(other) == map && !hasReduction(op))
        argument.replaceAllUsesWith(body->getArgument(k));
    // Windows have an operand that only says their extent.
    if (argument.use_empty() && !hasReduction(op)) {
      erased.set(i);
      continue;
    }
    inputs.push_back(operand->get());
    maps.push_back(map);
  }
  auto yield = cast<linalg::YieldOp>(body->getTerminator());
  SmallVector<Value> yields;
  SmallVector<OpResult> kept;
  unsigned count = op.getNumDpsInputs();
  for (auto [i, init] : llvm::enumerate(op.getDpsInitsMutable())) {
    if (op->getResult(i).use_empty() && op->getNumResults() > 1 &&
        body->getArgument(count + i).use_empty()) {
      erased.set(count + i);
      continue;
    }
    inits.push_back(init.get());
    maps.push_back(op.getMatchingIndexingMap(&init));
    yields.push_back(yield.getOperand(i));
    kept.push_back(op->getResult(i));
  }
  if (erased.none() || inits.empty())
    return op;
  yield.getValuesMutable().assign(yields);
  body->eraseArguments(erased);
  OpBuilder b(op);
  SmallVector<Type> types;
  for (Value init : inits)
    types.push_back(init.getType());
  auto result = linalg::GenericOp::create(b, op.getLoc(), types, inputs, inits,
                                          maps, op.getIteratorTypesArray());
  result.getRegion().takeBody(op.getRegion());
  for (auto [old, now] : llvm::zip(kept, result.getResults()))
    old.replaceAllUsesWith(now);
  op.erase();
  return result;
}

//===----------------------------------------------------------------------===//
// What may disappear in what
//===----------------------------------------------------------------------===//

/// True if some input is computed by loops with reductions, so that `op` is
/// what follows them in their kernel.
static bool followsReduction(linalg::GenericOp op) {
  return llvm::any_of(op.getDpsInputOperands(), [](OpOperand *operand) {
    return hasReduction(
        reshapeRoot(operand->get()).getDefiningOp<linalg::GenericOp>());
  });
}

static bool hasLargerLoops(linalg::GenericOp op, linalg::GenericOp than) {
  auto product = [](linalg::GenericOp generic) {
    return ShapedType::getNumElements(loopExtents(generic));
  };
  return product(op) > product(than);
}

static bool isBroadcast(linalg::GenericOp op) {
  for (OpOperand *operand : op.getDpsInputOperands())
    if (op.getMatchingIndexingMap(operand).getNumResults() >=
            op.getNumLoops() ||
        !op.getMatchingIndexingMap(operand).isProjectedPermutation())
      return false;
  return true;
}

/// What only changes the order of dimensions can be the map of a contraction,
/// unless that walks through memory in strides.
static bool isOrderOfOperand(linalg::GenericOp producer, OpOperand *use) {
  auto consumer = cast<linalg::GenericOp>(use->getOwner());
  if (!isContraction(consumer) || bodyWork(producer) != 0 ||
      producer.getNumDpsInputs() != 1 ||
      !consumer.getMatchingIndexingMap(use).isProjectedPermutation())
    return false;
  AffineMap map =
      producer.getMatchingIndexingMap(producer.getDpsInputOperand(0));
  if (!map.isPermutation())
    return false;
  bool isConstant =
      constantElements(producer.getDpsInputOperand(0)->get()) != ElementsAttr();
  return isConstant ||
         map.getResults().back() ==
             getAffineDimExpr(map.getNumDims() - 1, map.getContext());
}

/// True if `op` follows a reduction, or will when it has absorbed what it
/// reads.
static bool willFollowReduction(linalg::GenericOp op) {
  return followsReduction(op) ||
         llvm::any_of(op.getDpsInputOperands(), [](OpOperand *operand) {
           auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
           return isElementwise(producer) && followsReduction(producer);
         });
}

/// True if `producer` takes every other element or so.
static bool isStridedCopy(linalg::GenericOp producer) {
  return bodyWork(producer) == 0 &&
         llvm::any_of(producer.getDpsInputOperands(), [&](OpOperand *operand) {
           return llvm::any_of(
               producer.getMatchingIndexingMap(operand).getResults(),
               [](AffineExpr e) { return e.getKind() == AffineExprKind::Mul; });
         });
}

static bool isWorthFusing(linalg::GenericOp producer, OpOperand *use) {
  auto consumer = cast<linalg::GenericOp>(use->getOwner());
  Value value = use->get();
  if (!isElementwise(producer) || producer->getNumResults() != 1)
    return false;
  if (!isElementwise(consumer))
    return isOrderOfOperand(producer, use);
  // Loops that are made one, as a convolution's are where it is a product of
  // matrices, cannot walk in strides; what follows them reads a copy.
  if (isStridedCopy(producer) && willFollowReduction(consumer))
    return false;
  unsigned work = bodyWork(producer);
  if (producer.getNumDpsInputs() == 0 || (work == 0 && isBroadcast(producer)))
    return true;
  bool isOnlyReader = llvm::all_equal(
      llvm::map_range(value.getUsers(), [](Operation *user) { return user; }));
  if (!isOnlyReader ||
      producer.getNumDpsInputs() + consumer.getNumDpsInputs() > kMaxInputs)
    return false;
  if (work != 0 && hasLargerLoops(consumer, producer))
    return false;
  return consumer.getMatchingIndexingMap(use).isIdentity() ||
         !followsReduction(producer);
}

namespace {

struct LinalgFuseElementwise
    : impl::LinalgFuseElementwiseBase<LinalgFuseElementwise> {
  /// Fuses what `op` reads into it until nothing is left to fuse.
  linalg::GenericOp absorb(IRRewriter &rewriter, linalg::GenericOp op) {
    for (bool changed = true; changed;) {
      changed = false;
      for (OpOperand *operand : op.getDpsInputOperands()) {
        auto producer = operand->get().getDefiningOp<linalg::GenericOp>();
        if (!producer || !isWorthFusing(producer, operand))
          continue;
        linalg::GenericOp fused = fuse(rewriter, producer, operand);
        if (!fused)
          continue;
        op = tidy(fused);
        changed = true;
        break;
      }
    }
    return op;
  }

  static linalg::GenericOp
  fuse(IRRewriter &rewriter, linalg::GenericOp producer, OpOperand *operand) {
    auto consumer = cast<linalg::GenericOp>(operand->getOwner());
    if (!linalg::areElementwiseOpsFusable(operand))
      return {};
    rewriter.setInsertionPoint(consumer);
    // A copy of its own for each reader, so that no result has to be kept.
    linalg::GenericOp copy;
    if (!operand->get().hasOneUse()) {
      copy = cast<linalg::GenericOp>(rewriter.clone(*producer));
      operand->set(copy.getResult(0));
    }
    // Upstream keeps the reader's name only.
    Location both = rewriter.getFusedLoc(
        {operand->get().getLoc(), operand->getOwner()->getLoc()});
    auto result = linalg::fuseElementwiseOps(rewriter, operand);
    if (failed(result)) {
      if (copy) {
        operand->set(producer.getResult(0));
        copy.erase();
      }
      return {};
    }
    for (auto [old, now] : result->replacements)
      if (old.getDefiningOp() == consumer)
        rewriter.replaceAllUsesWith(old, now);
    result->fusedOp->setLoc(both);
    consumer.erase();
    Operation *source = copy ? copy.getOperation() : producer.getOperation();
    if (source->use_empty())
      source->erase();
    return cast<linalg::GenericOp>(result->fusedOp);
  }

  void runOnOperation() override;
};

} // namespace

//===----------------------------------------------------------------------===//
// Order of results
//===----------------------------------------------------------------------===//

/// A contraction whose one reader takes its result in another order computes it
/// in that order.
static void permuteResult(linalg::GenericOp op) {
  OpOperand *use = onlyUse(op.getResult(0));
  auto next =
      use ? dyn_cast<linalg::GenericOp>(use->getOwner()) : linalg::GenericOp();
  auto fill = op.getDpsInitOperand(0)->get().getDefiningOp<linalg::FillOp>();
  unsigned rank = op.getNumParallelLoops(), loops = op.getNumLoops();
  if (!isElementwise(next) || !next.isDpsInput(use) || !fill ||
      op.hasIndexSemantics())
    return;
  AffineMap order = next.getMatchingIndexingMap(use);
  AffineMap out = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  MLIRContext *context = op.getContext();
  AffineMap leading =
      AffineMap::getMultiDimIdentityMap(loops, context).getMajorSubMap(rank);
  if (out != leading || !order.isPermutation() || order.isIdentity())
    return;
  OpBuilder b(op);
  SmallVector<AffineExpr> dims(order.getResults());
  for (unsigned loop = rank; loop < loops; ++loop)
    dims.push_back(b.getAffineDimExpr(loop));
  SmallVector<AffineMap> maps;
  for (OpOperand *operand : op.getDpsInputOperands())
    maps.push_back(op.getMatchingIndexingMap(operand).replaceDimsAndSymbols(
        dims, {}, loops, 0));
  maps.push_back(leading);
  Value empty = tensor::EmptyOp::create(
      b, op.getLoc(), loopExtents(next),
      cast<ShapedType>(op.getResult(0).getType()).getElementType());
  Value init = linalg::FillOp::create(b, op.getLoc(), fill.getInputs(), empty)
                   .getResult(0);
  auto permuted =
      linalg::GenericOp::create(b, op.getLoc(), init.getType(), op.getInputs(),
                                init, maps, op.getIteratorTypesArray());
  permuted.getRegion().takeBody(op.getRegion());
  SmallVector<AffineMap> nextMaps = next.getIndexingMapsArray();
  nextMaps[use->getOperandNumber()] = b.getMultiDimIdentityMap(rank);
  next.setIndexingMapsAttr(b.getAffineMapArrayAttr(nextMaps));
  use->set(permuted.getResult(0));
  op.erase();
}

/// What is left of a transposition then is a copy.
static void removeCopies(Block &block) {
  for (auto op :
       llvm::make_early_inc_range(block.getOps<linalg::GenericOp>())) {
    if (!isElementwise(op) || op->getNumResults() != 1 ||
        op.getNumDpsInputs() != 1 || bodyWork(op) != 0)
      continue;
    OpOperand *input = op.getDpsInputOperand(0);
    Value yielded = op.getBody()->getTerminator()->getOperand(0);
    if (yielded != op.getBody()->getArgument(0) ||
        !op.getMatchingIndexingMap(input).isIdentity() ||
        input->get().getType() != op.getResult(0).getType())
      continue;
    op.getResult(0).replaceAllUsesWith(input->get());
    op.erase();
  }
}

//===----------------------------------------------------------------------===//
// Reshapes
//===----------------------------------------------------------------------===//

/// Each reshape starts at what the ones before it started at.
static bool joinReshapes(Block &block) {
  bool isLeft = false;
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (!isReshape(&op))
      continue;
    OpBuilder b(&op);
    Value source = op.getOperand(0), root = reshapeRoot(source);
    auto shape = cast<ShapedType>(op.getResult(0).getType()).getShape();
    // What only says a shape would else be a buffer that is read.
    bool isEmpty = root.getDefiningOp<tensor::EmptyOp>() != nullptr;
    if (root != source || constantElements(root) || isEmpty) {
      Value value =
          isEmpty
              ? tensor::EmptyOp::create(b, op.getLoc(), shape,
                                        getElementTypeOrSelf(root.getType()))
                    .getResult()
              : reshapedTensor(b, op.getLoc(), root, shape);
      op.getResult(0).replaceAllUsesWith(value);
      op.erase();
    }
    isLeft |= root.getDefiningOp<linalg::GenericOp>() != nullptr;
  }
  return isLeft;
}

/// Whether an elementwise op should run over the shape its operand had before
/// it was reshaped: only if that makes it follow a contraction.
static bool shouldSink(OpOperand *operand) {
  auto consumer = dyn_cast<linalg::GenericOp>(operand->getOwner());
  Operation *reshape = operand->get().getDefiningOp();
  if (!consumer || !isElementwise(consumer) || !isReshape(reshape) ||
      !reshape->hasOneUse() || !reshape->getOperand(0).hasOneUse())
    return false;
  auto isReduced = [](Value value) {
    return hasReduction(value.getDefiningOp<linalg::GenericOp>());
  };
  if (!isReduced(reshape->getOperand(0)))
    return false;
  return llvm::none_of(consumer->getOperands(), isReduced);
}

static void sinkReshapes(func::FuncOp func) {
  RewritePatternSet patterns(func.getContext());
  linalg::populateFoldReshapeOpsByCollapsingPatterns(patterns, shouldSink);
  linalg::populateFoldReshapeOpsByExpansionPatterns(patterns, shouldSink);
  GreedyRewriteConfig config;
  config.enableFolding(false).enableConstantCSE(false);
  (void)applyPatternsGreedily(func, std::move(patterns), config);
}

void LinalgFuseElementwise::runOnOperation() {
  IRRewriter rewriter(&getContext());
  getOperation().walk([&](func::FuncOp func) {
    if (func.isExternal() || !func.getBody().hasOneBlock())
      return;
    Block &block = func.front();
    auto fuseAll = [&] {
      for (auto op : llvm::to_vector(block.getOps<linalg::GenericOp>()))
        absorb(rewriter, tidy(op));
    };
    bool hasReshapes = joinReshapes(block);
    fuseAll();
    eraseDeadOps(block);
    if (hasReshapes) {
      sinkReshapes(func);
      joinReshapes(block);
      fuseAll();
      eraseDeadOps(block);
    }
    for (auto op : llvm::to_vector(block.getOps<linalg::GenericOp>()))
      if (isContraction(op))
        permuteResult(op);
    removeCopies(block);
    eraseDeadOps(block);
  });
}

} // namespace sm
