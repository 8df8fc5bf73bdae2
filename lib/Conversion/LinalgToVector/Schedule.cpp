// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Schedules from what each access looks like along each dimension.

#include "Schedule.h"

#include "TileChoice.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace sm::vectorize {

namespace {

/// An access of the nest. One of a reduction's input happens at every point.
struct Access {
  const LinearForm *form = nullptr;
  const Expr *expr = nullptr; ///< of a load
  bool isStore = false;
  bool isInner = false;
  int64_t bytes = 4;
};

} // namespace

static int64_t bytesOfType(Type type) {
  return std::max<int64_t>(1, type.getIntOrFloatBitWidth() / 8);
}

static bool dependsOn(const LinearForm &form, const Reduction &reduction) {
  return llvm::any_of(reduction.dims, [&](unsigned d) { return form[d] != 0; });
}

static SmallVector<Access> accessesOf(const Nest &nest) {
  SmallVector<Access> accesses;
  for (const auto &expr : nest.exprs)
    if (expr->kind == Expr::Load) {
      bool inner = llvm::any_of(nest.reductions, [&](const Reduction &r) {
        return dependsOn(expr->form, r);
      });
      accesses.push_back(
          {&expr->form, expr.get(), false, inner, bytesOfType(expr->type)});
    }
  for (const Store &store : nest.stores)
    accesses.push_back(
        {&store.form, nullptr, true, false, bytesOfType(store.value->type)});
  return accesses;
}

int64_t lanesFor(const Nest &nest, int64_t vectorBits) {
  int64_t widest = 1;
  for (const Access &access : accessesOf(nest))
    widest = std::max(widest, access.bytes);
  // Small integers usually meet 32-bit arithmetic; only copies gain by more.
  bool copies = llvm::all_of(nest.exprs, [](const auto &expr) {
    return expr->kind != Expr::Apply && expr->kind != Expr::Reduced;
  });
  if (!copies)
    widest = std::max<int64_t>(widest, 4);
  return vectorBits / 8 / widest;
}

int64_t operationsOf(const Nest &nest) {
  int64_t operations = 0;
  for (const Reduction &reduction : nest.reductions) {
    int64_t points = 2;
    for (unsigned d : reduction.dims)
      points *= nest.dims[d].extent;
    for (unsigned d : reduction.parallelDims)
      points *= nest.dims[d].extent;
    operations += points;
  }
  return operations + countPoints(nest, /*withReductions=*/false);
}

int64_t bytesOf(const Nest &nest) {
  int64_t bytes = 0;
  for (const Access &access : accessesOf(nest)) {
    int64_t elements = 1;
    for (auto [d, dim] : llvm::enumerate(nest.dims))
      if ((*access.form)[d] != 0)
        elements *= dim.extent;
    bytes += elements * access.bytes;
  }
  return bytes;
}

/// Cost of a vector of `access` across `lane` if blocks along another
/// contiguous dimension can be turned in registers, as the schedule then does;
/// rows that use a block again share it.
static int64_t turnedCost(const Nest &nest, const Access &access, unsigned lane,
                          int64_t lanes, int64_t gathered) {
  auto fits = [&](unsigned d) {
    return d != lane && (*access.form)[d] == 1 &&
           nest.dims[d].extent >= lanes / 2;
  };
  if (nest.reductions.empty()) {
    for (unsigned d = 0; d < nest.dims.size(); ++d)
      if (fits(d))
        return 300;
    return gathered;
  }
  const Reduction &reduction = nest.reductions.front();
  if (nest.dims[lane].isReduction || reduction.dims.empty() ||
      !fits(reduction.dims.back()))
    return gathered;
  for (auto [d, dim] : llvm::enumerate(nest.dims))
    if (!dim.isReduction && (*access.form)[d] == 0 && dim.extent >= 4)
      return 120;
  return 300;
}

