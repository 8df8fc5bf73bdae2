// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Walks over regions of ops whose order of dimensions is free (LayoutRegion.h)
// until none gets better, then lets weights take the order of what is flattened
// before them.

#include "DimensionOrder.h"
#include "LayoutRegion.h"
#include "ONNXRewriting.h"

#include "dialects/ONNX/ONNXOperatorClass.h"
#include "dialects/SM/ElementOrder.h"
#include "dialects/SM/SMDialect.h"
#include "sm/Transforms/Passes.h"
#include "sm/Transforms/RewriteFunctions.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Rewrite/FrozenRewritePatternSet.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_ONNXOPTIMIZETRANSPOSES
#include "sm/Transforms/Passes.h.inc"

using namespace onnx;

/// Each round makes the cost smaller, so this only bounds what is never seen.
static constexpr int kMaxRounds = 16;
/// Regions may overlap; all of them together may not visit more values than
/// this, for each op of the block.
static constexpr size_t kMaxVisits = 256;

/// One round over the Transposes of a block; the number of regions rewritten.
static unsigned improveRegions(Block &block) {
  SmallVector<Operation *> transposes;
  size_t numOps = 0;
  for (Operation &op : block) {
    ++numOps;
    if (std::optional<Order> order = orderOf(&op); order && !isIdentity(*order))
      transposes.push_back(&op);
  }
  llvm::DenseSet<Operation *> done;
  unsigned improved = 0;
  size_t visits = 0;
  for (Operation *op : transposes) {
    if (done.contains(op) || visits > kMaxVisits * numOps)
      continue;
    LayoutRegion region(op);
    done.insert_range(region.transposes());
    visits += region.numValues();
    improved += region.improve();
  }
  return improved;
}

/// A Transpose that leaves the elements where they are.
static LogicalResult reshapeByTranspose(Operation *op,
                                        PatternRewriter &rewriter) {
  std::optional<Order> order = orderOf(op);
  RankedTensorType type = rankedType(op->getOperand(0));
  auto target = reshapeTarget(op->getResult(0).getType());
  if (!order || !target || !movesOnlyOnes(type, *order))
    return failure();
  Value shape = constantI64s(rewriter, op->getLoc(), *target);
  rewriter.replaceOp(op, make(rewriter, op->getLoc(), "Reshape",
                              op->getResult(0).getType(),
                              {op->getOperand(0), shape}));
  return success();
}

/// MatMul(Reshape(Transpose(x)), weights), where the Transpose leaves the first
/// dimension alone and the Reshape makes one of the others: the rows of the
/// weights are transposed instead. The same for Gemm.
static LogicalResult transposeRows(Operation *op, PatternRewriter &rewriter) {
  bool isGemm = isOperator(op, "Gemm");
  Operation *reshape = op->getOperand(0).getDefiningOp();
  if (!isOperator(reshape, "Reshape") || !reshape->hasOneUse() ||
      (isGemm && intAttr(op, "transA").value_or(0)))
    return failure();
  Operation *transpose = definedBy(reshape->getOperand(0), "Transpose");
  std::optional<Order> order = transpose ? orderOf(transpose) : std::nullopt;
  RankedTensorType flat = rankedType(op->getOperand(0));
  ElementsAttr weights = constantBehind(op->getOperand(1));
  if (!order || !weights || (*order)[0] != 0 || !transpose->hasOneUse() ||
      !flat || flat.getRank() != 2)
    return failure();
  auto type = dyn_cast<RankedTensorType>(weights.getType());
  ArrayRef<int64_t> dims = rankedType(transpose->getResult(0)).getShape();
  bool isTransposed = isGemm && intAttr(op, "transB").value_or(0);
  int64_t rowDim = isTransposed ? 1 : 0;
  if (!type || type.getRank() != 2 || dims.size() < 2 ||
      llvm::any_of(dims.drop_front(), ShapedType::isDynamic))
    return failure();
  int64_t rows = 1;
  for (int64_t dim : dims.drop_front())
    rows *= dim;
  std::optional<SmallVector<int64_t>> target =
      intsBehind(reshape->getOperand(1));
  if (rows == 0 || rows != flat.getDimSize(1) ||
      rows != type.getDimSize(rowDim) || !target || (*target)[1] == 0)
    return failure();
  // The rows as the dimensions they are, in the order before the Transpose.
  SmallVector<int64_t> wide(dims.drop_front());
  Order back = inverse(*order);
  Order step;
  for (int64_t dim : ArrayRef(back).drop_front())
    step.push_back(dim - 1 + rowDim);
  int64_t other = type.getDimSize(1 - rowDim);
  wide.insert(isTransposed ? wide.begin() : wide.end(), other);
  step.insert(isTransposed ? step.begin() : step.end(),
              isTransposed ? 0 : static_cast<int64_t>(wide.size()) - 1);
  ElementsAttr moved = saved_model::reshapedElements(weights, wide);
  moved = moved ? transposed(moved, step) : moved;
  moved = moved ? saved_model::reshapedElements(moved, type.getShape()) : moved;
  if (!moved)
    return failure();
  Value rowsMoved = constant(rewriter, op->getOperand(1).getLoc(), moved);
  rewriter.setInsertionPoint(reshape);
  SmallVector<Value> operands(reshape->getOperands());
  operands[0] = transpose->getOperand(0);
  Value input = makeLike(rewriter, reshape, flat, operands);
  rewriter.modifyOpInPlace(op, [&] {
    op->setOperand(0, input);
    op->setOperand(1, rowsMoved);
  });
  return success();
}

namespace {

struct ONNXOptimizeTransposes
    : impl::ONNXOptimizeTransposesBase<ONNXOptimizeTransposes> {
  using ONNXOptimizeTransposesBase::ONNXOptimizeTransposesBase;

  void runOnOperation() override {
    if (failed(saved_model::openDataSources(getOperation())))
      return signalPassFailure();
    getOperation().walk([&](func::FuncOp function) {
      function.walk([&](Block *block) { improve(*block); });
    });
    RewritePatternSet set(&getContext());
    addRewrite(set, "Transpose", reshapeByTranspose);
    addRewrite(set, "MatMul", transposeRows);
    addRewrite(set, "Gemm", transposeRows);
    rewriteFunctions(getOperation(), std::move(set));
  }

private:
  void improve(Block &block) {
    for (int round = 0; round < kMaxRounds; ++round) {
      if (improveRegions(block) == 0)
        return;
    }
  }
};

} // namespace

} // namespace sm
