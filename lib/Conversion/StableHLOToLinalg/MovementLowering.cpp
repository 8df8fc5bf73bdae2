// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Constants, and ops that move elements to places known now.

#include "Lowering.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/StableHLO/MovementOps.h"
#include "dialects/StableHLO/UnaryOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace sm {

static void lowerConstant(Lowering &lowering, stablehlo::ConstantOp op) {
  RankedTensorType type = lowering.typeOf(op.getOutput());
  ElementsAttr elements = op.getValue();
  if (auto data = dyn_cast<saved_model::DataAttr>(elements)) {
    elements = saved_model::DataAttr::get(op.getContext(), data.getSource(),
                                          data.getKey(), type);
  } else if (auto dense = dyn_cast<DenseElementsAttr>(elements)) {
    if (dense.getElementType().isUnsignedInteger())
      elements = dense.bitcast(type.getElementType());
    else if (dense.getElementType() != type.getElementType())
      elements = dense.mapValues(type.getElementType(), [](const APInt &value) {
        return value.zext(8);
      });
  } else {
    return lowering.refuse(op, "holds a constant that is neither dense nor a "
                               "reference to data");
  }
  lowering.setResult(op.getOutput(),
                     arith::ConstantOp::create(lowering.b, op.getLoc(),
                                               cast<TypedAttr>(elements)));
}

static void lowerBroadcast(Lowering &lowering, stablehlo::BroadcastInDimOp op) {
  RankedTensorType type = lowering.typeOf(op.getResult());
  Value input = lowering.operand(op.getOperand());
  auto inputType = cast<RankedTensorType>(input.getType());
  // Dimensions of one that are repeated say nothing about the element; without
  // them the map is plain. Those of constants go in any case, those of other
  // tensors may count rows.
  bool isConstant = input.getDefiningOp<arith::ConstantOp>() != nullptr;
  SmallVector<int64_t> shape;
  SmallVector<AffineExpr> exprs;
  for (auto [d, target] : llvm::enumerate(op.getBroadcastDimensions())) {
    if (inputType.getDimSize(d) == 1 &&
        (isConstant || type.getDimSize(target) != 1))
      continue;
    shape.push_back(inputType.getDimSize(d));
    exprs.push_back(lowering.dim(target));
  }
  if (!isConstant && inputType.getNumElements() == type.getNumElements() &&
      llvm::is_sorted(op.getBroadcastDimensions()))
    return lowering.setResult(
        op.getResult(), lowering.reshaped(op.getLoc(), input, type.getShape()));
  if (inputType == type && llvm::is_sorted(op.getBroadcastDimensions()))
    return lowering.setResult(op.getResult(), input);
  // A splat is one of any shape.
  if (auto constant = input.getDefiningOp<arith::ConstantOp>())
    if (auto dense = dyn_cast<DenseElementsAttr>(constant.getValue());
        dense && dense.isSplat())
      return lowering.setResult(
          op.getResult(),
          arith::ConstantOp::create(
              lowering.b, op.getLoc(),
              DenseElementsAttr::get(type, dense.getSplatValue<Attribute>())));
  input = lowering.reshaped(op.getLoc(), input, shape);
  lowering.setResult(
      op.getResult(),
      lowering.rearranged(
          op.getLoc(), type, input,
          AffineMap::get(type.getRank(), 0, exprs, op.getContext())));
}

static void lowerTranspose(Lowering &lowering, stablehlo::TransposeOp op) {
  RankedTensorType type = lowering.typeOf(op.getResult());
  Value input = lowering.operand(op.getOperand());
  auto from = cast<RankedTensorType>(input.getType());
  // The order of dimensions of one changes nothing.
  SmallVector<int64_t> moved;
  for (int64_t d : op.getPermutation())
    if (from.getDimSize(d) != 1)
      moved.push_back(d);
  if (llvm::is_sorted(moved))
    return lowering.setResult(
        op.getResult(), lowering.reshaped(op.getLoc(), input, type.getShape()));
  SmallVector<AffineExpr> exprs(type.getRank());
  for (auto [d, source] : llvm::enumerate(op.getPermutation()))
    exprs[source] = lowering.dim(d);
  lowering.setResult(
      op.getResult(),
      lowering.rearranged(
          op.getLoc(), type, input,
          AffineMap::get(type.getRank(), 0, exprs, op.getContext())));
}

static void lowerReverse(Lowering &lowering, stablehlo::ReverseOp op) {
  RankedTensorType type = lowering.typeOf(op.getResult());
  SmallVector<AffineExpr> exprs;
  for (int64_t d = 0; d < type.getRank(); ++d)
    exprs.push_back(llvm::is_contained(op.getDimensions(), d)
                        ? type.getDimSize(d) - 1 - lowering.dim(d)
                        : lowering.dim(d));
  lowering.setResult(
      op.getResult(),
      lowering.rearranged(
          op.getLoc(), type, lowering.operand(op.getOperand()),
          AffineMap::get(type.getRank(), 0, exprs, op.getContext())));
}

