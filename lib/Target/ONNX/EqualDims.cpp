// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// One walk from the arguments on. An op that is not listed here forgets.

#include "EqualDims.h"

#include "dialects/ONNX/ONNXDialect.h"
#include "dialects/ONNX/ONNXOpView.h"
#include "dialects/ONNX/ONNXOperators.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace sm::target {

namespace {

/// What an operator says of the dimensions of its first result.
enum class Rule {
  Forget,
  Same,      ///< those of the first operand
  Broadcast, ///< those of the operands, which broadcast
  Batch,     ///< the first is that of the first operand
  Product,   ///< matrices in the last two, the rest broadcasts
  Gemm,      ///< matrices, perhaps transposed
  Reshape,
  Flatten,
  Transpose,
  Axes,   ///< some are removed, or become 1: Reduce..., ArgMax, Squeeze
  Beside, ///< those that the operator does not work on: Concat, Slice, Pad
  Gather,
  Unsqueeze,
};

} // namespace

static Rule ruleOf(StringRef name) {
  return llvm::StringSwitch<Rule>(name)
      .Cases({"Abs", "Cast", "Ceil", "Clip", "Cos", "CumSum", "Dropout", "Elu",
              "Erf", "Exp", "Floor"},
             Rule::Same)
      .Cases({"HardSigmoid", "HardSwish", "Identity", "IsInf", "IsNaN",
              "LeakyRelu", "Log", "LogSoftmax", "LRN", "Neg", "Not"},
             Rule::Same)
      .Cases({"BatchNormalization", "InstanceNormalization", "Reciprocal",
              "Relu", "Round", "Selu", "Sigmoid", "Sign", "Sin", "Softmax"},
             Rule::Same)
      .Cases({"Softplus", "Softsign", "Sqrt", "Tan", "Tanh", "ThresholdedRelu",
              "LpNormalization", "Hardmax"},
             Rule::Same)
      .Cases({"Add", "Sub", "Mul", "Div", "Pow", "Mod", "Max", "Min", "Sum",
              "Mean", "And"},
             Rule::Broadcast)
      .Cases({"Or", "Xor", "Equal", "Greater", "GreaterOrEqual", "Less",
              "LessOrEqual", "Where", "PRelu", "BitShift"},
             Rule::Broadcast)
      .Cases({"Conv", "ConvTranspose", "MaxPool", "AveragePool", "LpPool",
              "GlobalAveragePool", "GlobalMaxPool", "DepthToSpace",
              "SpaceToDepth"},
             Rule::Batch)
      .Case("MatMul", Rule::Product)
      .Case("Gemm", Rule::Gemm)
      .Case("Reshape", Rule::Reshape)
      .Case("Flatten", Rule::Flatten)
      .Case("Transpose", Rule::Transpose)
      .Cases({"ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd",
              "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp",
              "ReduceSumSquare"},
             Rule::Axes)
      .Cases({"ArgMax", "ArgMin", "Squeeze"}, Rule::Axes)
      .Cases({"Concat", "Split", "TopK", "Slice", "Pad"}, Rule::Beside)
      .Case("Gather", Rule::Gather)
      .Case("Unsqueeze", Rule::Unsqueeze)
      .Default(Rule::Forget);
}

/// The type, if it has a rank.
static RankedTensorType rankedType(Value value) {
  return value ? dyn_cast<RankedTensorType>(value.getType())
               : RankedTensorType();
}

static std::optional<SmallVector<int64_t>> constantInts(Value value) {
  ElementsAttr attr;
  RankedTensorType type = rankedType(value);
  constexpr int64_t kMaxInts = 64;
  if (!type || !type.getElementType().isSignlessInteger(64) ||
      !matchPattern(value, m_Constant(&attr)) ||
      attr.getNumElements() > kMaxInts)
    return std::nullopt;
  auto values = attr.tryGetValues<APInt>();
  if (!values)
    return std::nullopt;
  SmallVector<int64_t> result;
  for (const APInt &element : *values)
    result.push_back(element.getSExtValue());
  return result;
}

EqualDims::EqualDims(func::FuncOp function) {
  for (BlockArgument argument : function.getArguments())
    if (RankedTensorType type = rankedType(argument)) {
      Dims &dims = known[argument];
      for (unsigned i = 0; i < type.getRank(); ++i)
        dims.push_back(type.isDynamicDim(i) ? std::optional<ArgumentDim>(
                                                  {argument.getArgNumber(), i})
                                            : std::nullopt);
    }
  for (Operation &op : function.getBody().front())
    visit(&op);
}

std::optional<ArgumentDim> EqualDims::lookup(Value value,
                                             unsigned index) const {
  auto found = known.find(value);
  return found == known.end() || index >= found->second.size()
             ? std::nullopt
             : found->second[index];
}

/// As many as the value has dimensions; none if it has no rank.
EqualDims::Dims EqualDims::dimsOf(Value value) const {
  RankedTensorType type = rankedType(value);
  Dims dims(type ? type.getRank() : 0);
  auto found = known.find(value);
  if (found != known.end() && found->second.size() == dims.size())
    dims = found->second;
  return dims;
}

