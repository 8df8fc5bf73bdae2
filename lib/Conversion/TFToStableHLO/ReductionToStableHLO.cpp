// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Reductions along constant dimensions, and the places of extremes.

#include "OpConversion.h"

#include "dialects/StableHLO/ControlFlowOps.h"
#include "dialects/StableHLO/MovementOps.h"
#include "dialects/StableHLO/ReductionOps.h"
#include "dialects/TF/ReductionOps.h"

#include <limits>

using namespace mlir;

namespace sm {

using namespace stablehlo;
using Direction = ComparisonDirection;

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// The dimensions that the op names, in order.
static std::optional<Dims> reducedDims(OpConversion &c) {
  std::optional<Dims> named = c.intOperand(1, "reduction_indices");
  if (!named)
    return std::nullopt;
  int64_t rank = c.typeOf(c.operand(0)).getRank();
  for (int64_t &dim : *named) {
    dim += dim < 0 ? rank : 0;
    if (dim < 0 || dim >= rank) {
      (void)c.refuse("'reduction_indices' names no dimension of the input");
      return std::nullopt;
    }
  }
  llvm::sort(*named);
  named->erase(llvm::unique(*named), named->end());
  return named;
}

/// Reduces by `reduceDims` and brings dimensions back that are kept.
template <typename Op>
static LogicalResult
convertReduction(Op op, OpConversion &c,
                 function_ref<Value(Value x, ArrayRef<int64_t>)> reduceDims) {
  if (op.getKeepDims() && !c.hasStaticOperands())
    return failure();
  std::optional<Dims> dims = reducedDims(c);
  if (!dims)
    return failure();
  Value x = c.operand(0);
  Value result = dims->empty() ? x : reduceDims(x, *dims);
  if (op.getKeepDims()) {
    Dims shape(c.typeOf(x).getShape());
    for (int64_t dim : *dims)
      shape[dim] = 1;
    result = c.reshape(result, shape);
  }
  return c.replace(result);
}

/// Halves are summed in f32.
template <typename Combine>
static Value accumulate(OpConversion &c, Value x, double init,
                        ArrayRef<int64_t> dims) {
  Value wide = c.widened(x);
  Value start = c.splat(c.elementOf(wide), init);
  return c.convert(c.reduce<Combine>(wide, start, dims), c.elementOf(x));
}

static LogicalResult convertSum(tf::SumOp op, OpConversion &c) {
  return convertReduction(op, c, [&](Value x, ArrayRef<int64_t> dims) {
    return accumulate<AddOp>(c, x, 0, dims);
  });
}

static LogicalResult convertProd(tf::ProdOp op, OpConversion &c) {
  return convertReduction(op, c, [&](Value x, ArrayRef<int64_t> dims) {
    return accumulate<MulOp>(c, x, 1, dims);
  });
}

static LogicalResult convertMean(tf::MeanOp op, OpConversion &c) {
  if (!c.hasStaticOperands())
    return failure();
  return convertReduction(op, c, [&](Value x, ArrayRef<int64_t> dims) {
    // Integers are summed without overflow.
    Value wide =
        c.isFloat(x)
            ? c.widened(x)
            : c.convert(x, IntegerType::get(c.b.getContext(), 64,
                                            c.isUnsigned(x)
                                                ? IntegerType::Unsigned
                                                : IntegerType::Signless));
    int64_t count = 1;
    for (int64_t dim : dims)
      count *= c.typeOf(x).getDimSize(dim);
    Value sum = c.reduce<AddOp>(wide, c.splat(c.elementOf(wide), 0), dims);
    if (count == 0 && !c.isFloat(x)) // 0 by decree of the kernel.
      return c.convert(sum, c.elementOf(x));
    Value divisor = c.splatLike(sum, static_cast<double>(count));
    return c.convert(c.make<DivOp>(sum, divisor), c.elementOf(x));
  });
}

static LogicalResult convertMax(tf::MaxOp op, OpConversion &c) {
  return convertReduction(op, c, [&](Value x, ArrayRef<int64_t> dims) {
    return c.reduce<MaxOp>(x, c.lowest(c.elementOf(x)), dims);
  });
}

static LogicalResult convertMin(tf::MinOp op, OpConversion &c) {
  return convertReduction(op, c, [&](Value x, ArrayRef<int64_t> dims) {
    return c.reduce<MinOp>(x, c.highest(c.elementOf(x)), dims);
  });
}

static LogicalResult convertAll(tf::AllOp op, OpConversion &c) {
  return convertReduction(op, c, [&](Value x, ArrayRef<int64_t> dims) {
    return c.reduce<AndOp>(x, c.splat(c.elementOf(x), 1), dims);
  });
}

static LogicalResult convertAny(tf::AnyOp op, OpConversion &c) {
  return convertReduction(op, c, [&](Value x, ArrayRef<int64_t> dims) {
    return c.reduce<OrOp>(x, c.splat(c.elementOf(x), 0), dims);
  });
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

/// The body that chooses between (value, place) and (value, place): the better
/// value, of equal ones the lower place, and anything before NaN.
static void fillChoice(OpConversion &c, Region &body, Type value, Type place,
                       Direction better) {
  OpBuilder::InsertionGuard guard(c.b);
  auto v = RankedTensorType::get({}, value),
       p = RankedTensorType::get({}, place);
  Location l = c.location;
  Block *block = c.b.createBlock(&body, body.end(), {v, p, v, p}, {l, l, l, l});
  Value x = block->getArgument(0), i = block->getArgument(1);
  Value y = block->getArgument(2), j = block->getArgument(3);
  Value isBetter = c.compare(better, y, x);
  Value isEarlier = c.make<AndOp>(c.compare(Direction::EQ, y, x),
                                  c.compare(Direction::LT, j, i));
  Value takes = c.make<OrOp>(isBetter, isEarlier);
  if (isa<FloatType>(value))
    takes = c.make<OrOp>(takes, c.compare(Direction::NE, x, x));
  ReturnOp::create(c.b, l,
                   ValueRange{c.select(takes, y, x), c.select(takes, j, i)});
}

template <typename Op>
static LogicalResult convertPlace(Op, OpConversion &c) {
  constexpr bool isMax = std::is_same_v<Op, tf::ArgMaxOp>;
  RankedTensorType type = c.staticResult();
  if (!type || !c.hasStaticOperands())
    return failure();
  Value x = c.widened(c.operand(0));
  if (c.elementOf(x).isInteger(1))
    x = c.convert(x, c.b.getI32Type());
  std::optional<int64_t> axis =
      c.axisOperand(1, "dimension", c.typeOf(x).getRank());
  if (!axis)
    return failure();
  ArrayRef<int64_t> shape = c.typeOf(x).getShape();
  if (shape[*axis] == 0)
    return c.refuse("looks for a place among no elements");
  if (shape[*axis] > std::numeric_limits<int32_t>::max())
    return c.refuse("looks for a place among more than 2^31 elements");
  // Like the kernel, start from the last finite number at place 0.
  Type value = c.elementOf(x), place = c.b.getI32Type();
  Value start = isMax ? c.lowest(value, /*isInfinite=*/false)
                      : c.highest(value, /*isInfinite=*/false);
  Value places = IotaOp::create(c.b, c.location,
                                RankedTensorType::get(shape, place), *axis);
  ArrayRef<int64_t> result = type.getShape();
  auto reduction = ReduceOp::create(
      c.b, c.location,
      TypeRange{RankedTensorType::get(result, value),
                RankedTensorType::get(result, place)},
      ValueRange{x, places}, ValueRange{start, c.splat(place, 0)},
      ArrayRef<int64_t>{*axis});
  fillChoice(c, reduction.getBody(), value, place,
             isMax ? Direction::GT : Direction::LT);
  return c.replace(c.convert(reduction->getResult(1), type.getElementType()));
}

ArrayRef<Conversion> reductionConversions() {
  static const Conversion table[] = {
      convertsBy<tf::SumOp, convertSum>(),
      convertsBy<tf::ProdOp, convertProd>(),
      convertsBy<tf::MeanOp, convertMean>(),
      convertsBy<tf::MaxOp, convertMax>(),
      convertsBy<tf::MinOp, convertMin>(),
      convertsBy<tf::AllOp, convertAll>(),
      convertsBy<tf::AnyOp, convertAny>(),
      convertsBy<tf::ArgMaxOp, convertPlace<tf::ArgMaxOp>>(),
      convertsBy<tf::ArgMinOp, convertPlace<tf::ArgMinOp>>(),
  };
  return table;
}

} // namespace sm
