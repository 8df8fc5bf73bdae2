// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Products of tensors and convolutions as generics: what is what is in the
// maps.

#include "Lowering.h"

#include "ScalarOps.h"

#include "dialects/StableHLO/ContractionOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace sm {

namespace {

/// A sum of products over some loops; the others are the dimensions of the
/// result, in order.
struct Contraction {
  Value lhs, rhs;
  SmallVector<AffineExpr> lhsExprs, rhsExprs;
  SmallVector<int64_t> shape; // of the result
  unsigned numReductions = 0;
};

} // namespace

/// Sums products of elements, as numbers of the result's type.
static Value contract(Lowering &lowering, Operation *op,
                      const Contraction &contraction) {
  OpBuilder &b = lowering.b;
  Location loc = op->getLoc();
  auto element = lowering.typeOf(op->getResult(0)).getElementType();
  auto type = RankedTensorType::get(contraction.shape, element);
  unsigned rank = type.getRank(), loops = rank + contraction.numReductions;
  SmallVector<AffineMap> maps{
      AffineMap::get(loops, 0, contraction.lhsExprs, b.getContext()),
      AffineMap::get(loops, 0, contraction.rhsExprs, b.getContext()),
      AffineMap::getMultiDimIdentityMap(loops, b.getContext())
          .getMajorSubMap(rank)};
  SmallVector<utils::IteratorType> iterators(rank,
                                             utils::IteratorType::parallel);
  iterators.append(contraction.numReductions, utils::IteratorType::reduction);
  Value init = lowering.filled(loc, type, b.getZeroAttr(element));
  auto widened = [&](OpBuilder &inside, Value value) -> Value {
    if (value.getType() == element)
      return value;
    if (isa<FloatType>(element))
      return arith::ExtFOp::create(inside, loc, element, value);
    return arith::ExtSIOp::create(inside, loc, element, value);
  };
  return linalg::GenericOp::create(
             b, loc, type, ValueRange{contraction.lhs, contraction.rhs}, init,
             maps, iterators,
             [&](OpBuilder &inside, Location at, ValueRange args) {
               Value lhs = widened(inside, args[0]),
                     rhs = widened(inside, args[1]), sum;
               if (isa<FloatType>(element))
                 sum = arith::AddFOp::create(
                     inside, at, args[2],
                     arith::MulFOp::create(inside, at, lhs, rhs));
               else
                 sum = arith::AddIOp::create(
                     inside, at, args[2],
                     arith::MulIOp::create(inside, at, lhs, rhs));
               linalg::YieldOp::create(inside, at, sum);
             })
      .getResult(0);
}

/// Products are taken of numbers, of none wider than their sum, and of signed
/// ones if that is wider.
static bool checkElements(Lowering &lowering, Operation *op) {
  Type result = getElementTypeOrSelf(op->getResult(0).getType());
  for (Value operand : op->getOperands()) {
    Type element = getElementTypeOrSelf(operand.getType());
    if (element.isInteger(1) || result.isInteger(1) ||
        isa<FloatType>(element) != isa<FloatType>(result) ||
        element.getIntOrFloatBitWidth() > result.getIntOrFloatBitWidth() ||
        (element.isUnsignedInteger() && element != result)) {
      lowering.refuse(op, "sums products of elements that it cannot hold");
      return false;
    }
  }
  return true;
}

static void lowerDot(Lowering &lowering, stablehlo::DotGeneralOp op) {
  if (!checkElements(lowering, op))
    return;
  stablehlo::DotDimensionNumbersAttr numbers = op.getDotDimensionNumbers();
  Contraction contraction{lowering.operand(op.getLhs()),
                          lowering.operand(op.getRhs()),
                          {},
                          {},
                          {},
                          0};
  contraction.shape.assign(op.getType().getShape().begin(),
                           op.getType().getShape().end());
  unsigned next = 0;
  auto lhsRank = cast<RankedTensorType>(op.getLhs().getType()).getRank();
  auto rhsRank = cast<RankedTensorType>(op.getRhs().getType()).getRank();
  contraction.lhsExprs.resize(lhsRank);
  contraction.rhsExprs.resize(rhsRank);
  auto pairUp = [&](ArrayRef<int64_t> left, ArrayRef<int64_t> right,
                    unsigned &index) {
    for (auto [l, r] : llvm::zip(left, right)) {
      contraction.lhsExprs[l] = contraction.rhsExprs[r] = lowering.dim(index);
      ++index;
    }
  };
  pairUp(numbers.getLhsBatchingDimensions(), numbers.getRhsBatchingDimensions(),
         next);
  unsigned reduction = contraction.shape.size();
  pairUp(numbers.getLhsContractingDimensions(),
         numbers.getRhsContractingDimensions(), reduction);
  contraction.numReductions = reduction - contraction.shape.size();
  for (auto *exprs : {&contraction.lhsExprs, &contraction.rhsExprs})
    for (AffineExpr &expr : *exprs)
      if (!expr)
        expr = lowering.dim(next++);
  lowering.setResult(op.getResult(), contract(lowering, op, contraction));
}

