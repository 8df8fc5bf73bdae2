// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic that changes no bit: signed zeros and NaN count. x + 0.0 stays,
// since it makes 0.0 of -0.0; x + -0.0 is x.

#include "ConstantElements.h"
#include "Simplify.h"

#include "dialects/StableHLO/BinaryOps.h"
#include "dialects/StableHLO/MovementOps.h"
#include "dialects/StableHLO/ReductionOps.h"
#include "dialects/StableHLO/UnaryOps.h"

#include "mlir/IR/TypeUtilities.h"

#include <cmath>

using namespace mlir;

namespace sm {

using namespace stablehlo;

static Type elementOf(Value value) {
  return getElementTypeOrSelf(value.getType());
}

//===----------------------------------------------------------------------===//
// Neutral operands
//===----------------------------------------------------------------------===//

static bool isOne(Value value) { return uniformNumber(value) == 1; }

static bool isZero(Value value) { return uniformNumber(value) == 0; }

/// What added to anything leaves it as it is.
static bool isNeutralSummand(Value value) {
  return isZero(value) && (!isa<FloatType>(elementOf(value)) ||
                           std::signbit(*uniformNumber(value)));
}

/// What subtracted from anything leaves it as it is.
static bool isNeutralSubtrahend(Value value) {
  return isZero(value) && !std::signbit(*uniformNumber(value));
}

static bool isAllOnes(Value value) {
  ElementsAttr attr = constantBehind(value);
  return attr && attr.isSplat() && isa<IntegerType>(attr.getElementType()) &&
         attr.getSplatValue<APInt>().isAllOnes();
}

/// f(x, neutral) = x.
template <typename Op, bool (*isNeutral)(Value)>
static LogicalResult dropRight(Op op, PatternRewriter &rewriter) {
  if (!isNeutral(op.getRhs()) || op.getLhs().getType() != op.getType())
    return failure();
  rewriter.replaceOp(op, op.getLhs());
  return success();
}

/// f(neutral, x) = f(x, neutral) = x.
template <typename Op, bool (*isNeutral)(Value)>
static LogicalResult dropEither(Op op, PatternRewriter &rewriter) {
  if (succeeded(dropRight<Op, isNeutral>(op, rewriter)))
    return success();
  if (!isNeutral(op.getLhs()) || op.getRhs().getType() != op.getType())
    return failure();
  rewriter.replaceOp(op, op.getRhs());
  return success();
}

//===----------------------------------------------------------------------===//
// Conversions and choices
//===----------------------------------------------------------------------===//

/// True if every number of element type `from` is one of `to`.
static bool holdsAll(Type to, Type from) {
  auto toFloat = dyn_cast<FloatType>(to), fromFloat = dyn_cast<FloatType>(from);
  if (fromFloat)
    return toFloat &&
           (toFloat.isF64() || (toFloat.isF32() && !fromFloat.isF64()) ||
            toFloat == fromFloat);
  auto integer = dyn_cast<IntegerType>(from);
  if (!integer)
    return false;
  bool isUnsigned = integer.isUnsigned() || integer.getWidth() == 1;
  unsigned bits = integer.getWidth() - (isUnsigned ? 0 : 1);
  if (toFloat)
    return bits <= toFloat.getFPMantissaWidth() && !toFloat.isF16() &&
           !toFloat.isBF16();
  auto toInteger = dyn_cast<IntegerType>(to);
  if (!toInteger || toInteger.getWidth() == 1)
    return false;
  return toInteger.isUnsigned() ? isUnsigned && toInteger.getWidth() >= bits
                                : toInteger.getWidth() > bits;
}

/// A conversion that loses nothing, before another one.
static LogicalResult mergeConverts(ConvertOp op, PatternRewriter &rewriter) {
  auto inner = op.getOperand().getDefiningOp<ConvertOp>();
  if (!inner || !holdsAll(elementOf(inner), elementOf(inner.getOperand())))
    return failure();
  Value x = inner.getOperand();
  if (x.getType() == op.getType())
    rewriter.replaceOp(op, x);
  else
    rewriter.replaceOpWithNewOp<ConvertOp>(op, Type(op.getType()), x);
  return success();
}

static LogicalResult decideSelect(SelectOp op, PatternRewriter &rewriter) {
  std::optional<double> decided = uniformNumber(op.getPred());
  Value chosen = op.getOnTrue();
  if (op.getOnTrue() != op.getOnFalse()) {
    if (!decided)
      return failure();
    chosen = *decided != 0 ? op.getOnTrue() : op.getOnFalse();
  }
  if (chosen.getType() != op.getType())
    return failure();
  rewriter.replaceOp(op, chosen);
  return success();
}

/// -(-x), not (not x).
template <typename Op>
static LogicalResult dropTwice(Op op, PatternRewriter &rewriter) {
  auto inner = op.getOperand().template getDefiningOp<Op>();
  if (!inner || inner.getOperand().getType() != op.getType())
    return failure();
  rewriter.replaceOp(op, inner.getOperand());
  return success();
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// True if `init` leaves whatever the body combines it with as it is.
static bool isIdentity(Operation *body, Value init) {
  if (isa<AddOp>(body))
    return isZero(init);
  if (isa<MulOp>(body))
    return isOne(init);
  if (isa<MaxOp>(body))
    return isLowest(init);
  if (isa<MinOp>(body))
    return isHighest(init);
  if (isa<AndOp>(body))
    return isAllOnes(init);
  return isa<OrOp, XorOp>(body) && isZero(init);
}

/// Dimensions of one element are no work.
static LogicalResult dropReducedOnes(ReduceOp op, PatternRewriter &rewriter) {
  Operation *body = op.getSingleBodyOp();
  if (!body || !isIdentity(body, op.getInitValues().front()))
    return failure();
  Value input = op.getInputs().front();
  auto type = cast<RankedTensorType>(input.getType());
  if (!type.hasStaticShape())
    return failure();
  SmallVector<int64_t> shape, dims;
  for (int64_t i = 0; i < type.getRank(); ++i) {
    bool isReduced = llvm::is_contained(op.getDimensions(), i);
    if (isReduced && type.getDimSize(i) == 1)
      continue;
    if (isReduced)
      dims.push_back(static_cast<int64_t>(shape.size()));
    shape.push_back(type.getDimSize(i));
  }
  if (static_cast<int64_t>(shape.size()) == type.getRank())
    return failure();
  Value reshaped = ReshapeOp::create(
      rewriter, op.getLoc(),
      Type(RankedTensorType::get(shape, type.getElementType())), input);
  if (dims.empty()) {
    rewriter.replaceOp(op, reshaped);
    return success();
  }
  auto reduce =
      ReduceOp::create(rewriter, op.getLoc(), op->getResultTypes(),
                       ValueRange{reshaped}, op.getInitValues(), dims);
  rewriter.inlineRegionBefore(op.getBody(), reduce.getBody(),
                              reduce.getBody().end());
  rewriter.replaceOp(op, reduce);
  return success();
}

void addArithmeticPatterns(RewritePatternSet &patterns) {
  patterns.add(dropEither<AddOp, isNeutralSummand>);
  patterns.add(dropRight<SubtractOp, isNeutralSubtrahend>);
  patterns.add(dropEither<MulOp, isOne>);
  patterns.add(dropRight<DivOp, isOne>);
  patterns.add(dropRight<PowOp, isOne>);
  patterns.add(dropEither<MaxOp, isLowest>);
  patterns.add(dropEither<MinOp, isHighest>);
  patterns.add(dropEither<AndOp, isAllOnes>);
  patterns.add(dropEither<OrOp, isZero>);
  patterns.add(dropEither<XorOp, isZero>);
  patterns.add(mergeConverts);
  patterns.add(decideSelect);
  patterns.add(dropTwice<NegOp>);
  patterns.add(dropTwice<NotOp>);
  patterns.add(dropReducedOnes);
}

} // namespace sm
