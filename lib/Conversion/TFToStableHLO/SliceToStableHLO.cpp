// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Parts of tensors, and padding around them, by constant bounds; lookups.

#include "OpConversion.h"

#include "dialects/StableHLO/MovementOps.h"
#include "dialects/TF/ArrayOps.h"
#include "sm/Ops/SliceSpec.h"

using namespace mlir;

namespace sm {

using namespace stablehlo;

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

/// The elements of a resolved slice, in the input's rank.
static Value takeSlice(OpConversion &c, Value x, const ops::SliceSpec &spec) {
  Dims starts, limits, strides, reversed;
  for (size_t d = 0; d < spec.begin.size(); ++d) {
    int64_t begin = spec.begin[d], stride = spec.stride[d];
    int64_t size = spec.size[d];
    int64_t last = begin + (size - 1) * stride;
    if (stride < 0 && size > 1)
      reversed.push_back(static_cast<int64_t>(d));
    starts.push_back(size == 0 ? 0 : std::min(begin, last));
    limits.push_back(size == 0 ? 0 : std::max(begin, last) + 1);
    strides.push_back(size > 1 ? std::abs(stride) : 1);
  }
  Value part = c.slice(x, starts, limits, strides);
  if (reversed.empty())
    return part;
  return ReverseOp::create(c.b, c.location, part.getType(), part, reversed);
}

static LogicalResult convertStridedSlice(tf::StridedSliceOp op,
                                         OpConversion &c) {
  if (!c.hasStaticOperands())
    return failure();
  const char *const names[] = {"begin", "end", "strides"};
  std::optional<Dims> bounds[3];
  for (unsigned i = 0; i < 3; ++i) {
    bounds[i] = c.intOperand(i + 1, names[i]);
    if (!bounds[i])
      return failure();
  }
  auto numbers = [](const Dims &dims) {
    return ops::IntValues(dims.begin(), dims.end());
  };
  ArrayRef<int64_t> dims = c.typeOf(c.operand(0)).getShape();
  StatusOr<ops::SliceSpec> spec = ops::computeSliceSpec(
      Shape(absl::MakeConstSpan(dims.data(), dims.size())), numbers(*bounds[0]),
      numbers(*bounds[1]), numbers(*bounds[2]),
      {op.getBeginMask(), op.getEndMask(), op.getEllipsisMask(),
       op.getNewAxisMask(), op.getShrinkAxisMask()});
  if (!spec.ok())
    return c.refuse(spec.status());
  Value part = takeSlice(c, c.operand(0), *spec);
  absl::Span<const int64_t> shape = spec->result.dims();
  return c.replace(c.reshape(part, Dims(shape.begin(), shape.end())));
}

static LogicalResult convertSlice(tf::SliceOp, OpConversion &c) {
  if (!c.hasStaticOperands())
    return failure();
  Value x = c.operand(0);
  int64_t rank = c.typeOf(x).getRank();
  std::optional<Dims> begin = c.intOperand(1, "begin", rank);
  std::optional<Dims> size =
      begin ? c.intOperand(2, "size", rank) : std::nullopt;
  if (!size)
    return failure();
  Dims limits;
  for (auto [from, count, whole] :
       llvm::zip_equal(*begin, *size, c.typeOf(x).getShape())) {
    int64_t limit = count == -1 ? whole : from + count;
    if (from < 0 || from > whole || limit < from || limit > whole)
      return c.refuse("reaches beyond its input");
    limits.push_back(limit);
  }
  return c.replace(c.slice(x, *begin, limits, Dims(limits.size(), 1)));
}

//===----------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------===//

static LogicalResult padWith(OpConversion &c, Value value) {
  RankedTensorType type = c.typeOf(c.operand(0));
  std::optional<Dims> paddings =
      c.intOperand(1, "paddings", 2 * type.getRank());
  if (!paddings)
    return failure();
  Dims low, high, shape;
  for (int64_t i = 0; i < type.getRank(); ++i) {
    low.push_back((*paddings)[2 * i]);
    high.push_back((*paddings)[2 * i + 1]);
    if (low[i] < 0 || high[i] < 0)
      return c.refuse("pads by less than 0");
    shape.push_back(type.isDynamicDim(i)
                        ? ShapedType::kDynamic
                        : type.getDimSize(i) + low[i] + high[i]);
  }
  return c.replace(
      PadOp::create(c.b, c.location,
                    RankedTensorType::get(shape, type.getElementType()),
                    c.operand(0), value, low, high, Dims(low.size(), 0))
          .getResult());
}

static LogicalResult convertPad(tf::PadOp, OpConversion &c) {
  return padWith(c, c.splat(c.elementOf(c.operand(0)), 0));
}

static LogicalResult convertPadV2(tf::PadV2Op, OpConversion &c) {
  if (c.typeOf(c.operand(2)).getRank() != 0)
    return c.refuse("'constant_values' must be a scalar");
  return padWith(c, c.operand(2));
}

//===----------------------------------------------------------------------===//
// Gather
//===----------------------------------------------------------------------===//

/// Refuses indices that are out of range, or may be where that counts.
static LogicalResult checkIndices(OpConversion &c, int64_t size) {
  if (size == 0)
    return c.refuse("looks up elements where there are none");
  ElementsAttr constant = c.constantOperand(1);
  if (auto values = constant ? constant.tryGetValues<APInt>() : std::nullopt) {
    for (const APInt &value : *values)
      if (value.isNegative() || value.sge(size))
        return c.refuse("looks up an index out of range");
    return success();
  }
  if (c.options.assumeInRange)
    return success();
  return c.refuse("looks up indices that are known at run time only; "
                  "TensorFlow reports those out of range, the hub clamps them");
}

static LogicalResult convertGather(tf::GatherV2Op op, OpConversion &c) {
  Value params = c.operand(0), indices = c.operand(1);
  int64_t rank = c.typeOf(params).getRank();
  int64_t indexRank = c.typeOf(indices).getRank();
  std::optional<int64_t> axis = c.axisOperand(2, "axis", rank);
  RankedTensorType type = axis ? c.staticResult() : RankedTensorType();
  if (!type || !c.hasStaticOperands())
    return failure();
  ArrayRef<int64_t> shape = c.typeOf(params).getShape();
  if (failed(checkIndices(c, shape[*axis])))
    return failure();
  int64_t batch = op.getBatchDims();
  batch += batch < 0 ? indexRank : 0;
  if (batch < 0 || batch > indexRank || batch > *axis)
    return c.refuse("'batch_dims' reaches beyond the axis");

  // [batch, params before the axis, indices, params behind the axis]
  Dims batches = llvm::to_vector(llvm::seq<int64_t>(0, batch)), offsets, sizes;
  for (int64_t i = 0; i < rank; ++i) {
    bool isSliced = i >= batch && i != *axis;
    sizes.push_back(isSliced ? shape[i] : 1);
    if (isSliced)
      offsets.push_back(i < *axis ? i : i - 1 + indexRank - batch);
  }
  auto numbers = GatherDimensionNumbersAttr::get(
      c.b.getContext(), offsets, /*collapsedSliceDims=*/{*axis}, batches,
      batches, /*startIndexMap=*/{*axis}, /*indexVectorDim=*/indexRank);
  return c.replace(GatherOp::create(c.b, c.location, Type(type), params,
                                    indices, numbers, sizes,
                                    /*indices_are_sorted=*/false)
                       .getResult());
}

ArrayRef<Conversion> sliceConversions() {
  static const Conversion table[] = {
      convertsBy<tf::StridedSliceOp, convertStridedSlice>(),
      convertsBy<tf::SliceOp, convertSlice>(),
      convertsBy<tf::PadOp, convertPad>(),
      convertsBy<tf::PadV2Op, convertPadV2>(),
      convertsBy<tf::GatherV2Op, convertGather>(),
  };
  return table;
}

} // namespace sm
