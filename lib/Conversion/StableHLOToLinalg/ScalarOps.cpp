// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What an op of the stablehlo dialect does to one element.

#include "ScalarOps.h"

#include "dialects/StableHLO/CHLODialect.h"
#include "dialects/StableHLO/StableHLOOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace sm {

bool isElementwiseHLO(Operation *op) {
  return isa<chlo::ErfOp, chlo::ErfcOp, stablehlo::ClampOp,
             stablehlo::SelectOp>(op) ||
         (isa<stablehlo::StableHLODialect>(op->getDialect()) &&
          op->hasTrait<OpTrait::Elementwise>());
}

namespace {

/// Makes the scalar form of one op.
class ScalarBuilder {
public:
  ScalarBuilder(OpBuilder &b, Location loc, Operation *op, ValueRange args)
      : b(b), loc(loc), op(op), args(args), type(args.front().getType()),
        isUnsigned(getElementTypeOrSelf(op->getOperand(0).getType())
                       .isUnsignedInteger()) {}

  Value build() {
    if (isa<stablehlo::ConvertOp>(op))
      return convert();
    if (auto compareOp = dyn_cast<stablehlo::CompareOp>(op))
      return compare(compareOp);
    if (isa<stablehlo::SelectOp>(op))
      return arith::SelectOp::create(b, loc, args[0], args[1], args[2]);
    if (args.size() == 3 && isa<stablehlo::ClampOp>(op))
      return clamp();
    if (isa<FloatType>(type))
      return args.size() == 1 ? floatUnary() : floatBinary();
    if (type.isInteger(1))
      return truthValue();
    if (args.size() == 1)
      return integerUnary();
    Value unsignedResult = isUnsigned ? unsignedBinary() : Value();
    return unsignedResult ? unsignedResult : integerBinary();
  }

private:
  template <typename Op>
  Value unary() {
    return Op::create(b, loc, args[0]);
  }
  template <typename Op>
  Value binary() {
    return Op::create(b, loc, args[0], args[1]);
  }
  Value number(double value) {
    if (isa<FloatType>(type))
      return arith::ConstantOp::create(b, loc, b.getFloatAttr(type, value));
    return arith::ConstantOp::create(
        b, loc, b.getIntegerAttr(type, static_cast<int64_t>(value)));
  }

  Value floatUnary() {
    return llvm::TypeSwitch<Operation *, Value>(op)
        .Case([&](stablehlo::AbsOp) { return unary<math::AbsFOp>(); })
        .Case([&](stablehlo::CbrtOp) { return unary<math::CbrtOp>(); })
        .Case([&](stablehlo::CeilOp) { return unary<math::CeilOp>(); })
        .Case([&](stablehlo::CosineOp) { return unary<math::CosOp>(); })
        .Case([&](stablehlo::ExpOp) { return unary<math::ExpOp>(); })
        .Case([&](stablehlo::Expm1Op) { return unary<math::ExpM1Op>(); })
        .Case([&](stablehlo::FloorOp) { return unary<math::FloorOp>(); })
        .Case([&](stablehlo::IsFiniteOp) { return unary<math::IsFiniteOp>(); })
        .Case([&](stablehlo::LogOp) { return unary<math::LogOp>(); })
        .Case([&](stablehlo::Log1pOp) { return unary<math::Log1pOp>(); })
        .Case([&](stablehlo::NegOp) { return unary<arith::NegFOp>(); })
        .Case([&](stablehlo::RoundOp) { return unary<math::RoundOp>(); })
        .Case([&](stablehlo::RoundNearestEvenOp) {
          return unary<math::RoundEvenOp>();
        })
        .Case([&](stablehlo::RsqrtOp) { return unary<math::RsqrtOp>(); })
        .Case([&](stablehlo::SineOp) { return unary<math::SinOp>(); })
        .Case([&](stablehlo::SqrtOp) { return unary<math::SqrtOp>(); })
        .Case([&](stablehlo::TanOp) { return unary<math::TanOp>(); })
        .Case([&](stablehlo::TanhOp) { return unary<math::TanhOp>(); })
        .Case([&](chlo::ErfOp) { return unary<math::ErfOp>(); })
        .Case([&](chlo::ErfcOp) { return unary<math::ErfcOp>(); })
        .Case([&](stablehlo::LogisticOp) { return logistic(); })
        .Case([&](stablehlo::SignOp) { return floatSign(); })
        .Default([](Operation *) { return Value(); });
  }

