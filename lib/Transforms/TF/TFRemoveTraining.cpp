// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "ConstantValues.h"
#include "DeadOps.h"

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/MathOps.h"
#include "dialects/TF/RandomOps.h"
#include "dialects/TF/TFRewriting.h"
#include "dialects/TF/UnaryOps.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_TFREMOVETRAINING
#include "sm/Transforms/Passes.h.inc"

using tf::definedBy;

//===----------------------------------------------------------------------===//
// Dropout
//===----------------------------------------------------------------------===//

/// The RandomUniform that gives `value`, perhaps as x * 1 + 0: numbers from
/// [0, 1).
static tf::RandomUniformOp uniformBehind(Value value) {
  auto isNeutral = [](auto op, double neutral) {
    return uniformValue(op.getY()) == neutral &&
           tf::broadcastsInto(op.getY().getType(), op.getX().getType());
  };
  for (int depth = 0; depth < 4; ++depth) {
    if (auto random = definedBy<tf::RandomUniformOp>(value))
      return random;
    if (auto sum = definedBy<tf::AddV2Op>(value); sum && isNeutral(sum, 0))
      value = sum.getX();
    else if (auto sum = definedBy<tf::AddOp>(value); sum && isNeutral(sum, 0))
      value = sum.getX();
    else if (auto product = definedBy<tf::MulOp>(value);
             product && isNeutral(product, 1))
      value = product.getX();
    else
      break;
  }
  return {};
}

namespace {

/// Truth values that do not depend on the random numbers they come from.
struct Decision {
  tf::RandomUniformOp random; ///< has their shape
  bool isTrue;
};

enum class Order { Less, LessEqual, Greater, GreaterEqual };

} // namespace

/// What `u (order) bound` is for all u in [0, 1).
static std::optional<bool> compare(Order order, double bound) {
  bool isAbove = bound >= 1; // every u is less
  bool isBelow = order == Order::Less || order == Order::GreaterEqual
                     ? bound <= 0 // every u is greater or equal
                     : bound < 0; // every u is greater
  if (!isAbove && !isBelow)
    return std::nullopt;
  bool isLess = order == Order::Less || order == Order::LessEqual;
  return isLess == isAbove;
}

static std::optional<Decision> decide(Value u, Order order, Value bound) {
  tf::RandomUniformOp random = uniformBehind(u);
  std::optional<double> number = uniformValue(bound);
  if (!random || !number ||
      !tf::broadcastsInto(bound.getType(), random.getType()))
    return std::nullopt;
  std::optional<bool> isTrue = compare(order, *number);
  return isTrue ? std::optional(Decision{random, *isTrue}) : std::nullopt;
}

template <typename Op>
static std::optional<Decision> decide(Value value, Order order, Order turned) {
  auto op = definedBy<Op>(value);
  if (!op)
    return std::nullopt;
  if (auto decision = decide(op.getX(), order, op.getY()))
    return decision;
  return decide(op.getY(), turned, op.getX());
}

static std::optional<Decision> decideComparison(Value value) {
  if (auto d = decide<tf::GreaterEqualOp>(value, Order::GreaterEqual,
                                          Order::LessEqual))
    return d;
  if (auto d = decide<tf::GreaterOp>(value, Order::Greater, Order::Less))
    return d;
  if (auto d =
          decide<tf::LessEqualOp>(value, Order::LessEqual, Order::GreaterEqual))
    return d;
  return decide<tf::LessOp>(value, Order::Less, Order::Greater);
}

/// floor(u + 1) = 1: the way of TensorFlow 1 to keep with probability 1.
static std::optional<Decision> decideFloor(tf::FloorOp floor) {
  auto from = [](auto sum) -> std::optional<Decision> {
    if (!sum)
      return std::nullopt;
    for (auto [u, one] :
         {std::pair(sum.getX(), sum.getY()), std::pair(sum.getY(), sum.getX())})
      if (tf::RandomUniformOp random = uniformBehind(u))
        if (uniformValue(one) == 1.0 &&
            tf::broadcastsInto(one.getType(), random.getType()))
          return Decision{random, true};
    return std::nullopt;
  };
  auto decision = from(definedBy<tf::AddV2Op>(floor.getX()));
  return decision ? decision : from(definedBy<tf::AddOp>(floor.getX()));
}