/// Cost of a point along `lane`, in hundredths of a contiguous vector access
/// per full vector.
static int64_t laneCost(const Nest &nest, ArrayRef<Access> accesses,
                        unsigned lane, int64_t lanes) {
  bool isReduction = nest.dims[lane].isReduction;
  int64_t cost = 0;
  for (const Access &access : accesses) {
    int64_t stride = (*access.form)[lane];
    int64_t each = stride == 0 ? 50 : stride == 1 ? 100 : 60 * lanes;
    if (access.isStore && isReduction)
      each = 0;
    else if (access.isStore && stride != 1)
      each = 200 * lanes;
    if (stride != 0 && stride != 1 && !access.isStore)
      each = turnedCost(nest, access, lane, lanes, each);
    // What happens once per result weighs little against the reduction.
    if (!nest.reductions.empty() && !access.isInner)
      each /= 8;
    cost += each;
  }
  int64_t extent = nest.dims[lane].extent;
  int64_t vectors = (extent + lanes - 1) / lanes;
  if (isReduction)
    cost += 600 / vectors;
  return cost * vectors * lanes / extent;
}

std::optional<unsigned> chooseLane(const Nest &nest, int64_t lanes,
                                   bool mayReduceLanes) {
  SmallVector<Access> accesses = accessesOf(nest);
  std::optional<unsigned> best;
  int64_t bestCost = INT64_MAX;
  for (auto [d, dim] : llvm::enumerate(nest.dims)) {
    if (dim.extent <= 1 || (dim.isReduction && !mayReduceLanes))
      continue;
    int64_t cost = laneCost(nest, accesses, d, lanes);
    if (cost < bestCost) {
      bestCost = cost;
      best = d;
    }
  }
  return best;
}

namespace {

/// Makes one schedule.
class Scheduler {
public:
  Scheduler(const Nest &nest, int64_t vectorBits)
      : nest(nest), vectorBits(vectorBits), accesses(accessesOf(nest)) {
    schedule.tile.assign(nest.dims.size(), 1);
  }

  Schedule run(std::optional<unsigned> lane);

private:
  bool isParallel(unsigned d) const {
    return !nest.dims[d].isReduction && nest.dims[d].extent > 1;
  }
  bool isVector(const Access &access) const {
    return schedule.lanes > 1 && (*access.form)[schedule.lane] != 0;
  }
  int64_t storeStride(unsigned d) const { return nest.stores.front().form[d]; }
  int64_t laneVectors() const {
    return (nest.dims[schedule.lane].extent + schedule.lanes - 1) /
           schedule.lanes;
  }
  int64_t tiles(unsigned d) const {
    return std::max<int64_t>(1, nest.dims[d].extent / schedule.tile[d]);
  }
  void tileElementwise();
  void tileReduction();
  int64_t reuse(unsigned d) const;
  int64_t operandElements(bool vectors) const;
  int64_t addPanels();
  void addRows(int64_t vectors);
  void widen();
  std::optional<unsigned> blockedDim() const;
  void unrollReduction();
  void orderLoops();
  void share();
  const Access *weightsOf() const;
  int64_t blockElements(const Access &weights, ArrayRef<unsigned> dims) const;
  std::optional<int64_t> distinctSteps() const;
  void blockReduction();
  void prefetch();

  const Nest &nest;
  int64_t vectorBits;
  SmallVector<Access> accesses;
  Schedule schedule;
  /// Some operand is the same in all lanes, as in a matrix product, so that
  /// panels of the other one are worth keeping near.
  bool isDense = false;
};

} // namespace

/// What one step along `d` inside a tile saves: loads of other operands that
/// stay the same.
int64_t Scheduler::reuse(unsigned d) const {
  int64_t score = 0;
  for (const Access &access : accesses) {
    if (access.isStore || !access.isInner)
      continue;
    if ((*access.form)[d] == 0)
      score += isVector(access) ? 4 : 1;
  }
  return score;
}

/// Elements of the reduction's operands that are read as vectors, or of the
/// others.
int64_t Scheduler::operandElements(bool vectors) const {
  int64_t sum = 0;
  for (const Access &access : accesses) {
    if (access.isStore || !access.isInner || isVector(access) != vectors)
      continue;
    int64_t elements = 1;
    for (auto [d, dim] : llvm::enumerate(nest.dims))
      elements *= (*access.form)[d] != 0 ? dim.extent : 1;
    sum += elements;
  }
  return sum;
}

