// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "LayoutRules.h"

#include "ONNXRewriting.h"

#include "dialects/SM/ElementOrder.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace sm::onnx {

namespace {

/// How operators follow a change of the order, by what names dimensions.
enum class Kind {
  Fixed,
  Elementwise,  ///< of operands that are broadcast
  First,        ///< each element of the first operand by itself
  Axis,         ///< attribute `axis`, the first operand moves
  Concat,       ///< attribute `axis`, every operand moves
  Gather,       ///< attribute `axis`, which the indices may remove
  Arg,          ///< attribute `axis`, removed unless `keepdims`
  Reduce,       ///< `axes`, removed unless `keepdims`
  CumSum,       ///< operand 1 is the axis
  Slice,        ///< operand 3 holds axes
  Squeeze,      ///< operand 1 holds axes of the operand
  Unsqueeze,    ///< operand 1 holds axes of the result
  Reshape,      ///< if it adds and removes ones only
  PerDimension, ///< operand 1 holds a number for each dimension
  Pad,          ///< operand 1 holds two numbers for each dimension
};

} // namespace

static Kind kindOf(StringRef name) {
  return llvm::StringSwitch<Kind>(name)
      .Cases({"Add",     "Sub",         "Mul",     "Div",
              "Pow",     "Mod",         "Max",     "Min",
              "Sum",     "Mean",        "And",     "Or",
              "Xor",     "Equal",       "Greater", "GreaterOrEqual",
              "Less",    "LessOrEqual", "Where",   "PRelu",
              "BitShift"},
             Kind::Elementwise)
      .Cases({"Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Ceil",
              "Celu", "Cos", "Cosh", "Elu", "Erf", "Exp", "Floor"},
             Kind::First)
      .Cases({"HardSigmoid", "HardSwish", "Identity", "IsInf", "IsNaN",
              "LeakyRelu", "Log", "Neg", "Not", "Reciprocal", "Relu", "Round",
              "Selu", "Sigmoid", "Sign"},
             Kind::First)
      .Cases({"Sin", "Sinh", "Softplus", "Softsign", "Sqrt", "Tan", "Tanh",
              "ThresholdedRelu", "Cast", "Clip"},
             Kind::First)
      .Cases({"Softmax", "LogSoftmax", "Hardmax", "Split", "TopK",
              "LpNormalization"},
             Kind::Axis)
      .Case("Concat", Kind::Concat)
      .Case("Gather", Kind::Gather)
      .Cases({"ArgMax", "ArgMin"}, Kind::Arg)
      .Cases({"ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd",
              "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp",
              "ReduceSumSquare"},
             Kind::Reduce)
      .Case("CumSum", Kind::CumSum)
      .Case("Slice", Kind::Slice)
      .Case("Squeeze", Kind::Squeeze)
      .Case("Unsqueeze", Kind::Unsqueeze)
      .Case("Reshape", Kind::Reshape)
      .Cases({"Tile", "Expand"}, Kind::PerDimension)
      .Case("Pad", Kind::Pad)
      .Default(Kind::Fixed);
}

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

/// Where an operator of `kind` says which axes it works on; the default where
/// it is left out. Nullopt if they are not known.
static std::optional<SmallVector<int64_t>> axesOf(Operation *op, Kind kind,
                                                  int64_t rank) {
  switch (kind) {
  case Kind::Axis:
  case Kind::Concat:
  case Kind::Gather:
  case Kind::Arg: {
    bool isLast = operatorName(op).ends_with("max") || isOperator(op, "TopK") ||
                  isOperator(op, "LpNormalization");
    int64_t absent = isLast && kind == Kind::Axis ? -1 : 0;
    return countedFromFront({intAttr(op, "axis").value_or(absent)}, rank);
  }
  case Kind::Reduce:
    if (Value operand = presentOperand(op, 1))
      return dimsBehind(operand, rank);
    if (auto axes = intsAttr(op, "axes"))
      return countedFromFront(*axes, rank);
    return intAttr(op, "noop_with_empty_axes").value_or(0)
               ? SmallVector<int64_t>()
               : identityOrder(rank);
  case Kind::CumSum:
  case Kind::Squeeze:
    return dimsBehind(presentOperand(op, 1), rank);
  case Kind::Slice: {
    if (Value operand = presentOperand(op, 3))
      return dimsBehind(operand, rank);
    auto starts = rankedType(presentOperand(op, 1));
    if (!starts || starts.getRank() != 1 || !starts.hasStaticShape() ||
        starts.getDimSize(0) > rank)
      return std::nullopt;
    return identityOrder(starts.getDimSize(0));
  }
  default:
    return SmallVector<int64_t>();
  }
}

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

static bool hasNumbers(Operation *op, unsigned operand, int64_t count) {
  auto numbers = intsBehind(presentOperand(op, operand));
  return numbers && static_cast<int64_t>(numbers->size()) == count;
}

