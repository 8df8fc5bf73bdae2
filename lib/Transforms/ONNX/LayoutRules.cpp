// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "LayoutRules.h"

#include "ONNXRewriting.h"

#include "dialects/ONNX/ONNXOperatorClass.h"
#include "dialects/SM/ElementOrder.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace sm::onnx {

//===----------------------------------------------------------------------===//
// Orders of operands and results
//===----------------------------------------------------------------------===//

Order LayoutRule::resultOrder(OrderRef order) const {
  Order result;
  for (int64_t dim : order) {
    const auto *found = llvm::find(resultDims, dim);
    if (found != resultDims.end())
      result.push_back(found - resultDims.begin());
  }
  for (auto [i, dim] : llvm::enumerate(resultDims))
    if (dim < 0)
      result.insert(result.begin() + static_cast<int64_t>(i),
                    static_cast<int64_t>(i));
  return result;
}

std::optional<Order> LayoutRule::operandOrder(OrderRef order) const {
  Order operand;
  for (int64_t dim : order)
    if (resultDims[dim] >= 0)
      operand.push_back(resultDims[dim]);
  if (static_cast<int64_t>(operand.size()) != rank)
    return std::nullopt;
  return operand;
}

bool LayoutRule::canGive(OrderRef operands, OrderRef results) const {
  Order kept;
  for (int64_t dim : results)
    if (resultDims[dim] >= 0)
      kept.push_back(resultDims[dim]);
  Order given;
  for (int64_t dim : operands)
    if (llvm::is_contained(resultDims, dim))
      given.push_back(dim);
  return kept == given;
}

//===----------------------------------------------------------------------===//
// Rules
//===----------------------------------------------------------------------===//

/// The dimensions of the results of a Reshape that adds and removes dimensions
/// of size 1 only; empty if it does something else.
static SmallVector<int64_t> reshapedDims(Operation *op) {
  RankedTensorType from = rankedType(op->getOperand(0));
  RankedTensorType to = rankedType(op->getResult(0));
  if (!from || !to || !reshapeTarget(to) || from.getNumDynamicDims() > 1)
    return {};
  SmallVector<int64_t> left, dims;
  for (auto [i, dim] : llvm::enumerate(from.getShape()))
    if (dim != 1)
      left.push_back(static_cast<int64_t>(i));
  ArrayRef<int64_t> rest = left;
  for (int64_t dim : to.getShape()) {
    if (dim == 1) {
      dims.push_back(-1);
      continue;
    }
    if (rest.empty() || from.getDimSize(rest.front()) != dim)
      return {};
    dims.push_back(rest.front());
    rest = rest.drop_front();
  }
  return rest.empty() ? dims : SmallVector<int64_t>();
}

static void removeDims(LayoutRule &rule, ArrayRef<int64_t> dims) {
  llvm::erase_if(rule.resultDims,
                 [&](int64_t dim) { return llvm::is_contained(dims, dim); });
}

/// Operands that broadcast: those of full rank move, others must be such that
/// they can be given another shape.
static bool followsElementwise(Operation *op, LayoutRule &rule) {
  RankedTensorType result = rankedType(op->getResult(0));
  if (!result)
    return false;
  rule.rank = result.getRank();
  rule.moved.clear();
  for (auto [i, operand] : llvm::enumerate(op->getOperands())) {
    RankedTensorType type = rankedType(operand);
    if (!type || type.getRank() > rule.rank)
      return false;
    if (type.getRank() == rule.rank)
      rule.moved.push_back(i);
    else if (type.getRank() > 1 && !constantBehind(operand))
      return false;
  }
  return !rule.moved.empty();
}

/// Completes the rule of an operator that works on `rule.axes`.
static bool followsWithAxes(Operation *op, OperatorClass kind,
                            LayoutRule &rule) {
  switch (kind) {
  case OperatorClass::Concat:
    rule.moved = llvm::to_vector(llvm::seq<unsigned>(0, op->getNumOperands()));
    return llvm::all_of(op->getOperands(), [&](Value operand) {
      RankedTensorType type = rankedType(operand);
      return type && type.getRank() == rule.rank;
    });
  case OperatorClass::Gather: {
    RankedTensorType indices = rankedType(presentOperand(op, 1));
    if (!indices || indices.getRank() > 1)
      return false;
    if (indices.getRank() == 0)
      removeDims(rule, rule.axes);
    return true;
  }
  case OperatorClass::Reduce:
    if (!intAttr(op, "keepdims").value_or(1))
      removeDims(rule, rule.axes);
    return true;
  case OperatorClass::Squeeze:
    removeDims(rule, rule.axes);
    return true;
  case OperatorClass::Unsqueeze: {
    SmallVector<int64_t> places = rule.axes;
    llvm::sort(places);
    for (int64_t place : places) {
      if (place > static_cast<int64_t>(rule.resultDims.size()))
        return false;
      rule.resultDims.insert(rule.resultDims.begin() + place, -1);
    }
    return true;
  }
  default:
    return true;
  }
}