void Scheduler::tileElementwise() {
  if (schedule.lanes == 1)
    return;
  for (const Access &access : accesses) {
    int64_t stride = (*access.form)[schedule.lane];
    if (access.isStore || stride == 0 || stride == 1)
      continue;
    for (unsigned d = 0; d < nest.dims.size(); ++d)
      if (d != schedule.lane && isParallel(d) && (*access.form)[d] == 1)
        schedule.turned = d;
  }
  if (schedule.turned) {
    schedule.tile[*schedule.turned] = schedule.lanes;
    return;
  }
  schedule.tile[schedule.lane] =
      schedule.lanes * std::min<int64_t>(laneVectors(), 4);
}

void Scheduler::addRows(int64_t vectors) {
  int64_t used = vectors;
  int64_t most = maxAccumulators(vectorBits);
  while (used < 8) {
    std::optional<unsigned> best;
    auto rank = [&](unsigned d) {
      // Cycles per row, so that a dimension of 2 is no row dimension while one
      // of 7 is there.
      int64_t rows = chooseRows(nest.dims[d].extent, used, vectorBits);
      int64_t cost = 1000 * tileCost(rows * used) / rows;
      return std::make_tuple(-reuse(d), cost / 100, storeStride(d));
    };
    for (unsigned d = 0; d < nest.dims.size(); ++d)
      if (isParallel(d) && schedule.tile[d] == 1 && d != schedule.lane &&
          2 * used <= most && (!best || rank(d) < rank(*best)))
        best = d;
    if (!best)
      return;
    int64_t rows = chooseRows(nest.dims[*best].extent, used, vectorBits);
    if (const Access *weights = isDense ? weightsOf() : nullptr;
        weights && (*weights->form)[*best] != 0)
      rows = chooseStreams(nest.dims[*best].extent, rows, used);
    // A second dimension of rows only without a rest: each rest is code.
    if (used > vectors)
      while (nest.dims[*best].extent % rows != 0)
        --rows;
    if (rows == 1)
      return;
    schedule.tile[*best] = rows;
    used *= rows;
  }
}

void Scheduler::tileReduction() {
  isDense =
      schedule.lanes > 1 && llvm::any_of(accesses, [&](const Access &access) {
        return access.isInner && !access.isStore && !isVector(access);
      });
  int64_t vectors = 1;
  if (schedule.lanes > 1) {
    bool hasRows = false;
    for (unsigned d = 0; d < nest.dims.size(); ++d)
      hasRows |= d != schedule.lane && isParallel(d) && reuse(d) > 0;
    // A block that is turned takes as many registers as there are lanes.
    if (isDense)
      vectors = blockedDim() ? 1 : chooseVectors(laneVectors());
    else if (!hasRows)
      vectors = std::min<int64_t>(laneVectors(), 8);
    schedule.tile[schedule.lane] = vectors * schedule.lanes;
  }
  if (isDense && !blockedDim() && vectors == 1)
    vectors = addPanels();
  addRows(vectors);
  if (isDense && !blockedDim())
    widen();
  unrollReduction();
}

/// Tiles panels of one vector each, so that an operand that is the same in all
/// lanes serves for 2 or 3 of them; how many.
int64_t Scheduler::addPanels() {
  const Access *weights = weightsOf();
  auto isRow = [&](unsigned d) {
    return d != schedule.lane && isParallel(d) && (*weights->form)[d] == 0 &&
           nest.dims[d].extent >= 4;
  };
  if (!weights || llvm::none_of(llvm::seq<unsigned>(nest.dims.size()), isRow))
    return 1;
  for (unsigned d = 0; d < nest.dims.size(); ++d) {
    bool isPanel =
        d != schedule.lane && isParallel(d) && (*weights->form)[d] != 0 &&
        !(nest.partial && nest.partial->block == d) &&
        llvm::any_of(accesses, [&](const Access &access) {
          return access.isInner && !access.isStore && (*access.form)[d] == 0;
        });
    for (int64_t panels : {2, 3})
      if (isPanel && nest.dims[d].extent % panels == 0) {
        schedule.tile[d] = panels;
        return panels;
      }
  }
  return 1;
}

