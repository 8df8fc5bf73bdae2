// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

// Folds of ops that move elements: what changes nothing, and constants that are
// small enough to be moved at compile time.

#include "dialects/StableHLO/MovementOps.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace sm::stablehlo {

/// Constants that take more bytes are left to passes that work on raw bytes.
static constexpr int64_t kMaxFoldedBytes = 1024;

/// An upper bound of the bytes that one element takes.
static int64_t elementBytes(Type element) {
  if (auto complex = dyn_cast<ComplexType>(element))
    return 2 * elementBytes(complex.getElementType());
  return (element.getIntOrFloatBitWidth() + 7) / 8;
}

static bool isSmall(ShapedType type) {
  return type.hasStaticShape() &&
         type.getNumElements() <=
             kMaxFoldedBytes / elementBytes(type.getElementType());
}

/// The elements of `attr` if they are dense and few, and so are those of
/// `result`.
static DenseElementsAttr smallDense(Attribute attr, ShapedType result) {
  auto dense = dyn_cast_or_null<DenseElementsAttr>(attr);
  return dense && isSmall(dense.getType()) && isSmall(result)
             ? dense
             : DenseElementsAttr();
}

/// Row-major strides of a static shape.
static SmallVector<int64_t> rowMajorStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (int64_t i = static_cast<int64_t>(shape.size()) - 2; i >= 0; --i)
    strides[i] = strides[i + 1] * shape[i + 1];
  return strides;
}

/// The constant of type `result` whose element at each place is the one of
/// `operand` at the position that `position` says of the place and the
/// operand's row-major strides. Null if the operand is no constant, or too much
/// is moved.
static OpFoldResult rearranged(
    Attribute operand, ShapedType result,
    function_ref<int64_t(ArrayRef<int64_t>, ArrayRef<int64_t>)> position) {
  DenseElementsAttr source = smallDense(operand, result);
  if (!source)
    return {};
  if (source.isSplat())
    return source.resizeSplat(result);
  SmallVector<int64_t> strides = rowMajorStrides(source.getType().getShape());
  SmallVector<Attribute> from(source.getValues<Attribute>());
  SmallVector<Attribute> to;
  SmallVector<int64_t> place(result.getRank(), 0);
  for (int64_t n = result.getNumElements(); n > 0; --n) {
    to.push_back(from[position(place, strides)]);
    for (int64_t i = result.getRank() - 1; i >= 0; --i) {
      if (++place[i] < result.getDimSize(i))
        break;
      place[i] = 0;
    }
  }
  return DenseElementsAttr::get(result, to);
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

OpFoldResult GetDimensionSizeOp::fold(FoldAdaptor) {
  int64_t size = getOperand().getType().getDimSize(getDimension());
  if (ShapedType::isDynamic(size) || size > INT32_MAX)
    return {};
  return DenseElementsAttr::get(cast<ShapedType>(getType()),
                                static_cast<int32_t>(size));
}

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  // Two unknown dimensions may differ even if the types are equal.
  if (getOperand().getType() == getType() && getType().getNumDynamicDims() <= 1)
    return getOperand();
  if (DenseElementsAttr dense = smallDense(adaptor.getOperand(), getType()))
    return dense.reshape(getType());
  return {};
}

OpFoldResult BroadcastInDimOp::fold(FoldAdaptor adaptor) {
  RankedTensorType from = getOperand().getType();
  ArrayRef<int64_t> dims = getBroadcastDimensions();
  // Unknown dimensions may differ even if the types are equal.
  if (from == getType() && from.hasStaticShape() && llvm::is_sorted(dims))
    return getOperand();
  return rearranged(adaptor.getOperand(), getType(),
                    [&](ArrayRef<int64_t> place, ArrayRef<int64_t> strides) {
                      int64_t position = 0;
                      for (auto [i, dim] : llvm::enumerate(dims))
                        if (from.getDimSize(i) != 1)
                          position += place[dim] * strides[i];
                      return position;
                    });
}

OpFoldResult TransposeOp::fold(FoldAdaptor adaptor) {
  ArrayRef<int64_t> permutation = getPermutation();
  if (llvm::is_sorted(permutation) && getOperand().getType() == getType())
    return getOperand();
  return rearranged(adaptor.getOperand(), getType(),
                    [&](ArrayRef<int64_t> place, ArrayRef<int64_t> strides) {
                      int64_t position = 0;
                      for (auto [index, dim] : llvm::zip(place, permutation))
                        position += index * strides[dim];
                      return position;
                    });
}

OpFoldResult ReverseOp::fold(FoldAdaptor adaptor) {
  RankedTensorType type = getOperand().getType();
  bool idle = llvm::all_of(getDimensions(), [&](int64_t dim) {
    return type.getDimSize(dim) == 0 || type.getDimSize(dim) == 1;
  });
  if (idle && type == getType())
    return getOperand();
  return rearranged(
      adaptor.getOperand(), getType(),
      [&](ArrayRef<int64_t> place, ArrayRef<int64_t> strides) {
        int64_t position = 0;
        for (auto [i, index] : llvm::enumerate(place)) {
          bool reversed =
              llvm::is_contained(getDimensions(), static_cast<int64_t>(i));
          position +=
              (reversed ? type.getDimSize(i) - 1 - index : index) * strides[i];
        }
        return position;
      });
}

OpFoldResult SliceOp::fold(FoldAdaptor adaptor) {
  RankedTensorType from = getOperand().getType();
  // A slice of all elements: the result's static shape is the operand's.
  if (from == getType() && from.hasStaticShape())
    return getOperand();
  return rearranged(adaptor.getOperand(), getType(),
                    [&](ArrayRef<int64_t> place, ArrayRef<int64_t> strides) {
                      int64_t position = 0;
                      for (auto [index, start, step, stride] : llvm::zip(
                               place, getStartIndices(), getStrides(), strides))
                        position += (start + index * step) * stride;
                      return position;
                    });
}

OpFoldResult PadOp::fold(FoldAdaptor) {
  auto none = [](ArrayRef<int64_t> values) {
    return llvm::all_of(values, [](int64_t value) { return value == 0; });
  };
  if (none(getEdgePaddingLow()) && none(getEdgePaddingHigh()) &&
      none(getInteriorPadding()) && getOperand().getType() == getType())
    return getOperand();
  return {};
}

OpFoldResult ConcatenateOp::fold(FoldAdaptor adaptor) {
  if (getInputs().size() == 1 && getInputs().front().getType() == getType())
    return getInputs().front();
  SmallVector<SmallVector<Attribute>> sources;
  SmallVector<int64_t> blocks;
  RankedTensorType type = getType();
  for (auto [attr, input] : llvm::zip(adaptor.getInputs(), getInputs())) {
    DenseElementsAttr dense = smallDense(attr, type);
    if (!dense)
      return {};
    sources.emplace_back(dense.getValues<Attribute>());
    // How many elements of this input stand side by side.
    int64_t block = 1;
    for (int64_t dim : dense.getType().getShape().drop_front(getDimension()))
      block *= dim;
    blocks.push_back(block);
  }
  SmallVector<Attribute> elements;
  SmallVector<size_t> next(sources.size(), 0);
  while (static_cast<int64_t>(elements.size()) < type.getNumElements())
    for (auto [source, block, from] : llvm::zip(sources, blocks, next)) {
      elements.append(source.begin() + from, source.begin() + from + block);
      from += block;
    }
  return DenseElementsAttr::get(type, elements);
}

} // namespace sm::stablehlo
