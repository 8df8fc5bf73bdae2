// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// One walk from the arguments on. An operator without a class forgets.

#include "EqualDims.h"

#include "dialects/ONNX/ONNXKnownInts.h"
#include "dialects/ONNX/ONNXOpView.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace sm::target {

using onnx::OperatorClass;
using onnx::rankedType;

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
  if (op->getNumResults() == 0 || op->getNumOperands() == 0)
    return;
  RankedTensorType type = rankedType(op->getResult(0));
  RankedTensorType first = rankedType(op->getOperand(0));
  if (!type || !first || type.hasStaticShape())
    return;
  const OperatorClass kind = onnx::classOf(op);
  const auto rank = static_cast<size_t>(type.getRank());
  const Dims dims = resultDims(op, kind, rank);
  if (dims.size() != rank)
    return;
  // Further results, as of Split and TopK, differ along the axis only.
  const size_t count =
      kind == OperatorClass::SameShape ? 1 : op->getNumResults();
  for (Value result : op->getResults().take_front(count)) {
    RankedTensorType own = rankedType(result);
    if (!own || static_cast<size_t>(own.getRank()) != rank)
      continue;
    Dims &found = known[result] = dims;
    for (unsigned i = 0; i < rank; ++i)
      if (!own.isDynamicDim(i))
        found[i].reset();
  }
}

/// Of result 0, which has `rank`; another number of them says nothing.
EqualDims::Dims EqualDims::resultDims(Operation *op, OperatorClass kind,
                                      size_t rank) const {
  Dims dims(rank);
  switch (kind) {
  case OperatorClass::Other:
    return {};
  case OperatorClass::Elementwise:
  case OperatorClass::Along:
  case OperatorClass::SameShape:
    return dimsOf(op->getOperand(0));
  case OperatorClass::Broadcast:
    return broadcast(op->getOperands(), rank, /*dropped=*/0);
  case OperatorClass::Image:
    dims[0] = lookup(op->getOperand(0), 0);
    return dims;
  case OperatorClass::MatMul:
  case OperatorClass::Gemm:
    return product(op, kind == OperatorClass::Gemm, rank);
  case OperatorClass::Reshape:
    return reshaped(op, rank);
  case OperatorClass::Flatten:
    if (onnx::intAttr(op, "axis").value_or(1) == 1)
      dims[0] = lookup(op->getOperand(0), 0);
    return dims;
  case OperatorClass::Transpose:
    return moved(op);
  case OperatorClass::Reduce:
  case OperatorClass::Squeeze:
    return reduced(op, rank);
  case OperatorClass::Part:
  case OperatorClass::PerDimension:
  case OperatorClass::Concat:
    return beside(op);
  case OperatorClass::Gather:
    return gathered(op);
  case OperatorClass::Unsqueeze:
    return unsqueezed(op, rank);
  }
  return {};
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

EqualDims::Dims EqualDims::product(Operation *op, bool isGemm,
                                   size_t rank) const {
  if (op->getNumOperands() < 2 || rank < 2)
    return {};
  Value a = op->getOperand(0), b = op->getOperand(1);
  RankedTensorType left = rankedType(a), right = rankedType(b);
  if (!left || !right || left.getRank() < 2 || right.getRank() < 2)
    return {};
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
/// sides. So is a size that only a run knows.
EqualDims::Dims EqualDims::reshaped(Operation *op, size_t rank) const {
  RankedTensorType from = rankedType(op->getOperand(0));
  auto shape = onnx::knownInts(onnx::presentOperand(op, 1));
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
    if (size == -1 || size == onnx::kUnknownInt) {
      isCounted &= !rest;
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

EqualDims::Dims EqualDims::reduced(Operation *op, size_t rank) const {
  Dims given = dimsOf(op->getOperand(0)), dims;
  auto axes = onnx::axesOf(op);
  if (!axes)
    return {};
  for (auto [i, dim] : llvm::enumerate(given))
    if (!llvm::is_contained(*axes, static_cast<int64_t>(i)))
      dims.push_back(dim);
    else if (rank == given.size())
      dims.push_back(std::nullopt);
  return dims;
}

EqualDims::Dims EqualDims::moved(Operation *op) const {
  Dims given = dimsOf(op->getOperand(0)), dims;
  if (auto order = onnx::orderOf(op))
    for (int64_t from : *order)
      dims.push_back(given[static_cast<size_t>(from)]);
  return dims;
}

/// Those that the operator does not work on.
EqualDims::Dims EqualDims::beside(Operation *op) const {
  Dims dims = dimsOf(op->getOperand(0));
  auto axes = onnx::axesOf(op);
  if (!axes)
    return {};
  for (int64_t axis : *axes)
    dims[static_cast<size_t>(axis)].reset();
  return dims;
}

/// The dimensions of the indices stand in place of the axis.
EqualDims::Dims EqualDims::gathered(Operation *op) const {
  Value indices = onnx::presentOperand(op, 1);
  auto axes = onnx::axesOf(op);
  if (!axes || !rankedType(indices))
    return {};
  Dims dims = dimsOf(op->getOperand(0)), found = dimsOf(indices);
  auto *place = dims.erase(dims.begin() + axes->front());
  dims.insert(place, found.begin(), found.end());
  return dims;
}

EqualDims::Dims EqualDims::unsqueezed(Operation *op, size_t rank) const {
  Dims given = dimsOf(op->getOperand(0)), dims(rank);
  auto axes = onnx::axesOf(op);
  if (!axes || given.size() + axes->size() != rank)
    return {};
  const auto *next = given.begin();
  for (size_t i = 0; i < rank; ++i)
    if (!llvm::is_contained(*axes, static_cast<int64_t>(i)) &&
        next != given.end())
      dims[i] = *next++;
  return dims;
}

} // namespace sm::target
