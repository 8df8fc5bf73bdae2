// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops that combine the elements along dimensions.

#include "LoweringTable.h"

#include "dialects/TF/ReductionOps.h"

#include <cmath>

using namespace mlir;

namespace sm::tf_to_onnx {

namespace {

/// A reduction: its ONNX op, and what it makes of no elements.
struct Reduction {
  StringRef name;
  double ofNothing;
};

} // namespace

/// True if elements of a type that is known to be there are reduced from none.
static bool isOfNothing(Value input, Value output) {
  auto from = dyn_cast<RankedTensorType>(input.getType());
  auto to = dyn_cast<RankedTensorType>(output.getType());
  return from && to && from.hasStaticShape() && to.hasStaticShape() &&
         from.getNumElements() == 0 && to.getNumElements() != 0;
}

/// `value` reduced; null after a failure.
static Value reduced(Value value, Value axes, bool keepDims,
                     const Reduction &reduction, Lowering &l) {
  SmallVector<NamedAttribute> attributes = {
      l.attr("keepdims", int64_t(keepDims))};
  auto known = Lowering::knownInts(axes);
  // No axes mean all of them in ONNX.
  if (known && known->empty())
    return value;
  // Of tensors without elements, ONNX Runtime (seen in 1.31) keeps axes that
  // are counted from the end.
  if (auto rank = rankOf(value); rank && known)
    for (int64_t &axis : *known)
      axis += axis < 0 ? *rank : 0;
  if (reduction.name == "ReduceSum") {
    if (!known)
      attributes.push_back(l.attr("noop_with_empty_axes", int64_t(1)));
    Value places = known ? l.ints(*known) : l.indices(axes);
    if (!known && rankOf(axes) == 0)
      places = l.unsqueeze(places, int64_t(0));
    return l.make("ReduceSum", {value, places}, attributes);
  }
  if (!known) {
    l.fail("the axes must be constant: " + reduction.name +
           " takes them as an attribute in opset " + Twine(l.opset()));
    return {};
  }
  attributes.push_back(l.attr("axes", ArrayRef<int64_t>(*known)));
  return l.make(reduction.name, value, attributes);
}

template <typename Op>
static void lowerReduction(Op op, const Reduction &reduction, Lowering &l) {
  Value value = l.of(op.getInput());
  Value result = op.getOutput();
  if (isOfNothing(op.getInput(), result)) {
    auto shape = cast<RankedTensorType>(result.getType()).getShape();
    return l.set(result, l.filled(l.ints(shape), elementOf(result),
                                  reduction.ofNothing));
  }
  value = l.cast(value, l.typeFor(value, {reduction.name}));
  if (value)
    l.set(result, reduced(value, op.getReductionIndices(), op.getKeepDims(),
                          reduction, l));
}

static void lowerSum(tf::SumOp op, Lowering &l) {
  lowerReduction(op, {"ReduceSum", 0}, l);
}

/// True if it is not known that there is something to reduce.
static bool mayBeOfNothing(Value input, Value axes) {
  auto type = dyn_cast<RankedTensorType>(input.getType());
  auto known = Lowering::knownInts(axes);
  if (!type || !known)
    return true;
  return llvm::any_of(*known, [&](int64_t axis) {
    axis += axis < 0 ? type.getRank() : 0;
    return axis >= 0 && axis < type.getRank() &&
           (type.isDynamicDim(axis) || type.getDimSize(axis) == 0);
  });
}

static void lowerMean(tf::MeanOp op, Lowering &l) {
  Value input = op.getInput();
  if (!isFloat(input) && isOfNothing(input, op.getOutput()))
    return l.fail("integers have no mean of no elements");
  if (!isFloat(input) || isOfNothing(input, op.getOutput()) ||
      !mayBeOfNothing(input, op.getReductionIndices()))
    return lowerReduction(op, {"ReduceMean", NAN}, l);
  // ONNX Runtime says 0 where there is nothing.
  Value value = l.of(input);
  value = l.cast(value, l.typeFor(value, {"ReduceMean", "Where"}));
  if (!value)
    return;
  Value mean = reduced(value, op.getReductionIndices(), op.getKeepDims(),
                       {"ReduceMean", NAN}, l);
  l.set(op.getOutput(),
        l.make("Where", {l.isEmpty(input), l.numberLike(mean, NAN), mean}));
}

static void lowerProd(tf::ProdOp op, Lowering &l) {
  lowerReduction(op, {"ReduceProd", 1}, l);
}

static void lowerMax(tf::MaxOp op, Lowering &l) {
  if (!isFloat(op.getInput()) && isOfNothing(op.getInput(), op.getOutput()))
    return l.fail("integers have no largest of no elements");
  lowerReduction(op, {"ReduceMax", -INFINITY}, l);
}

static void lowerMin(tf::MinOp op, Lowering &l) {
  if (!isFloat(op.getInput()) && isOfNothing(op.getInput(), op.getOutput()))
    return l.fail("integers have no smallest of no elements");
  lowerReduction(op, {"ReduceMin", INFINITY}, l);
}

/// The smallest truth value: false counts as 0.
static void lowerAll(tf::AllOp op, Lowering &l) {
  lowerReduction(op, {"ReduceMin", 1}, l);
}

static void lowerAny(tf::AnyOp op, Lowering &l) {
  lowerReduction(op, {"ReduceMax", 0}, l);
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

/// ONNX takes the first of equal elements unless told otherwise.
template <typename Op>
static void lowerPlace(Op op, StringRef name, Lowering &l) {
  std::optional<int64_t> axis =
      l.requireInt(op.getDimension(), "the dimension");
  if (axis)
    l.set(op.getOutput(),
          l.apply(name, l.of(op.getInput()),
                  {l.attr("axis", *axis), l.attr("keepdims", int64_t(0))}));
}

static void lowerArgMax(tf::ArgMaxOp op, Lowering &l) {
  lowerPlace(op, "ArgMax", l);
}

static void lowerArgMin(tf::ArgMinOp op, Lowering &l) {
  lowerPlace(op, "ArgMin", l);
}

ArrayRef<LoweringEntry> reductionLowerings() {
  static const LoweringEntry kEntries[] = {
      entry<lowerSum>(), entry<lowerMean>(),   entry<lowerProd>(),
      entry<lowerMax>(), entry<lowerMin>(),    entry<lowerAll>(),
      entry<lowerAny>(), entry<lowerArgMax>(), entry<lowerArgMin>(),
  };
  return kEntries;
}

} // namespace sm::tf_to_onnx
