// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Tiles of points in registers: contractions, convolutions, pooling and
// elementwise operations. Accumulators stay in registers through all reduction
// loops, or all but those around the tiles; what follows a reduction is
// computed on them before they are stored.

#include "LoopEmitter.h"
#include "TileChoice.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace mlir;

namespace sm::vectorize {

namespace {

class TileEmitter {
public:
  TileEmitter(OpBuilder &builder, Location location, const Nest &nest,
              const TensorMemory &memory, const Schedule &schedule)
      : loops(builder, location, nest, memory), nest(nest), schedule(schedule) {
  }

  void run() {
    auto walk = [&] {
      loops.walk(schedule.order, schedule.tile, [&] { emitTile(); });
    };
    if (schedule.shared)
      loops.share(*schedule.shared, schedule.pieces, walk);
    else
      walk();
  }

private:
  using Values = SmallVector<Value>;

  SmallVector<Point> pointsOfTile();
  void emitTile();
  void storeResults(ArrayRef<Value> accumulators, ArrayRef<Point> points);
  Values ifAtEnd(bool last, TypeRange types,
                 llvm::function_ref<Values(bool)> body);
  Values firstValues(ArrayRef<Point> points);
  Values initialValues(ArrayRef<Point> points);
  Values reduce(unsigned level, Values accumulators, ArrayRef<Point> points);
  Values reduceUnrolled(Values accumulators, ArrayRef<Point> points,
                        ArrayRef<int64_t> steps);
  void accumulate(Values &accumulators, ArrayRef<Point> points);

