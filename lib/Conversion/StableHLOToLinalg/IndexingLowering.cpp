// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops that find their elements by numbers known only at run time. Each is a
// generic over the result that reads the operand by computed indices; these are
// clamped, so that nothing outside the operand is read.

#include "Lowering.h"

#include "dialects/StableHLO/MovementOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace sm {

static Value indexConstant(OpBuilder &b, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(b, loc, value);
}

/// `start`, an element of `starts`, as an index in [0, last].
static Value clampedStart(OpBuilder &b, Location loc, Value start, Value starts,
                          int64_t last) {
  bool isUnsigned = getElementTypeOrSelf(starts.getType()).isUnsignedInteger();
  // Of 64 bits, the upper half is far beyond any tensor, too.
  if (isUnsigned && start.getType().isInteger(64))
    start = arith::MinUIOp::create(
        b, loc, start,
        arith::ConstantOp::create(b, loc, b.getI64IntegerAttr(last)));
  Type type = b.getIndexType();
  Value index =
      isUnsigned ? arith::IndexCastUIOp::create(b, loc, type, start).getResult()
                 : arith::IndexCastOp::create(b, loc, type, start);
  Value low = arith::MaxSIOp::create(b, loc, index, indexConstant(b, loc, 0));
  return arith::MinSIOp::create(b, loc, low, indexConstant(b, loc, last));
}

static void lowerGather(Lowering &lowering, stablehlo::GatherOp op) {
  stablehlo::GatherDimensionNumbersAttr numbers = op.getDimensionNumbers();
  RankedTensorType type = lowering.typeOf(op.getResult());
  Value source = lowering.operand(op.getOperand());
  Value starts = lowering.operand(op.getStartIndices());
  auto sourceType = cast<RankedTensorType>(source.getType());
  auto startsType = cast<RankedTensorType>(starts.getType());
  // Dimensions of the result: those of the slices, and the others, which are
  // those of the indices.
  SmallVector<int64_t> batch;
  for (int64_t d = 0; d < type.getRank(); ++d)
    if (!llvm::is_contained(numbers.getOffsetDims(), d))
      batch.push_back(d);
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  for (size_t k = 0; k < numbers.getStartIndexMap().size(); ++k) {
    SmallVector<AffineExpr> exprs;
    auto next = batch.begin();
    for (int64_t d = 0; d < startsType.getRank(); ++d)
      exprs.push_back(d == numbers.getIndexVectorDim()
                          ? lowering.b.getAffineConstantExpr(k)
                          : lowering.dim(*next++));
    inputs.push_back(starts);
    maps.push_back(AffineMap::get(type.getRank(), 0, exprs, op.getContext()));
  }
  auto body = [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
    SmallVector<Value> at(sourceType.getRank());
    auto add = [&](int64_t d, Value value) {
      at[d] =
          at[d] ? Value(arith::AddIOp::create(b, loc, at[d], value)) : value;
    };
    for (auto [k, d] : llvm::enumerate(numbers.getStartIndexMap()))
      add(d, clampedStart(b, loc, args[k], op.getStartIndices(),
                          sourceType.getDimSize(d) - op.getSliceSizes()[d]));
    for (auto [operandDim, startDim] :
         llvm::zip(numbers.getOperandBatchingDims(),
                   numbers.getStartIndicesBatchingDims())) {
      bool isBehind = startDim > numbers.getIndexVectorDim();
      add(operandDim,
          linalg::IndexOp::create(b, loc, batch[startDim - isBehind]));
    }
    auto next = numbers.getOffsetDims().begin();
    for (int64_t d = 0; d < sourceType.getRank(); ++d)
      if (!llvm::is_contained(numbers.getCollapsedSliceDims(), d) &&
          !llvm::is_contained(numbers.getOperandBatchingDims(), d))
        add(d, linalg::IndexOp::create(b, loc, *next++));
    for (Value &index : at)
      if (!index)
        index = indexConstant(b, loc, 0);
    return tensor::ExtractOp::create(b, loc, source, at);
  };
  lowering.setResult(op.getResult(),
                     lowering.parallel(op.getLoc(), type, inputs, maps, body));
}

