// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// A function of the stablehlo dialect, rewritten op by op into a new one.

#include "Lowering.h"

#include "ScalarOps.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/StableHLO/StableHLOOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"

using namespace mlir;

namespace sm {

RankedTensorType memoryType(Type type, std::string &why) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  llvm::raw_string_ostream reason(why);
  if (!tensor || !tensor.hasStaticShape()) {
    reason << type << " has no static shape";
    return {};
  }
  if (tensor.getNumElements() == 0) {
    reason << type << " has no elements";
    return {};
  }
  Type element = tensor.getElementType();
  if (element.isInteger(1))
    element = IntegerType::get(type.getContext(), 8);
  else if (element.isUnsignedInteger())
    element =
        IntegerType::get(type.getContext(), element.getIntOrFloatBitWidth());
  bool isHeld = element.isF32() || element.isF64() ||
                (element.isSignlessInteger() &&
                 llvm::is_contained({8u, 16u, 32u, 64u},
                                    element.getIntOrFloatBitWidth()));
  if (!isHeld) {
    reason
        << "elements of " << element
        << " cannot be compiled; f32, f64, i1, and integers of 8, 16, 32 and "
           "64 bits can";
    return {};
  }
  return RankedTensorType::get(tensor.getShape(), element);
}

Value fromMemory(OpBuilder &b, Location loc, Value value, Type elementType) {
  if (!elementType.isInteger(1) || value.getType() == elementType)
    return value;
  return arith::TruncIOp::create(b, loc, elementType, value);
}

Value toMemory(OpBuilder &b, Location loc, Value value) {
  if (!value.getType().isInteger(1))
    return value;
  return arith::ExtUIOp::create(b, loc, b.getI8Type(), value);
}

void Lowering::refuse(Operation *op, const Twine &why) {
  op->emitOpError() << why;
  isRefused = true;
}

RankedTensorType Lowering::typeOf(Value old) {
  std::string why;
  return memoryType(old.getType(), why);
}

Value Lowering::empty(Location loc, RankedTensorType type) {
  return tensor::EmptyOp::create(b, loc, type.getShape(),
                                 type.getElementType());
}

Value Lowering::zero(OpBuilder &at, Location loc, Type type) {
  return arith::ConstantOp::create(at, loc, at.getZeroAttr(type));
}

Value Lowering::filled(Location loc, RankedTensorType type, Attribute value) {
  Value scalar = arith::ConstantOp::create(b, loc, cast<TypedAttr>(value));
  return linalg::FillOp::create(b, loc, scalar, empty(loc, type)).getResult(0);
}

Value Lowering::parallel(Location loc, RankedTensorType type, ValueRange inputs,
                         ArrayRef<AffineMap> maps, Body body) {
  SmallVector<AffineMap> all(maps);
  all.push_back(b.getMultiDimIdentityMap(type.getRank()));
  SmallVector<utils::IteratorType> loops(type.getRank(),
                                         utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             b, loc, type, inputs, empty(loc, type), all, loops,
             [&](OpBuilder &inside, Location at, ValueRange args) {
               Value result = body(inside, at, args.drop_back());
               linalg::YieldOp::create(inside, at,
                                       result ? result : args.back());
             })
      .getResult(0);
}

Value Lowering::rearranged(Location loc, RankedTensorType type, Value input,
                           AffineMap map) {
  return parallel(
      loc, type, input, map,
      [](OpBuilder &, Location, ValueRange args) { return args.front(); });
}

