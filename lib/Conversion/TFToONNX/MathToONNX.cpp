// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops of several operands that work element by element, where ONNX has another
// notion of them.

#include "LoweringTable.h"

#include "dialects/TF/MathOps.h"
#include "dialects/TF/NNOps.h"
#include "dialects/TF/TFRewriting.h"

using namespace mlir;

namespace sm::tf_to_onnx {

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

static void lowerSquaredDifference(tf::SquaredDifferenceOp op, Lowering &l) {
  Value difference = l.apply("Sub", {l.of(op.getX()), l.of(op.getY())});
  l.set(op.getZ(), l.apply("Mul", {difference, difference}));
}

/// Where the signs of two numbers differ.
static Value signsDiffer(Value a, Value b, Lowering &l) {
  return l.make("Xor", {l.make("Less", {a, l.numberLike(a, 0)}),
                        l.make("Less", {b, l.numberLike(b, 0)})});
}

/// Not zero, and of another sign than `divisor`: a remainder that counts from
/// the other end.
static Value isFromOtherEnd(Value remainder, Value divisor, Lowering &l) {
  Value isZero = l.make("Equal", {remainder, l.numberLike(remainder, 0)});
  return l.make("And",
                {l.make("Not", isZero), signsDiffer(remainder, divisor, l)});
}

static bool isUnsigned(Value value) {
  return elementOf(value).isUnsignedInteger();
}

/// ONNX's quotient of integers goes towards 0.
static void lowerFloorDiv(tf::FloorDivOp op, Lowering &l) {
  Value x = l.of(op.getX()), y = l.of(op.getY());
  if (isFloat(op.getX()))
    return l.set(op.getZ(), l.apply("Floor", l.apply("Div", {x, y})));
  if (isUnsigned(op.getX()))
    return l.set(op.getZ(), l.apply("Div", {x, y}));
  Type type = l.typeFor(x, {"Div", "Mod", "Less", "Sub"});
  x = l.cast(x, type);
  y = l.cast(y, type);
  // Of integers, Mod has the sign of y.
  Value remainder = l.make("Mod", {x, y});
  Value isZero = l.make("Equal", {remainder, l.numberLike(remainder, 0)});
  Value isBelow = l.make("And", {l.make("Not", isZero), signsDiffer(x, y, l)});
  l.set(op.getZ(),
        l.make("Sub", {l.make("Div", {x, y}), l.cast(isBelow, type)}));
}

static void lowerFloorMod(tf::FloorModOp op, Lowering &l) {
  Value x = l.of(op.getX()), y = l.of(op.getY());
  if (!isFloat(op.getX()))
    return l.set(op.getZ(), l.apply("Mod", {x, y}));
  Type type = l.typeFor(x, {"Mod", "Less", "Equal", "Add", "Where"});
  y = l.cast(y, type);
  Value remainder =
      l.make("Mod", {l.cast(x, type), y}, l.attr("fmod", int64_t(1)));
  Value moved = l.make("Add", {remainder, y});
  l.set(op.getZ(),
        l.make("Where", {isFromOtherEnd(remainder, y, l), moved, remainder}));
}

static void lowerAddN(tf::AddNOp op, Lowering &l) {
  SmallVector<Value> values = l.of(op.getInputs());
  if (values.size() == 1)
    return l.set(op.getSum(), values.front());
  if (isFloat(op.getSum()))
    return l.set(op.getSum(), l.apply("Sum", values));
  Value sum = values.front();
  for (Value value : llvm::drop_begin(values))
    sum = l.apply("Add", {sum, value});
  l.set(op.getSum(), sum);
}

/// The scalar that a constant is; nullopt if it is none.
static std::optional<double> scalarValue(Value value) {
  ElementsAttr attr = tf::constantBehind(value);
  auto dense = dyn_cast_or_null<DenseElementsAttr>(attr);
  if (!dense || rankOf(value) != 0)
    return std::nullopt;
  if (!isFloat(value))
    return std::nullopt;
  APFloat number = *dense.getValues<APFloat>().begin();
  bool losesInfo = false;
  number.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                 &losesInfo);
  return number.convertToDouble();
}