/// The inputs of a generic that get the start of a slice, one scalar each.
static void addStarts(Lowering &lowering, ValueRange starts, unsigned rank,
                      SmallVector<Value> &inputs,
                      SmallVector<AffineMap> &maps) {
  for (Value start : starts) {
    inputs.push_back(lowering.operand(start));
    maps.push_back(AffineMap::get(rank, 0, {}, lowering.b.getContext()));
  }
}

static void lowerDynamicSlice(Lowering &lowering,
                              stablehlo::DynamicSliceOp op) {
  RankedTensorType type = lowering.typeOf(op.getResult());
  Value source = lowering.operand(op.getOperand());
  auto sourceType = cast<RankedTensorType>(source.getType());
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  addStarts(lowering, op.getStartIndices(), type.getRank(), inputs, maps);
  auto body = [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
    SmallVector<Value> at;
    for (int64_t d = 0; d < type.getRank(); ++d)
      at.push_back(arith::AddIOp::create(
          b, loc,
          clampedStart(b, loc, args[d], op.getStartIndices()[d],
                       sourceType.getDimSize(d) - type.getDimSize(d)),
          linalg::IndexOp::create(b, loc, d)));
    return tensor::ExtractOp::create(b, loc, source, at);
  };
  lowering.setResult(op.getResult(),
                     lowering.parallel(op.getLoc(), type, inputs, maps, body));
}

static void lowerDynamicUpdate(Lowering &lowering,
                               stablehlo::DynamicUpdateSliceOp op) {
  RankedTensorType type = lowering.typeOf(op.getResult());
  Value update = lowering.operand(op.getUpdate());
  auto updateType = cast<RankedTensorType>(update.getType());
  SmallVector<Value> inputs{lowering.operand(op.getOperand())};
  SmallVector<AffineMap> maps{
      lowering.b.getMultiDimIdentityMap(type.getRank())};
  addStarts(lowering, op.getStartIndices(), type.getRank(), inputs, maps);
  auto body = [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
    // Outside the updated part an element is read that is not used.
    SmallVector<Value> at;
    Value isInside;
    for (int64_t d = 0; d < type.getRank(); ++d) {
      int64_t size = updateType.getDimSize(d);
      Value start = clampedStart(b, loc, args[d + 1], op.getStartIndices()[d],
                                 type.getDimSize(d) - size);
      Value offset = arith::SubIOp::create(
          b, loc, linalg::IndexOp::create(b, loc, d), start);
      Value fits = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult,
                                         offset, indexConstant(b, loc, size));
      isInside = isInside ? Value(arith::AndIOp::create(b, loc, isInside, fits))
                          : fits;
      at.push_back(arith::SelectOp::create(b, loc, fits, offset,
                                           indexConstant(b, loc, 0)));
    }
    Value changed = tensor::ExtractOp::create(b, loc, update, at);
    if (!isInside)
      return changed;
    return arith::SelectOp::create(b, loc, isInside, changed, args.front());
  };
  lowering.setResult(op.getResult(),
                     lowering.parallel(op.getLoc(), type, inputs, maps, body));
}

bool lowerIndexing(Lowering &lowering, Operation *op) {
  if (auto gather = dyn_cast<stablehlo::GatherOp>(op))
    lowerGather(lowering, gather);
  else if (auto slice = dyn_cast<stablehlo::DynamicSliceOp>(op))
    lowerDynamicSlice(lowering, slice);
  else if (auto update = dyn_cast<stablehlo::DynamicUpdateSliceOp>(op))
    lowerDynamicUpdate(lowering, update);
  else
    return false;
  return true;
}

} // namespace sm