void EqualDims::visit(Operation *op) {
  if (!isa_and_nonnull<onnx::ONNXDialect>(op->getDialect()) ||
      op->getNumResults() == 0 || op->getNumOperands() == 0)
    return;
  RankedTensorType type = rankedType(op->getResult(0));
  RankedTensorType first = rankedType(op->getOperand(0));
  if (!type || !first || type.hasStaticShape())
    return;
  const auto rank = static_cast<size_t>(type.getRank());
  Dims dims(rank);
  switch (ruleOf(op->getName().stripDialect())) {
  case Rule::Forget:
    return;
  case Rule::Same:
    dims = dimsOf(op->getOperand(0));
    break;
  case Rule::Broadcast:
    dims = broadcast(op->getOperands(), rank, /*dropped=*/0);
    break;
  case Rule::Batch:
    dims[0] = lookup(op->getOperand(0), 0);
    break;
  case Rule::Product:
  case Rule::Gemm:
    dims = product(op, rank);
    break;
  case Rule::Reshape:
    dims = reshaped(op, rank);
    break;
  case Rule::Flatten:
    if (onnx::intAttr(op, "axis").value_or(1) == 1 && first.getRank() > 0)
      dims[0] = lookup(op->getOperand(0), 0);
    break;
  case Rule::Transpose:
    dims = moved(op, rank);
    break;
  case Rule::Axes:
    dims = reduced(op, rank);
    break;
  case Rule::Beside:
    dims = beside(op, rank);
    break;
  case Rule::Gather:
    dims = gathered(op);
    break;
  case Rule::Unsqueeze:
    dims = unsqueezed(op, rank);
    break;
  }
  if (dims.size() != rank)
    return;
  for (size_t i = 0; i < rank; ++i)
    if (!type.isDynamicDim(static_cast<unsigned>(i)))
      dims[i].reset();
  // Split has several results, which differ along its axis only.
  for (Value result : op->getResults())
    if (RankedTensorType other = rankedType(result);
        other && static_cast<size_t>(other.getRank()) == rank)
      known[result] = dims;
}

/// Without the last `dropped` dimensions of all operands. A dimension is known
/// if each operand that has it has 1 or the same: what has more than one
/// element does not stretch.
EqualDims::Dims EqualDims::broadcast(ValueRange operands, size_t rank,
                                     size_t dropped) const {
  Dims dims(rank);
  for (size_t i = dropped; i < rank; ++i) {
    std::optional<ArgumentDim> &dim = dims[rank - 1 - i];
    bool isSame = true;
    for (Value operand : operands) {
      RankedTensorType type = rankedType(operand);
      if (!type) {
        isSame = false;
        break;
      }
      const int64_t at = type.getRank() - 1 - static_cast<int64_t>(i);
      if (at < 0 || type.getDimSize(static_cast<unsigned>(at)) == 1)
        continue;
      std::optional<ArgumentDim> own =
          lookup(operand, static_cast<unsigned>(at));
      isSame &= own && (!dim || dim == own);
      dim = own;
    }
    if (!isSame)
      dim.reset();
  }
  return dims;
}

EqualDims::Dims EqualDims::product(Operation *op, size_t rank) const {
  Value a = op->getOperand(0), b = op->getOperand(1);
  RankedTensorType left = rankedType(a), right = rankedType(b);
  if (!left || !right || left.getRank() < 2 || right.getRank() < 2)
    return {};
  const bool isGemm = op->getName().stripDialect() == "Gemm";
  auto flag = [&](StringRef name) {
    return isGemm && onnx::intAttr(op, name).value_or(0) != 0;
  };
  Dims dims = broadcast({a, b}, rank, /*dropped=*/2);
  dims[rank - 2] = lookup(
      a, static_cast<unsigned>(left.getRank() - (flag("transA") ? 1 : 2)));
  dims[rank - 1] = lookup(
      b, static_cast<unsigned>(right.getRank() - (flag("transB") ? 2 : 1)));
  return dims;
}

/// 0 takes the dimension over; -1 is what the number of elements leaves, which
/// is the one unknown dimension if all the others come to as much on both
/// sides.
EqualDims::Dims EqualDims::reshaped(Operation *op, size_t rank) const {
  RankedTensorType from = rankedType(op->getOperand(0));
  auto shape = constantInts(onnx::presentOperand(op, 1));
  if (!shape || shape->size() != rank ||
      onnx::intAttr(op, "allowzero").value_or(0) != 0)
    return {};
  Dims dims(rank), given = dimsOf(op->getOperand(0));
  SmallVector<size_t> open;
  int64_t before = 1, after = 1;
  bool isCounted = true;
  for (size_t i = 0; i < given.size(); ++i)
    if (from.isDynamicDim(static_cast<unsigned>(i)))
      open.push_back(i);
    else
      isCounted &= !llvm::MulOverflow(
          before, from.getDimSize(static_cast<unsigned>(i)), before);
  std::optional<size_t> rest;
  for (size_t i = 0; i < rank; ++i) {
    int64_t size = (*shape)[i];
    if (size == -1) {
      rest = i;
      continue;
    }
    if (size == 0) {
      if (i >= given.size())
        return {};
      dims[i] = given[i];
      size = from.isDynamicDim(static_cast<unsigned>(i))
                 ? 0
                 : from.getDimSize(static_cast<unsigned>(i));
    }
    isCounted &= size > 0 && !llvm::MulOverflow(after, size, after);
  }
  if (rest && isCounted && open.size() == 1 && before == after)
    dims[*rest] = given[open.front()];
  return dims;
}

