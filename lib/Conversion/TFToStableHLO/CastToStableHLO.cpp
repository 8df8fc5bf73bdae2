// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Cast between all pairs of types of the hub. The specification leaves open
// what a number out of the target's range becomes; here it is what TensorFlow
// gives on x86-64, as in the engine's kernel.

#include "OpConversion.h"

#include "dialects/TF/UnaryOps.h"

#include <cmath>

using namespace mlir;

namespace sm {

using namespace stablehlo;
using Direction = ComparisonDirection;

/// f32 or f64 to i32 or i64 without the fraction; the least integer for what is
/// out of range, and for NaN.
static Value chop(OpConversion &c, Value x, unsigned width) {
  ArrayRef<int64_t> shape = c.typeOf(x).getShape();
  Type integer = c.b.getIntegerType(width);
  double limit = std::ldexp(1.0, static_cast<int>(width) - 1);
  // All doubles above -2^31 - 1 chop into 32 bits; in the other types there is
  // no number between the least integer and the one below it.
  bool isWide = c.elementOf(x).isF64() && width == 32;
  Value fits = c.make<AndOp>(
      c.compare(Direction::LT, x, c.splatLike(x, limit)),
      isWide ? c.compare(Direction::GT, x, c.splatLike(x, -limit - 1))
             : c.compare(Direction::GE, x, c.splatLike(x, -limit)));
  Value least = c.broadcast(c.lowest(integer), shape);
  // Of numbers that do not fit anything may come, but not a trap.
  Value safe = c.select(fits, x, c.splatLike(x, 0));
  return c.select(fits, c.convert(safe, integer), least);
}

/// Unsigned integers are put together from two signed conversions.
static Value chopUnsigned(OpConversion &c, Value x, IntegerType to) {
  unsigned width = to.getWidth();
  double limit = std::ldexp(1.0, static_cast<int>(width) - 1);
  Value low = chop(c, x, width);
  Value zero = c.splatLike(low, 0);
  Value above = chop(c, c.make<SubtractOp>(x, c.splatLike(x, limit)), width);
  Value isNegative = c.compare(Direction::LT, low, zero);
  Value bits = c.make<OrOp>(low, c.select(isNegative, above, zero));
  return BitcastConvertOp::create(c.b, c.location, Type(c.typeOf(x).clone(to)),
                                  bits);
}

static Value floatToInteger(OpConversion &c, Value x, IntegerType to) {
  bool isFloat32 = c.elementOf(x).isF32();
  x = c.widened(x);
  unsigned width = to.getWidth();
  if (width >= 32)
    return to.isUnsigned() ? chopUnsigned(c, x, to) : chop(c, x, width);
  Value wide = chop(c, x, 32);
  // Of floats the low bits remain; other types saturate.
  if (!isFloat32) {
    bool isUnsigned = to.isUnsigned();
    double high = std::ldexp(1.0, static_cast<int>(width) - !isUnsigned) - 1;
    wide = c.clamp(isUnsigned ? 0 : -high - 1, wide, high);
  }
  return c.convert(wide, to);
}

/// Drops the bits of the mantissa that the narrower type `to` does not have.
static Value truncated(OpConversion &c, Value x, Type to) {
  auto from = cast<FloatType>(c.elementOf(x));
  unsigned lost =
      from.getFPMantissaWidth() - cast<FloatType>(to).getFPMantissaWidth();
  unsigned width = from.getWidth();
  Type integer = c.b.getIntegerType(width);
  Value bits = BitcastConvertOp::create(c.b, c.location,
                                        Type(c.typeOf(x).clone(integer)), x);
  APInt mask = ~APInt::getLowBitsSet(width, lost);
  Value masks =
      c.splat(IntegerAttr::get(integer, mask), integer, c.typeOf(x).getShape());
  return BitcastConvertOp::create(c.b, c.location, x.getType(),
                                  c.make<AndOp>(bits, masks));
}

static LogicalResult convertCast(tf::CastOp op, OpConversion &c) {
  Value x = c.operand(0);
  Type from = c.elementOf(x), to = getElementTypeOrSelf(op.getY().getType());
  if (from == to)
    return c.replace(x);
  if (to.isInteger(1)) {
    if (!c.hasStaticOperands())
      return failure();
    return c.replace(c.compare(Direction::NE, x, c.splatLike(x, 0)));
  }
  if (isa<FloatType>(to)) {
    if (op.getTruncate() && isa<FloatType>(from) &&
        to.getIntOrFloatBitWidth() < from.getIntOrFloatBitWidth()) {
      if (!c.hasStaticOperands())
        return failure();
      x = truncated(c, x, to);
    }
    // Into the short types numbers round twice: through f32.
    if (to.getIntOrFloatBitWidth() == 16)
      x = c.convert(x, c.b.getF32Type());
    return c.replace(c.convert(x, to));
  }
  if (!isa<FloatType>(from))
    return c.replace(c.convert(x, to));
  if (!c.hasStaticOperands())
    return failure();
  return c.replace(floatToInteger(c, x, cast<IntegerType>(to)));
}

ArrayRef<Conversion> castConversions() {
  static const Conversion table[] = {convertsBy<tf::CastOp, convertCast>()};
  return table;
}

} // namespace sm