//===----------------------------------------------------------------------===//
// Convolution
//===----------------------------------------------------------------------===//

static int64_t entry(std::optional<ArrayRef<int64_t>> list, unsigned d) {
  return list ? (*list)[d] : 1;
}

namespace {

/// Makes the generic of one convolution. Features fall in groups, of which most
/// convolutions have one; the group is a loop of its own, and where a group has
/// one feature on a side, that side has no other.
class ConvolutionLowering {
public:
  ConvolutionLowering(Lowering &lowering, stablehlo::ConvolutionOp op)
      : lowering(lowering), op(op), numbers(op.getDimensionNumbers()),
        groups(op.getFeatureGroupCount()) {}

  void run() {
    if (op.getBatchGroupCount() != 1)
      return lowering.refuse(op, "has groups of batches, which cannot be "
                                 "compiled yet");
    if (auto reversal = op.getWindowReversal();
        reversal && llvm::is_contained(*reversal, true))
      return lowering.refuse(op, "reverses its window, which cannot be "
                                 "compiled yet");
    if (!checkElements(lowering, op))
      return;
    assignLoops();
    contraction.lhs = input();
    contraction.rhs = filter();
    Value result = contract(lowering, op, contraction);
    lowering.setResult(
        op.getResult(),
        lowering.reshaped(op.getLoc(), result, op.getType().getShape()));
  }

private:
  ArrayRef<int64_t> filterShape() {
    return cast<RankedTensorType>(op.getRhs().getType()).getShape();
  }

  /// Loops in the order of the result's dimensions, then those of the window
  /// and of the input's features.
  void assignLoops() {
    ArrayRef<int64_t> shape = op.getType().getShape();
    ArrayRef<int64_t> spatial = numbers.getOutputSpatialDimensions();
    int64_t features = shape[numbers.getOutputFeatureDimension()];
    inputs = filterShape()[numbers.getKernelInputFeatureDimension()];
    outputs = features / groups;
    spatialLoops.resize(spatial.size());
    windowLoops.resize(spatial.size());
    unsigned next = 0;
    auto add = [&](AffineExpr &loop, int64_t extent) {
      loop = lowering.dim(next++);
      if (!isReduction)
        contraction.shape.push_back(extent);
      else
        ++contraction.numReductions;
    };
    for (int64_t d = 0; d < static_cast<int64_t>(shape.size()); ++d) {
      if (d == numbers.getOutputBatchDimension()) {
        add(batch, shape[d]);
      } else if (d == numbers.getOutputFeatureDimension()) {
        if (groups != 1)
          add(group, groups);
        if (groups == 1 || outputs != 1)
          add(outputFeature, outputs);
      } else {
        add(spatialLoops[llvm::find(spatial, d) - spatial.begin()], shape[d]);
      }
    }
    isReduction = true;
    for (auto [i, d] : llvm::enumerate(numbers.getKernelSpatialDimensions()))
      if (filterShape()[d] != 1)
        add(windowLoops[i], filterShape()[d]);
    if (groups == 1 || inputs != 1)
      add(inputFeature, inputs);
    // A sum of one product is still a sum.
    if (contraction.numReductions == 0)
      add(inputFeature, inputs);
  }

