// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What is known of small integer tensors before run time. It lets a reshape to
// [batch, -1, 64], with the batch taken from another tensor's shape, keep the
// dimensions that are static.

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ReductionOps.h"
#include "dialects/TF/TFOpTraits.h"
#include "dialects/TF/UnaryOps.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"
#include "sm/Ops/SliceSpec.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace sm::tf {

/// Chains of defining ops are followed this far.
static constexpr int kMaxDepth = 16;
/// Values longer than this are not shapes, and of no interest.
static constexpr int64_t kMaxElements = 512;

static std::optional<ops::IntValues> valuesOf(Value value, int depth);

static std::optional<ops::IntValues> constantValues(ElementsAttr attr) {
  Type element = attr.getElementType();
  if (!element.isSignlessInteger(32) && !element.isSignlessInteger(64))
    return std::nullopt;
  auto values = attr.tryGetValues<APInt>();
  if (!values)
    return std::nullopt;
  ops::IntValues result;
  for (const APInt &value : *values)
    result.push_back(value.getSExtValue());
  return result;
}

static std::optional<ops::IntValues> shapeValues(Value tensor) {
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  if (!type)
    return std::nullopt;
  ops::IntValues result;
  for (int64_t dim : type.getShape())
    result.push_back(ShapedType::isDynamic(dim) ? ops::kUnknownValue : dim);
  return result;
}

/// The parts one after the other; a part that is not known counts as unknown
/// elements if its length is known.
static std::optional<ops::IntValues> joined(ValueRange parts, int depth) {
  ops::IntValues result;
  for (Value part : parts) {
    if (std::optional<ops::IntValues> values = valuesOf(part, depth)) {
      result.insert(result.end(), values->begin(), values->end());
      continue;
    }
    auto type = dyn_cast<RankedTensorType>(part.getType());
    if (!type || !type.hasStaticShape() || type.getNumElements() > kMaxElements)
      return std::nullopt;
    result.insert(result.end(), type.getNumElements(), ops::kUnknownValue);
  }
  return result;
}

static std::optional<ops::IntValues> sliceValues(StridedSliceOp op, int depth) {
  auto input = valuesOf(op.getInput(), depth);
  auto begin = valuesOf(op.getBegin(), depth);
  auto end = valuesOf(op.getEnd(), depth);
  auto strides = valuesOf(op.getStrides(), depth);
  if (!input || !begin || !end || !strides ||
      shapeOf(op.getInput().getType()).rank() != 1)
    return std::nullopt;
  StatusOr<ops::SliceSpec> spec = ops::computeSliceSpec(
      PartialShape{static_cast<int64_t>(input->size())}, *begin, *end, *strides,
      {op.getBeginMask(), op.getEndMask(), op.getEllipsisMask(),
       op.getNewAxisMask(), op.getShrinkAxisMask()});
  if (!spec.ok() || spec->begin.size() != 1)
    return std::nullopt;
  int64_t at = spec->begin[0], stride = spec->stride[0];
  if (at == ops::kUnknownValue || stride == ops::kUnknownValue ||
      spec->size[0] == kUnknownDim)
    return std::nullopt;
  ops::IntValues result;
  for (int64_t i = 0; i < spec->size[0]; ++i)
    result.push_back((*input)[at + i * stride]);
  return result;
}

/// Of a vector, as tensordot picks dimensions.
static std::optional<ops::IntValues> gatheredValues(GatherV2Op op, int depth) {
  auto params = valuesOf(op.getParams(), depth);
  auto indices = valuesOf(op.getIndices(), depth);
  if (!params || !indices || shapeOf(op.getParams().getType()).rank() != 1)
    return std::nullopt;
  ops::IntValues result;
  for (int64_t index : *indices) {
    if (index < 0 || index >= static_cast<int64_t>(params->size()))
      return std::nullopt;
    result.push_back((*params)[static_cast<size_t>(index)]);
  }
  return result;
}

/// Of a vector whose every element is known.
static std::optional<ops::IntValues> productValues(ProdOp op, int depth) {
  auto values = valuesOf(op.getInput(), depth);
  auto axes = valuesOf(op.getReductionIndices(), depth);
  if (!values || !axes || axes->size() != 1 ||
      shapeOf(op.getInput().getType()).rank() != 1)
    return std::nullopt;
  int64_t product = 1;
  for (int64_t value : *values)
    if (value == ops::kUnknownValue ||
        llvm::MulOverflow(product, value, product))
      return std::nullopt;
  unsigned width = getElementTypeOrSelf(op.getInput()).getIntOrFloatBitWidth();
  if (!llvm::isIntN(width, product))
    return std::nullopt;
  return ops::IntValues{product};
}

static std::optional<ops::IntValues> computedValues(Operation *op, int depth) {
  return TypeSwitch<Operation *, std::optional<ops::IntValues>>(op)
      .Case([](ShapeOp shape) { return shapeValues(shape.getInput()); })
      .Case([&](PackOp pack) { return joined(pack.getValues(), depth); })
      .Case(
          [&](ConcatV2Op concat) { return joined(concat.getValues(), depth); })
      .Case([&](StridedSliceOp slice) { return sliceValues(slice, depth); })
      .Case([&](GatherV2Op gather) { return gatheredValues(gather, depth); })
      .Case([&](ProdOp product) { return productValues(product, depth); })
      .Case<IdentityOp, CastOp, ReshapeOp, ExpandDimsOp, SqueezeOp>(
          [&](auto same) { return valuesOf(same->getOperand(0), depth); })
      .Default([](Operation *) { return std::nullopt; });
}

static std::optional<ops::IntValues> valuesOf(Value value, int depth) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || depth > kMaxDepth ||
      (type.hasStaticShape() && type.getNumElements() > kMaxElements) ||
      !(type.getElementType().isSignlessInteger(32) ||
        type.getElementType().isSignlessInteger(64)))
    return std::nullopt;
  ElementsAttr constant;
  if (matchPattern(value, m_Constant(&constant)))
    return constantValues(constant);
  Operation *op = value.getDefiningOp();
  return op && type.getRank() <= 1 ? computedValues(op, depth + 1)
                                   : std::nullopt;
}

std::optional<ops::IntValues> knownIntValues(Value value) {
  return valuesOf(value, 0);
}

} // namespace sm::tf
