// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops that make, describe and join tensors, and those that do nothing.

#include "OpConversion.h"

#include "dialects/StableHLO/MovementOps.h"
#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/TFRewriting.h"

using namespace mlir;

namespace sm {

using namespace stablehlo;

//===----------------------------------------------------------------------===//
// What does nothing
//===----------------------------------------------------------------------===//

static LogicalResult convertNoOp(tf::NoOpOp, OpConversion &c) {
  return c.replace({});
}

template <typename Op>
static LogicalResult convertIdentity(Op, OpConversion &c) {
  return c.replace(c.allOperands());
}

static LogicalResult convertEnsureShape(tf::EnsureShapeOp op, OpConversion &c) {
  if (!c.hasStaticOperands())
    return failure();
  Value x = c.operand(0);
  if (!op.getShape().getShape().isCompatibleWith(tf::shapeOf(x.getType())))
    return c.refuse("its input never has the shape that it asks for");
  return c.replace(x);
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

static LogicalResult convertConst(tf::ConstOp op, OpConversion &c) {
  return c.replace(c.constant(op.getValue()));
}

/// A constant of integers of result 0's type.
static LogicalResult replaceWithInts(OpConversion &c, ArrayRef<int64_t> values,
                                     ArrayRef<int64_t> shape) {
  Type element = getElementTypeOrSelf(c.op->getResult(0).getType());
  SmallVector<APInt> numbers;
  for (int64_t value : values)
    numbers.emplace_back(element.getIntOrFloatBitWidth(),
                         static_cast<uint64_t>(value), /*isSigned=*/true,
                         /*implicitTrunc=*/true);
  return c.replace(c.constant(
      DenseElementsAttr::get(RankedTensorType::get(shape, element), numbers)));
}

static LogicalResult convertShape(tf::ShapeOp, OpConversion &c) {
  if (!c.hasStaticOperands())
    return failure();
  ArrayRef<int64_t> shape = c.typeOf(c.operand(0)).getShape();
  return replaceWithInts(c, shape, {static_cast<int64_t>(shape.size())});
}

static LogicalResult convertSize(tf::SizeOp, OpConversion &c) {
  if (!c.hasStaticOperands())
    return failure();
  return replaceWithInts(c, c.typeOf(c.operand(0)).getNumElements(), {});
}

static LogicalResult convertRank(tf::RankOp, OpConversion &c) {
  return replaceWithInts(c, c.typeOf(c.operand(0)).getRank(), {});
}

template <typename Op, int number>
static LogicalResult convertLike(Op, OpConversion &c) {
  if (!c.hasStaticOperands())
    return failure();
  return c.replace(c.splatLike(c.operand(0), number));
}

static LogicalResult convertFill(tf::FillOp, OpConversion &c) {
  RankedTensorType type = c.staticResult();
  if (!type || !c.hasStaticOperands())
    return failure();
  return c.replace(c.broadcast(c.reshape(c.operand(1), {}), type.getShape()));
}

static LogicalResult convertRange(tf::RangeOp, OpConversion &c) {
  RankedTensorType type = c.staticResult();
  if (!type || !c.hasStaticOperands())
    return failure();
  auto beside = [&](Value number) {
    return c.broadcast(c.widened(c.reshape(number, {})), type.getShape());
  };
  Value start = beside(c.operand(0)), delta = beside(c.operand(2));
  Value steps = IotaOp::create(c.b, c.location, start.getType(), 0);
  Value numbers = c.make<AddOp>(start, c.make<MulOp>(steps, delta));
  return c.replace(c.convert(numbers, type.getElementType()));
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

/// Ops that put the same elements into the shape of their result.
template <typename Op>
static LogicalResult convertReshape(Op, OpConversion &c) {
  RankedTensorType type = c.staticResult();
  if (!type || !c.hasStaticOperands())
    return failure();
  Value x = c.operand(0);
  if (c.typeOf(x).getNumElements() != type.getNumElements())
    return c.refuse("asks for another number of elements than its input has");
  return c.replace(c.reshape(x, type.getShape()));
}

static LogicalResult convertTranspose(tf::TransposeOp op, OpConversion &c) {
  std::optional<Dims> permutation = tf::permutationOf(op);
  if (!permutation)
    return c.refuse("'perm' must be a constant");
  return c.replace(c.transpose(c.operand(0), *permutation));
}

static LogicalResult convertTile(tf::TileOp, OpConversion &c) {
  Value x = c.operand(0);
  std::optional<Dims> multiples =
      c.intOperand(1, "multiples", c.typeOf(x).getRank());
  RankedTensorType type = multiples ? c.staticResult() : RankedTensorType();
  if (!type || !c.hasStaticOperands())
    return failure();
  // Each repeated dimension gets one of its own before it, along which it
  // broadcasts.
  Dims shape, dims;
  for (auto [size, multiple] :
       llvm::zip_equal(c.typeOf(x).getShape(), *multiples)) {
    if (multiple != 1)
      shape.push_back(multiple);
    dims.push_back(static_cast<int64_t>(shape.size()));
    shape.push_back(size);
  }
  return c.replace(
      c.reshape(c.broadcastInDim(x, shape, dims), type.getShape()));
}

//===----------------------------------------------------------------------===//
// Joining and parting
//===----------------------------------------------------------------------===//

static Value concatenate(OpConversion &c, ValueRange parts, int64_t dim) {
  if (parts.size() == 1)
    return parts.front();
  Dims shape(c.typeOf(parts.front()).getShape());
  for (Value part : parts.drop_front()) {
    int64_t size = c.typeOf(part).getDimSize(dim);
    shape[dim] =
        ShapedType::isDynamic(size) || ShapedType::isDynamic(shape[dim])
            ? ShapedType::kDynamic
            : shape[dim] + size;
    // What one part knows all know.
    for (auto [i, known] : llvm::enumerate(shape))
      if (static_cast<int64_t>(i) != dim && ShapedType::isDynamic(known))
        known = c.typeOf(part).getDimSize(i);
  }
  return ConcatenateOp::create(
      c.b, c.location, RankedTensorType::get(shape, c.elementOf(parts.front())),
      parts, dim);
}

static LogicalResult convertConcat(tf::ConcatV2Op, OpConversion &c) {
  ArrayRef<Value> parts = c.allOperands().drop_back();
  std::optional<int64_t> axis =
      c.axisOperand(parts.size(), "axis", c.typeOf(parts.front()).getRank());
  if (!axis)
    return failure();
  // Machine code holds nothing that is empty.
  SmallVector<Value> filled;
  for (Value part : parts)
    if (c.typeOf(part).hasStaticShape() && c.typeOf(part).getNumElements() > 0)
      filled.push_back(part);
  bool isStatic = llvm::all_of(
      parts, [&](Value part) { return c.typeOf(part).hasStaticShape(); });
  return c.replace(
      concatenate(c, isStatic && !filled.empty() ? filled : parts, *axis));
}

static LogicalResult convertPack(tf::PackOp op, OpConversion &c) {
  if (!c.hasStaticOperands())
    return failure();
  Dims shape(c.typeOf(c.operand(0)).getShape());
  int64_t rank = static_cast<int64_t>(shape.size()) + 1, axis = op.getAxis();
  axis += axis < 0 ? rank : 0;
  if (axis < 0 || axis >= rank)
    return c.refuse("'axis' names no dimension of the result");
  shape.insert(shape.begin() + axis, 1);
  SmallVector<Value> parts;
  for (Value part : c.allOperands())
    parts.push_back(c.reshape(part, shape));
  return c.replace(concatenate(c, parts, axis));
}

static LogicalResult convertUnpack(tf::UnpackOp op, OpConversion &c) {
  if (!c.hasStaticOperands())
    return failure();
  Value x = c.operand(0);
  Dims limits(c.typeOf(x).getShape());
  int64_t rank = static_cast<int64_t>(limits.size()), axis = op.getAxis();
  axis += axis < 0 ? rank : 0;
  if (axis < 0 || axis >= rank)
    return c.refuse("'axis' names no dimension of the input");
  Dims starts(rank, 0), strides(rank, 1), row(limits);
  row.erase(row.begin() + axis);
  SmallVector<Value> rows;
  for (unsigned i = 0; i < op->getNumResults(); ++i) {
    starts[axis] = i;
    limits[axis] = i + 1;
    rows.push_back(c.reshape(c.slice(x, starts, limits, strides), row));
  }
  return c.replace(rows);
}

ArrayRef<Conversion> arrayConversions() {
  static const Conversion table[] = {
      convertsBy<tf::NoOpOp, convertNoOp>(),
      convertsBy<tf::PlaceholderWithDefaultOp,
                 convertIdentity<tf::PlaceholderWithDefaultOp>>(),
      convertsBy<tf::IdentityOp, convertIdentity<tf::IdentityOp>>(),
      convertsBy<tf::IdentityNOp, convertIdentity<tf::IdentityNOp>>(),
      convertsBy<tf::StopGradientOp, convertIdentity<tf::StopGradientOp>>(),
      convertsBy<tf::PreventGradientOp,
                 convertIdentity<tf::PreventGradientOp>>(),
      convertsBy<tf::SnapshotOp, convertIdentity<tf::SnapshotOp>>(),
      convertsBy<tf::EnsureShapeOp, convertEnsureShape>(),
      convertsBy<tf::ConstOp, convertConst>(),
      convertsBy<tf::ShapeOp, convertShape>(),
      convertsBy<tf::SizeOp, convertSize>(),
      convertsBy<tf::RankOp, convertRank>(),
      convertsBy<tf::ZerosLikeOp, convertLike<tf::ZerosLikeOp, 0>>(),
      convertsBy<tf::OnesLikeOp, convertLike<tf::OnesLikeOp, 1>>(),
      convertsBy<tf::FillOp, convertFill>(),
      convertsBy<tf::RangeOp, convertRange>(),
      convertsBy<tf::ReshapeOp, convertReshape<tf::ReshapeOp>>(),
      convertsBy<tf::SqueezeOp, convertReshape<tf::SqueezeOp>>(),
      convertsBy<tf::ExpandDimsOp, convertReshape<tf::ExpandDimsOp>>(),
      convertsBy<tf::TransposeOp, convertTranspose>(),
      convertsBy<tf::TileOp, convertTile>(),
      convertsBy<tf::ConcatV2Op, convertConcat>(),
      convertsBy<tf::PackOp, convertPack>(),
      convertsBy<tf::UnpackOp, convertUnpack>(),
  };
  return table;
}

} // namespace sm