  Value floatBinary() {
    return llvm::TypeSwitch<Operation *, Value>(op)
        .Case([&](stablehlo::AddOp) { return binary<arith::AddFOp>(); })
        .Case([&](stablehlo::Atan2Op) { return binary<math::Atan2Op>(); })
        .Case([&](stablehlo::DivOp) { return binary<arith::DivFOp>(); })
        .Case([&](stablehlo::MaxOp) { return binary<arith::MaximumFOp>(); })
        .Case([&](stablehlo::MinOp) { return binary<arith::MinimumFOp>(); })
        .Case([&](stablehlo::MulOp) { return binary<arith::MulFOp>(); })
        .Case([&](stablehlo::PowOp) { return binary<math::PowFOp>(); })
        .Case([&](stablehlo::RemOp) { return binary<arith::RemFOp>(); })
        .Case([&](stablehlo::SubtractOp) { return binary<arith::SubFOp>(); })
        .Default([](Operation *) { return Value(); });
  }

  Value truthValue() {
    return llvm::TypeSwitch<Operation *, Value>(op)
        .Case([&](stablehlo::NotOp) {
          Value one = arith::ConstantOp::create(b, loc, b.getBoolAttr(true));
          return arith::XOrIOp::create(b, loc, args[0], one);
        })
        .Case<stablehlo::AndOp, stablehlo::MinOp, stablehlo::MulOp>(
            [&](Operation *) { return binary<arith::AndIOp>(); })
        .Case<stablehlo::OrOp, stablehlo::MaxOp, stablehlo::AddOp>(
            [&](Operation *) { return binary<arith::OrIOp>(); })
        .Case([&](stablehlo::XorOp) { return binary<arith::XOrIOp>(); })
        .Default([](Operation *) { return Value(); });
  }

  Value integerUnary() {
    // Nothing below 0 is left to turn.
    if (isUnsigned && isa<stablehlo::AbsOp, stablehlo::SignOp>(op))
      return {};
    return llvm::TypeSwitch<Operation *, Value>(op)
        .Case([&](stablehlo::AbsOp) { return unary<math::AbsIOp>(); })
        .Case([&](stablehlo::NegOp) {
          return arith::SubIOp::create(b, loc, number(0), args[0]);
        })
        .Case([&](stablehlo::NotOp) {
          return arith::XOrIOp::create(b, loc, args[0], number(-1));
        })
        .Case([&](stablehlo::CountLeadingZerosOp) {
          return unary<math::CountLeadingZerosOp>();
        })
        .Case([&](stablehlo::PopulationCountOp) {
          return unary<math::CtPopOp>();
        })
        .Case([&](stablehlo::SignOp) {
          Value low = arith::MaxSIOp::create(b, loc, args[0], number(-1));
          return arith::MinSIOp::create(b, loc, low, number(1));
        })
        .Default([](Operation *) { return Value(); });
  }

  /// Of numbers without a sign, what is not as with one; else null.
  Value unsignedBinary() {
    return llvm::TypeSwitch<Operation *, Value>(op)
        .Case([&](stablehlo::DivOp) { return division<arith::DivUIOp>(); })
        .Case([&](stablehlo::MaxOp) { return binary<arith::MaxUIOp>(); })
        .Case([&](stablehlo::MinOp) { return binary<arith::MinUIOp>(); })
        .Case([&](stablehlo::RemOp) { return division<arith::RemUIOp>(); })
        .Default([](Operation *) { return Value(); });
  }

  Value integerBinary() {
    return llvm::TypeSwitch<Operation *, Value>(op)
        .Case([&](stablehlo::AddOp) { return binary<arith::AddIOp>(); })
        .Case([&](stablehlo::AndOp) { return binary<arith::AndIOp>(); })
        .Case([&](stablehlo::DivOp) { return division<arith::DivSIOp>(); })
        .Case([&](stablehlo::MaxOp) { return binary<arith::MaxSIOp>(); })
        .Case([&](stablehlo::MinOp) { return binary<arith::MinSIOp>(); })
        .Case([&](stablehlo::MulOp) { return binary<arith::MulIOp>(); })
        .Case([&](stablehlo::OrOp) { return binary<arith::OrIOp>(); })
        .Case([&](stablehlo::PowOp) {
          return isUnsigned ? Value() : binary<math::IPowIOp>();
        })
        .Case([&](stablehlo::RemOp) { return division<arith::RemSIOp>(); })
        .Case([&](stablehlo::SubtractOp) { return binary<arith::SubIOp>(); })
        .Case([&](stablehlo::XorOp) { return binary<arith::XOrIOp>(); })
        .Case([&](stablehlo::ShiftLeftOp) { return shift<arith::ShLIOp>(); })
        .Case([&](stablehlo::ShiftRightLogicalOp) {
          return shift<arith::ShRUIOp>();
        })
        .Case([&](stablehlo::ShiftRightArithmeticOp) {
          return shift<arith::ShRSIOp>();
        })
        .Default([](Operation *) { return Value(); });
  }