/// The axes are an attribute or an operand.
EqualDims::Dims EqualDims::reduced(Operation *op, size_t rank) const {
  Dims given = dimsOf(op->getOperand(0)), dims;
  const auto size = static_cast<int64_t>(given.size());
  SmallVector<int64_t> axes;
  if (op->getName().stripDialect().starts_with("Arg"))
    axes = {onnx::intAttr(op, "axis").value_or(0)};
  else if (auto attr = onnx::intsAttr(op, "axes"))
    axes.assign(attr->begin(), attr->end());
  else if (auto ints = constantInts(onnx::presentOperand(op, 1)))
    axes = *ints;
  // No axes may mean all or none.
  if (axes.empty())
    return {};
  for (int64_t &axis : axes)
    axis += axis < 0 ? size : 0;
  for (int64_t i = 0; i < size; ++i)
    if (!llvm::is_contained(axes, i))
      dims.push_back(given[static_cast<size_t>(i)]);
    else if (rank == given.size())
      dims.push_back(std::nullopt);
  return dims;
}

EqualDims::Dims EqualDims::moved(Operation *op, size_t rank) const {
  Dims given = dimsOf(op->getOperand(0)), dims;
  auto order = onnx::intsAttr(op, "perm");
  for (size_t i = 0; i < rank; ++i) {
    const auto from = order && order->size() == rank
                          ? static_cast<size_t>((*order)[i])
                          : rank - 1 - i;
    if (from >= given.size())
      return {};
    dims.push_back(given[from]);
  }
  return dims;
}

/// The dimensions of the first operand that an operator of Rule::Beside works
/// on, counted from the front or back; nullopt if that is not known.
static std::optional<SmallVector<int64_t>> axesOf(Operation *op, size_t rank) {
  StringRef name = op->getName().stripDialect();
  if (name == "Slice")
    return constantInts(onnx::presentOperand(op, 3));
  if (name != "Pad")
    return SmallVector<int64_t>{
        onnx::intAttr(op, "axis").value_or(name == "TopK" ? -1 : 0)};
  auto pads = constantInts(onnx::presentOperand(op, 1));
  if (!pads || pads->size() != 2 * rank)
    return std::nullopt;
  SmallVector<int64_t> axes;
  for (size_t i = 0; i < rank; ++i)
    if ((*pads)[i] != 0 || (*pads)[i + rank] != 0)
      axes.push_back(static_cast<int64_t>(i));
  return axes;
}

EqualDims::Dims EqualDims::beside(Operation *op, size_t rank) const {
  Dims dims = dimsOf(op->getOperand(0));
  auto axes = axesOf(op, rank);
  if (!axes || dims.size() != rank)
    return {};
  for (int64_t axis : *axes) {
    axis += axis < 0 ? static_cast<int64_t>(rank) : 0;
    if (axis < 0 || axis >= static_cast<int64_t>(rank))
      return {};
    dims[static_cast<size_t>(axis)].reset();
  }
  return dims;
}

/// The dimensions of the indices stand in place of the axis.
EqualDims::Dims EqualDims::gathered(Operation *op) const {
  if (op->getNumOperands() < 2 || !rankedType(op->getOperand(1)))
    return {};
  Dims dims = dimsOf(op->getOperand(0)), indices = dimsOf(op->getOperand(1));
  int64_t axis = onnx::intAttr(op, "axis").value_or(0);
  axis += axis < 0 ? static_cast<int64_t>(dims.size()) : 0;
  if (axis < 0 || axis >= static_cast<int64_t>(dims.size()))
    return {};
  auto *place = dims.erase(dims.begin() + axis);
  dims.insert(place, indices.begin(), indices.end());
  return dims;
}

EqualDims::Dims EqualDims::unsqueezed(Operation *op, size_t rank) const {
  auto axes = constantInts(onnx::presentOperand(op, 1));
  Dims given = dimsOf(op->getOperand(0)), dims(rank);
  if (!axes || given.size() + axes->size() != rank)
    return {};
  for (int64_t &axis : *axes)
    axis += axis < 0 ? static_cast<int64_t>(rank) : 0;
  size_t next = 0;
  for (size_t i = 0; i < rank; ++i)
    if (!llvm::is_contained(*axes, static_cast<int64_t>(i)) &&
        next < given.size())
      dims[i] = given[next++];
  return dims;
}

} // namespace sm::target
