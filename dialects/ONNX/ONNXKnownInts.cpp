// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Exporters of dynamic models write Reshape(x, Concat(Gather(Shape(x), 0), 64))
// of which libonnx, asked op by op, would see nothing.

#include "dialects/ONNX/ONNXKnownInts.h"

#include "dialects/ONNX/ONNXOpView.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace sm::onnx {

using Ints = SmallVector<int64_t>;

static constexpr int64_t kMaxInts = 1024;

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

ElementsAttr constantBehind(Value value) {
  ElementsAttr elements;
  return value && matchPattern(value, m_Constant(&elements)) ? elements
                                                             : ElementsAttr();
}

static bool isUnsigned(IntegerType type) {
  return type.isUnsigned() || type.getWidth() == 1;
}

std::optional<Ints> intsBehind(Value value) {
  ElementsAttr elements = constantBehind(value);
  auto type = elements ? dyn_cast<IntegerType>(elements.getElementType())
                       : IntegerType();
  if (!type || elements.getNumElements() > kMaxInts)
    return std::nullopt;
  auto numbers = elements.tryGetValues<APInt>();
  if (!numbers)
    return std::nullopt;
  Ints ints;
  for (const APInt &number : *numbers)
    ints.push_back(isUnsigned(type)
                       ? static_cast<int64_t>(number.getZExtValue())
                       : number.getSExtValue());
  return ints;
}

static bool fits(int64_t value, IntegerType type) {
  if (isUnsigned(type))
    return value >= 0 &&
           llvm::isUIntN(type.getWidth(), static_cast<uint64_t>(value));
  return llvm::isIntN(type.getWidth(), value);
}

ElementsAttr intElements(Type type, ArrayRef<int64_t> values) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  auto element = dyn_cast<IntegerType>(getElementTypeOrSelf(type));
  if (!tensor || !element || !tensor.hasStaticShape() ||
      tensor.getNumElements() != static_cast<int64_t>(values.size()))
    return {};
  SmallVector<APInt> elements;
  for (int64_t value : values) {
    if (value == kUnknownInt || !fits(value, element))
      return {};
    elements.emplace_back(element.getWidth(), static_cast<uint64_t>(value),
                          /*isSigned=*/!isUnsigned(element));
  }
  return DenseElementsAttr::get(tensor, elements);
}

//===----------------------------------------------------------------------===//
// What is computed
//===----------------------------------------------------------------------===//

std::pair<int64_t, int64_t> shapeRange(Operation *shape, int64_t rank) {
  auto clamp = [&](int64_t at) {
    return std::clamp<int64_t>(at < 0 ? at + rank : at, 0, rank);
  };
  int64_t start = clamp(intAttr(shape, "start").value_or(0));
  return {start, std::max(start, clamp(intAttr(shape, "end").value_or(rank)))};
}

namespace {

/// The way back from one value.
class Walk {
public:
  std::optional<Ints> at(Value value);

private:
  std::optional<Ints> resultOf(Operation *op);
  std::optional<Ints> gathered(Operation *op);
  std::optional<Ints> sliced(Operation *op);
  std::optional<Ints> joined(Operation *op);
  std::optional<Ints> cast(Operation *op);

  /// Ops in a row that are followed, and values that are looked at: a Concat
  /// may have one value many times.
  static constexpr int kMaxDepth = 16;
  static constexpr int kMaxVisits = 8192;
  int depth = 0, visits = 0;
};

} // namespace

static std::optional<Ints> dimsOf(Operation *shape) {
  RankedTensorType type = rankedType(shape->getOperand(0));
  if (!type || type.getRank() > kMaxInts)
    return std::nullopt;
  auto [start, end] = shapeRange(shape, type.getRank());
  return Ints(type.getShape().slice(start, end - start));
}

std::optional<Ints> Walk::gathered(Operation *op) {
  auto data = at(op->getOperand(0));
  auto indices = at(presentOperand(op, 1));
  if (!data || !indices || rankedType(op->getOperand(0)).getRank() != 1)
    return std::nullopt;
  auto size = static_cast<int64_t>(data->size());
  for (int64_t &index : *indices) {
    if (index == kUnknownInt)
      continue;
    if (index < -size || index >= size)
      return std::nullopt;
    index = (*data)[index < 0 ? index + size : index];
  }
  return indices;
}

/// A vector has one axis, so that the operand `axes` says nothing.
std::optional<Ints> Walk::sliced(Operation *op) {
  auto data = at(op->getOperand(0));
  auto starts = intsBehind(presentOperand(op, 1));
  auto ends = intsBehind(presentOperand(op, 2));
  Value steps = presentOperand(op, 4);
  if (!data || !starts || !ends || starts->size() != 1 || ends->size() != 1 ||
      (steps && intsBehind(steps) != Ints{1}) ||
      rankedType(op->getOperand(0)).getRank() != 1)
    return std::nullopt;
  auto size = static_cast<int64_t>(data->size());
  auto clamp = [&](int64_t at) {
    return at < 0 ? std::max(at, -size) + size : std::min(at, size);
  };
  int64_t start = clamp(starts->front());
  int64_t end = std::max(start, clamp(ends->front()));
  return Ints(ArrayRef(*data).slice(start, end - start));
}

std::optional<Ints> Walk::joined(Operation *op) {
  Ints all;
  for (Value operand : op->getOperands()) {
    auto part = at(operand);
    if (!part || static_cast<int64_t>(all.size() + part->size()) > kMaxInts)
      return std::nullopt;
    all.append(*part);
  }
  return all;
}

std::optional<Ints> Walk::cast(Operation *op) {
  auto ints = at(op->getOperand(0));
  auto type =
      dyn_cast<IntegerType>(getElementTypeOrSelf(op->getResult(0).getType()));
  if (!ints || !type)
    return std::nullopt;
  for (int64_t &value : *ints)
    if (value != kUnknownInt && type.getWidth() == 1)
      value = value != 0;
    else if (!fits(value, type))
      value = kUnknownInt;
  return ints;
}

std::optional<Ints> Walk::resultOf(Operation *op) {
  if (!op || op->getNumOperands() == 0)
    return std::nullopt;
  StringRef name = operatorName(op);
  if (name == "Shape")
    return dimsOf(op);
  if (name == "Gather")
    return gathered(op);
  if (name == "Slice")
    return sliced(op);
  if (name == "Concat")
    return joined(op);
  if (name == "Cast")
    return cast(op);
  // They move no element of a tensor with at most one dimension.
  if (name == "Identity" || name == "Squeeze" || name == "Unsqueeze" ||
      name == "Reshape")
    return at(op->getOperand(0));
  return std::nullopt;
}

std::optional<Ints> Walk::at(Value value) {
  RankedTensorType type = rankedType(value);
  if (++visits > kMaxVisits || !type || type.getRank() > 1 ||
      !isa<IntegerType>(type.getElementType()))
    return std::nullopt;
  if (auto ints = intsBehind(value))
    return ints;
  if (depth < kMaxDepth) {
    ++depth;
    auto ints = resultOf(value.getDefiningOp());
    --depth;
    if (ints)
      return ints;
  }
  if (!type.hasStaticShape() || type.getNumElements() > kMaxInts)
    return std::nullopt;
  return Ints(type.getNumElements(), kUnknownInt);
}

std::optional<Ints> knownInts(Value value) { return Walk().at(value); }

} // namespace sm::onnx
