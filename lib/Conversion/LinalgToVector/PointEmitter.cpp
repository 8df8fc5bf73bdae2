// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Loads and stores. Every buffer is seen as flat, an address is one base that
// the loops move and a constant, so that the points of a tile share registers.
// A value that was loaded once in a block is not loaded again.

#include "PointEmitter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace sm::vectorize {

static intptr_t idOf(Value value) {
  return reinterpret_cast<intptr_t>(value.getAsOpaquePointer());
}

static VectorType vectorOf(Type element, int64_t lanes) {
  return VectorType::get({lanes}, element);
}

Type PointEmitter::typeOf(Type element, int64_t lanes) {
  return lanes == 1 ? element : vectorOf(element, lanes);
}

PointEmitter::PointEmitter(OpBuilder &builder, Location location,
                           const Nest &nest, const TensorMemory &memory)
    : reduced(nest.reductions.size()), builder(builder), location(location),
      nest(nest), memory(memory) {
  enter();
}

Value PointEmitter::find(const Key &key) const {
  for (const auto &scope : llvm::reverse(scopes))
    if (auto it = scope.find(key); it != scope.end())
      return it->second;
  return nullptr;
}

Value PointEmitter::remember(const Key &key, Value value) {
  scopes.back()[key] = value;
  return value;
}

Value PointEmitter::constantIndex(int64_t value) {
  Key key{'i', static_cast<intptr_t>(value)};
  if (Value known = find(key))
    return known;
  return remember(key,
                  arith::ConstantIndexOp::create(builder, location, value));
}

Value PointEmitter::mask(int64_t active, int64_t lanes) {
  Key key{'m', static_cast<intptr_t>(active), static_cast<intptr_t>(lanes)};
  if (Value known = find(key))
    return known;
  SmallVector<bool> bits(lanes, false);
  std::fill(bits.begin(), bits.begin() + active, true);
  VectorType type = vectorOf(builder.getI1Type(), lanes);
  return remember(
      key, arith::ConstantOp::create(builder, location,
                                     DenseElementsAttr::get(type, bits)));
}

Value PointEmitter::broadcast(Value value, int64_t lanes) {
  if (lanes == 1 || isa<VectorType>(value.getType()))
    return value;
  Key key{'b', idOf(value), static_cast<intptr_t>(lanes)};
  if (Value known = find(key))
    return known;
  VectorType type = vectorOf(value.getType(), lanes);
  Attribute constant;
  if (matchPattern(value, m_Constant(&constant)))
    return remember(
        key, arith::ConstantOp::create(builder, location,
                                       DenseElementsAttr::get(type, constant)));
  return remember(key,
                  vector::BroadcastOp::create(builder, location, type, value));
}

/// `buffer` as a one-dimensional memref of all that its views may touch.
Value PointEmitter::flat(Value buffer) {
  Key key{'f', idOf(buffer)};
  if (Value known = find(key))
    return known;
  MemoryView view = *viewOfBuffer(buffer);
  int64_t size = 1;
  for (auto [extent, stride] : llvm::zip_equal(view.shape, view.strides))
    size += (extent - 1) * stride;
  auto type = cast<MemRefType>(buffer.getType());
  auto flatType =
      MemRefType::get({size}, type.getElementType(),
                      MemRefLayoutAttrInterface(), type.getMemorySpace());
  Value result = buffer;
  if (flatType != type) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointAfterValue(buffer);
    result = memref::ReinterpretCastOp::create(
        builder, location, flatType, buffer, /*offset=*/int64_t(0),
        ArrayRef<int64_t>{size}, ArrayRef<int64_t>{1});
  }
  scopes.front()[key] = result;
  return result;
}

