// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shape functions that several ops share.

#include "sm/Ops/ShapeFunctions.h"

#include "ShapeChecks.h"
#include "sm/Ops/Broadcast.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <map>
#include <string>

namespace sm::ops {

/// Checks that input `index` of type attribute `typeAttr` has the type that an
/// earlier input gave it.
static Status
checkTypeAttr(const InferenceContext &context, int index, const ArgInfo &arg,
              std::map<std::string_view, DType, std::less<>> &types) {
  const DType type = context.input(index).dtype;
  const DType first = types.emplace(arg.typeAttr, type).first->second;
  if (type == first)
    return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("'", std::string(arg.name), "' has element type ",
                   dtypeName(type), ", but an earlier operand gives ",
                   std::string(arg.typeAttr), " = ", dtypeName(first)));
}

Status checkArguments(const OpInfo &op, const InferenceContext &context) {
  int lists = 0;
  for (const ArgInfo &arg : op.inputs)
    lists += arg.isList();
  const int single = static_cast<int>(op.inputs.size()) - lists;
  const int inLists = context.numInputs() - single;
  if (inLists < 0 || (lists == 0 && inLists > 0))
    return absl::InvalidArgumentError(
        absl::StrCat("needs ", lists > 0 ? "at least " : "", single,
                     " inputs, has ", context.numInputs()));

  std::map<std::string_view, DType, std::less<>> types;
  int index = 0;
  for (const ArgInfo &arg : op.inputs) {
    // The lengths of several lists are for the shape function to tell.
    if (arg.isList() && lists > 1)
      return absl::OkStatus();
    const int end = index + (arg.isList() ? inLists : 1);
    for (; index < end; ++index) {
      const DType type = context.input(index).dtype;
      if (type == DType::Invalid)
        continue; // The result of an op that the compiler does not know.
      if (!arg.typeAttr.empty())
        SM_RETURN_IF_ERROR(checkTypeAttr(context, index, arg, types));
      else if (arg.typeListAttr.empty() && type != arg.type)
        return absl::InvalidArgumentError(absl::StrCat(
            "'", std::string(arg.name), "' must have element type ",
            dtypeName(arg.type), ", has ", dtypeName(type)));
    }
  }
  return absl::OkStatus();
}

Status inferUnchanged(InferenceContext &context) {
  context.setOutput(0, context.input(0));
  return absl::OkStatus();
}

Status inferUnchangedNonScalar(InferenceContext &context) {
  const PartialShape &shape = context.input(0).shape;
  if (shape.rank() == 0)
    return absl::InvalidArgumentError(
        "the input must have rank 1 or more, is a scalar");
  return inferUnchanged(context);
}

Status inferUnchangedToBool(InferenceContext &context) {
  context.setOutput(0, DType::Bool, context.input(0).shape);
  return absl::OkStatus();
}

Status inferUnchangedAll(InferenceContext &context) {
  if (context.numInputs() != context.numOutputs())
    return absl::InvalidArgumentError(
        absl::StrCat("has ", context.numInputs(), " inputs, but ",
                     context.numOutputs(), " outputs"));
  for (int i = 0; i < context.numInputs(); ++i)
    context.setOutput(i, context.input(i));
  return absl::OkStatus();
}

Status inferMerged(InferenceContext &context) {
  if (context.numInputs() == 0)
    return absl::InvalidArgumentError("needs at least one input");
  PartialShape shape;
  for (int i = 0; i < context.numInputs(); ++i) {
    StatusOr<PartialShape> merged = shape.mergeWith(context.input(i).shape);
    if (!merged.ok())
      return absl::InvalidArgumentError(
          absl::StrCat("all inputs must have one shape, input ", i, " has ",
                       context.input(i).shape.str(), " after ", shape.str()));
    shape = *std::move(merged);
  }
  context.setOutput(0, context.input(0).dtype, std::move(shape));
  return absl::OkStatus();
}

Status inferBroadcast(InferenceContext &context) {
  SM_ASSIGN_OR_RETURN(
      PartialShape shape,
      broadcastPartialShapes(context.input(0).shape, context.input(1).shape));
  context.setOutput(0, context.input(0).dtype, std::move(shape));
  return absl::OkStatus();
}

Status inferBroadcastToBool(InferenceContext &context) {
  SM_RETURN_IF_ERROR(inferBroadcast(context));
  context.setOutput(0, DType::Bool, context.output(0).shape);
  return absl::OkStatus();
}

Status inferNothing(InferenceContext &) { return absl::OkStatus(); }

} // namespace sm::ops
