// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What the passes ask of a linalg.generic.

#include "Generics.h"

#include "Reshapes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace sm {

bool isElementwise(linalg::GenericOp op) {
  if (!op || !op.hasPureTensorSemantics() ||
      op.getNumParallelLoops() != op.getNumLoops())
    return false;
  for (OpOperand &init : op.getDpsInitsMutable())
    if (!op.getMatchingIndexingMap(&init).isIdentity() ||
        op.payloadUsesValueFromOperand(&init))
      return false;
  return true;
}

bool hasReduction(linalg::GenericOp op) {
  return op && op.getNumReductionLoops() != 0;
}

bool isContraction(linalg::GenericOp op) {
  if (!op || op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1 ||
      !hasReduction(op))
    return false;
  Block *body = op.getBody();
  Operation *sum = body->getTerminator()->getOperand(0).getDefiningOp();
  if (!sum || !isa<arith::AddFOp, arith::AddIOp>(sum))
    return false;
  for (unsigned i : {0u, 1u}) {
    if (sum->getOperand(i) != body->getArgument(2))
      continue;
    Operation *product = sum->getOperand(1 - i).getDefiningOp();
    if (!product || !isa<arith::MulFOp, arith::MulIOp>(product))
      return false;
    Value a = product->getOperand(0), b = product->getOperand(1);
    return (a == body->getArgument(0) && b == body->getArgument(1)) ||
           (a == body->getArgument(1) && b == body->getArgument(0));
  }
  return false;
}

unsigned bodyWork(linalg::GenericOp op) {
  unsigned work = 0;
  for (Operation &inner : op.getBody()->without_terminator())
    work += !isa<arith::ConstantOp>(inner);
  return work;
}

SmallVector<int64_t> loopExtents(linalg::GenericOp op) {
  return op.getStaticLoopRanges();
}

OpOperand *onlyUse(Value value) {
  return value.hasOneUse() ? &*value.getUses().begin() : nullptr;
}

ElementsAttr constantElements(Value value) {
  auto constant = value.getDefiningOp<arith::ConstantOp>();
  return constant ? dyn_cast<ElementsAttr>(constant.getValue())
                  : ElementsAttr();
}

bool isPaddingCut(Operation *op) {
  auto slice = dyn_cast<tensor::ExtractSliceOp>(op);
  if (!slice || slice.getSourceType().getRank() != slice.getType().getRank() ||
      slice.getType().getRank() == 0 ||
      slice.getSourceType().getShape().drop_back() !=
          slice.getType().getShape().drop_back() ||
      !llvm::all_of(slice.getStaticOffsets(),
                    [](int64_t offset) { return offset == 0; }))
    return false;
  Value source = slice.getSource();
  while (isReshape(source.getDefiningOp()) && source.hasOneUse())
    source = source.getDefiningOp()->getOperand(0);
  return source.hasOneUse() &&
         isContraction(source.getDefiningOp<linalg::GenericOp>());
}

void eraseDeadOps(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (isOpTriviallyDead(&op))
      op.erase();
}

} // namespace sm