Value PointEmitter::address(const LinearForm &form, const Point &point,
                            int64_t extra) {
  int64_t constant = form.constant + extra;
  Key key{'a'};
  for (unsigned d = 0; d < form.numDims(); ++d) {
    constant += form[d] * point.offsets[d];
    if (form[d] != 0 && point.ivs[d])
      key.append({idOf(point.ivs[d]), static_cast<intptr_t>(form[d])});
  }
  if (key.size() == 1)
    return constantIndex(constant);
  Value base = find(key);
  auto flags = arith::IntegerOverflowFlags::nsw;
  if (!base) {
    for (unsigned d = 0; d < form.numDims(); ++d) {
      if (form[d] == 0 || !point.ivs[d])
        continue;
      Value part = point.ivs[d];
      if (form[d] != 1)
        part = arith::MulIOp::create(builder, location, part,
                                     constantIndex(form[d]), flags);
      base = base ? arith::AddIOp::create(builder, location, base, part, flags)
                        .getResult()
                  : part;
    }
    remember(key, base);
  }
  if (constant == 0)
    return base;
  Key sum{'s', idOf(base), static_cast<intptr_t>(constant)};
  if (Value known = find(sum))
    return known;
  return remember(sum, arith::AddIOp::create(builder, location, base,
                                             constantIndex(constant), flags));
}

Value PointEmitter::loadScalar(Value buffer, const LinearForm &form,
                               const Point &point, int64_t extra) {
  Value at = address(form, point, extra);
  Key key{'l', idOf(buffer), idOf(at)};
  if (Value known = find(key))
    return known;
  return remember(key,
                  memref::LoadOp::create(builder, location, flat(buffer), at));
}

Value PointEmitter::loadVector(Value buffer, const LinearForm &form,
                               const Point &point, int64_t extra,
                               int64_t active) {
  Value at = address(form, point, extra);
  Key key{'v', idOf(buffer), idOf(at), static_cast<intptr_t>(active),
          static_cast<intptr_t>(point.lanes)};
  if (Value known = find(key))
    return known;
  Type element = cast<MemRefType>(buffer.getType()).getElementType();
  VectorType type = vectorOf(element, point.lanes);
  if (active == point.lanes)
    return remember(
        key, vector::LoadOp::create(builder, location, type, flat(buffer), at));
  // Lanes that are not in use count as 1 where a division by 0 would trap.
  TypedAttr idle = isa<IntegerType>(element)
                       ? TypedAttr(DenseElementsAttr::get(
                             type, builder.getIntegerAttr(element, 1)))
                       : builder.getZeroAttr(type);
  Value passed = arith::ConstantOp::create(builder, location, idle);
  return remember(
      key, vector::MaskedLoadOp::create(builder, location, type, flat(buffer),
                                        at, mask(active, point.lanes), passed));
}

Value PointEmitter::gather(Value buffer, const LinearForm &form,
                           const Point &point) {
  Key key{'g', idOf(buffer), idOf(address(form, point)),
          static_cast<intptr_t>(point.active),
          static_cast<intptr_t>(form[point.lane])};
  if (Value known = find(key))
    return known;
  SmallVector<Value> elements;
  for (int64_t lane = 0; lane < point.active; ++lane)
    elements.push_back(
        loadScalar(buffer, form, point, lane * form[point.lane]));
  Type element = elements.front().getType();
  // Lanes that are not in use hold what the first one does: nothing that they
  // compute traps or is seen.
  elements.resize(point.lanes, elements.front());
  return remember(
      key, vector::FromElementsOp::create(
               builder, location, vectorOf(element, point.lanes), elements));
}

SmallVector<Value> turn(OpBuilder &builder, Location location,
                        SmallVector<Value> rows) {
  int64_t count = rows.size();
  // Exchanges bit after bit of the row's number with that of the lane's.
  for (int64_t bit = 1; bit < count; bit *= 2) {
    SmallVector<int64_t> low(count), high(count);
    for (int64_t lane = 0; lane < count; ++lane) {
      bool set = (lane & bit) != 0;
      low[lane] = set ? count + lane - bit : lane;
      high[lane] = set ? count + lane : lane + bit;
    }
    for (int64_t row = 0; row < count; ++row) {
      if ((row & bit) != 0)
        continue;
      Value a = rows[row], b = rows[row + bit];
      rows[row] = vector::ShuffleOp::create(builder, location, a, b, low);
      rows[row + bit] =
          vector::ShuffleOp::create(builder, location, a, b, high);
    }
  }
  return rows;
}

