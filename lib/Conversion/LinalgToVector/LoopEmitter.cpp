// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Loops with static steps. A loop that threads share has computed bounds, its
// tiles keep their size.

#include "LoopEmitter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;

namespace sm::vectorize {

LoopEmitter::LoopEmitter(OpBuilder &builder, Location location,
                         const Nest &nest, const TensorMemory &memory)
    : builder(builder), location(location), nest(nest),
      values(builder, location, nest, memory), extents(nest.extents()) {
  point.ivs.assign(nest.dims.size(), nullptr);
  point.offsets.assign(nest.dims.size(), 0);
  current.assign(nest.dims.size(), 1);
}

void LoopEmitter::walk(ArrayRef<unsigned> loops, ArrayRef<int64_t> tileSizes,
                       function_ref<void()> body) {
  llvm::SaveAndRestore keepOrder(order, loops);
  llvm::SaveAndRestore keepSizes(sizes, tileSizes);
  llvm::SaveAndRestore keepBody(innermost, body);
  walkTiles(0);
}

void LoopEmitter::walkTiles(unsigned level) {
  if (level == order.size()) {
    innermost();
    return;
  }
  unsigned d = order[level];
  const auto &partial = nest.partial;
  bool splits = partial && partial->block == d;
  int64_t whole = splits ? partial->bound / partial->blockSize : extents[d];
  int64_t tiles = whole / sizes[d], rest = whole % sizes[d];
  if (tiles > 0)
    walkMain(level, tiles);
  auto tails = [&] {
    if (rest > 0)
      walkTail(level, tiles * sizes[d], rest);
    if (splits) {
      llvm::SaveAndRestore keep(extents[partial->inner],
                                partial->bound - whole * partial->blockSize);
      walkTail(level, whole, 1);
    }
  };
  if (rest > 0 || splits)
    inLastPiece(d, tails);
}

void LoopEmitter::walkMain(unsigned level, int64_t tiles) {
  unsigned d = order[level];
  llvm::SaveAndRestore keepSize(current[d], sizes[d]);
  bool shares = sharedDim == d;
  if (tiles == 1 && !shares) {
    walkTiles(level + 1);
    return;
  }
  Value first, last;
  int64_t size = sizes[d];
  if (!shares) {
    first = values.constantIndex(0);
    last = values.constantIndex(tiles * size);
  } else if (tiles % pieces == 0) {
    Value length = values.constantIndex(tiles / pieces * size);
    first = arith::MulIOp::create(builder, location, piece, length);
    last = arith::AddIOp::create(builder, location, first, length);
  } else {
    auto bound = [&](Value number) -> Value {
      Value all = arith::MulIOp::create(builder, location, number,
                                        values.constantIndex(tiles));
      Value tile = arith::DivUIOp::create(builder, location, all,
                                          values.constantIndex(pieces));
      return arith::MulIOp::create(builder, location, tile,
                                   values.constantIndex(size));
    };
    first = bound(piece);
    last = bound(arith::AddIOp::create(builder, location, piece,
                                       values.constantIndex(1)));
  }
  auto loop = scf::ForOp::create(builder, location, first, last,
                                 values.constantIndex(size));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(loop.getBody()->getTerminator());
  llvm::SaveAndRestore keepIv(point.ivs[d], Value(loop.getInductionVar()));
  values.enter();
  walkTiles(level + 1);
  values.leave();
}

void LoopEmitter::walkTail(unsigned level, int64_t begin, int64_t count) {
  unsigned d = order[level];
  llvm::SaveAndRestore keepOffset(point.offsets[d], begin);
  llvm::SaveAndRestore keepSize(current[d], count);
  values.enter();
  walkTiles(level + 1);
  values.leave();
}

void LoopEmitter::inLastPiece(unsigned dim, function_ref<void()> body) {
  if (sharedDim != dim) {
    body();
    return;
  }
  Value isLast =
      arith::CmpIOp::create(builder, location, arith::CmpIPredicate::eq, piece,
                            values.constantIndex(pieces - 1));
  auto branch = scf::IfOp::create(builder, location, isLast,
                                  /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  values.enter();
  body();
  values.leave();
}

SmallVector<Value>
LoopEmitter::fold(unsigned dim, int64_t extent, int64_t step,
                  SmallVector<Value> carried,
                  function_ref<SmallVector<Value>(SmallVector<Value>)> body) {
  llvm::SaveAndRestore keepSize(current[dim], step);
  int64_t steps = extent / step;
  if (steps == 0)
    return carried;
  if (steps == 1)
    return body(std::move(carried));
  auto loop = scf::ForOp::create(builder, location, values.constantIndex(0),
                                 values.constantIndex(steps * step),
                                 values.constantIndex(step), carried);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  llvm::SaveAndRestore keepIv(point.ivs[dim], Value(loop.getInductionVar()));
  values.enter();
  SmallVector<Value> next =
      body(llvm::to_vector_of<Value>(loop.getRegionIterArgs()));
  values.leave();
  scf::YieldOp::create(builder, location, next);
  return llvm::to_vector_of<Value>(loop.getResults());
}

void LoopEmitter::share(unsigned dim, int64_t count,
                        function_ref<void()> body) {
  OpBuilder::InsertionGuard guard(builder);
  auto loop =
      dyn_cast<scf::ForallOp>(builder.getInsertionBlock()->getParentOp());
  if (!loop) {
    SmallVector<OpFoldResult> low = {builder.getIndexAttr(0)};
    SmallVector<OpFoldResult> high = {builder.getIndexAttr(count)};
    SmallVector<OpFoldResult> step = {builder.getIndexAttr(1)};
    loop = scf::ForallOp::create(builder, location, low, high, step,
                                 ValueRange(), std::nullopt);
    builder.setInsertionPointToStart(loop.getBody());
  }
  sharedDim = dim;
  pieces = count;
  piece = loop.getInductionVars().front();
  values.enter();
  body();
  values.leave();
  sharedDim.reset();
}

} // namespace sm::vectorize
