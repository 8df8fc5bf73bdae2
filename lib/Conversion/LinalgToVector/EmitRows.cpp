// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Rows: softmax, normalisation, sums along the contiguous dimension. A row goes
// through several passes while it is in the nearest cache.

#include "LoopEmitter.h"
#include "TileChoice.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;

namespace sm::vectorize {

/// Vectors of a pass over a row that are under way together: as many chains of
/// additions as hide their latency, few enough for polynomials in registers.
static constexpr int64_t kVectorsOfPass = 4;

bool isRowNest(const Nest &nest) {
  if (nest.reductions.empty())
    return false;
  auto rowsOf = [](const Reduction &reduction) {
    SmallVector<unsigned> rows(reduction.parallelDims);
    llvm::sort(rows);
    return rows;
  };
  return llvm::all_of(nest.reductions, [&](const Reduction &reduction) {
    return rowsOf(reduction) == rowsOf(nest.reductions.front());
  });
}

/// The op that combines accumulator number `result` with what the body
/// computes, if such ops may be done in any order.
static Operation *combinerOf(const Reduction &reduction, unsigned result) {
  linalg::GenericOp generic = reduction.op;
  Block *body = generic.getBody();
  BlockArgument accumulator =
      body->getArgument(reduction.inputs.size() + result);
  Operation *op = body->getTerminator()->getOperand(result).getDefiningOp();
  if (!op || op->getBlock() != body || !accumulator.hasOneUse() ||
      *accumulator.user_begin() != op)
    return nullptr;
  if (!isa<arith::AddFOp, arith::MulFOp, arith::MaximumFOp, arith::MinimumFOp,
           arith::MaxNumFOp, arith::MinNumFOp, arith::AddIOp, arith::MulIOp,
           arith::MaxSIOp, arith::MaxUIOp, arith::MinSIOp, arith::MinUIOp,
           arith::AndIOp, arith::OrIOp, arith::XOrIOp>(op))
    return nullptr;
  return arith::getNeutralElement(op) ? op : nullptr;
}

bool isReorderable(const Reduction &reduction) {
  for (unsigned result = 0; result < reduction.inits.size(); ++result)
    if (!combinerOf(reduction, result))
      return false;
  return true;
}

static bool isCostly(linalg::GenericOp op) {
  return llvm::any_of(*op.getBody(), [](Operation &inner) {
    return isa<math::MathDialect>(inner.getDialect()) &&
           !isa<math::FmaOp, math::AbsFOp, math::AbsIOp>(inner);
  });
}

/// The nest dimension that each loop of `expr` is; none unless they are all of
/// the stored dimensions, each once.
static std::optional<SmallVector<unsigned>> loopDims(const Nest &nest,
                                                     const Expr &expr) {
  SmallVector<unsigned> dims;
  for (const LinearForm &loop : expr.loops)
    for (unsigned d = 0; d < nest.dims.size(); ++d)
      if (loop == LinearForm::dim(d) && !nest.dims[d].isReduction)
        dims.push_back(d);
  for (unsigned d = 0; d < nest.dims.size(); ++d)
    if (!nest.dims[d].isReduction && nest.dims[d].extent > 1 &&
        llvm::count(dims, d) != 1)
      return std::nullopt;
  if (dims.size() != expr.loops.size())
    return std::nullopt;
  return dims;
}

/// Whether `expr` runs through the elements of a row in a reduction as a value
/// with the loops `dims` does when the row is stored: the same row, and for
/// each dimension of its columns a dimension of the reduction that is as long.
static bool isPassOverRow(const Nest &nest, const Expr &expr,
                          ArrayRef<unsigned> dims) {
  ArrayRef<unsigned> rows = nest.reductions.front().parallelDims;
  SmallVector<unsigned> passed;
  for (auto [loop, d] : llvm::zip_equal(expr.loops, dims)) {
    if (llvm::is_contained(rows, d)) {
      if (!(loop == LinearForm::dim(d)))
        return false;
      continue;
    }
    unsigned r = 0;
    while (r < nest.dims.size() && !(loop == LinearForm::dim(r)))
      ++r;
    if (r == nest.dims.size() || !nest.dims[r].isReduction ||
        nest.dims[r].extent != nest.dims[d].extent ||
        llvm::is_contained(passed, r))
      return false;
    passed.push_back(r);
  }
  return true;
}

/// What is kept overwrites the result, and who reads it finds what was written
/// last. So a use of a value takes part only if each of its places is written
/// by a pass over this row before it is read, by no other row, which may be
/// another thread's, and if the result is stored there after that:
/// - the use in what is stored, at the very element that is stored. Other
///   elements of the row, or of others, may hold results by then, or nothing;
/// - uses in reductions that run through the whole row. Less than all of it
///   would leave places unwritten; more, or another order of rows, would
///   destroy results of others.
/// All other uses, turned, moved or of other rows, compute the value again.
void keepCostlyValues(Nest &nest) {
  if (nest.stores.size() != 1 || nest.partial)
    return;
  const Store &store = nest.stores.front();
  for (auto &last : nest.exprs) {
    if (last->kind != Expr::Apply || !isCostly(last->op) ||
        last->op->getNumResults() != 1 || last->type != store.value->type)
      continue;
    std::optional<SmallVector<unsigned>> dims = loopDims(nest, *last);
    if (!dims)
      continue;
    SmallVector<Expr *> uses;
    for (auto &expr : nest.exprs)
      if (expr->kind == Expr::Apply && expr->op == last->op &&
          isPassOverRow(nest, *expr, *dims))
        uses.push_back(expr.get());
    if (uses.empty())
      continue;
    uses.push_back(last.get());
    for (Expr *expr : uses) {
      expr->isKept = true;
      expr->buffer = store.buffer;
      expr->form = LinearForm(store.form.constant);
      for (auto [loop, d] : llvm::zip_equal(expr->loops, *dims))
        expr->form.add(loop, store.form[d]);
    }
    return;
  }
}

namespace {

class RowEmitter {
public:
  RowEmitter(OpBuilder &builder, Location location, const Nest &nest,
             const TensorMemory &memory, std::optional<unsigned> lane,
             int64_t vectorBits)
      : builder(builder), loops(builder, location, nest, memory), nest(nest),
        lanes(lanesFor(nest, vectorBits)), rows(rowDims()) {
    if (lane && llvm::is_contained(rows, *lane))
      rowLane = lane;
  }

