// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shape functions of the family Linalg.

#include "sm/Ops/Linalg.h"

#include "ShapeChecks.h"
#include "sm/Ops/Broadcast.h"

#include "absl/strings/str_cat.h"

namespace sm::ops {

Status inferMatMul(const MatMulAttrs &attrs, InferenceContext &context) {
  SM_ASSIGN_OR_RETURN(PartialShape a, inputOfRank(context, 0, "a", 2));
  SM_ASSIGN_OR_RETURN(PartialShape b, inputOfRank(context, 1, "b", 2));
  SM_RETURN_IF_ERROR(mergeDims(a.dim(attrs.transpose_a ? 0 : 1),
                               b.dim(attrs.transpose_b ? 1 : 0),
                               "the inner dimensions of 'a' and 'b'")
                         .status());
  context.setOutput(0, context.input(0).dtype,
                    PartialShape{a.dim(attrs.transpose_a ? 1 : 0),
                                 b.dim(attrs.transpose_b ? 0 : 1)});
  return absl::OkStatus();
}

/// All dimensions but the last two.
static PartialShape batchOf(const PartialShape &shape) {
  if (!shape.hasRank())
    return shape;
  return PartialShape(shape.dims().first(shape.rank() - 2));
}

static Status inferBatchMatMul(bool adjX, bool adjY, bool broadcast,
                               InferenceContext &context) {
  SM_ASSIGN_OR_RETURN(PartialShape x, inputOfRankAtLeast(context, 0, "x", 2));
  SM_ASSIGN_OR_RETURN(PartialShape y, inputOfRankAtLeast(context, 1, "y", 2));
  // The dimension of `shape` at `place` from the end.
  auto fromEnd = [](const PartialShape &shape, int place) {
    return shape.dim(shape.rank() - place);
  };
  SM_RETURN_IF_ERROR(mergeDims(fromEnd(x, adjX ? 2 : 1),
                               fromEnd(y, adjY ? 1 : 2),
                               "the inner dimensions of 'x' and 'y'")
                         .status());
  StatusOr<PartialShape> batch =
      broadcast ? broadcastPartialShapes(batchOf(x), batchOf(y))
                : batchOf(x).mergeWith(batchOf(y));
  if (!batch.ok())
    return withContext(batch.status(), "batch dimensions of 'x' and 'y'");
  PartialShape shape = *std::move(batch);
  if (shape.hasRank()) {
    shape.append(fromEnd(x, adjX ? 1 : 2));
    shape.append(fromEnd(y, adjY ? 2 : 1));
  }
  context.setOutput(0, context.input(0).dtype, std::move(shape));
  return absl::OkStatus();
}

Status inferBatchMatMul(const BatchMatMulAttrs &attrs,
                        InferenceContext &context) {
  return inferBatchMatMul(attrs.adj_x, attrs.adj_y, /*broadcast=*/false,
                          context);
}

Status inferBatchMatMulV2(const BatchMatMulV2Attrs &attrs,
                          InferenceContext &context) {
  return inferBatchMatMul(attrs.adj_x, attrs.adj_y, /*broadcast=*/true,
                          context);
}

} // namespace sm::ops
