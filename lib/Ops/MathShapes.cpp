// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shape functions of the family Math that are not shared.

#include "sm/Ops/Math.h"

#include "ShapeChecks.h"
#include "sm/Ops/Broadcast.h"
#include "sm/Ops/ShapeFunctions.h"

#include "absl/strings/str_cat.h"

namespace sm::ops {

static Status inferEquality(bool shapesMustFit, InferenceContext &context) {
  if (shapesMustFit)
    return inferBroadcastToBool(context);
  const PartialShape &x = context.input(0).shape, &y = context.input(1).shape;
  StatusOr<PartialShape> shape = broadcastPartialShapes(x, y);
  // What does not fit gives one truth value; and what may not fit, nothing that
  // is known.
  if (!shape.ok())
    context.setOutput(0, DType::Bool, PartialShape::scalar());
  else if (x.isFullyDefined() && y.isFullyDefined())
    context.setOutput(0, DType::Bool, *std::move(shape));
  else
    context.setOutput(0, DType::Bool, PartialShape::unranked());
  return absl::OkStatus();
}

Status inferEqual(const EqualAttrs &attrs, InferenceContext &context) {
  return inferEquality(attrs.incompatible_shape_error, context);
}

Status inferNotEqual(const NotEqualAttrs &attrs, InferenceContext &context) {
  return inferEquality(attrs.incompatible_shape_error, context);
}

Status inferSelectV2(const SelectV2Attrs &, InferenceContext &context) {
  SM_ASSIGN_OR_RETURN(
      PartialShape values,
      broadcastPartialShapes(context.input(1).shape, context.input(2).shape));
  SM_ASSIGN_OR_RETURN(PartialShape shape,
                      broadcastPartialShapes(context.input(0).shape, values));
  context.setOutput(0, context.input(1).dtype, std::move(shape));
  return absl::OkStatus();
}

Status inferSelect(const SelectAttrs &, InferenceContext &context) {
  const PartialShape &condition = context.input(0).shape;
  StatusOr<PartialShape> merged =
      context.input(1).shape.mergeWith(context.input(2).shape);
  if (!merged.ok())
    return absl::InvalidArgumentError(absl::StrCat(
        "'t' and 'e' must have one shape, have ", context.input(1).shape.str(),
        " and ", context.input(2).shape.str()));
  PartialShape shape = *std::move(merged);
  bool fits = true;
  if (condition.rank() > 1 && shape.hasRank()) {
    StatusOr<PartialShape> all = shape.mergeWith(condition);
    fits = all.ok();
    if (fits)
      shape = *std::move(all);
  } else if (condition.rank() > 1) {
    shape = condition;
  } else if (condition.rank() == 1 && shape.hasRank()) {
    fits = shape.rank() > 0;
    if (fits) {
      StatusOr<int64_t> rows =
          mergeDims(shape.dim(0), condition.dim(0), "the rows");
      fits = rows.ok();
      if (fits)
        shape.setDim(0, *rows);
    }
  }
  if (!fits)
    return absl::InvalidArgumentError(absl::StrCat(
        "'condition' must be a scalar, have the shape of 't', ", shape.str(),
        ", or an element for each of its rows, has shape ", condition.str()));
  context.setOutput(0, context.input(1).dtype, std::move(shape));
  return absl::OkStatus();
}

Status inferClipByValue(const ClipByValueAttrs &, InferenceContext &context) {
  static constexpr const char *names[] = {"t", "clip_value_min",
                                          "clip_value_max"};
  PartialShape shape = context.input(0).shape;
  for (int i : {1, 2}) {
    const PartialShape &bound = context.input(i).shape;
    if (!bound.hasRank() || bound.rank() == 0)
      continue;
    StatusOr<PartialShape> merged = shape.mergeWith(bound);
    if (!merged.ok())
      return absl::InvalidArgumentError(
          absl::StrCat("'", names[i],
                       "' must be a scalar or have the shape of "
                       "'t', ",
                       shape.str(), ", has shape ", bound.str()));
    shape = *std::move(merged);
  }
  context.setOutput(0, context.input(0).dtype, std::move(shape));
  return absl::OkStatus();
}

} // namespace sm::ops
