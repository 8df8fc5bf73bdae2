// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Casts that change nothing, and casts of casts where the first loses nothing.

#include "dialects/TF/TFRewriting.h"
#include "dialects/TF/UnaryOps.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace sm::tf {

namespace {

/// The values that a type of numbers holds: integers from -2^magnitude (or 0)
/// to 2^magnitude, of which all (`isFloat`: at least those of up to `digits`
/// binary digits) are there.
struct NumberRange {
  bool isFloat = false;
  bool isSigned = false;
  int digits = 0;   ///< of an integer without its sign, or of a mantissa
  int exponent = 0; ///< of a floating-point type: bits of its exponent
};

} // namespace

static std::optional<NumberRange> rangeOf(Type type) {
  NumberRange range;
  if (auto integer = dyn_cast<IntegerType>(type)) {
    bool isUnsigned = integer.isUnsigned() || integer.getWidth() == 1;
    range.isSigned = !isUnsigned;
    range.digits = static_cast<int>(integer.getWidth()) - (isUnsigned ? 0 : 1);
    return range;
  }
  if (!isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(type))
    return std::nullopt;
  auto floating = cast<FloatType>(type);
  range.isFloat = range.isSigned = true;
  range.digits = static_cast<int>(floating.getFPMantissaWidth());
  range.exponent = static_cast<int>(floating.getWidth()) - range.digits;
  return range;
}

/// True if each value of `from` is one of `to`.
static bool holds(const NumberRange &to, const NumberRange &from) {
  if (from.isFloat)
    return to.isFloat && to.digits >= from.digits &&
           to.exponent >= from.exponent;
  if (to.isFloat)
    return to.digits >= from.digits;
  return to.digits >= from.digits && (to.isSigned || !from.isSigned);
}

static LogicalResult dropCast(CastOp op, PatternRewriter &rewriter) {
  Type from = getElementTypeOrSelf(op.getX().getType());
  if (from != getElementTypeOrSelf(op.getY().getType()) ||
      isa<UnknownType>(from))
    return failure();
  return replaceWithValues(rewriter, op, op.getX());
}

/// Cast(Cast(x)) where the inner one loses nothing.
static LogicalResult mergeCasts(CastOp op, PatternRewriter &rewriter) {
  auto inner = definedBy<CastOp>(op.getX());
  if (!inner || inner.getTruncate() || op.getTruncate())
    return failure();
  auto from = rangeOf(getElementTypeOrSelf(inner.getX().getType()));
  auto between = rangeOf(getElementTypeOrSelf(inner.getY().getType()));
  auto to = rangeOf(getElementTypeOrSelf(op.getY().getType()));
  if (!from || !between || !to || !holds(*between, *from))
    return failure();
  // Integers wrap around where floating-point numbers out of range do not.
  bool isRoundTrip = !from->isFloat && between->isFloat && !to->isFloat;
  bool isBool = getElementTypeOrSelf(op.getY().getType()).isInteger(1);
  if (isRoundTrip && !isBool && !holds(*to, *from))
    return failure();
  rewriter.replaceOpWithNewOp<CastOp>(op, op.getType(), inner.getX(),
                                      /*Truncate=*/false);
  return success();
}

void CastOp::getCanonicalizationPatterns(RewritePatternSet &patterns,
                                         MLIRContext *) {
  patterns.add(dropCast);
  patterns.add(mergeCasts);
}

} // namespace sm::tf
