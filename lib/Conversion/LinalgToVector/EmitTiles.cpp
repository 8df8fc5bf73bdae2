// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Tiles of points in registers: contractions, convolutions, pooling and
// elementwise operations. Accumulators stay in registers through all reduction
// loops, what follows a reduction is computed on them before they are stored.

#include "LoopEmitter.h"

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
    if (loops.current[d] == 1 || (schedule.lanes > 1 && d == schedule.lane))
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
    accumulators = reduce(0, initialValues(points), points);
  // What follows reads nothing of what the loops have loaded.
  unsigned results =
      nest.reductions.empty() ? 0 : nest.reductions.front().inits.size();
  Values computed;
  for (auto [index, point] : llvm::enumerate(points)) {
    if (results > 0)
      loops.values.reduced[0] =
          Values(ArrayRef(accumulators).slice(index * results, results));
    loops.values.enter();
    for (const Store &store : nest.stores)
      computed.push_back(loops.values.evaluate(store.value, point));
    loops.values.leave();
  }
  auto *value = computed.begin();
  for (const Point &point : points)
    for (const Store &store : nest.stores)
      loops.values.store(store, *value++, point);
  loops.values.leave();
  loops.values.turned.reset();
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
        return innermost ? reduceUnrolled(std::move(carried), points, steps)
                         : reduce(level + 1, std::move(carried), points);
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
    for (const Expr *input : reduction.inputs) {
      Value value = loops.values.evaluate(input, point);
      if (input == schedule.prefetched)
        loops.values.prefetch(input, point, schedule.prefetchDistance);
      arguments.push_back(value);
    }
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