  Value input() {
    Value value = lowering.operand(op.getLhs());
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(value.getType());
    ArrayRef<int64_t> spatial = numbers.getInputSpatialDimensions();
    SmallVector<int64_t> low(type.getRank(), 0), high(low), interior(low);
    for (auto [i, pair] : llvm::enumerate(
             stablehlo::paddingPairs(op.getPaddingAttr(), spatial.size()))) {
      low[spatial[i]] = pair.first;
      high[spatial[i]] = pair.second;
      interior[spatial[i]] = entry(op.getLhsDilation(), i) - 1;
    }
    value = lowering.padded(loc, value,
                            lowering.b.getZeroAttr(type.getElementType()), low,
                            high, interior);
    SmallVector<int64_t> shape;
    auto padded = cast<RankedTensorType>(value.getType());
    for (int64_t d = 0; d < padded.getRank(); ++d) {
      if (d == numbers.getInputBatchDimension()) {
        push(contraction.lhsExprs, shape, batch, padded.getDimSize(d));
      } else if (d == numbers.getInputFeatureDimension()) {
        push(contraction.lhsExprs, shape, group, groups);
        push(contraction.lhsExprs, shape, inputFeature, inputs);
      } else {
        unsigned i = llvm::find(spatial, d) - spatial.begin();
        AffineExpr expr = spatialLoops[i] * entry(op.getWindowStrides(), i);
        if (windowLoops[i])
          expr = expr + windowLoops[i] * entry(op.getRhsDilation(), i);
        push(contraction.lhsExprs, shape, expr, padded.getDimSize(d));
      }
    }
    return lowering.reshaped(loc, value, shape);
  }

  Value filter() {
    SmallVector<int64_t> shape;
    ArrayRef<int64_t> spatial = numbers.getKernelSpatialDimensions();
    for (int64_t d = 0; d < static_cast<int64_t>(filterShape().size()); ++d) {
      if (d == numbers.getKernelInputFeatureDimension()) {
        push(contraction.rhsExprs, shape, inputFeature, inputs);
      } else if (d == numbers.getKernelOutputFeatureDimension()) {
        push(contraction.rhsExprs, shape, group, groups);
        push(contraction.rhsExprs, shape, outputFeature, outputs);
      } else {
        unsigned i = llvm::find(spatial, d) - spatial.begin();
        push(contraction.rhsExprs, shape, windowLoops[i], filterShape()[d]);
      }
    }
    return lowering.reshaped(op.getLoc(), lowering.operand(op.getRhs()), shape);
  }

  /// A dimension that a loop goes over; without loop it has one element.
  static void push(SmallVector<AffineExpr> &exprs, SmallVector<int64_t> &shape,
                   AffineExpr expr, int64_t size) {
    if (!expr)
      return;
    exprs.push_back(expr);
    shape.push_back(size);
  }

  Lowering &lowering;
  stablehlo::ConvolutionOp op;
  stablehlo::ConvDimensionNumbersAttr numbers;
  int64_t groups, inputs = 1, outputs = 1; // features of a group
  Contraction contraction;
  AffineExpr batch, group, outputFeature, inputFeature; // null without loop
  SmallVector<AffineExpr> spatialLoops, windowLoops;
  bool isReduction = false;
};

} // namespace

//===----------------------------------------------------------------------===//
// Batch normalisation
//===----------------------------------------------------------------------===//

static void lowerBatchNorm(Lowering &lowering,
                           stablehlo::BatchNormInferenceOp op) {
  RankedTensorType type = lowering.typeOf(op.getResult());
  MLIRContext *context = op.getContext();
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  for (Value operand : op.getOperands()) {
    inputs.push_back(lowering.operand(operand));
    maps.push_back(AffineMap::get(type.getRank(), 0,
                                  lowering.dim(op.getFeatureIndex()), context));
  }
  maps.front() = lowering.b.getMultiDimIdentityMap(type.getRank());
  double epsilon = op.getEpsilon().convertToFloat();
  lowering.setResult(
      op.getResult(),
      lowering.parallel(
          op.getLoc(), type, inputs, maps,
          [&](OpBuilder &b, Location loc, ValueRange args) -> Value {
            Value small = arith::ConstantOp::create(
                b, loc, b.getFloatAttr(type.getElementType(), epsilon));
            Value factor = arith::MulFOp::create(
                b, loc, args[1],
                math::RsqrtOp::create(
                    b, loc, arith::AddFOp::create(b, loc, args[4], small)));
            Value centred = arith::SubFOp::create(b, loc, args[0], args[3]);
            return arith::AddFOp::create(
                b, loc, arith::MulFOp::create(b, loc, centred, factor),
                args[2]);
          }));
}

bool lowerContraction(Lowering &lowering, Operation *op) {
  if (auto dot = dyn_cast<stablehlo::DotGeneralOp>(op))
    lowerDot(lowering, dot);
  else if (auto convolution = dyn_cast<stablehlo::ConvolutionOp>(op))
    ConvolutionLowering(lowering, convolution).run();
  else if (auto norm = dyn_cast<stablehlo::BatchNormInferenceOp>(op))
    lowerBatchNorm(lowering, norm);
  else
    return false;
  return true;
}

} // namespace sm
