// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shape functions of the family Parsing.

#include "sm/Ops/Parsing.h"

#include "ShapeChecks.h"

#include "absl/strings/str_cat.h"

namespace sm::ops {

/// The shape of dense feature `index` over a batch of `batch` messages.
static StatusOr<PartialShape> denseShape(const ParseExampleAttrs &attrs,
                                         int index, int64_t batch) {
  const PartialShape &feature = attrs.dense_shapes[index];
  // Only the first dimension may vary from message to message.
  bool known = feature.hasRank();
  for (int i = 1; known && i < feature.rank(); ++i)
    known = feature.dim(i) != kUnknownDim;
  if (!known)
    return absl::InvalidArgumentError(
        absl::StrCat("dense_shapes[", index,
                     "] must have known dimensions after the first, "
                     "is ",
                     feature.str()));
  PartialShape shape{batch};
  for (int64_t size : feature.dims())
    shape.append(size);
  return shape;
}

Status inferParseExample(const ParseExampleAttrs &attrs,
                         InferenceContext &context) {
  const int sparse = static_cast<int>(attrs.sparse_types.size());
  const int dense = static_cast<int>(attrs.dense_shapes.size());
  const int inputs = 2 + sparse + 2 * dense, outputs = 3 * sparse + dense;
  if (context.numInputs() != inputs || context.numOutputs() != outputs)
    return absl::InvalidArgumentError(absl::StrCat(
        "with ", sparse, " sparse_types and ", dense, " dense_shapes needs ",
        inputs, " inputs and ", outputs, " outputs, has ", context.numInputs(),
        " and ", context.numOutputs()));
  SM_ASSIGN_OR_RETURN(PartialShape serialized,
                      inputOfRank(context, 0, "serialized", 1));
  SM_RETURN_IF_ERROR(inputOfRank(context, 1, "names", 1).status());
  for (int i = 0; i < sparse; ++i)
    SM_RETURN_IF_ERROR(checkScalar(context, 2 + i, "sparse_keys"));
  for (int i = 0; i < dense; ++i)
    SM_RETURN_IF_ERROR(checkScalar(context, 2 + sparse + i, "dense_keys"));
  const int keys = 2 + sparse + dense;
  for (int i = 0; i < keys; ++i)
    if (context.input(i).dtype != DType::String)
      return absl::InvalidArgumentError(
          absl::StrCat("input ", i, " must have element type string, has ",
                       dtypeName(context.input(i).dtype)));

  for (int i = 0; i < sparse; ++i) {
    context.setOutput(i, DType::Int64, {kUnknownDim, 2});
    context.setOutput(sparse + i, attrs.sparse_types[i], {kUnknownDim});
    context.setOutput(2 * sparse + i, DType::Int64, {2});
  }
  for (int i = 0; i < dense; ++i) {
    SM_ASSIGN_OR_RETURN(PartialShape shape,
                        denseShape(attrs, i, serialized.dim(0)));
    context.setOutput(3 * sparse + i, context.input(keys + i).dtype,
                      std::move(shape));
  }
  return absl::OkStatus();
}

} // namespace sm::ops