Value Lowering::reshaped(Location loc, Value value, ArrayRef<int64_t> shape) {
  auto type = cast<RankedTensorType>(value.getType());
  auto target = RankedTensorType::get(shape, type.getElementType());
  if (target == type)
    return value;
  if (auto constant = value.getDefiningOp<arith::ConstantOp>()) {
    ElementsAttr elements;
    if (auto data = dyn_cast<saved_model::DataAttr>(constant.getValue()))
      elements = saved_model::DataAttr::get(b.getContext(), data.getSource(),
                                            data.getKey(), target);
    else if (auto dense = dyn_cast<DenseElementsAttr>(constant.getValue()))
      elements = dense.reshape(target);
    if (elements)
      return arith::ConstantOp::create(b, value.getLoc(),
                                       cast<TypedAttr>(elements));
  }
  if (auto groups = getReassociationIndicesForReshape(type, target)) {
    if (type.getRank() > target.getRank())
      return tensor::CollapseShapeOp::create(b, loc, target, value, *groups);
    return tensor::ExpandShapeOp::create(b, loc, target, value, *groups);
  }
  // Neither shape is finer: through a row of all elements.
  auto row =
      RankedTensorType::get({type.getNumElements()}, type.getElementType());
  ReassociationIndices from, to;
  for (int64_t i = 0; i < type.getRank(); ++i)
    from.push_back(i);
  for (int64_t i = 0; i < target.getRank(); ++i)
    to.push_back(i);
  Value flat = tensor::CollapseShapeOp::create(
      b, loc, row, value, ArrayRef<ReassociationIndices>(from));
  return tensor::ExpandShapeOp::create(b, loc, target, flat,
                                       ArrayRef<ReassociationIndices>(to));
}

Attribute Lowering::scalarConstant(Value old) {
  Value now = operand(old);
  auto constant = now.getDefiningOp<arith::ConstantOp>();
  auto dense =
      constant ? dyn_cast<DenseElementsAttr>(constant.getValue()) : nullptr;
  return dense && dense.isSplat() ? dense.getSplatValue<Attribute>()
                                  : Attribute();
}

Value Lowering::sliced(Location loc, Value value, ArrayRef<int64_t> starts,
                       ArrayRef<int64_t> sizes, ArrayRef<int64_t> steps) {
  auto type = cast<RankedTensorType>(value.getType());
  unsigned rank = type.getRank();
  // A loop over a dimension without offset covers all of it; where it should
  // not, the rest is cut off first.
  SmallVector<int64_t> kept(type.getShape()), zeroes(rank, 0), ones(rank, 1);
  bool isCut = false, isRearranged = false;
  SmallVector<AffineExpr> exprs;
  for (unsigned d = 0; d < rank; ++d) {
    bool isPlain = starts[d] == 0 && steps[d] == 1;
    if (isPlain)
      kept[d] = sizes[d];
    isCut |= kept[d] != type.getDimSize(d);
    isRearranged |= !isPlain;
    exprs.push_back(dim(d) * steps[d] + starts[d]);
  }
  if (isCut) {
    auto attrs = [&](ArrayRef<int64_t> values) {
      return getAsIndexOpFoldResult(b.getContext(), values);
    };
    value = tensor::ExtractSliceOp::create(b, loc, value, attrs(zeroes),
                                           attrs(kept), attrs(ones));
  }
  if (!isRearranged)
    return value;
  return rearranged(loc, RankedTensorType::get(sizes, type.getElementType()),
                    value, AffineMap::get(rank, 0, exprs, b.getContext()));
}

Value Lowering::padded(Location loc, Value value, Attribute with,
                       ArrayRef<int64_t> low, ArrayRef<int64_t> high,
                       ArrayRef<int64_t> interior) {
  auto type = cast<RankedTensorType>(value.getType());
  unsigned rank = type.getRank();
  SmallVector<int64_t> shape, offsets, steps, cuts(rank, 0),
      kept(type.getShape());
  bool isCut = false, isPadded = false;
  for (unsigned d = 0; d < rank; ++d) {
    int64_t step = interior[d] + 1;
    // Elements that fall off the ends, with what would be between them.
    int64_t first = low[d] < 0 ? llvm::divideCeil(-low[d], step) : 0;
    int64_t behind = high[d] < 0 ? llvm::divideCeil(-high[d], step) : 0;
    cuts[d] = first;
    kept[d] -= first + behind;
    isCut |= first != 0 || behind != 0;
    int64_t whole = (type.getDimSize(d) - 1) * step + 1 + low[d] + high[d];
    shape.push_back(whole);
    offsets.push_back(low[d] + first * step);
    steps.push_back(step);
    isPadded |= offsets[d] != 0 || step != 1 || whole != kept[d];
  }
  if (isCut)
    value = sliced(loc, value, cuts, kept, SmallVector<int64_t>(rank, 1));
  if (!isPadded)
    return value;
  Value target =
      filled(loc, RankedTensorType::get(shape, type.getElementType()), with);
  auto attrs = [&](ArrayRef<int64_t> values) {
    return getAsIndexOpFoldResult(b.getContext(), values);
  };
  return tensor::InsertSliceOp::create(b, loc, value, target, attrs(offsets),
                                       attrs(kept), attrs(steps));
}

