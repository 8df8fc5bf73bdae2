// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Products of matrices.

#include "OpConversion.h"

#include "dialects/StableHLO/ContractionOps.h"
#include "dialects/TF/LinalgOps.h"

using namespace mlir;

namespace sm {

using namespace stablehlo;

/// The sum of products over dimensions `lhsDim` and `rhsDim`, of which the
/// first `batch` dimensions are batches. Short types are summed in f32.
static Value dot(OpConversion &c, Value lhs, Value rhs, int64_t lhsDim,
                 int64_t rhsDim, int64_t batch) {
  Type element = c.elementOf(lhs);
  lhs = c.widened(lhs);
  rhs = c.widened(rhs);
  Dims batches = llvm::to_vector(llvm::seq<int64_t>(0, batch));
  Dims shape(c.typeOf(lhs).getShape().take_front(batch));
  for (auto [value, dim] : {std::pair(lhs, lhsDim), std::pair(rhs, rhsDim)})
    for (int64_t i = batch; i < c.typeOf(value).getRank(); ++i)
      if (i != dim)
        shape.push_back(c.typeOf(value).getDimSize(i));
  auto numbers = DotDimensionNumbersAttr::get(c.b.getContext(), batches,
                                              batches, {lhsDim}, {rhsDim});
  Value product = DotGeneralOp::create(
      c.b, c.location, Type(RankedTensorType::get(shape, c.elementOf(lhs))),
      lhs, rhs, numbers, ArrayAttr());
  return c.convert(product, element);
}

static LogicalResult convertMatMul(tf::MatMulOp op, OpConversion &c) {
  Value a = c.operand(0), b = c.operand(1);
  if (c.typeOf(a).getRank() != 2 || c.typeOf(b).getRank() != 2)
    return c.refuse("multiplies tensors that are no matrices");
  return c.replace(
      dot(c, a, b, op.getTransposeA() ? 0 : 1, op.getTransposeB() ? 1 : 0, 0));
}

/// The matrix that a batch of one matrix is; null if it may be another batch.
static Value asMatrix(OpConversion &c, Value value) {
  ArrayRef<int64_t> shape = c.typeOf(value).getShape();
  if (!llvm::all_of(shape.drop_back(2), [](int64_t n) { return n == 1; }))
    return {};
  if (shape.size() == 2)
    return value;
  if (!c.typeOf(value).hasStaticShape())
    return {};
  return c.reshape(value, shape.take_back(2));
}

/// `value` with its batch broadcast to the static `batch`.
static Value withBatch(OpConversion &c, Value value, ArrayRef<int64_t> batch) {
  Dims shape(batch);
  llvm::append_range(shape, c.typeOf(value).getShape().take_back(2));
  return c.broadcast(value, shape);
}

template <typename Op>
static LogicalResult convertBatchMatMul(Op op, OpConversion &c) {
  Value x = c.operand(0), y = c.operand(1);
  int64_t xRank = c.typeOf(x).getRank(), yRank = c.typeOf(y).getRank();
  if (xRank < 2 || yRank < 2)
    return c.refuse("multiplies tensors that are no matrices");
  // One matrix for the whole batch needs no copies of it.
  if (Value matrix = asMatrix(c, y); matrix && xRank >= yRank)
    return c.replace(dot(c, x, matrix, op.getAdjX() ? xRank - 2 : xRank - 1,
                         op.getAdjY() ? 1 : 0, 0));
  auto batchOf = [&](Value value) {
    return c.typeOf(value).getShape().drop_back(2);
  };
  if (batchOf(x) != batchOf(y)) {
    RankedTensorType type = c.staticResult();
    if (!type || !c.hasStaticOperands())
      return failure();
    x = withBatch(c, x, type.getShape().drop_back(2));
    y = withBatch(c, y, type.getShape().drop_back(2));
  }
  // Unknown sizes might broadcast.
  if (std::is_same_v<Op, tf::BatchMatMulV2Op> &&
      llvm::any_of(batchOf(x), ShapedType::isDynamic))
    return c.refuse("operands that broadcast need static shapes");
  int64_t batch = c.typeOf(x).getRank() - 2;
  return c.replace(dot(c, x, y, batch + (op.getAdjX() ? 0 : 1),
                       batch + (op.getAdjY() ? 1 : 0), batch));
}

ArrayRef<Conversion> productConversions() {
  static const Conversion table[] = {
      convertsBy<tf::MatMulOp, convertMatMul>(),
      convertsBy<tf::BatchMatMulOp, convertBatchMatMul<tf::BatchMatMulOp>>(),
      convertsBy<tf::BatchMatMulV2Op,
                 convertBatchMatMul<tf::BatchMatMulV2Op>>(),
  };
  return table;
}

} // namespace sm