/// A factor that keeps or drops: 1 or 0.
static std::optional<Decision> decideFactor(Value value) {
  if (auto cast = definedBy<tf::CastOp>(value))
    return decideComparison(cast.getX());
  if (auto floor = definedBy<tf::FloorOp>(value))
    return decideFloor(floor);
  return std::nullopt;
}

/// Follows a value up through elementwise ops with scalars, which keep shapes.
static Value shapeSource(Value value) {
  for (int depth = 0; depth < 16; ++depth) {
    value = tf::behindRefinements(value);
    Operation *op = value.getDefiningOp();
    if (!op || !tf::isElementwise(op))
      return value;
    Value source;
    for (Value operand : op->getOperands()) {
      if (tf::shapeOf(operand.getType()).rank() == 0)
        continue;
      if (source && source != operand)
        return value;
      source = operand;
    }
    if (!source)
      return value;
    value = source;
  }
  return value;
}

static bool hasShapeOf(tf::RandomUniformOp random, Value value) {
  if (tf::haveEqualShapes(random.getType(), value.getType()))
    return true;
  auto shape = definedBy<tf::ShapeOp>(random.getShape());
  return shape && shapeSource(shape.getInput()) == shapeSource(value);
}

/// What a product or choice is if dropout drops nothing; null otherwise.
static Value behindDropout(Operation *op) {
  if (auto product = dyn_cast<tf::MulOp>(op)) {
    for (auto [factor, kept] : {std::pair(product.getY(), product.getX()),
                                std::pair(product.getX(), product.getY())})
      if (auto decision = decideFactor(factor);
          decision && decision->isTrue && hasShapeOf(decision->random, kept))
        return kept;
    return {};
  }
  if (!isa<tf::SelectOp, tf::SelectV2Op>(op))
    return {};
  std::optional<Decision> decision = decideComparison(op->getOperand(0));
  if (!decision)
    return {};
  Value kept = op->getOperand(decision->isTrue ? 1 : 2);
  Value dropped = op->getOperand(decision->isTrue ? 2 : 1);
  bool fits = hasShapeOf(decision->random, kept) &&
              (isa<tf::SelectOp>(op) ||
               tf::broadcastsInto(dropped.getType(), kept.getType()) ||
               hasShapeOf(decision->random, dropped));
  return fits ? kept : Value();
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

/// Summaries are values; only what writes them has an effect.
static bool isSummary(StringRef name) {
  return llvm::StringSwitch<bool>(name)
      .Cases({"ScalarSummary", "HistogramSummary", "ImageSummary",
              "ImageSummaryV2", "AudioSummary", "AudioSummaryV2",
              "TensorSummary", "TensorSummaryV2", "MergeSummary"},
             true)
      .Default(false);
}

namespace {

struct TFRemoveTraining : impl::TFRemoveTrainingBase<TFRemoveTraining> {
  using TFRemoveTrainingBase::TFRemoveTrainingBase;

  /// The values that stand for the results of `op`; empty if it stays.
  SmallVector<Value> replacements(Operation *op) const {
    if (isa<tf::PlaceholderWithDefaultOp, tf::StopGradientOp,
            tf::PreventGradientOp>(op))
      return {op->getOperand(0)};
    if (isa<tf::IdentityNOp>(op) &&
        (gradients || !op->hasAttr("_gradient_op_type")))
      return op->getOperands();
    if (Value kept = behindDropout(op))
      return {kept};
    return {};
  }

  void bypass(Operation *op) {
    SmallVector<Value> values = replacements(op);
    if (values.empty())
      return;
    IRRewriter rewriter(op);
    for (auto [result, value] : llvm::zip_equal(op->getResults(), values))
      if (failed(tf::replaceResult(rewriter, result, value)))
        return;
    eraseWithProducers(op);
  }

  void runOnFunction(func::FuncOp function) {
    // Producers first: what goes with an op has had its turn.
    SmallVector<Operation *> ops;
    function.walk([&](Operation *op) { ops.push_back(op); });
    for (Operation *op : ops)
      if (op != function)
        bypass(op);
    SmallVector<Operation *> unread;
    function.walk([&](Operation *op) {
      if (isa<tf::RandomUniformOp>(op) || isSummary(tensorFlowName(op)))
        unread.push_back(op);
    });
    for (Operation *op : llvm::reverse(unread))
      if (op->use_empty())
        eraseWithProducers(op);
  }

  void runOnOperation() override {
    getOperation().walk(
        [&](func::FuncOp function) { runOnFunction(function); });
  }
};

} // namespace

} // namespace sm