void Lowering::lowerElementwise(Operation *op) {
  RankedTensorType type = typeOf(op->getResult(0));
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  AffineMap identity = b.getMultiDimIdentityMap(type.getRank());
  for (Value old : op->getOperands()) {
    Value now = operand(old);
    inputs.push_back(now);
    // The ends of a clamp and the condition of a select may be scalars.
    bool isScalar = cast<RankedTensorType>(now.getType()).getRank() == 0;
    maps.push_back(isScalar
                       ? AffineMap::get(type.getRank(), 0, {}, b.getContext())
                       : identity);
  }
  bool hasForm = true;
  Value result =
      parallel(op->getLoc(), type, inputs, maps,
               [&](OpBuilder &inside, Location loc, ValueRange args) -> Value {
                 SmallVector<Value> scalars;
                 for (auto [arg, old] : llvm::zip(args, op->getOperands()))
                   scalars.push_back(fromMemory(
                       inside, loc, arg, getElementTypeOrSelf(old.getType())));
                 Value scalar = scalarHLO(inside, loc, op, scalars);
                 hasForm = scalar != nullptr;
                 return scalar ? toMemory(inside, loc, scalar) : Value();
               });
  if (!hasForm)
    return refuse(op, "has no form for elements of this type");
  setResult(op->getResult(0), result);
}

bool Lowering::lower(Operation *op) {
  for (Value result : op->getResults()) {
    std::string why;
    if (!memoryType(result.getType(), why)) {
      refuse(op, "cannot be compiled: " + why);
      return true;
    }
  }
  if (isElementwiseHLO(op)) {
    lowerElementwise(op);
    return true;
  }
  return lowerMovement(*this, op) || lowerIndexing(*this, op) ||
         lowerContraction(*this, op) || lowerReduction(*this, op);
}

/// Lowers what the function does in the place of the call.
void Lowering::inlineCall(Operation *op, SymbolRefAttr name) {
  constexpr unsigned kMaxDepth = 64;
  auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, name);
  if (!callee || callee.isExternal() || !callee.getBody().hasOneBlock())
    return refuse(op, "calls what is no plain function");
  if (TypeRange(callee.getArgumentTypes()) != op->getOperandTypes() ||
      TypeRange(callee.getResultTypes()) != op->getResultTypes())
    return refuse(op, "calls a function of another type");
  if (depth == kMaxDepth)
    return refuse(op, "calls functions too deep in each other");
  ++depth;
  for (auto [argument, value] :
       llvm::zip(callee.getArguments(), op->getOperands()))
    values.map(argument, operand(value));
  bool isLowered = lowerBlock(callee.front());
  --depth;
  if (!isLowered)
    return;
  for (auto [result, value] : llvm::zip(
           op->getResults(), callee.front().getTerminator()->getOperands()))
    values.map(result, operand(value));
}

bool Lowering::lowerBlock(Block &block) {
  for (Operation &op : block.without_terminator()) {
    bool isReachable = llvm::all_of(
        op.getOperands(), [&](Value value) { return values.contains(value); });
    if (!isReachable)
      continue;
    if (auto composite = dyn_cast<stablehlo::CompositeOp>(op))
      inlineCall(&op, composite.getDecompositionAttr());
    else if (auto call = dyn_cast<func::CallOp>(op))
      inlineCall(&op, call.getCalleeAttr());
    else if (!lower(&op))
      refuse(&op, "cannot be compiled yet");
  }
  return !isRefused;
}

} // namespace sm
