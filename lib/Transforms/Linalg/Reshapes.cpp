// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Reshapes of static tensors and buffers, none of which moves an element.

#include "Reshapes.h"

#include "Generics.h"

#include "dialects/SM/SMDialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <algorithm>

using namespace mlir;

namespace sm {

bool isReshape(Operation *op) {
  return isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op);
}

Value reshapeRoot(Value value) {
  while (isReshape(value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  return value;
}

ElementsAttr reshapedElements(ElementsAttr elements, ArrayRef<int64_t> shape) {
  auto type = RankedTensorType::get(shape, elements.getElementType());
  if (auto data = dyn_cast<saved_model::DataAttr>(elements))
    return saved_model::DataAttr::get(data.getContext(), data.getSource(),
                                      data.getKey(), type);
  if (auto dense = dyn_cast<DenseElementsAttr>(elements))
    return dense.reshape(type);
  return {};
}

namespace {

/// A way between two shapes over one that both are finer than.
struct Bridge {
  SmallVector<ReassociationIndices> collapse, expand;
  SmallVector<int64_t> middle;
};

} // namespace

/// Groups of dimensions that hold as many elements on both sides, each as small
/// as it can be. Dimensions of one at an end belong to the group before them.
static Bridge bridge(ArrayRef<int64_t> from, ArrayRef<int64_t> to) {
  Bridge result;
  size_t i = 0, j = 0;
  while (i < from.size() || j < to.size()) {
    ReassociationIndices left, right;
    int64_t leftSize = 1, rightSize = 1;
    auto takeLeft = [&] { left.push_back(i), leftSize *= from[i++]; };
    auto takeRight = [&] { right.push_back(j), rightSize *= to[j++]; };
    if (i < from.size())
      takeLeft();
    if (j < to.size())
      takeRight();
    while (leftSize != rightSize || left.empty() || right.empty()) {
      if (leftSize < rightSize || (left.empty() && i < from.size())) {
        if (i == from.size())
          break;
        takeLeft();
      } else {
        if (j == to.size())
          break;
        takeRight();
      }
    }
    // Only dimensions of one can be left without partners.
    if ((left.empty() || right.empty()) && !result.middle.empty()) {
      llvm::append_range(result.collapse.back(), left);
      llvm::append_range(result.expand.back(), right);
      continue;
    }
    result.collapse.push_back(left);
    result.expand.push_back(right);
    result.middle.push_back(leftSize);
  }
  return result;
}

/// Collapses then expands with the ops of tensors or of buffers.
template <typename Collapse, typename Expand, typename TypeWith>
static Value crossBridge(OpBuilder &b, Location loc, Value value,
                         ArrayRef<int64_t> to, TypeWith typeWith) {
  auto from = cast<ShapedType>(value.getType()).getShape();
  if (from == to)
    return value;
  // Rank 0 has no groups: all of the other side is one.
  if (to.empty())
    return Collapse::create(b, loc, typeWith(to), value,
                            ArrayRef<ReassociationIndices>());
  if (from.empty())
    return Expand::create(b, loc, typeWith(to), value,
                          ArrayRef<ReassociationIndices>());
  Bridge way = bridge(from, to);
  if (way.middle.size() != from.size())
    value = Collapse::create(b, loc, typeWith(way.middle), value, way.collapse);
  if (way.middle.size() != to.size())
    value = Expand::create(b, loc, typeWith(to), value, way.expand);
  return value;
}

Value reshapedTensor(OpBuilder &b, Location loc, Value value,
                     ArrayRef<int64_t> shape) {
  // The nearest value of this shape, or else what all of them come from.
  for (Value at = value;; at = at.getDefiningOp()->getOperand(0)) {
    if (cast<ShapedType>(at.getType()).getShape() == shape)
      return at;
    if (!isReshape(at.getDefiningOp())) {
      value = at;
      break;
    }
  }
  if (ElementsAttr elements = constantElements(value))
    if (ElementsAttr reshaped = reshapedElements(elements, shape))
      return arith::ConstantOp::create(b, loc, cast<TypedAttr>(reshaped));
  Type element = cast<ShapedType>(value.getType()).getElementType();
  return crossBridge<tensor::CollapseShapeOp, tensor::ExpandShapeOp>(
      b, loc, value, shape, [&](ArrayRef<int64_t> dims) {
        return RankedTensorType::get(dims, element);
      });
}

Value reshapedBuffer(OpBuilder &b, Location loc, Value value,
                     ArrayRef<int64_t> shape) {
  Type element = cast<ShapedType>(value.getType()).getElementType();
  return crossBridge<memref::CollapseShapeOp, memref::ExpandShapeOp>(
      b, loc, value, shape,
      [&](ArrayRef<int64_t> dims) { return MemRefType::get(dims, element); });
}

std::optional<SmallVector<int64_t>> reshapedStrides(ArrayRef<int64_t> from,
                                                    ArrayRef<int64_t> strides,
                                                    ArrayRef<int64_t> to) {
  if (from.empty() || to.empty())
    return std::nullopt;
  Bridge way = bridge(from, to);
  SmallVector<int64_t> result;
  for (auto [left, right] : llvm::zip(way.collapse, way.expand)) {
    int64_t innermost = 0, next = 0;
    for (int64_t k : llvm::reverse(left)) {
      if (from[k] == 1)
        continue;
      if (innermost == 0)
        innermost = strides[k];
      else if (strides[k] != next)
        return std::nullopt;
      next = strides[k] * from[k];
    }
    int64_t stride = std::max<int64_t>(innermost, 1);
    SmallVector<int64_t> part;
    for (int64_t k : llvm::reverse(right)) {
      part.push_back(stride);
      stride *= to[k];
    }
    llvm::append_range(result, llvm::reverse(part));
  }
  return result;
}

} // namespace sm