/// More vectors side by side where there are too few rows.
void Scheduler::widen() {
  int64_t rows = 1;
  for (unsigned d = 0; d < nest.dims.size(); ++d)
    if (isParallel(d) && d != schedule.lane)
      rows *= schedule.tile[d];
  int64_t vectors = schedule.tile[schedule.lane] / schedule.lanes;
  while (2 * vectors * rows <= 8 && 2 * vectors <= laneVectors())
    vectors *= 2;
  schedule.tile[schedule.lane] = vectors * schedule.lanes;
}

/// The last dimension of the reduction, if an operand is contiguous along it
/// and not along the lanes: it is read in blocks.
std::optional<unsigned> Scheduler::blockedDim() const {
  const Reduction &reduction = nest.reductions.front();
  if (schedule.lanes == 1 || reduction.dims.empty())
    return std::nullopt;
  unsigned last = reduction.dims.back();
  for (const Access &access : accesses) {
    int64_t stride = (*access.form)[schedule.lane];
    if (access.isInner && stride != 0 && stride != 1 &&
        (*access.form)[last] == 1)
      return last;
  }
  return std::nullopt;
}

/// Steps of the reduction until a row of the tile reads what another one has
/// read before, as in windows that overlap: written out together, they would
/// keep such elements in registers that there are not.
std::optional<int64_t> Scheduler::distinctSteps() const {
  ArrayRef<unsigned> dims = nest.reductions.front().dims;
  // Dimensions of one element have no loop.
  if (dims.empty())
    return std::nullopt;
  unsigned inner = dims.back();
  std::optional<int64_t> steps;
  for (const Access &access : accesses) {
    int64_t step = (*access.form)[inner];
    if (!access.isInner || access.isStore || isVector(access) || step <= 0 ||
        schedule.lanes == 1)
      continue;
    for (unsigned d = 0; d < nest.dims.size(); ++d) {
      int64_t count = (*access.form)[d] / step;
      if (isParallel(d) && schedule.tile[d] > 1 && count > 1 &&
          count < nest.dims[inner].extent)
        steps = std::min(steps.value_or(count), count);
    }
  }
  return steps;
}

void Scheduler::unrollReduction() {
  const Reduction &reduction = nest.reductions.front();
  if (reduction.dims.empty())
    return;
  int64_t accumulators =
      schedule.lanes > 1 ? schedule.tile[schedule.lane] / schedule.lanes : 1;
  for (unsigned d = 0; d < nest.dims.size(); ++d)
    if (isParallel(d) && (schedule.lanes == 1 || d != schedule.lane))
      accumulators *= schedule.tile[d];
  int64_t steps = 1;
  int64_t limit = maxUnrolledSteps(accumulators);
  std::optional<int64_t> distinct = distinctSteps();
  if (distinct)
    limit = std::min(limit, *distinct);
  for (unsigned d : llvm::reverse(reduction.dims)) {
    int64_t extent = nest.dims[d].extent;
    if (steps * extent > limit)
      break;
    steps *= extent;
    ++schedule.numUnrolled;
  }
  if (schedule.numUnrolled == reduction.dims.size())
    return;
  unsigned around =
      reduction.dims[reduction.dims.size() - 1 - schedule.numUnrolled];
  if (schedule.numUnrolled == 0)
    schedule.unroll = std::min(chooseUnroll(nest.dims[around].extent), limit);
  for (int64_t fewer = schedule.unroll; distinct && 2 * fewer >= limit; --fewer)
    if (nest.dims[around].extent % fewer == 0) {
      schedule.unroll = fewer;
      break;
    }
  if (std::optional<unsigned> blocked = blockedDim();
      blocked && schedule.numUnrolled == 0) {
    schedule.turned = blocked;
    schedule.unroll = std::min(schedule.lanes, nest.dims[*blocked].extent);
  }
}

