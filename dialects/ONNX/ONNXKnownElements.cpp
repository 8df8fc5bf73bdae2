// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What is known of integers that a model computes from shapes. Exporters of
// dynamic models write Reshape(x, Concat(Gather(Shape(x), 0), 64)), of which
// libonnx, asked op by op, would see nothing.

#include "dialects/ONNX/ONNXOpView.h"
#include "dialects/ONNX/ONNXOperators.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace sm::onnx {

using Elements = SmallVector<int64_t>;

/// Chains of ops that are followed, and elements that are kept.
static constexpr int kMaxDepth = 16;
static constexpr size_t kMaxElements = 64;

static std::optional<Elements> elementsOf(Value value, int depth);

static bool isInteger(Value value) {
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  return tensor && tensor.getRank() <= 1 &&
         (tensor.getElementType().isSignlessInteger(64) ||
          tensor.getElementType().isSignlessInteger(32));
}

static std::optional<Elements> constantElements(Value value) {
  ElementsAttr attr;
  if (!value || !isInteger(value) || !matchPattern(value, m_Constant(&attr)) ||
      attr.getNumElements() > static_cast<int64_t>(kMaxElements))
    return std::nullopt;
  auto values = attr.tryGetValues<APInt>();
  if (!values)
    return std::nullopt;
  Elements result;
  for (const APInt &element : *values)
    result.push_back(element.getSExtValue());
  return result;
}

/// The elements, unknown ones included, if their number is known.
static std::optional<Elements> elementsOrUnknown(Value value, int depth) {
  if (auto known = elementsOf(value, depth))
    return known;
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  if (!tensor || !tensor.hasStaticShape() || tensor.getRank() > 1 ||
      tensor.getNumElements() > static_cast<int64_t>(kMaxElements))
    return std::nullopt;
  return Elements(tensor.getNumElements(), ShapedType::kDynamic);
}

static int64_t clamped(int64_t index, int64_t size) {
  if (index < 0)
    index = index < -size ? 0 : index + size;
  return std::min(index, size);
}

static std::optional<Elements> cut(const Elements &elements, int64_t start,
                                   int64_t end) {
  auto size = static_cast<int64_t>(elements.size());
  start = clamped(start, size);
  end = std::max(start, clamped(end, size));
  return Elements(elements.begin() + start, elements.begin() + end);
}

static std::optional<Elements> shapeElements(Operation *op) {
  auto tensor = dyn_cast<RankedTensorType>(op->getOperand(0).getType());
  if (!tensor || tensor.getShape().size() > kMaxElements)
    return std::nullopt;
  return cut(Elements(tensor.getShape()), intAttr(op, "start").value_or(0),
             intAttr(op, "end").value_or(tensor.getRank()));
}

static std::optional<Elements> gatherElements(Operation *op, int depth) {
  auto data = elementsOf(op->getOperand(0), depth);
  auto indices = constantElements(op->getOperand(1));
  if (!data || !indices || intAttr(op, "axis").value_or(0) != 0)
    return std::nullopt;
  auto size = static_cast<int64_t>(data->size());
  Elements result;
  for (int64_t index : *indices) {
    if (index < -size || index >= size)
      return std::nullopt;
    result.push_back((*data)[index < 0 ? index + size : index]);
  }
  return result;
}

static std::optional<Elements> sliceElements(Operation *op, int depth) {
  auto data = elementsOf(op->getOperand(0), depth);
  auto isAbsentOr = [&](unsigned index, int64_t wanted) {
    Value operand = presentOperand(op, index);
    auto values = constantElements(operand);
    return !operand ||
           (values && values->size() == 1 && (*values)[0] == wanted);
  };
  auto starts = constantElements(presentOperand(op, 1));
  auto ends = constantElements(presentOperand(op, 2));
  if (!data || !starts || !ends || starts->size() != 1 || ends->size() != 1 ||
      !isAbsentOr(3, 0) || !isAbsentOr(4, 1))
    return std::nullopt;
  return cut(*data, (*starts)[0], (*ends)[0]);
}

static std::optional<Elements> concatElements(Operation *op, int depth) {
  Elements result;
  for (Value operand : op->getOperands()) {
    auto part = elementsOrUnknown(operand, depth);
    if (!part || result.size() + part->size() > kMaxElements)
      return std::nullopt;
    result.append(*part);
  }
  return result;
}

static std::optional<Elements> castElements(Operation *op, int depth) {
  auto elements = elementsOf(op->getOperand(0), depth);
  if (elements && getElementTypeOrSelf(op->getResult(0)).isInteger(32))
    for (int64_t &element : *elements)
      if (!llvm::isInt<32>(element))
        element = ShapedType::kDynamic;
  return elements;
}

static std::optional<Elements> elementsOf(Value value, int depth) {
  if (!isInteger(value) || depth > kMaxDepth)
    return std::nullopt;
  if (auto constant = constantElements(value))
    return constant;
  Operation *op = value.getDefiningOp();
  if (!op || !isa_and_present<ONNXDialect>(op->getDialect()) ||
      op->getNumOperands() == 0)
    return std::nullopt;
  StringRef name = op->getName().stripDialect();
  if (name == "Shape")
    return shapeElements(op);
  if (name == "Gather" && op->getNumOperands() == 2)
    return gatherElements(op, depth + 1);
  // Before opset 10 bounds are attributes.
  if (name == "Slice" && op->getNumOperands() >= 3)
    return sliceElements(op, depth + 1);
  if (name == "Concat")
    return concatElements(op, depth + 1);
  if (name == "Cast")
    return castElements(op, depth + 1);
  // They move no element of a tensor with at most one dimension.
  if (name == "Identity" || name == "Squeeze" || name == "Unsqueeze" ||
      name == "Reshape")
    return elementsOf(op->getOperand(0), depth + 1);
  return std::nullopt;
}

std::optional<SmallVector<int64_t>> knownElements(Value value) {
  auto tensor = dyn_cast<RankedTensorType>(value.getType());
  if (!tensor || tensor.getRank() != 1)
    return std::nullopt;
  return elementsOf(value, 0);
}

} // namespace sm::onnx
