// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shape functions of the family Array: constants, shapes, joining, order.
/// Those that take parts of tensors are in SliceShapes.cpp.

#include "sm/Ops/Array.h"

#include "ShapeChecks.h"
#include "sm/Ops/ShapeFunctions.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <vector>

namespace sm::ops {

static Status rankError(int64_t rank) {
  return absl::InvalidArgumentError(absl::StrCat(
      "a result of ", rank, " dimensions is beyond the limit of ", kMaxRank));
}

Status inferConst(const ConstAttrs &attrs, InferenceContext &context) {
  // The value itself says the shape, to whoever holds it.
  context.setOutput(0, attrs.dtype, PartialShape::unranked());
  return absl::OkStatus();
}

Status inferPlaceholder(const PlaceholderAttrs &attrs,
                        InferenceContext &context) {
  context.setOutput(0, attrs.dtype, attrs.shape);
  return absl::OkStatus();
}

Status inferPlaceholderWithDefault(const PlaceholderWithDefaultAttrs &attrs,
                                   InferenceContext &context) {
  const PartialShape &input = context.input(0).shape;
  if (!input.isCompatibleWith(attrs.shape))
    return absl::InvalidArgumentError(
        absl::StrCat("the default has shape ", input.str(),
                     ", which does not fit ", attrs.shape.str()));
  // What the caller feeds need not have the shape of the default.
  context.setOutput(0, context.input(0).dtype, attrs.shape);
  return absl::OkStatus();
}

Status inferEnsureShape(const EnsureShapeAttrs &attrs,
                        InferenceContext &context) {
  const PartialShape &input = context.input(0).shape;
  StatusOr<PartialShape> shape = input.mergeWith(attrs.shape);
  if (!shape.ok())
    return absl::InvalidArgumentError(
        absl::StrCat("'input' has shape ", input.str(), ", which does not fit ",
                     attrs.shape.str()));
  context.setOutput(0, context.input(0).dtype, *std::move(shape));
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

Status inferShape(const ShapeAttrs &attrs, InferenceContext &context) {
  const PartialShape &input = context.input(0).shape;
  context.setOutput(0, attrs.out_type,
                    {input.hasRank() ? input.rank() : kUnknownDim});
  return absl::OkStatus();
}

Status inferSize(const SizeAttrs &attrs, InferenceContext &context) {
  context.setOutput(0, attrs.out_type, PartialShape::scalar());
  return absl::OkStatus();
}

Status inferRank(const RankAttrs &, InferenceContext &context) {
  context.setOutput(0, DType::Int32, PartialShape::scalar());
  return absl::OkStatus();
}

namespace {

/// The dimensions of a shape that are known, multiplied.
struct KnownProduct {
  int64_t product = 1; ///< of those that are not 0
  bool hasZero = false;
  int unknown = 0; ///< dimensions that are not known
};

} // namespace

static StatusOr<KnownProduct> knownProduct(const PartialShape &shape) {
  KnownProduct result;
  for (int64_t size : shape.dims()) {
    if (size == kUnknownDim) {
      ++result.unknown;
    } else if (size == 0) {
      result.hasZero = true;
    } else {
      SM_ASSIGN_OR_RETURN(result.product, multiplyDims(result.product, size));
    }
  }
  return result;
}

static Status reshapeError(const PartialShape &from, const PartialShape &to) {
  return absl::InvalidArgumentError(
      absl::StrCat("cannot reshape ", from.str(), " to ", to.str(),
                   ": the numbers of elements differ"));
}

/// The place of the one -1 in the requested shape, or -1; an error for two.
static StatusOr<int> findFreeDim(const std::optional<IntValues> &requested) {
  int place = -1;
  for (size_t i = 0; requested && i < requested->size(); ++i) {
    if ((*requested)[i] != -1)
      continue;
    if (place >= 0)
      return absl::InvalidArgumentError(
          absl::StrCat("only one dimension of 'shape' may be -1, dimensions ",
                       place, " and ", i, " are"));
    place = static_cast<int>(i);
  }
  return place;
}

/// Computes the one unknown dimension of `to`; the input is fully known.
static Status fillUnknownDim(const PartialShape &from, KnownProduct input,
                             KnownProduct output, bool isFree,
                             PartialShape &to) {
  int64_t missing = kUnknownDim;
  if (output.hasZero) {
    if (!input.hasZero)
      return reshapeError(from, to);
    if (!isFree)
      return absl::OkStatus();
    // Any size would do; TensorFlow takes what the sizes other than 0 leave.
    missing = input.product / output.product;
  } else if (input.hasZero) {
    missing = 0;
  } else {
    if (input.product % output.product != 0)
      return reshapeError(from, to);
    missing = input.product / output.product;
  }
  for (int i = 0; i < to.rank(); ++i)
    if (to.dim(i) == kUnknownDim)
      to.setDim(i, missing);
  return absl::OkStatus();
}

Status inferReshape(const ReshapeAttrs &, InferenceContext &context) {
  const PartialShape &from = context.input(0).shape;
  SM_ASSIGN_OR_RETURN(PartialShape to, context.inputAsShape(1));
  SM_ASSIGN_OR_RETURN(int free, findFreeDim(context.inputValues(1)));
  SM_ASSIGN_OR_RETURN(KnownProduct input, knownProduct(from));
  SM_ASSIGN_OR_RETURN(KnownProduct output, knownProduct(to));
  if (from.isFullyDefined() && to.hasRank() && output.unknown == 1) {
    SM_RETURN_IF_ERROR(fillUnknownDim(from, input, output, free >= 0, to));
  } else if (from.hasRank() && to.isFullyDefined()) {
    // A known result of n elements needs known input dimensions that divide n.
    const bool fits =
        input.unknown == 0
            ? input.hasZero == output.hasZero &&
                  (input.hasZero || input.product == output.product)
            : output.hasZero ||
                  (!input.hasZero && output.product % input.product == 0);
    if (!fits)
      return reshapeError(from, to);
  }
  context.setOutput(0, context.input(0).dtype, std::move(to));
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Dimensions of size 1
//===----------------------------------------------------------------------===//

Status inferSqueeze(const SqueezeAttrs &attrs, InferenceContext &context) {
  const PartialShape &input = context.input(0).shape;
  const DType type = context.input(0).dtype;
  // Without names, an unknown dimension may go away or not.
  if (!input.hasRank() ||
      (attrs.squeeze_dims.empty() && !input.isFullyDefined())) {
    context.setOutput(0, type, PartialShape::unranked());
    return absl::OkStatus();
  }
  std::vector<bool> drop(input.rank(), false);
  for (int64_t axis : attrs.squeeze_dims) {
    SM_ASSIGN_OR_RETURN(int dim,
                        normalizeAxis(axis, input.rank(), "squeeze_dims"));
    if (input.dim(dim) != 1 && input.dim(dim) != kUnknownDim)
      return absl::InvalidArgumentError(
          absl::StrCat("cannot squeeze dimension ", dim, " of ", input.str(),
                       ", which is not 1"));
    drop[dim] = true;
  }
  PartialShape shape = PartialShape::scalar();
  for (int i = 0; i < input.rank(); ++i)
    if (attrs.squeeze_dims.empty() ? input.dim(i) != 1 : !drop[i])
      shape.append(input.dim(i));
  context.setOutput(0, type, std::move(shape));
  return absl::OkStatus();
}

Status inferExpandDims(const ExpandDimsAttrs &, InferenceContext &context) {
  const PartialShape &input = context.input(0).shape;
  SM_ASSIGN_OR_RETURN(std::optional<int64_t> axis,
                      singleValue(context, 1, "dim", /*scalarOnly=*/false));
  const DType type = context.input(0).dtype;
  if (!input.hasRank()) {
    context.setOutput(0, type, input);
    return absl::OkStatus();
  }
  if (input.rank() >= kMaxRank)
    return rankError(input.rank() + 1);
  if (!axis) {
    context.setOutput(0, type, PartialShape::ofRank(input.rank() + 1));
    return absl::OkStatus();
  }
  SM_ASSIGN_OR_RETURN(int place, normalizeAxis(*axis, input.rank() + 1, "dim"));
  PartialShape shape(input.dims().first(place));
  shape.append(1);
  for (int64_t size : input.dims().subspan(place))
    shape.append(size);
  context.setOutput(0, type, std::move(shape));
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Order, joining and taking apart
//===----------------------------------------------------------------------===//

Status inferTranspose(const TransposeAttrs &, InferenceContext &context) {
  const PartialShape &x = context.input(0).shape;
  SM_ASSIGN_OR_RETURN(int64_t length, vectorLength(context, 1, "perm"));
  std::optional<IntValues> perm = context.inputValues(1);
  if (perm)
    length = static_cast<int64_t>(perm->size());
  const DType type = context.input(0).dtype;
  if (length != kUnknownDim && x.hasRank() && length != x.rank())
    return absl::InvalidArgumentError(
        absl::StrCat("'perm' must have an element for each of the ", x.rank(),
                     " dimensions of 'x', has ", length));
  const int64_t rank = x.hasRank() ? x.rank() : length;
  if (rank == kUnknownDim) {
    context.setOutput(0, type, PartialShape::unranked());
    return absl::OkStatus();
  }
  PartialShape shape = PartialShape::ofRank(static_cast<int>(rank));
  std::vector<bool> seen(rank, false);
  for (int i = 0; perm && i < shape.rank(); ++i) {
    if ((*perm)[i] == kUnknownValue)
      continue;
    SM_ASSIGN_OR_RETURN(int source,
                        normalizeAxis((*perm)[i], shape.rank(), "perm"));
    if (seen[source])
      return absl::InvalidArgumentError(
          absl::StrCat("'perm' names dimension ", source, " twice"));
    seen[source] = true;
    shape.setDim(i, x.dim(source));
  }
  context.setOutput(0, type, std::move(shape));
  return absl::OkStatus();
}

/// What the values of ConcatV2 are together: `axis` is where they are joined,
/// or -1 if that is not known.
static StatusOr<PartialShape> concatShape(const InferenceContext &context,
                                          int count, int axis, int rank) {
  PartialShape shape = PartialShape::ofRank(rank);
  int64_t sum = 0;
  for (int i = 0; i < count; ++i) {
    PartialShape value = context.input(i).shape;
    if (!value.hasRank())
      value = PartialShape::ofRank(rank);
    if (value.rank() != rank)
      return absl::InvalidArgumentError(
          absl::StrCat("all values must have one rank, value ", i,
                       " has shape ", value.str(), ", not of rank ", rank));
    if (axis < 0)
      continue;
    SM_ASSIGN_OR_RETURN(sum, addDims(sum, value.dim(axis)));
    value.setDim(axis, kUnknownDim);
    StatusOr<PartialShape> merged = shape.mergeWith(value);
    if (!merged.ok())
      return absl::InvalidArgumentError(absl::StrCat(
          "all values must agree except along dimension ", axis, ", value ", i,
          " has shape ", context.input(i).shape.str(), " after ", shape.str()));
    shape = *std::move(merged);
  }
  if (axis >= 0)
    shape.setDim(axis, sum);
  return shape;
}

Status inferConcatV2(const ConcatV2Attrs &, InferenceContext &context) {
  const int count = context.numInputs() - 1;
  if (count < 2)
    return absl::InvalidArgumentError(
        absl::StrCat("needs at least two values, has ", std::max(count, 0)));
  SM_ASSIGN_OR_RETURN(
      std::optional<int64_t> axis,
      singleValue(context, count, "axis", /*scalarOnly=*/false));
  int rank = -1;
  for (int i = 0; i < count && rank < 0; ++i)
    rank = context.input(i).shape.rank();
  if (rank == 0)
    return absl::InvalidArgumentError(
        "scalars cannot be joined along a dimension");
  const DType type = context.input(0).dtype;
  if (rank < 0) {
    context.setOutput(0, type, PartialShape::unranked());
    return absl::OkStatus();
  }
  int place = -1;
  if (axis) {
    SM_ASSIGN_OR_RETURN(place, normalizeAxis(*axis, rank, "axis"));
  }
  SM_ASSIGN_OR_RETURN(PartialShape shape,
                      concatShape(context, count, place, rank));
  context.setOutput(0, type, std::move(shape));
  return absl::OkStatus();
}

Status inferPack(const PackAttrs &attrs, InferenceContext &context) {
  SM_RETURN_IF_ERROR(inferMerged(context));
  const TensorType row = context.output(0);
  if (!row.shape.hasRank())
    return absl::OkStatus();
  if (row.shape.rank() >= kMaxRank)
    return rankError(row.shape.rank() + 1);
  SM_ASSIGN_OR_RETURN(int place,
                      normalizeAxis(attrs.axis, row.shape.rank() + 1, "axis"));
  PartialShape shape(row.shape.dims().first(place));
  shape.append(context.numInputs());
  for (int64_t size : row.shape.dims().subspan(place))
    shape.append(size);
  context.setOutput(0, row.dtype, std::move(shape));
  return absl::OkStatus();
}

Status inferUnpack(const UnpackAttrs &attrs, InferenceContext &context) {
  SM_ASSIGN_OR_RETURN(PartialShape value,
                      inputOfRankAtLeast(context, 0, "value", 1));
  PartialShape row;
  if (value.hasRank()) {
    SM_ASSIGN_OR_RETURN(int axis,
                        normalizeAxis(attrs.axis, value.rank(), "axis"));
    SM_RETURN_IF_ERROR(
        mergeDims(value.dim(axis), attrs.num,
                  "the unpacked dimension of 'value' and the number of outputs")
            .status());
    row = PartialShape(value.dims().first(axis));
    for (int64_t size : value.dims().subspan(axis + 1))
      row.append(size);
  }
  for (int i = 0; i < context.numOutputs(); ++i)
    context.setOutput(i, context.input(0).dtype, row);
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// New tensors
//===----------------------------------------------------------------------===//

Status inferFill(const FillAttrs &, InferenceContext &context) {
  SM_RETURN_IF_ERROR(checkScalar(context, 1, "value"));
  std::optional<IntValues> dims = context.inputValues(0);
  for (size_t i = 0; dims && i < dims->size(); ++i)
    if ((*dims)[i] < 0 && (*dims)[i] != kUnknownValue)
      return absl::InvalidArgumentError(absl::StrCat(
          "'dims' must not be negative, dimension ", i, " is ", (*dims)[i]));
  SM_ASSIGN_OR_RETURN(PartialShape shape, context.inputAsShape(0));
  context.setOutput(0, context.input(1).dtype, std::move(shape));
  return absl::OkStatus();
}

/// The number of elements of a range of integers.
static StatusOr<int64_t> rangeLength(int64_t start, int64_t limit,
                                     int64_t delta) {
  if (delta == 0)
    return absl::InvalidArgumentError("'delta' must not be 0");
  if (delta > 0 ? start > limit : start < limit)
    return absl::InvalidArgumentError(
        absl::StrCat("'start', ", start, ", must not lie beyond 'limit', ",
                     limit, ", in the direction of 'delta', ", delta));
  // Distance and step as unsigned numbers: neither fits into int64 always.
  const uint64_t distance = delta > 0 ? static_cast<uint64_t>(limit) - start
                                      : static_cast<uint64_t>(start) - limit;
  const uint64_t step =
      delta > 0 ? static_cast<uint64_t>(delta) : -static_cast<uint64_t>(delta);
  const uint64_t length = distance / step + (distance % step != 0);
  if (length > static_cast<uint64_t>(INT64_MAX))
    return absl::InvalidArgumentError(absl::StrCat(
        "a range of ", length, " elements exceeds the range of int64"));
  return static_cast<int64_t>(length);
}

Status inferRange(const RangeAttrs &, InferenceContext &context) {
  static constexpr const char *names[] = {"start", "limit", "delta"};
  int64_t values[3];
  bool known = isIntegerDType(context.input(0).dtype);
  for (int i = 0; i < 3; ++i) {
    SM_ASSIGN_OR_RETURN(std::optional<int64_t> value,
                        singleValue(context, i, names[i], /*scalarOnly=*/true));
    known &= value.has_value();
    values[i] = value.value_or(0);
  }
  int64_t length = kUnknownDim;
  if (known) {
    SM_ASSIGN_OR_RETURN(length, rangeLength(values[0], values[1], values[2]));
  }
  context.setOutput(0, context.input(0).dtype, {length});
  return absl::OkStatus();
}

} // namespace sm::ops