void Scheduler::orderLoops() {
  SmallVector<unsigned> dims;
  for (unsigned d = 0; d < nest.dims.size(); ++d)
    if (isParallel(d))
      dims.push_back(d);
  auto classOf = [&](unsigned d) {
    if (!isDense)
      return d == schedule.lane && schedule.lanes > 1 ? 1 : 0;
    bool everything = true, vectors = false;
    for (const Access &access : accesses) {
      if (access.isStore || !access.isInner)
        continue;
      everything &= (*access.form)[d] != 0;
      vectors |= isVector(access) && (*access.form)[d] != 0;
    }
    // Batches, then panels of weights, then rows, tiles of rows innermost.
    if (everything)
      return 0;
    if (vectors)
      return d == schedule.lane ? 2 : 1;
    return schedule.tile[d] > 1 ? 4 : 3;
  };
  llvm::sort(dims, [&](unsigned a, unsigned b) {
    return std::make_tuple(classOf(a), -storeStride(a), a) <
           std::make_tuple(classOf(b), -storeStride(b), b);
  });
  // Blocks of the reduction inside of panels, around rows.
  if (schedule.numOuter > 0) {
    auto *rows =
        llvm::find_if(dims, [&](unsigned d) { return classOf(d) > 2; });
    dims.insert(rows, nest.reductions.front().dims.begin(),
                nest.reductions.front().dims.begin() + schedule.numOuter);
  }
  schedule.order = dims;
}

void Scheduler::share() {
  if (schedule.order.empty() ||
      !isWorthSharing(operationsOf(nest), bytesOf(nest)))
    return;
  int64_t weights = operandElements(/*vectors=*/true);
  int64_t others = operandElements(/*vectors=*/false);
  // The loop with at least 8 tiles that keeps what is larger apart: a thread
  // then reads its share of that, and all of the rest. Weights that every core
  // has at hand need not be kept apart; rows had better stay where they are.
  const Access *panels = isDense ? weightsOf() : nullptr;
  bool byWeights =
      weights >= others && !(panels && weights * panels->bytes <= kCommonBytes);
  unsigned best = schedule.order.front();
  auto rank = [&](unsigned d) {
    bool apart = false;
    if (isDense)
      for (const Access &access : accesses)
        apart |= access.isInner && !access.isStore &&
                 isVector(access) == byWeights && (*access.form)[d] != 0;
    return std::make_tuple(tiles(d) < 8, !apart, tiles(d) < 8 ? -tiles(d) : 0);
  };
  for (unsigned d : schedule.order)
    if (!nest.dims[d].isReduction && rank(d) < rank(best))
      best = d;
  if (tiles(best) < 2)
    return;
  schedule.shared = best;
  schedule.pieces = choosePieces(tiles(best));
}

/// The operand that is read as vectors.
const Access *Scheduler::weightsOf() const {
  for (const Access &access : accesses)
    if (access.isInner && !access.isStore && isVector(access) &&
        (*access.form)[schedule.lane] == 1)
      return &access;
  return nullptr;
}

/// Elements of weights that a tile of the panels reads in the loops over `dims`
/// of the reduction.
int64_t Scheduler::blockElements(const Access &weights,
                                 ArrayRef<unsigned> dims) const {
  int64_t elements = 1;
  for (unsigned d = 0; d < nest.dims.size(); ++d)
    if ((*weights.form)[d] != 0 && !nest.dims[d].isReduction)
      elements *= schedule.tile[d];
  for (unsigned d : dims)
    elements *= nest.dims[d].extent;
  return elements;
}