static void lowerSlice(Lowering &lowering, stablehlo::SliceOp op) {
  RankedTensorType type = lowering.typeOf(op.getResult());
  lowering.setResult(
      op.getResult(),
      lowering.sliced(op.getLoc(), lowering.operand(op.getOperand()),
                      op.getStartIndices(), type.getShape(), op.getStrides()));
}

static void lowerPad(Lowering &lowering, stablehlo::PadOp op) {
  Attribute with = lowering.scalarConstant(op.getPaddingValue());
  if (!with)
    return lowering.refuse(op, "pads with a value known only at run time");
  lowering.setResult(
      op.getResult(),
      lowering.padded(op.getLoc(), lowering.operand(op.getOperand()), with,
                      op.getEdgePaddingLow(), op.getEdgePaddingHigh(),
                      op.getInteriorPadding()));
}

static void lowerConcatenate(Lowering &lowering, stablehlo::ConcatenateOp op) {
  RankedTensorType type = lowering.typeOf(op.getResult());
  OpBuilder &b = lowering.b;
  SmallVector<Value> inputs;
  for (Value old : op.getInputs())
    inputs.push_back(lowering.operand(old));
  if (inputs.size() == 1)
    return lowering.setResult(op.getResult(), inputs.front());
  Value whole = lowering.empty(op.getLoc(), type);
  SmallVector<OpFoldResult> offsets(type.getRank(), b.getIndexAttr(0)),
      ones(type.getRank(), b.getIndexAttr(1));
  int64_t at = 0;
  for (Value input : inputs) {
    auto part = cast<RankedTensorType>(input.getType());
    offsets[op.getDimension()] = b.getIndexAttr(at);
    at += part.getDimSize(op.getDimension());
    whole = tensor::InsertSliceOp::create(
        b, op.getLoc(), input, whole, offsets,
        getAsIndexOpFoldResult(b.getContext(), part.getShape()), ones);
  }
  lowering.setResult(op.getResult(), whole);
}

static void lowerIota(Lowering &lowering, stablehlo::IotaOp op) {
  RankedTensorType type = lowering.typeOf(op.getOutput());
  lowering.setResult(
      op.getOutput(),
      lowering.parallel(
          op.getLoc(), type, {}, {},
          [&](OpBuilder &b, Location loc, ValueRange) -> Value {
            Value index =
                linalg::IndexOp::create(b, loc, op.getIotaDimension());
            Type element = type.getElementType();
            if (!isa<FloatType>(element))
              return arith::IndexCastOp::create(b, loc, element, index);
            Value number =
                arith::IndexCastOp::create(b, loc, b.getI64Type(), index);
            return arith::SIToFPOp::create(b, loc, element, number);
          }));
}

static void lowerBitcast(Lowering &lowering, stablehlo::BitcastConvertOp op) {
  RankedTensorType type = lowering.typeOf(op.getResult());
  Value input = lowering.operand(op.getOperand());
  auto from = cast<RankedTensorType>(input.getType());
  if (from.getShape() != type.getShape())
    return lowering.refuse(op, "changes the width of elements, which cannot "
                               "be compiled yet");
  // Between numbers with and without a sign.
  if (from == type)
    return lowering.setResult(op.getResult(), input);
  lowering.setResult(
      op.getResult(),
      lowering.parallel(op.getLoc(), type, input,
                        lowering.b.getMultiDimIdentityMap(type.getRank()),
                        [&](OpBuilder &b, Location loc, ValueRange args) {
                          return arith::BitcastOp::create(
                              b, loc, type.getElementType(), args.front());
                        }));
}

bool lowerMovement(Lowering &lowering, Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case([&](stablehlo::ConstantOp constant) {
        lowerConstant(lowering, constant);
        return true;
      })
      .Case([&](stablehlo::ReshapeOp reshape) {
        lowering.setResult(
            reshape.getResult(),
            lowering.reshaped(op->getLoc(),
                              lowering.operand(reshape.getOperand()),
                              reshape.getType().getShape()));
        return true;
      })
      .Case([&](stablehlo::BroadcastInDimOp broadcast) {
        lowerBroadcast(lowering, broadcast);
        return true;
      })
      .Case([&](stablehlo::TransposeOp transpose) {
        lowerTranspose(lowering, transpose);
        return true;
      })
      .Case([&](stablehlo::ReverseOp reverse) {
        lowerReverse(lowering, reverse);
        return true;
      })
      .Case([&](stablehlo::SliceOp slice) {
        lowerSlice(lowering, slice);
        return true;
      })
      .Case([&](stablehlo::PadOp pad) {
        lowerPad(lowering, pad);
        return true;
      })
      .Case([&](stablehlo::ConcatenateOp concatenate) {
        lowerConcatenate(lowering, concatenate);
        return true;
      })
      .Case([&](stablehlo::IotaOp iota) {
        lowerIota(lowering, iota);
        return true;
      })
      .Case([&](stablehlo::BitcastConvertOp bitcast) {
        lowerBitcast(lowering, bitcast);
        return true;
      })
      .Default([](Operation *) { return false; });
}

} // namespace sm