Value PointEmitter::loadTurned(Value buffer, const LinearForm &form,
                               const Point &point) {
  Point corner = point;
  corner.offsets[turned->dim] = turned->begin;
  int64_t row = point.offsets[turned->dim] - turned->begin;
  Value at = address(form, corner);
  auto keyOf = [&](int64_t number) {
    return Key{'t',
               idOf(buffer),
               idOf(at),
               static_cast<intptr_t>(form[point.lane]),
               static_cast<intptr_t>(point.active),
               static_cast<intptr_t>(turned->count),
               static_cast<intptr_t>(number)};
  };
  if (Value known = find(keyOf(row)))
    return known;
  SmallVector<Value> rows;
  for (int64_t lane = 0; lane < point.lanes; ++lane)
    rows.push_back(lane < point.active
                       ? loadVector(buffer, form, corner,
                                    lane * form[point.lane], turned->count)
                       : rows.front());
  rows = turn(builder, location, std::move(rows));
  for (int64_t number = 0; number < turned->count; ++number)
    remember(keyOf(number), rows[number]);
  return rows[row];
}

Value PointEmitter::load(Value buffer, const LinearForm &form,
                         const Point &point) {
  int64_t stride = point.lanes == 1 ? 0 : form[point.lane];
  if (stride == 0)
    return loadScalar(buffer, form, point, 0);
  if (stride == 1)
    return loadVector(buffer, form, point, 0, point.active);
  if (turned && form[turned->dim] == 1 && turned->count <= point.lanes)
    return loadTurned(buffer, form, point);
  return gather(buffer, form, point);
}

void PointEmitter::prefetch(const Expr *expr, const LinearForm &form,
                            const Point &point, int64_t bytes) {
  Value at =
      address(form, point, bytes * 8 / expr->type.getIntOrFloatBitWidth());
  memref::PrefetchOp::create(builder, location, flat(expr->buffer), at,
                             /*isWrite=*/false,
                             /*localityHint=*/3,
                             /*isDataCache=*/true);
}

void PointEmitter::store(const Store &store, Value value, const Point &point) {
  Value at = address(store.form, point);
  int64_t stride = point.lanes == 1 ? 0 : store.form[point.lane];
  Value memory = flat(store.buffer);
  if (point.lanes == 1 || stride == 0) {
    memref::StoreOp::create(builder, location, value, memory, at);
    return;
  }
  value = broadcast(value, point.lanes);
  if (stride == 1 && point.active == point.lanes) {
    vector::StoreOp::create(builder, location, value, memory, at);
    return;
  }
  if (stride == 1) {
    vector::MaskedStoreOp::create(builder, location, memory, at,
                                  mask(point.active, point.lanes), value);
    return;
  }
  for (int64_t lane = 0; lane < point.active; ++lane) {
    Value element = vector::ExtractOp::create(builder, location, value, lane);
    memref::StoreOp::create(builder, location, element, memory,
                            address(store.form, point, lane * stride));
  }
}

Value PointEmitter::evaluate(const Expr *expr, const Point &point) {
  switch (expr->kind) {
  case Expr::Load:
    return load(expr->buffer, expr->form, point);
  case Expr::Scalar:
    return expr->scalar;
  case Expr::Undefined: {
    Key key{'u', reinterpret_cast<intptr_t>(expr->type.getAsOpaquePointer())};
    if (Value known = find(key))
      return known;
    return remember(key,
                    arith::ConstantOp::create(builder, location,
                                              builder.getZeroAttr(expr->type)));
  }
  case Expr::Reduced:
    return reduced[expr->reduction][expr->result];
  case Expr::Apply:
    if (expr->isKept && kept.contains(expr->op))
      return load(expr->buffer, expr->form, point);
    break;
  }
  auto keyOf = [&](unsigned result) {
    Key key{'e', reinterpret_cast<intptr_t>(expr->operands.data()),
            reinterpret_cast<intptr_t>(static_cast<Operation *>(expr->op)),
            static_cast<intptr_t>(result), static_cast<intptr_t>(point.active)};
    for (auto [iv, offset] : llvm::zip_equal(point.ivs, point.offsets))
      key.append({idOf(iv), static_cast<intptr_t>(offset)});
    return key;
  };
  if (Value known = find(keyOf(expr->result)))
    return known;
  SmallVector<Value> arguments;
  for (const Expr *operand : expr->operands)
    arguments.push_back(evaluate(operand, point));
  SmallVector<Value> results =
      applyBody(expr->op, arguments, expr->loops, point);
  for (auto [number, value] : llvm::enumerate(results))
    remember(keyOf(number), value);
  if (expr->isKept)
    store({nullptr, expr->buffer, expr->form}, results[expr->result], point);
  return results[expr->result];
}

} // namespace sm::vectorize
