// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Bodies of operations on vectors: each op again, on vectors of its operands.
// An op whose operands are the same in all lanes stays scalar.

#include "PointEmitter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace sm::vectorize {

/// The index `form` at each lane.
Value PointEmitter::index(const LinearForm &form, const Point &point) {
  Value first = address(form, point);
  int64_t stride = point.lanes == 1 ? 0 : form[point.lane];
  if (stride == 0)
    return first;
  SmallVector<Attribute> steps;
  for (int64_t lane = 0; lane < point.lanes; ++lane)
    steps.push_back(builder.getIndexAttr(lane * stride));
  auto type = VectorType::get({point.lanes}, builder.getIndexType());
  Value step = arith::ConstantOp::create(builder, location,
                                         DenseElementsAttr::get(type, steps));
  Value range = arith::AddIOp::create(builder, location,
                                      broadcast(first, point.lanes), step);
  if (stride == 1)
    firstOfRange[range] = first;
  return range;
}

/// Reads memory at computed indices: as a vector if the last one counts up lane
/// by lane and the others are the same for all, else lane by lane.
Value PointEmitter::extract(tensor::ExtractOp op, const IRMapping &mapping,
                            const Point &point) {
  MemoryView view = *memory.find(op.getTensor());
  SmallVector<Value> indices;
  bool anyVector = false, isRange = true;
  for (auto [d, index] : llvm::enumerate(op.getIndices())) {
    indices.push_back(mapping.lookupOrDefault(index));
    if (!isa<VectorType>(indices.back().getType()))
      continue;
    anyVector = true;
    isRange &= view.strides[d] == 1 && firstOfRange.count(indices.back());
  }
  auto addressOf = [&](int64_t lane) {
    Value sum = constantIndex(view.offset);
    for (auto [d, index] : llvm::enumerate(indices)) {
      Value part = index;
      if (isa<VectorType>(index.getType()))
        part = lane < 0
                   ? firstOfRange[index]
                   : vector::ExtractOp::create(builder, location, index, lane)
                         .getResult();
      part = arith::MulIOp::create(builder, location, part,
                                   constantIndex(view.strides[d]));
      sum = arith::AddIOp::create(builder, location, sum, part);
    }
    return sum;
  };
  LinearForm plain = LinearForm::dim(0);
  Point there = point;
  there.ivs.assign(1, nullptr);
  there.offsets.assign(1, 0);
  // With more than one lane, dimension 1 counts them, dimension 0 is the
  // address.
  there.lane = 1;
  there.offsets.push_back(0);
  there.ivs.push_back(nullptr);
  if (!anyVector || isRange) {
    there.ivs[0] = addressOf(-1);
    if (!anyVector)
      return loadScalar(view.buffer, plain, there, 0);
    return loadVector(view.buffer, plain, there, 0, point.active);
  }
  SmallVector<Value> elements;
  for (int64_t lane = 0; lane < point.active; ++lane) {
    there.ivs[0] = addressOf(lane);
    elements.push_back(loadScalar(view.buffer, plain, there, 0));
  }
  elements.resize(point.lanes, elements.front());
  auto type = VectorType::get(
      {point.lanes}, cast<MemRefType>(view.buffer.getType()).getElementType());
  return vector::FromElementsOp::create(builder, location, type, elements);
}

/// The product in an accumulator plus a product that nothing else uses.
static arith::MulFOp productOf(Operation &op, linalg::GenericOp body) {
  auto add = dyn_cast<arith::AddFOp>(op);
  if (!add)
    return nullptr;
  Value sum = add.getLhs(), product = add.getRhs();
  if (sum.getDefiningOp<arith::MulFOp>())
    std::swap(sum, product);
  auto multiply = product.getDefiningOp<arith::MulFOp>();
  auto argument = dyn_cast<BlockArgument>(sum);
  if (!multiply || !product.hasOneUse() || !argument ||
      argument.getArgNumber() < body.getNumDpsInputs())
    return nullptr;
  return multiply;
}

/// `op`, if it adds such a product, as one operation.
Value PointEmitter::fuseMultiply(Operation &op, linalg::GenericOp body,
                                 const IRMapping &mapping, const Point &point) {
  arith::MulFOp multiply = productOf(op, body);
  if (!multiply)
    return nullptr;
  Value sum = op.getOperand(op.getOperand(0) == multiply.getResult() ? 1 : 0);
  SmallVector<Value> operands = {mapping.lookupOrDefault(multiply.getLhs()),
                                 mapping.lookupOrDefault(multiply.getRhs()),
                                 mapping.lookupOrDefault(sum)};
  if (llvm::none_of(operands,
                    [](Value v) { return isa<VectorType>(v.getType()); }))
    return math::FmaOp::create(builder, location, operands[0], operands[1],
                               operands[2]);
  for (Value &operand : operands)
    operand = broadcast(operand, point.lanes);
  return vector::FMAOp::create(builder, location, operands[0], operands[1],
                               operands[2]);
}

Value PointEmitter::applyOp(Operation &op, IRMapping &mapping,
                            const Point &point) {
  bool anyVector = llvm::any_of(op.getOperands(), [&](Value operand) {
    return isa<VectorType>(mapping.lookupOrDefault(operand).getType());
  });
  if (!anyVector)
    return builder.clone(op, mapping)->getResult(0);
  IRMapping wide;
  for (Value operand : op.getOperands())
    wide.map(operand, broadcast(mapping.lookupOrDefault(operand), point.lanes));
  Operation *clone = builder.clone(op, wide);
  for (OpResult result : clone->getResults())
    result.setType(VectorType::get({point.lanes}, result.getType()));
  return clone->getResult(0);
}

SmallVector<Value> PointEmitter::applyBody(linalg::GenericOp op,
                                           ArrayRef<Value> arguments,
                                           ArrayRef<LinearForm> loops,
                                           const Point &point) {
  IRMapping mapping;
  Block *body = op.getBody();
  for (auto [argument, value] :
       llvm::zip_equal(body->getArguments(), arguments))
    mapping.map(argument, value);
  bool folds = op.getNumReductionLoops() > 0;
  for (Operation &inner : body->without_terminator()) {
    if (folds && isa<arith::MulFOp>(inner) && inner.hasOneUse() &&
        productOf(**inner.user_begin(), op) == &inner)
      continue;
    Value result;
    if (auto ask = dyn_cast<linalg::IndexOp>(inner))
      result = index(loops[ask.getDim()], point);
    else if (auto read = dyn_cast<tensor::ExtractOp>(inner))
      result = extract(read, mapping, point);
    else if (folds)
      result = fuseMultiply(inner, op, mapping, point);
    if (!result)
      result = applyOp(inner, mapping, point);
    mapping.map(inner.getResult(0), result);
  }
  SmallVector<Value> results;
  for (Value value : body->getTerminator()->getOperands())
    results.push_back(mapping.lookupOrDefault(value));
  return results;
}

} // namespace sm::vectorize