static void lowerClipByValue(tf::ClipByValueOp op, Lowering &l) {
  Value value = l.of(op.getT());
  Value low = l.of(op.getClipValueMin()), high = l.of(op.getClipValueMax());
  auto lowest = scalarValue(op.getClipValueMin());
  auto highest = scalarValue(op.getClipValueMax());
  // Clip takes scalars only, and crossed bounds mean different things.
  if (lowest && highest && *lowest <= *highest)
    return l.set(op.getOutput(), l.apply("Clip", {value, low, high}));
  l.set(op.getOutput(), l.apply("Max", {l.apply("Min", {value, high}), low}));
}

//===----------------------------------------------------------------------===//
// Comparing and selecting
//===----------------------------------------------------------------------===//

/// Without `incompatible_shape_error` shapes that do not broadcast give a
/// scalar, which ONNX cannot do.
template <typename Op>
static Value lowerEquality(Op op, Lowering &l) {
  const bool isChecked =
      op.getIncompatibleShapeError() ||
      tf::haveEqualShapes(op.getX().getType(), op.getY().getType()) ||
      rankOf(op.getX()) == 0 || rankOf(op.getY()) == 0;
  if (!isChecked) {
    l.fail("incompatible_shape_error = false has no counterpart where shapes "
           "are not known to be equal");
    return {};
  }
  return l.apply("Equal", {l.of(op.getX()), l.of(op.getY())});
}

static void lowerEqual(tf::EqualOp op, Lowering &l) {
  l.set(op.getZ(), lowerEquality(op, l));
}

static void lowerNotEqual(tf::NotEqualOp op, Lowering &l) {
  l.set(op.getZ(), l.make("Not", lowerEquality(op, l)));
}

static void lowerSelect(tf::SelectOp op, Lowering &l) {
  Value condition = l.of(op.getCondition());
  auto rank = l.requireRank(op.getCondition(), "the condition");
  if (!rank)
    return;
  if (*rank == 1) {
    // A vector decides about rows, which are not what it broadcasts to.
    Value like = rankOf(op.getT()) ? op.getT() : op.getE();
    auto valueRank = l.requireRank(like, "what a vector selects from");
    if (!valueRank)
      return;
    SmallVector<int64_t> axes;
    for (int64_t axis = 1; axis < *valueRank; ++axis)
      axes.push_back(axis);
    condition = l.unsqueeze(condition, axes);
  }
  l.set(op.getOutput(),
        l.apply("Where", {condition, l.of(op.getT()), l.of(op.getE())}));
}

/// The bias, seen as a tensor that broadcasts along the channels.
static void lowerBiasAdd(tf::BiasAddOp op, Lowering &l) {
  Value bias = l.of(op.getBias());
  if (op.getDataFormat() == "NCHW") {
    auto rank = l.requireRank(op.getValue(), "value");
    if (!rank)
      return;
    SmallVector<int64_t> axes;
    for (int64_t axis = 1; axis + 1 < *rank; ++axis)
      axes.push_back(axis);
    bias = l.unsqueeze(bias, axes);
  }
  l.set(op.getOutput(), l.apply("Add", {l.of(op.getValue()), bias}));
}

ArrayRef<LoweringEntry> mathLowerings() {
  static const LoweringEntry kEntries[] = {
      entry<lowerSquaredDifference>(), entry<lowerFloorDiv>(),
      entry<lowerFloorMod>(),          entry<lowerAddN>(),
      entry<lowerClipByValue>(),       entry<lowerEqual>(),
      entry<lowerNotEqual>(),          entry<lowerSelect>(),
      entry<lowerBiasAdd>(),
  };
  return kEntries;
}

} // namespace sm::tf_to_onnx