/// Completes the rule of an operator whose first operand moves.
static bool follows(Operation *op, Kind kind, LayoutRule &rule) {
  std::optional<SmallVector<int64_t>> axes = axesOf(op, kind, rule.rank);
  if (!axes)
    return false;
  switch (kind) {
  case Kind::Concat:
    rule.moved = llvm::to_vector(llvm::seq<unsigned>(0, op->getNumOperands()));
    return llvm::all_of(op->getOperands(), [&](Value operand) {
      RankedTensorType type = rankedType(operand);
      return type && type.getRank() == rule.rank;
    });
  case Kind::Gather: {
    RankedTensorType indices = rankedType(presentOperand(op, 1));
    if (!indices || indices.getRank() > 1)
      return false;
    if (indices.getRank() == 0)
      removeDims(rule, *axes);
    return true;
  }
  case Kind::Arg:
  case Kind::Reduce:
    if (!intAttr(op, "keepdims").value_or(1))
      removeDims(rule, *axes);
    return true;
  case Kind::Squeeze:
    removeDims(rule, *axes);
    return true;
  case Kind::Unsqueeze: {
    RankedTensorType result = rankedType(op->getResult(0));
    auto places = result ? dimsBehind(presentOperand(op, 1), result.getRank())
                         : std::nullopt;
    if (!places)
      return false;
    llvm::sort(*places);
    for (int64_t place : *places) {
      if (place > static_cast<int64_t>(rule.resultDims.size()))
        return false;
      rule.resultDims.insert(rule.resultDims.begin() + place, -1);
    }
    return true;
  }
  case Kind::Reshape:
    rule.resultDims = reshapedDims(op);
    return !rule.resultDims.empty();
  case Kind::PerDimension:
    return hasNumbers(op, 1, rule.rank);
  case Kind::Pad:
    return op->getNumOperands() <= 3 && hasNumbers(op, 1, 2 * rule.rank);
  default:
    return true;
  }
}

std::optional<LayoutRule> layoutRule(Operation *op) {
  Kind kind = kindOf(operatorName(op));
  if (kind == Kind::Fixed || op->getNumOperands() == 0 ||
      op->getNumResults() == 0 || op->getNumRegions() != 0)
    return std::nullopt;
  LayoutRule rule;
  rule.moved = {0};
  if (kind == Kind::Elementwise) {
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

static void setInts(Operation *op, unsigned operand, ArrayRef<int64_t> values,
                    OpBuilder &b) {
  if (operand < op->getNumOperands()) {
    op->setOperand(operand, constantI64s(b, op->getLoc(), values));
    return;
  }
  SmallVector<Value> operands(op->getOperands());
  operands.push_back(constantI64s(b, op->getLoc(), values));
  op->setOperands(operands);
}

static void changeAxes(Operation *op, Kind kind, int64_t rank, OrderRef order,
                       OpBuilder &b) {
  SmallVector<int64_t> places = placesOf(*axesOf(op, kind, rank), order);
  switch (kind) {
  case Kind::Axis:
  case Kind::Concat:
  case Kind::Gather:
  case Kind::Arg:
    op->setAttr("axis", b.getI64IntegerAttr(places[0]));
    return;
  case Kind::Reduce:
    if (presentOperand(op, 1))
      setInts(op, 1, places, b);
    else if (op->hasAttr("axes"))
      op->setAttr("axes", b.getDenseI64ArrayAttr(places));
    return;
  case Kind::CumSum: {
    Value axis = op->getOperand(1);
    auto type = cast<ShapedType>(axis.getType());
    APInt place(type.getElementTypeBitWidth(),
                static_cast<uint64_t>(places[0]));
    op->setOperand(
        1, constant(b, op->getLoc(), DenseElementsAttr::get(type, place)));
    return;
  }
  case Kind::Slice:
    setInts(op, 3, places, b);
    return;
  case Kind::Squeeze:
    setInts(op, 1, places, b);
    return;
  default:
    return;
  }
}

void changeLayout(Operation *op, const LayoutRule &rule, OrderRef order,
                  OrderRef results, OpBuilder &b) {
  Kind kind = kindOf(operatorName(op));
  b.setInsertionPoint(op);
  switch (kind) {
  case Kind::Elementwise:
    for (OpOperand &operand : op->getOpOperands())
      if (!llvm::is_contained(rule.moved, operand.getOperandNumber()))
        operand.set(alignedOperand(operand.get(), order, b));
    break;
  case Kind::PerDimension:
  case Kind::Pad:
    setInts(op, 1, reordered(*intsBehind(op->getOperand(1)), order), b);
    break;
  case Kind::Unsqueeze: {
    auto rank = static_cast<int64_t>(results.size());
    setInts(op, 1, placesOf(*dimsBehind(op->getOperand(1), rank), results), b);
    break;
  }
  default:
    changeAxes(op, kind, rule.rank, order, b);
  }
  for (Value result : op->getResults())
    result.setType(permuted(rankedType(result), results));
  if (kind == Kind::Reshape)
    setInts(op, 1, *reshapeTarget(op->getResult(0).getType()), b);
}

} // namespace sm::onnx