  Value logistic() {
    Value power =
        math::ExpOp::create(b, loc, arith::NegFOp::create(b, loc, args[0]));
    Value one = number(1);
    return arith::DivFOp::create(b, loc, one,
                                 arith::AddFOp::create(b, loc, one, power));
  }

  /// -1, 0, 1; zeroes and NaN stay as they are.
  Value floatSign() {
    Value zero = number(0);
    Value isNumber =
        arith::CmpFOp::create(b, loc, arith::CmpFPredicate::ONE, args[0], zero);
    Value one = math::CopySignOp::create(b, loc, number(1), args[0]);
    return arith::SelectOp::create(b, loc, isNumber, one, args[0]);
  }

  /// What the processor has no answer to must not end the process: a divisor
  /// of zero, and the least number divided by -1.
  template <typename Op>
  Value division() {
    auto equals = [&](Value value, Value other) {
      return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, value,
                                   other);
    };
    Value isZero = equals(args[1], number(0)), isUnsafe = isZero;
    if (!isUnsigned) {
      unsigned width = type.getIntOrFloatBitWidth();
      Value least = arith::ConstantOp::create(
          b, loc, b.getIntegerAttr(type, APInt::getSignedMinValue(width)));
      Value isOverflow = arith::AndIOp::create(b, loc, equals(args[0], least),
                                               equals(args[1], number(-1)));
      isUnsafe = arith::OrIOp::create(b, loc, isOverflow, isZero);
    }
    Value divisor =
        arith::SelectOp::create(b, loc, isUnsafe, number(1), args[1]);
    Value safe = Op::create(b, loc, args[0], divisor);
    if (isa<stablehlo::DivOp>(op))
      return arith::SelectOp::create(b, loc, isZero, number(-1), safe);
    return arith::SelectOp::create(b, loc, isZero, args[0], safe);
  }