  void run();

private:
  using Values = SmallVector<Value>;

  SmallVector<unsigned> rowDims() const;
  SmallVector<unsigned> sorted(SmallVector<unsigned> dims) const;
  void emitRow();
  std::optional<unsigned> laneOf(const Reduction &reduction) const;
  Values reduce(const Reduction &reduction);
  Values reduceAlong(const Reduction &reduction, ArrayRef<unsigned> outer,
                     std::optional<unsigned> lane, Values accumulators);
  Values reduceVectors(const Reduction &reduction, unsigned lane,
                       Values accumulators);
  void accumulate(const Reduction &reduction, const Point &point,
                  MutableArrayRef<Value> accumulators);
  Value combine(Operation *combiner, Value a, Value b);
  Value acrossLanes(Operation *combiner, Value vector);
  void storeRow();
  void storeTile(std::optional<unsigned> lane);
  int64_t vectorsAlong(unsigned d) const {
    return std::min<int64_t>(kVectorsOfPass,
                             (nest.dims[d].extent + lanes - 1) / lanes);
  }

  OpBuilder &builder;
  LoopEmitter loops;
  const Nest &nest;
  int64_t lanes;
  SmallVector<unsigned> rows;
  std::optional<unsigned> rowLane;
};

} // namespace

SmallVector<unsigned> RowEmitter::sorted(SmallVector<unsigned> dims) const {
  llvm::erase_if(dims, [&](unsigned d) { return nest.dims[d].extent == 1; });
  const LinearForm &form = nest.stores.front().form;
  llvm::sort(dims, [&](unsigned a, unsigned b) {
    return std::make_pair(-form[a], a) < std::make_pair(-form[b], b);
  });
  return dims;
}

SmallVector<unsigned> RowEmitter::rowDims() const {
  return sorted(nest.reductions.front().parallelDims);
}

void RowEmitter::run() {
  SmallVector<int64_t> sizes(nest.dims.size(), 1);
  if (rowLane)
    sizes[*rowLane] = lanes;
  auto walk = [&] { loops.walk(rows, sizes, [&] { emitRow(); }); };
  std::optional<unsigned> shared;
  auto tiles = [&](unsigned d) { return nest.dims[d].extent / sizes[d]; };
  for (unsigned d : rows)
    if (tiles(d) >= 2 &&
        (!shared || (tiles(*shared) < 8 && tiles(d) > tiles(*shared))))
      shared = d;
  if (shared && isWorthSharing(operationsOf(nest), bytesOf(nest)))
    loops.share(*shared, choosePieces(tiles(*shared)), walk);
  else
    walk();
}

void RowEmitter::emitRow() {
  loops.point.lanes = 1;
  loops.point.active = 1;
  if (rowLane) {
    loops.point.lane = *rowLane;
    loops.point.lanes = lanes;
    loops.point.active = loops.current[*rowLane];
  }
  loops.values.kept.clear();
  for (auto [index, reduction] : llvm::enumerate(nest.reductions)) {
    loops.values.enter();
    Values results = reduce(reduction);
    loops.values.leave();
    loops.values.reduced[index] = results;
    // From here on, what this pass has kept is complete.
    for (const auto &expr : nest.exprs)
      if (expr->isKept && llvm::any_of(reduction.dims, [&](unsigned d) {
            return expr->form[d] != 0;
          }))
        loops.values.kept.insert(expr->op);
  }
  storeRow();
}

/// The reduction dimension that most accesses are contiguous along.
std::optional<unsigned> RowEmitter::laneOf(const Reduction &reduction) const {
  if (rowLane || lanes == 1 || !isReorderable(reduction))
    return std::nullopt;
  std::optional<unsigned> best;
  int64_t bestCount = -1;
  for (unsigned d : reduction.dims) {
    int64_t count = llvm::count_if(nest.exprs, [&](const auto &expr) {
      return expr->kind == Expr::Load && expr->form[d] == 1;
    });
    if (count >= bestCount) {
      best = d;
      bestCount = count;
    }
  }
  return best;
}

SmallVector<Value> RowEmitter::reduce(const Reduction &reduction) {
  Values initial;
  for (const Expr *init : reduction.inits)
    initial.push_back(loops.values.broadcast(
        loops.values.evaluate(init, loops.point), loops.point.lanes));
  SmallVector<unsigned> outer(reduction.dims);
  std::optional<unsigned> lane = laneOf(reduction);
  if (!lane)
    return reduceAlong(reduction, outer, lane, initial);
  llvm::erase(outer, *lane);
  unsigned results = reduction.inits.size();
  int64_t vectors = vectorsAlong(*lane);
  Values accumulators;
  for (int64_t vector = 0; vector < vectors; ++vector)
    for (unsigned result = 0; result < results; ++result) {
      TypedAttr neutral =
          *arith::getNeutralElement(combinerOf(reduction, result));
      accumulators.push_back(loops.values.broadcast(
          arith::ConstantOp::create(builder, loops.location, neutral), lanes));
    }
  accumulators = reduceAlong(reduction, outer, lane, std::move(accumulators));
  for (unsigned result = 0; result < results; ++result) {
    Operation *combiner = combinerOf(reduction, result);
    Value sum = accumulators[result];
    for (int64_t vector = 1; vector < vectors; ++vector)
      sum = combine(combiner, sum, accumulators[vector * results + result]);
    initial[result] =
        combine(combiner, initial[result], acrossLanes(combiner, sum));
  }
  return initial;
}

SmallVector<Value> RowEmitter::reduceAlong(const Reduction &reduction,
                                           ArrayRef<unsigned> outer,
                                           std::optional<unsigned> lane,
                                           Values accumulators) {
  if (!outer.empty())
    return loops.fold(outer.front(), nest.dims[outer.front()].extent, 1,
                      std::move(accumulators), [&](Values carried) {
                        return reduceAlong(reduction, outer.drop_front(), lane,
                                           std::move(carried));
                      });
  if (lane)
    return reduceVectors(reduction, *lane, std::move(accumulators));
  accumulate(reduction, loops.point, accumulators);
  return accumulators;
}

SmallVector<Value> RowEmitter::reduceVectors(const Reduction &reduction,
                                             unsigned lane,
                                             Values accumulators) {
  unsigned results = reduction.inits.size();
  auto vectorsFrom = [&](MutableArrayRef<Value> all, int64_t length) {
    for (int64_t begin = 0; begin < length; begin += lanes) {
      Point point = loops.point;
      point.lane = lane;
      point.lanes = lanes;
      point.active = std::min(lanes, length - begin);
      point.offsets[lane] += begin;
      accumulate(reduction, point, all.slice(begin / lanes * results, results));
    }
  };
  int64_t extent = nest.dims[lane].extent;
  int64_t step = vectorsAlong(lane) * lanes;
  accumulators = loops.fold(lane, extent, step, std::move(accumulators),
                            [&](Values carried) {
                              vectorsFrom(carried, step);
                              return carried;
                            });
  if (extent % step == 0)
    return accumulators;
  llvm::SaveAndRestore keep(loops.point.offsets[lane], extent - extent % step);
  loops.values.enter();
  vectorsFrom(accumulators, extent % step);
  loops.values.leave();
  return accumulators;
}

void RowEmitter::accumulate(const Reduction &reduction, const Point &point,
                            MutableArrayRef<Value> accumulators) {
  Values arguments;
  for (const Expr *input : reduction.inputs)
    arguments.push_back(loops.values.evaluate(input, point));
  arguments.append(accumulators.begin(), accumulators.end());
  Values next =
      loops.values.applyBody(reduction.op, arguments, reduction.loops, point);
  bool isPartial = !rowLane && point.active != point.lanes;
  for (auto [accumulator, value] : llvm::zip_equal(accumulators, next)) {
    value = loops.values.broadcast(value, point.lanes);
    accumulator = isPartial ? arith::SelectOp::create(
                                  builder, loops.location,
                                  loops.values.mask(point.active, point.lanes),
                                  value, accumulator)
                                  .getResult()
                            : value;
  }
}

Value RowEmitter::combine(Operation *combiner, Value a, Value b) {
  IRMapping mapping;
  mapping.map(combiner->getOperand(0), a);
  mapping.map(combiner->getOperand(1), b);
  Operation *op = builder.clone(*combiner, mapping);
  op->getResult(0).setType(a.getType());
  return op->getResult(0);
}

/// All lanes combined, halves with halves.
Value RowEmitter::acrossLanes(Operation *combiner, Value vector) {
  int64_t width = lanes;
  while (width > 1) {
    width /= 2;
    auto half = [&](int64_t begin) -> Value {
      return vector::ExtractStridedSliceOp::create(
          builder, loops.location, vector, ArrayRef<int64_t>{begin},
          ArrayRef<int64_t>{width}, ArrayRef<int64_t>{1});
    };
    vector = combine(combiner, half(0), half(width));
  }
  return vector::ExtractOp::create(builder, loops.location, vector, 0);
}

void RowEmitter::storeRow() {
  SmallVector<unsigned> columns;
  for (unsigned d = 0; d < nest.dims.size(); ++d)
    if (!nest.dims[d].isReduction && !llvm::is_contained(rows, d))
      columns.push_back(d);
  columns = sorted(columns);
  SmallVector<int64_t> sizes(nest.dims.size(), 1);
  std::optional<unsigned> lane;
  if (!rowLane && lanes > 1 && !columns.empty()) {
    lane = columns.back();
    sizes[*lane] = lanes * vectorsAlong(*lane);
  }
  loops.values.enter();
  loops.walk(columns, sizes, [&] { storeTile(lane); });
  loops.values.leave();
}

void RowEmitter::storeTile(std::optional<unsigned> lane) {
  SmallVector<Point> points;
  int64_t length = lane ? loops.current[*lane] : 1;
  int64_t width = lane ? lanes : 1;
  for (int64_t begin = 0; begin < length; begin += width) {
    points.push_back(loops.point);
    if (!lane)
      continue;
    points.back().lane = *lane;
    points.back().lanes = lanes;
    points.back().active = std::min(lanes, length - begin);
    points.back().offsets[*lane] += begin;
  }
  loops.values.enter();
  Values computed;
  for (const Point &point : points)
    for (const Store &store : nest.stores)
      computed.push_back(loops.values.evaluate(store.value, point));
  auto *value = computed.begin();
  for (const Point &point : points)
    for (const Store &store : nest.stores)
      loops.values.store(store, *value++, point);
  loops.values.leave();
}

void emitRows(OpBuilder &builder, Location location, const Nest &nest,
              const TensorMemory &memory, std::optional<unsigned> lane,
              int64_t vectorBits) {
  RowEmitter(builder, location, nest, memory, lane, vectorBits).run();
}

} // namespace sm::vectorize