/// Has a panel of weights that is too large for the caches walked in blocks, by
/// all rows that meet it; else each row would read all of it from afar.
void Scheduler::blockReduction() {
  const Reduction &reduction = nest.reductions.front();
  const Access *weights = isDense ? weightsOf() : nullptr;
  if (!weights || schedule.numUnrolled > 0 || schedule.turned ||
      nest.stores.size() != 1 || reduction.inits.size() != 1 ||
      nest.stores.front().form[schedule.lane] != 1 ||
      reduction.inits.front()->type != nest.stores.front().value->type)
    return;
  int64_t rows = 1;
  for (unsigned d = 0; d < nest.dims.size(); ++d)
    if (isParallel(d) && d != schedule.lane && (*weights->form)[d] == 0)
      rows *= tiles(d);
  // Sums that wait are loads and stores: a few rows do not win them back.
  if (rows < 4)
    return;
  ArrayRef<unsigned> inner = reduction.dims;
  while (!inner.empty() &&
         blockElements(*weights, inner) * weights->bytes > kNearBytes)
    inner = inner.drop_front();
  if (!inner.empty())
    schedule.numOuter = reduction.dims.size() - inner.size();
}

/// Spreads prefetches of the next block of weights over all tiles of rows that
/// work on this one. The block behind the last one is whatever comes behind the
/// weights, often those of the next kernel.
void Scheduler::prefetch() {
  const Access *weights = isDense ? weightsOf() : nullptr;
  const Reduction &reduction = nest.reductions.front();
  // Only what is packed lies in the order of its use. What threads share by
  // rows, all of them read, again and again.
  if (!weights || schedule.numUnrolled == reduction.dims.size() ||
      schedule.turned ||
      (*weights->form)[reduction.dims.back()] != schedule.tile[schedule.lane] ||
      operandElements(/*vectors=*/true) * weights->bytes < kFarBytes ||
      (schedule.shared && (*weights->form)[*schedule.shared] == 0))
    return;
  ArrayRef<unsigned> inner =
      ArrayRef(reduction.dims).drop_front(schedule.numOuter);
  ArrayRef<unsigned> loops = inner.drop_back(schedule.numUnrolled);
  LinearForm form = *weights->form;
  int64_t block = blockElements(*weights, inner);
  int64_t steps = 1, rows = 1, rowsOfTile = 1;
  for (unsigned d : loops)
    steps *= nest.dims[d].extent;
  steps = std::max<int64_t>(1, steps / schedule.unroll);
  for (unsigned d : schedule.order)
    if (form[d] == 0) {
      rows *= llvm::divideCeil(nest.dims[d].extent, schedule.tile[d]);
      rowsOfTile *= schedule.tile[d];
    }
  // A single row uses each line once, when it comes.
  if (rows == 1)
    return;
  int64_t each =
      llvm::alignTo(llvm::divideCeil(block, rows * steps), schedule.unroll);
  int64_t share = llvm::alignTo(each * steps, rowsOfTile);
  for (unsigned d : inner)
    form.set(d, 0);
  int64_t stride = each / schedule.unroll;
  for (unsigned d : llvm::reverse(loops)) {
    form.set(d, stride);
    stride *= nest.dims[d].extent;
  }
  for (unsigned d : llvm::reverse(schedule.order))
    if ((*weights->form)[d] == 0) {
      form.set(d, share / schedule.tile[d]);
      share *= llvm::divideCeil(nest.dims[d].extent, schedule.tile[d]);
    }
  form.constant += block;
  schedule.prefetched = weights->expr;
  schedule.prefetchForm = form;
  schedule.prefetchLines = llvm::divideCeil(each * weights->bytes, kLineBytes);
}

Schedule Scheduler::run(std::optional<unsigned> lane) {
  if (lane) {
    schedule.lane = *lane;
    // Shorter vectors where that is all there is.
    schedule.lanes =
        std::min<int64_t>(lanesFor(nest, vectorBits),
                          llvm::PowerOf2Ceil(nest.dims[*lane].extent));
    schedule.tile[*lane] = schedule.lanes;
  }
  if (nest.reductions.empty()) {
    tileElementwise();
  } else {
    tileReduction();
    blockReduction();
  }
  orderLoops();
  share();
  if (!nest.reductions.empty())
    prefetch();
  return schedule;
}

Schedule scheduleTiles(const Nest &nest, std::optional<unsigned> lane,
                       int64_t vectorBits) {
  return Scheduler(nest, vectorBits).run(lane);
}

} // namespace sm::vectorize