  /// All bits leave where the amount is not less than the width.
  template <typename Op>
  Value shift() {
    unsigned width = type.getIntOrFloatBitWidth();
    Value inRange = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult,
                                          args[1], number(width));
    if (isa<stablehlo::ShiftRightArithmeticOp>(op)) {
      Value amount =
          arith::SelectOp::create(b, loc, inRange, args[1], number(width - 1));
      return Op::create(b, loc, args[0], amount);
    }
    Value amount = arith::SelectOp::create(b, loc, inRange, args[1], number(0));
    return arith::SelectOp::create(
        b, loc, inRange, Op::create(b, loc, args[0], amount), number(0));
  }

  Value clamp() {
    if (isa<FloatType>(type))
      return arith::MinimumFOp::create(
          b, loc, arith::MaximumFOp::create(b, loc, args[1], args[0]), args[2]);
    if (type.isInteger(1))
      return {};
    if (isUnsigned)
      return arith::MinUIOp::create(
          b, loc, arith::MaxUIOp::create(b, loc, args[1], args[0]), args[2]);
    return arith::MinSIOp::create(
        b, loc, arith::MaxSIOp::create(b, loc, args[1], args[0]), args[2]);
  }

  Value compare(stablehlo::CompareOp compareOp) {
    using Direction = stablehlo::ComparisonDirection;
    Direction direction = compareOp.getComparisonDirection();
    if (isa<FloatType>(type)) {
      if (compareOp.getCompareType() == stablehlo::ComparisonType::TOTALORDER)
        return {};
      static const llvm::DenseMap<int, arith::CmpFPredicate> predicates = {
          {int(Direction::EQ), arith::CmpFPredicate::OEQ},
          {int(Direction::NE), arith::CmpFPredicate::UNE},
          {int(Direction::GE), arith::CmpFPredicate::OGE},
          {int(Direction::GT), arith::CmpFPredicate::OGT},
          {int(Direction::LE), arith::CmpFPredicate::OLE},
          {int(Direction::LT), arith::CmpFPredicate::OLT}};
      return arith::CmpFOp::create(b, loc, predicates.at(int(direction)),
                                   args[0], args[1]);
    }
    // True is above false.
    bool hasNoSign = isUnsigned || type.isInteger(1);
    auto predicate = [&]() {
      switch (direction) {
      case Direction::EQ:
        return arith::CmpIPredicate::eq;
      case Direction::NE:
        return arith::CmpIPredicate::ne;
      case Direction::GE:
        return hasNoSign ? arith::CmpIPredicate::uge
                         : arith::CmpIPredicate::sge;
      case Direction::GT:
        return hasNoSign ? arith::CmpIPredicate::ugt
                         : arith::CmpIPredicate::sgt;
      case Direction::LE:
        return hasNoSign ? arith::CmpIPredicate::ule
                         : arith::CmpIPredicate::sle;
      case Direction::LT:
        break;
      }
      return hasNoSign ? arith::CmpIPredicate::ult : arith::CmpIPredicate::slt;
    };
    return arith::CmpIOp::create(b, loc, predicate(), args[0], args[1]);
  }

  Value convert() {
    Type target = getElementTypeOrSelf(op->getResult(0).getType());
    bool toUnsigned = target.isUnsignedInteger();
    if (toUnsigned)
      target = b.getIntegerType(target.getIntOrFloatBitWidth());
    if (target == type)
      return args[0];
    if (target.isInteger(1)) {
      if (isa<FloatType>(type))
        return arith::CmpFOp::create(b, loc, arith::CmpFPredicate::UNE, args[0],
                                     number(0));
      return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, args[0],
                                   number(0));
    }
    unsigned from = type.getIntOrFloatBitWidth(),
             to = target.getIntOrFloatBitWidth();
    if (isa<FloatType>(type) && isa<FloatType>(target))
      return cast(from < to, arith::ExtFOp::getOperationName(),
                  arith::TruncFOp::getOperationName(), target);
    if (isa<FloatType>(type))
      return cast(toUnsigned, arith::FPToUIOp::getOperationName(),
                  arith::FPToSIOp::getOperationName(), target);
    bool hasNoSign = isUnsigned || from == 1;
    if (isa<FloatType>(target))
      return cast(hasNoSign, arith::UIToFPOp::getOperationName(),
                  arith::SIToFPOp::getOperationName(), target);
    if (hasNoSign && from < to)
      return arith::ExtUIOp::create(b, loc, target, args[0]);
    return cast(from < to, arith::ExtSIOp::getOperationName(),
                arith::TruncIOp::getOperationName(), target);
  }

  Value cast(bool first, StringRef name, StringRef otherwise, Type target) {
    OperationState state(loc, first ? name : otherwise, args.take_front(1),
                         target);
    return b.create(state)->getResult(0);
  }

  OpBuilder &b;
  Location loc;
  Operation *op;
  ValueRange args;
  Type type;
  bool isUnsigned;
};

/// `element` of a constant, as compiled code holds it.
static TypedAttr constantScalar(Attribute element) {
  auto integer = dyn_cast<IntegerAttr>(element);
  if (!integer || !integer.getType().isUnsignedInteger())
    return cast<TypedAttr>(element);
  const APInt value = integer.getValue();
  return IntegerAttr::get(
      IntegerType::get(element.getContext(), value.getBitWidth()), value);
}

} // namespace

Value scalarHLO(OpBuilder &b, Location loc, Operation *op, ValueRange args) {
  return ScalarBuilder(b, loc, op, args).build();
}

SmallVector<Value> scalarBody(OpBuilder &b, Location loc, Block &body,
                              ValueRange args) {
  IRMapping mapping;
  mapping.map(body.getArguments(), args);
  for (Operation &op : body.without_terminator()) {
    SmallVector<Value> scalars;
    for (Value operand : op.getOperands()) {
      Value scalar = mapping.lookupOrNull(operand);
      if (!scalar)
        return {};
      scalars.push_back(scalar);
    }
    Value result;
    if (auto constant = dyn_cast<stablehlo::ConstantOp>(op)) {
      auto dense = dyn_cast<DenseElementsAttr>(constant.getValue());
      if (!dense || !dense.isSplat())
        return {};
      result = arith::ConstantOp::create(
          b, loc, constantScalar(dense.getSplatValue<Attribute>()));
    } else if (isa<stablehlo::ReshapeOp, stablehlo::BroadcastInDimOp>(op)) {
      result = scalars.front();
    } else if (isElementwiseHLO(&op)) {
      result = scalarHLO(b, loc, &op, scalars);
    }
    if (!result)
      return {};
    mapping.map(op.getResult(0), result);
  }
  SmallVector<Value> results;
  for (Value value : body.getTerminator()->getOperands()) {
    Value result = mapping.lookupOrNull(value);
    if (!result)
      return {};
    results.push_back(result);
  }
  return results;
}

} // namespace sm
