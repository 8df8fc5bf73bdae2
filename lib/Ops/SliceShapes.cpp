// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shape functions of the family Array for ops that take parts of tensors,
/// repeat them, or put something around them.

#include "ShapeChecks.h"
#include "sm/Ops/Array.h"
#include "sm/Ops/ShapeFunctions.h"
#include "sm/Ops/SliceSpec.h"

#include "absl/strings/str_cat.h"

#include <cstdint>
#include <string>

namespace sm::ops {

/// The length of three vectors that must have one; unknown if none is known.
static StatusOr<int64_t> commonLength(const InferenceContext &context,
                                      int first, const char *const *names,
                                      int count) {
  int64_t length = kUnknownDim;
  for (int i = 0; i < count; ++i) {
    SM_ASSIGN_OR_RETURN(int64_t own,
                        vectorLength(context, first + i, names[i]));
    if (std::optional<IntValues> values = context.inputValues(first + i))
      own = static_cast<int64_t>(values->size());
    SM_ASSIGN_OR_RETURN(
        length, mergeDims(length, own,
                          count == 3 ? "the lengths of 'begin', 'end' and "
                                       "'strides'"
                                     : "the lengths of 'begin' and 'size'"));
  }
  return length;
}

Status inferStridedSlice(const StridedSliceAttrs &attrs,
                         InferenceContext &context) {
  static constexpr const char *names[] = {"begin", "end", "strides"};
  SM_ASSIGN_OR_RETURN(int64_t length, commonLength(context, 1, names, 3));
  const TensorType &input = context.input(0);
  if (!input.shape.hasRank() || length == kUnknownDim) {
    context.setOutput(0, input.dtype, PartialShape::unranked());
    return absl::OkStatus();
  }
  const SliceMasks masks{attrs.begin_mask, attrs.end_mask, attrs.ellipsis_mask,
                         attrs.new_axis_mask, attrs.shrink_axis_mask};
  const IntValues begin = valuesOrUnknown(context, 1, length);
  const IntValues end = valuesOrUnknown(context, 2, length);
  const IntValues strides = valuesOrUnknown(context, 3, length);
  SM_ASSIGN_OR_RETURN(SliceSpec spec, computeSliceSpec(input.shape, begin, end,
                                                       strides, masks));
  context.setOutput(0, input.dtype, std::move(spec.result));
  return absl::OkStatus();
}

/// The size of dimension `dim` of a Slice.
static StatusOr<int64_t> sliceDim(int dim, int64_t input, int64_t begin,
                                  int64_t size) {
  if (begin != kUnknownValue &&
      (begin < 0 || (input != kUnknownDim && begin > input)))
    return absl::InvalidArgumentError(absl::StrCat(
        "begin[", dim, "] is ", begin,
        input == kUnknownDim ? std::string(", must not be negative")
                             : absl::StrCat(", must be in [0, ", input, "]")));
  if (size == kUnknownValue)
    return kUnknownDim;
  if (size == -1)
    return input == kUnknownDim || begin == kUnknownValue ? kUnknownDim
                                                          : input - begin;
  const int64_t room = input == kUnknownDim     ? INT64_MAX
                       : begin == kUnknownValue ? input
                                                : input - begin;
  if (size < 0 || size > room)
    return absl::InvalidArgumentError(absl::StrCat(
        "size[", dim, "] is ", size, ", must be -1 or in [0, ", room, "]"));
  return size;
}

Status inferSlice(const SliceAttrs &, InferenceContext &context) {
  static constexpr const char *names[] = {"begin", "size"};
  const TensorType &input = context.input(0);
  SM_ASSIGN_OR_RETURN(int64_t length, commonLength(context, 1, names, 2));
  SM_ASSIGN_OR_RETURN(
      int64_t rank,
      mergeDims(input.shape.hasRank() ? input.shape.rank() : kUnknownDim,
                length, "the rank of 'input' and the length of 'begin'"));
  if (rank == kUnknownDim) {
    context.setOutput(0, input.dtype, PartialShape::unranked());
    return absl::OkStatus();
  }
  const IntValues begin = valuesOrUnknown(context, 1, rank);
  const IntValues size = valuesOrUnknown(context, 2, rank);
  PartialShape shape = PartialShape::ofRank(static_cast<int>(rank));
  for (int i = 0; i < shape.rank(); ++i) {
    SM_ASSIGN_OR_RETURN(int64_t dim,
                        sliceDim(i, input.shape.dim(i), begin[i], size[i]));
    shape.setDim(i, dim);
  }
  context.setOutput(0, input.dtype, std::move(shape));
  return absl::OkStatus();
}

Status inferTile(const TileAttrs &, InferenceContext &context) {
  const TensorType &input = context.input(0);
  SM_ASSIGN_OR_RETURN(int64_t length, vectorLength(context, 1, "multiples"));
  SM_ASSIGN_OR_RETURN(
      int64_t rank,
      mergeDims(input.shape.hasRank() ? input.shape.rank() : kUnknownDim,
                length, "the rank of 'input' and the length of 'multiples'"));
  if (rank == kUnknownDim) {
    context.setOutput(0, input.dtype, PartialShape::unranked());
    return absl::OkStatus();
  }
  const IntValues multiples = valuesOrUnknown(context, 1, rank);
  PartialShape shape = PartialShape::ofRank(static_cast<int>(rank));
  for (int i = 0; i < shape.rank(); ++i) {
    if (multiples[i] == kUnknownValue) {
      shape.setDim(i, input.shape.dim(i) == 0 ? 0 : kUnknownDim);
      continue;
    }
    if (multiples[i] < 0)
      return absl::InvalidArgumentError(absl::StrCat(
          "multiples[", i, "] is ", multiples[i], ", must not be negative"));
    SM_ASSIGN_OR_RETURN(int64_t dim,
                        multiplyDims(input.shape.dim(i), multiples[i]));
    shape.setDim(i, dim);
  }
  context.setOutput(0, input.dtype, std::move(shape));
  return absl::OkStatus();
}

static Status inferPadding(InferenceContext &context) {
  const TensorType &input = context.input(0);
  SM_ASSIGN_OR_RETURN(PartialShape paddings,
                      inputOfRank(context, 1, "paddings", 2));
  SM_RETURN_IF_ERROR(
      mergeDims(paddings.dim(1), 2, "the second dimension of 'paddings' and 2")
          .status());
  SM_ASSIGN_OR_RETURN(
      int64_t rank,
      mergeDims(input.shape.hasRank() ? input.shape.rank() : kUnknownDim,
                paddings.dim(0), "the rank of 'input' and rows of 'paddings'"));
  if (rank > kMaxRank)
    return absl::InvalidArgumentError(absl::StrCat(
        "'paddings' has ", rank,
        " rows, one for each dimension, beyond the limit of ", kMaxRank));
  if (rank == kUnknownDim) {
    context.setOutput(0, input.dtype, PartialShape::unranked());
    return absl::OkStatus();
  }
  const IntValues values = valuesOrUnknown(context, 1, 2 * rank);
  PartialShape shape = PartialShape::ofRank(static_cast<int>(rank));
  for (int i = 0; i < shape.rank(); ++i) {
    int64_t size = input.shape.dim(i);
    for (int side : {0, 1}) {
      const int64_t padding = values[2 * i + side];
      if (padding == kUnknownValue) {
        size = kUnknownDim;
        continue;
      }
      if (padding < 0)
        return absl::InvalidArgumentError(
            absl::StrCat("paddings[", i, ", ", side, "] is ", padding,
                         ", must not be negative"));
      SM_ASSIGN_OR_RETURN(size, addDims(size, padding));
    }
    shape.setDim(i, size);
  }
  context.setOutput(0, input.dtype, std::move(shape));
  return absl::OkStatus();
}

Status inferPad(const PadAttrs &, InferenceContext &context) {
  return inferPadding(context);
}

Status inferPadV2(const PadV2Attrs &, InferenceContext &context) {
  SM_RETURN_IF_ERROR(checkScalar(context, 2, "constant_values"));
  return inferPadding(context);
}

/// Checks that the first `count` dimensions of both agree.
static Status checkBatchDims(const PartialShape &params,
                             const PartialShape &indices, int count) {
  for (int i = 0; i < count; ++i)
    SM_RETURN_IF_ERROR(
        mergeDims(params.dim(i), indices.dim(i),
                  "the batch dimensions of 'params' and 'indices'")
            .status());
  return absl::OkStatus();
}

/// The result of gathering along `axis` (-1 if unknown).
static StatusOr<PartialShape> gatherShape(const PartialShape &params,
                                          const PartialShape &indices,
                                          int batchDims, int axis) {
  const int64_t rank = params.rank() - 1 + indices.rank() - batchDims;
  if (rank > kMaxRank)
    return absl::InvalidArgumentError(absl::StrCat(
        "a result of ", rank, " dimensions is beyond the limit of ", kMaxRank));
  if (axis < 0)
    return PartialShape::ofRank(static_cast<int>(rank));
  PartialShape shape(params.dims().first(axis));
  for (int64_t size : indices.dims().subspan(batchDims))
    shape.append(size);
  for (int64_t size : params.dims().subspan(axis + 1))
    shape.append(size);
  return shape;
}

Status inferGatherV2(const GatherV2Attrs &attrs, InferenceContext &context) {
  SM_ASSIGN_OR_RETURN(PartialShape params,
                      inputOfRankAtLeast(context, 0, "params", 1));
  const PartialShape &indices = context.input(1).shape;
  SM_ASSIGN_OR_RETURN(std::optional<int64_t> axis,
                      singleValue(context, 2, "axis", /*scalarOnly=*/true));
  int place = -1;
  if (axis && params.hasRank()) {
    SM_ASSIGN_OR_RETURN(place, normalizeAxis(*axis, params.rank(), "axis"));
  }
  if (!params.hasRank() || !indices.hasRank()) {
    context.setOutput(0, context.input(0).dtype, PartialShape::unranked());
    return absl::OkStatus();
  }
  const int64_t limit = indices.rank();
  if (attrs.batch_dims < -limit || attrs.batch_dims > limit)
    return absl::InvalidArgumentError(
        absl::StrCat("batch_dims is ", attrs.batch_dims, ", must be in [",
                     -limit, ", ", limit, "]"));
  const int batchDims = static_cast<int>(
      attrs.batch_dims < 0 ? attrs.batch_dims + limit : attrs.batch_dims);
  if (batchDims >= params.rank() || (place >= 0 && batchDims > place))
    return absl::InvalidArgumentError(
        absl::StrCat("batch_dims, ", batchDims,
                     ", must not exceed 'axis' and be below the rank of "
                     "'params', ",
                     params.rank()));
  SM_RETURN_IF_ERROR(checkBatchDims(params, indices, batchDims));
  SM_ASSIGN_OR_RETURN(PartialShape shape,
                      gatherShape(params, indices, batchDims, place));
  context.setOutput(0, context.input(0).dtype, std::move(shape));
  return absl::OkStatus();
}

} // namespace sm::ops
