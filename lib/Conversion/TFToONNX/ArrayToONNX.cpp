// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops that make, move and describe tensors. Those that take places in tensors
// as operands are in IndexToONNX.cpp.

#include "LoweringTable.h"

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/TFRewriting.h"

using namespace mlir;

namespace sm::tf_to_onnx {

/// Ops without meaning for values. Constants are made by their first use.
static void lowerNothing(Operation *, Lowering &) {}

/// Each result is the operand at its place.
static void lowerIdentity(Operation *op, Lowering &l) {
  for (auto [result, operand] : llvm::zip(op->getResults(), op->getOperands()))
    l.set(result, l.of(operand));
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

/// True if no dimension can be 0.
static bool hasElements(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && llvm::all_of(type.getShape(), [](int64_t dim) {
           return dim != ShapedType::kDynamic && dim != 0;
         });
}

static void lowerReshape(tf::ReshapeOp op, Lowering &l) {
  Value tensor = l.of(op.getTensor());
  if (auto shape = Lowering::knownInts(op.getShape()))
    return l.set(op.getOutput(), l.reshape(tensor, *shape));
  Value shape = l.indices(op.getShape());
  SmallVector<NamedAttribute> attributes;
  // A 0 that turns up at run time is a size. Before opset 14 it means the
  // input's size at its place, so it is written as -1: what one dimension has
  // to be if there are no elements. Of two, the runtime says that it cannot
  // tell them, as TensorFlow does of one beside a -1.
  if (l.opset() >= 14)
    attributes.push_back(l.attr("allowzero", int64_t(1)));
  else if (!hasElements(op.getOutput()))
    shape = l.make(
        "Where", {l.make("Equal", {shape, l.scalar(0)}), l.scalar(-1), shape});
  l.set(op.getOutput(), l.make("Reshape", {tensor, shape}, attributes));
}

static void lowerShape(tf::ShapeOp op, Lowering &l) {
  l.set(op.getOutput(), l.shapeOf(op.getInput()));
}

static void lowerSize(tf::SizeOp op, Lowering &l) {
  auto type = dyn_cast<RankedTensorType>(op.getInput().getType());
  if (type && type.hasStaticShape())
    return l.set(op.getOutput(), l.scalar(type.getNumElements()));
  // Size itself has fewer types than Shape.
  l.set(op.getOutput(), l.make("ReduceProd", l.shapeOf(op.getInput()),
                               l.attr("keepdims", int64_t(0))));
}

static void lowerRank(tf::RankOp op, Lowering &l) {
  if (std::optional<int64_t> rank = rankOf(op.getInput()))
    return l.set(op.getOutput(), l.scalar(*rank));
  l.set(op.getOutput(), l.make("Size", l.make("Shape", l.of(op.getInput()))));
}

static void lowerSqueeze(tf::SqueezeOp op, Lowering &l) {
  SmallVector<Value> operands = {l.of(op.getInput())};
  SmallVector<int64_t> axes;
  for (Attribute axis : op.getSqueezeDims())
    axes.push_back(cast<IntegerAttr>(axis).getInt());
  // Without axes both ops leave out every dimension of size 1.
  if (!axes.empty())
    operands.push_back(l.ints(axes));
  l.set(op.getOutput(), l.make("Squeeze", operands));
}

static void lowerExpandDims(tf::ExpandDimsOp op, Lowering &l) {
  Value axes = nullptr;
  if (auto dim = Lowering::knownInts(op.getDim()))
    axes = l.ints(*dim);
  else
    axes = l.reshape(l.indices(op.getDim()), {1});
  l.set(op.getOutput(), l.make("Unsqueeze", {l.of(op.getInput()), axes}));
}

static void lowerTranspose(tf::TransposeOp op, Lowering &l) {
  auto perm = l.requireInts(op.getPerm(), "the permutation");
  if (!perm)
    return;
  for (int64_t &axis : *perm)
    if (axis < 0)
      axis += static_cast<int64_t>(perm->size());
  // A scalar has nothing to transpose, and no attribute to say so.
  l.set(op.getY(),
        perm->empty() ? l.of(op.getX()) : l.transposed(op.getX(), *perm));
}

//===----------------------------------------------------------------------===//
// Joining and repeating
//===----------------------------------------------------------------------===//

static void lowerConcatV2(tf::ConcatV2Op op, Lowering &l) {
  std::optional<int64_t> axis = l.requireInt(op.getAxis(), "the axis");
  if (axis)
    l.set(op.getOutput(),
          l.make("Concat", l.of(op.getValues()), l.attr("axis", *axis)));
}

static void lowerPack(tf::PackOp op, Lowering &l) {
  const int64_t axis = op.getAxis();
  SmallVector<Value> rows;
  for (Value value : op.getValues())
    rows.push_back(l.unsqueeze(l.of(value), axis));
  l.set(op.getOutput(), rows.size() == 1
                            ? rows.front()
                            : l.make("Concat", rows, l.attr("axis", axis)));
}

static void lowerUnpack(tf::UnpackOp op, Lowering &l) {
  const int64_t axis = op.getAxis();
  Value value = l.of(op.getValue());
  const unsigned count = op->getNumResults();
  SmallVector<Value> rows = {value};
  if (count != 1)
    rows = count == 0 ? SmallVector<Value>()
                      : l.makeAll("Split", value, l.attr("axis", axis), count);
  for (auto [result, row] : llvm::zip(op->getResults(), rows))
    l.set(result, l.squeeze(row, axis));
}

static void lowerFill(tf::FillOp op, Lowering &l) {
  Value value = l.of(op.getValue());
  auto dims = Lowering::knownInts(op.getDims());
  if (dims && dims->empty())
    return l.set(op.getOutput(), value);
  Type type = l.typeFor(value, {"Expand"});
  l.set(op.getOutput(),
        l.make("Expand", {l.cast(value, type), l.indices(op.getDims())}));
}

/// The dims of the result are those of x.
template <typename Op, int number>
static void lowerLike(Op op, Lowering &l) {
  l.set(op.getY(),
        l.filled(l.shapeOf(op.getX()), elementOf(op.getX()), number));
}

static void lowerRange(tf::RangeOp op, Lowering &l) {
  l.set(op.getOutput(), l.make("Range", l.of(op->getOperands())));
}

static void lowerTile(tf::TileOp op, Lowering &l) {
  Value input = l.of(op.getInput());
  if (rankOf(op.getInput()) == 0)
    return l.set(op.getOutput(), input);
  Type type = l.typeFor(input, {"Tile"});
  l.set(op.getOutput(),
        l.make("Tile", {l.cast(input, type), l.indices(op.getMultiples())}));
}

//===----------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------===//

/// TensorFlow has a row of two for each dimension, ONNX all that come before
/// and then all that come behind.
static Value padsOf(Value paddings, Lowering &l) {
  if (auto known = Lowering::knownInts(paddings)) {
    SmallVector<int64_t> pads;
    for (size_t side = 0; side < 2; ++side)
      for (size_t i = side; i < known->size(); i += 2)
        pads.push_back((*known)[i]);
    return l.ints(pads);
  }
  return l.reshape(l.transpose(l.indices(paddings), {1, 0}), {-1});
}

static void lowerPadding(Value input, Value paddings, Value fill, Value output,
                         Lowering &l) {
  Value value = l.of(input);
  if (rankOf(input) == 0)
    return l.set(output, value);
  Type type = l.typeFor(value, {"Pad"});
  if (!type)
    return;
  SmallVector<Value> operands = {l.cast(value, type), padsOf(paddings, l)};
  if (fill)
    operands.push_back(l.cast(l.of(fill), type));
  l.set(output, l.make("Pad", operands));
}

static void lowerPad(tf::PadOp op, Lowering &l) {
  lowerPadding(op.getInput(), op.getPaddings(), {}, op.getOutput(), l);
}

static void lowerPadV2(tf::PadV2Op op, Lowering &l) {
  lowerPadding(op.getInput(), op.getPaddings(), op.getConstantValues(),
               op.getOutput(), l);
}

ArrayRef<LoweringEntry> arrayLowerings() {
  static const LoweringEntry kEntries[] = {
      entry<tf::NoOpOp>(lowerNothing),
      entry<tf::ConstOp>(lowerNothing),
      entry<tf::IdentityOp>(lowerIdentity),
      entry<tf::IdentityNOp>(lowerIdentity),
      entry<tf::StopGradientOp>(lowerIdentity),
      entry<tf::PreventGradientOp>(lowerIdentity),
      entry<tf::SnapshotOp>(lowerIdentity),
      // What is fed has become an argument of the function.
      entry<tf::PlaceholderWithDefaultOp>(lowerIdentity),
      // ONNX has no check of shapes; the result's type still says the shape.
      entry<tf::EnsureShapeOp>(lowerIdentity),
      entry<lowerReshape>(),
      entry<lowerShape>(),
      entry<lowerSize>(),
      entry<lowerRank>(),
      entry<lowerSqueeze>(),
      entry<lowerExpandDims>(),
      entry<lowerTranspose>(),
      entry<lowerConcatV2>(),
      entry<lowerPack>(),
      entry<lowerUnpack>(),
      entry<lowerFill>(),
      entry<lowerLike<tf::ZerosLikeOp, 0>>(),
      entry<lowerLike<tf::OnesLikeOp, 1>>(),
      entry<lowerRange>(),
      entry<lowerTile>(),
      entry<lowerPad>(),
      entry<lowerPadV2>(),
  };
  return kEntries;
}

} // namespace sm::tf_to_onnx