  LoopEmitter loops;
  const Nest &nest;
  const Schedule &schedule;
};

} // namespace

/// All points of the tile under way, rows before vectors.
SmallVector<Point> TileEmitter::pointsOfTile() {
  SmallVector<Point> points = {loops.point};
  points.front().lane = schedule.lane;
  points.front().lanes = schedule.lanes;
  points.front().active = schedule.lanes;
  for (unsigned d : schedule.order) {
    if (loops.current[d] == 1 || nest.dims[d].isReduction ||
        (schedule.lanes > 1 && d == schedule.lane))
      continue;
    SmallVector<Point> more;
    for (const Point &point : points)
      for (int64_t row = 0; row < loops.current[d]; ++row) {
        more.push_back(point);
        more.back().offsets[d] += row;
      }
    points = std::move(more);
  }
  if (schedule.lanes == 1)
    return points;
  SmallVector<Point> vectors;
  int64_t length = loops.current[schedule.lane];
  for (const Point &point : points)
    for (int64_t begin = 0; begin < length; begin += schedule.lanes) {
      vectors.push_back(point);
      vectors.back().offsets[schedule.lane] += begin;
      vectors.back().active = std::min(schedule.lanes, length - begin);
    }
  return vectors;
}

void TileEmitter::emitTile() {
  SmallVector<Point> points = pointsOfTile();
  bool turns = schedule.turned && nest.reductions.empty();
  if (turns)
    loops.values.turned =
        TurnedBlock{*schedule.turned, loops.point.offsets[*schedule.turned],
                    loops.current[*schedule.turned]};
  loops.values.enter();
  Values accumulators;
  if (!nest.reductions.empty())
    accumulators = reduce(schedule.numOuter, firstValues(points), points);
  ifAtEnd(/*last=*/true, TypeRange(), [&](bool isLast) {
    if (isLast)
      storeResults(accumulators, points);
    else
      for (auto [point, value] : llvm::zip_equal(points, accumulators))
        loops.values.store(nest.stores.front(), value, point);
    return Values();
  });
  loops.values.leave();
  loops.values.turned.reset();
}

void TileEmitter::storeResults(ArrayRef<Value> accumulators,
                               ArrayRef<Point> points) {
  // What follows reads nothing of what the loops have loaded.
  unsigned results =
      nest.reductions.empty() ? 0 : nest.reductions.front().inits.size();
  Values computed;
  for (auto [index, point] : llvm::enumerate(points)) {
    if (results > 0)
      loops.values.reduced[0] =
          Values(accumulators.slice(index * results, results));
    loops.values.enter();
    for (const Store &store : nest.stores)
      computed.push_back(loops.values.evaluate(store.value, point));
    loops.values.leave();
  }
  auto *value = computed.begin();
  for (const Point &point : points)
    for (const Store &store : nest.stores)
      loops.values.store(store, *value++, point);
}

/// Emits `body` for both answers to whether the blocks of the reduction that
/// are walked around the tiles are at their first one (or last one), or for one
/// if that is known; the values that it gives.
SmallVector<Value> TileEmitter::ifAtEnd(bool last, TypeRange types,
                                        llvm::function_ref<Values(bool)> body) {
  Value isAtEnd;
  OpBuilder &b = loops.builder;
  for (unsigned i = 0; i < schedule.numOuter; ++i) {
    unsigned d = nest.reductions.front().dims[i];
    if (nest.dims[d].extent == 1)
      continue;
    Value end = loops.values.constantIndex(last ? nest.dims[d].extent - 1 : 0);
    Value is = arith::CmpIOp::create(
        b, loops.location, arith::CmpIPredicate::eq, loops.point.ivs[d], end);
    isAtEnd =
        isAtEnd
            ? arith::AndIOp::create(b, loops.location, isAtEnd, is).getResult()
            : is;
  }
  if (!isAtEnd)
    return body(true);
  auto branch = scf::IfOp::create(b, loops.location, types, isAtEnd,
                                  /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(b);
  for (bool answer : {true, false}) {
    b.setInsertionPointToStart(answer ? branch.thenBlock()
                                      : branch.elseBlock());
    loops.values.enter();
    Values values = body(answer);
    loops.values.leave();
    if (!values.empty())
      scf::YieldOp::create(b, loops.location, values);
  }
  return llvm::to_vector_of<Value>(branch.getResults());
}

/// What the sums of a tile begin with: the initial values, or what the blocks
/// before have come to.
SmallVector<Value> TileEmitter::firstValues(ArrayRef<Point> points) {
  const Reduction &reduction = nest.reductions.front();
  SmallVector<Type> types;
  if (schedule.numOuter > 0)
    for (size_t i = 0; i < points.size(); ++i)
      types.push_back(
          loops.values.typeOf(reduction.inits.front()->type, schedule.lanes));
  return ifAtEnd(/*last=*/false, types, [&](bool isFirst) {
    if (isFirst)
      return initialValues(points);
    const Store &store = nest.stores.front();
    Expr waiting;
    waiting.kind = Expr::Load;
    waiting.type = reduction.inits.front()->type;
    waiting.buffer = store.buffer;
    waiting.form = store.form;
    Values values;
    for (const Point &point : points)
      values.push_back(loops.values.broadcast(
          loops.values.evaluate(&waiting, point), schedule.lanes));
    return values;
  });
}

SmallVector<Value> TileEmitter::initialValues(ArrayRef<Point> points) {
  Values initial;
  for (const Point &point : points)
    for (const Expr *init : nest.reductions.front().inits)
      initial.push_back(loops.values.broadcast(
          loops.values.evaluate(init, point), schedule.lanes));
  return initial;
}

SmallVector<Value> TileEmitter::reduce(unsigned level, Values accumulators,
                                       ArrayRef<Point> points) {
  const Reduction &reduction = nest.reductions.front();
  unsigned numLoops = reduction.dims.size() - schedule.numUnrolled;
  SmallVector<int64_t> steps;
  for (unsigned d : ArrayRef(reduction.dims).drop_front(numLoops))
    steps.push_back(nest.dims[d].extent);
  if (level == numLoops)
    return reduceUnrolled(std::move(accumulators), points, steps);
  unsigned d = reduction.dims[level];
  int64_t extent = nest.dims[d].extent;
  bool innermost = level + 1 == numLoops;
  int64_t step = innermost ? schedule.unroll : 1;
  steps.insert(steps.begin(), step);
  accumulators =
      loops.fold(d, extent, step, std::move(accumulators), [&](Values carried) {
        if (!innermost)
          return reduce(level + 1, std::move(carried), points);
        for (int64_t line = 0; line < schedule.prefetchLines; ++line)
          loops.values.prefetch(schedule.prefetched, schedule.prefetchForm,
                                loops.point, line * kLineBytes);
        return reduceUnrolled(std::move(carried), points, steps);
      });
  if (extent % step == 0)
    return accumulators;
  llvm::SaveAndRestore keep(loops.point.offsets[d], extent - extent % step);
  steps.front() = extent % step;
  loops.values.enter();
  accumulators = reduceUnrolled(std::move(accumulators), points, steps);
  loops.values.leave();
  return accumulators;
}

/// The last `steps.size()` dimensions of the reduction, written out.
SmallVector<Value> TileEmitter::reduceUnrolled(Values accumulators,
                                               ArrayRef<Point> points,
                                               ArrayRef<int64_t> steps) {
  const Reduction &reduction = nest.reductions.front();
  ArrayRef<unsigned> dims = ArrayRef(reduction.dims).take_back(steps.size());
  if (schedule.turned)
    loops.values.turned = TurnedBlock{
        *schedule.turned, loops.point.offsets[*schedule.turned], steps.back()};
  int64_t total = 1;
  for (int64_t count : steps)
    total *= count;
  SmallVector<int64_t> begin(loops.point.offsets);
  for (int64_t number = 0; number < total; ++number) {
    int64_t rest = number;
    for (unsigned i = steps.size(); i-- > 0;) {
      loops.point.offsets[dims[i]] = begin[dims[i]] + rest % steps[i];
      rest /= steps[i];
    }
    accumulate(accumulators, points);
  }
  loops.point.offsets = begin;
  return accumulators;
}

/// One step of the reduction at all points of the tile.
void TileEmitter::accumulate(Values &accumulators, ArrayRef<Point> points) {
  const Reduction &reduction = nest.reductions.front();
  unsigned results = reduction.inits.size();
  for (auto [index, tilePoint] : llvm::enumerate(points)) {
    Point point = tilePoint;
    for (unsigned d : reduction.dims) {
      point.ivs[d] = loops.point.ivs[d];
      point.offsets[d] = loops.point.offsets[d];
    }
    Values arguments;
    for (const Expr *input : reduction.inputs)
      arguments.push_back(loops.values.evaluate(input, point));
    auto *mine = accumulators.begin() + index * results;
    arguments.append(mine, mine + results);
    Values next =
        loops.values.applyBody(reduction.op, arguments, reduction.loops, point);
    for (unsigned result = 0; result < results; ++result)
      mine[result] = loops.values.broadcast(next[result], schedule.lanes);
  }
}

void emitTiles(OpBuilder &builder, Location location, const Nest &nest,
               const TensorMemory &memory, const Schedule &schedule) {
  TileEmitter(builder, location, nest, memory, schedule).run();
}

} // namespace sm::vectorize
