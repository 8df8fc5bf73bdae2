// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "KnownInts.h"

#include "ONNXRewriting.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace sm::onnx {

/// How many ops in a row are looked through.
static constexpr int kMaxDepth = 8;
static constexpr int64_t kMaxInts = 1024;

using Ints = SmallVector<int64_t>;

static std::optional<Ints> intsAt(Value value, int depth);

std::pair<int64_t, int64_t> shapeRange(Operation *shape, int64_t rank) {
  auto clamp = [&](int64_t at) {
    return std::clamp<int64_t>(at < 0 ? at + rank : at, 0, rank);
  };
  int64_t start = clamp(intAttr(shape, "start").value_or(0));
  return {start, std::max(start, clamp(intAttr(shape, "end").value_or(rank)))};
}

static std::optional<Ints> dimsOf(Operation *op) {
  RankedTensorType type = rankedType(op->getOperand(0));
  if (!type)
    return std::nullopt;
  auto [start, end] = shapeRange(op, type.getRank());
  Ints dims;
  for (int64_t dim : type.getShape().slice(start, end - start))
    dims.push_back(ShapedType::isDynamic(dim) ? kUnknownInt : dim);
  return dims;
}

static std::optional<Ints> gatheredInts(Operation *op, int depth) {
  auto from = intsAt(op->getOperand(0), depth);
  auto indices = intsBehind(op->getOperand(1));
  RankedTensorType type = rankedType(op->getOperand(0));
  if (!from || !indices || type.getRank() != 1)
    return std::nullopt;
  Ints picked;
  auto size = static_cast<int64_t>(from->size());
  for (int64_t index : *indices) {
    if (index < -size || index >= size)
      return std::nullopt;
    picked.push_back((*from)[index < 0 ? index + size : index]);
  }
  return picked;
}

static std::optional<Ints> slicedInts(Operation *op, int depth) {
  auto from = intsAt(op->getOperand(0), depth);
  auto start = intsBehind(presentOperand(op, 1));
  auto end = intsBehind(presentOperand(op, 2));
  auto step = numberBehind(presentOperand(op, 4), 1);
  RankedTensorType type = rankedType(op->getOperand(0));
  if (!from || !start || !end || start->size() != 1 || end->size() != 1 ||
      step != 1 || type.getRank() != 1)
    return std::nullopt;
  auto size = static_cast<int64_t>(from->size());
  auto clamp = [&](int64_t at) {
    return std::clamp<int64_t>(at < 0 ? std::max(at, -size) + size : at, 0,
                               size);
  };
  int64_t first = clamp(start->front());
  int64_t last = std::max(first, clamp(end->front()));
  return Ints(ArrayRef<int64_t>(*from).slice(first, last - first));
}

static std::optional<Ints> joinedInts(Operation *op, int depth) {
  Ints all;
  for (Value operand : op->getOperands()) {
    auto part = intsAt(operand, depth);
    if (!part || static_cast<int64_t>(all.size() + part->size()) > kMaxInts)
      return std::nullopt;
    llvm::append_range(all, *part);
  }
  return all;
}

static std::optional<Ints> intsAt(Value value, int depth) {
  Operation *op = value.getDefiningOp();
  RankedTensorType type = rankedType(value);
  if (!op || !type || type.getRank() > 1 || depth == kMaxDepth ||
      !isa<IntegerType>(type.getElementType()))
    return std::nullopt;
  if (auto ints = intsBehind(value))
    return ints;
  StringRef name = operatorName(op);
  if (name == "Shape")
    return dimsOf(op);
  if (name == "Gather")
    return gatheredInts(op, depth + 1);
  if (name == "Slice")
    return slicedInts(op, depth + 1);
  if (name == "Concat")
    return joinedInts(op, depth + 1);
  if (name == "Squeeze" || name == "Unsqueeze" || name == "Cast" ||
      name == "Reshape" || name == "Identity")
    return intsAt(op->getOperand(0), depth + 1);
  return std::nullopt;
}

std::optional<Ints> knownInts(Value value) { return intsAt(value, 0); }

ElementsAttr intElements(Type type, ArrayRef<int64_t> values) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  auto element = dyn_cast<IntegerType>(getElementTypeOrSelf(type));
  if (!tensor || !element || !tensor.hasStaticShape() ||
      tensor.getNumElements() != static_cast<int64_t>(values.size()))
    return {};
  bool isUnsigned = element.isUnsigned() || element.getWidth() == 1;
  SmallVector<APInt> elements;
  for (int64_t value : values) {
    bool fits = isUnsigned ? value >= 0 && llvm::isUIntN(element.getWidth(),
                                                         uint64_t(value))
                           : llvm::isIntN(element.getWidth(), value);
    if (value == kUnknownInt || !fits)
      return {};
    elements.emplace_back(element.getWidth(), static_cast<uint64_t>(value),
                          /*isSigned=*/!isUnsigned);
  }
  return DenseElementsAttr::get(tensor, elements);
}

} // namespace sm::onnx