/// Completes the rule of an operator whose first operand moves, at least. What
/// has neither axes nor a case here has a fixed layout.
static bool follows(Operation *op, OperatorClass kind, LayoutRule &rule) {
  std::optional<SmallVector<int64_t>> axes = axesOf(op);
  switch (kind) {
  case OperatorClass::Elementwise:
  case OperatorClass::Broadcast:
    return true;
  case OperatorClass::Reshape:
    rule.resultDims = reshapedDims(op);
    return !rule.resultDims.empty();
  case OperatorClass::PerDimension:
    return axes && intsBehind(op->getOperand(1));
  default:
    if (axes)
      rule.axes = *axes;
    return axes && followsWithAxes(op, kind, rule);
  }
}

std::optional<LayoutRule> layoutRule(Operation *op) {
  OperatorClass kind = classOf(op);
  // Random numbers are others in another order.
  if (kind == OperatorClass::Other || op->getNumOperands() == 0 ||
      op->getNumResults() == 0 || !isMemoryEffectFree(op))
    return std::nullopt;
  LayoutRule rule;
  rule.moved = {0};
  if (kind == OperatorClass::Broadcast) {
    if (!followsElementwise(op, rule))
      return std::nullopt;
  } else if (RankedTensorType type = rankedType(presentOperand(op, 0))) {
    rule.rank = type.getRank();
  } else {
    return std::nullopt;
  }
  rule.resultDims = identityOrder(rule.rank);
  if (!follows(op, kind, rule))
    return std::nullopt;
  for (Value result : op->getResults()) {
    RankedTensorType type = rankedType(result);
    if (!type || type.getRank() != static_cast<int64_t>(rule.resultDims.size()))
      return std::nullopt;
  }
  return rule;
}

//===----------------------------------------------------------------------===//
// Changes
//===----------------------------------------------------------------------===//

/// An operand of lower rank, so that it broadcasts as before among operands of
/// `order`.
static Value alignedOperand(Value value, OrderRef order, OpBuilder &b) {
  RankedTensorType type = rankedType(value);
  if (isSingleElement(type))
    return value;
  Location location = value.getLoc();
  auto rank = static_cast<int64_t>(order.size());
  SmallVector<int64_t> full(rank - type.getRank(), 1);
  llvm::append_range(full, type.getShape());
  RankedTensorType fullType = type.clone(full);
  if (ElementsAttr elements = constantBehind(value)) {
    ElementsAttr wide = saved_model::reshapedElements(elements, full);
    if (ElementsAttr moved = wide ? transposed(wide, order) : wide)
      return constant(b, location, moved);
    // Bytes that cannot be read now: the model does it.
    Value wideValue = make(b, location, "Reshape", fullType,
                           {value, constantI64s(b, location, full)});
    return make(b, location, "Transpose", permuted(fullType, order), wideValue,
                intsAttr(b, "perm", order));
  }
  // A vector along what was the last dimension.
  SmallVector<int64_t> behind;
  for (int64_t at = inverse(order)[rank - 1] + 1; at < rank; ++at)
    behind.push_back(at - inverse(order)[rank - 1]);
  if (behind.empty())
    return value;
  SmallVector<int64_t> shape = {type.getDimSize(0)};
  shape.append(behind.size(), 1);
  return make(b, location, "Unsqueeze", type.clone(shape),
              {value, constantI64s(b, location, behind)});
}

static SmallVector<int64_t> placesOf(ArrayRef<int64_t> dims, OrderRef order) {
  Order places = inverse(order);
  return llvm::map_to_vector(dims, [&](int64_t dim) { return places[dim]; });
}

/// `numbers` has a part for each of some dimensions, one behind the other for
/// begins and ends.
static SmallVector<int64_t> reordered(ArrayRef<int64_t> numbers,
                                      OrderRef order) {
  SmallVector<int64_t> moved;
  for (size_t part = 0; part < numbers.size(); part += order.size())
    for (int64_t dim : order)
      moved.push_back(numbers[part + dim]);
  return moved;
}

void changeLayout(Operation *op, const LayoutRule &rule, OrderRef order,
                  OrderRef results, OpBuilder &b) {
  OperatorClass kind = classOf(op);
  b.setInsertionPoint(op);
  if (kind == OperatorClass::Broadcast) {
    for (OpOperand &operand : op->getOpOperands())
      if (!llvm::is_contained(rule.moved, operand.getOperandNumber()))
        operand.set(alignedOperand(operand.get(), order, b));
  } else if (kind == OperatorClass::PerDimension) {
    op->setOperand(
        1, constantI64s(b, op->getLoc(),
                        reordered(*intsBehind(op->getOperand(1)), order)));
  } else if (!rule.axes.empty()) {
    bool areOfResult = kind == OperatorClass::Unsqueeze;
    setAxes(op, placesOf(rule.axes, areOfResult ? results : order), b);
  }
  for (Value result : op->getResults())
    result.setType(permuted(rankedType(result), results));
  if (kind == OperatorClass::Reshape)
    op->setOperand(1, constantI64s(b, op->getLoc(),
                                   *reshapeTarget(op->getResult(0).getType())));
}

} // namespace sm::onnx
