// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops that take places in a tensor as operands: slices and gathers.

#include "LoweringTable.h"

#include "dialects/TF/ArrayOps.h"
#include "sm/Ops/SliceSpec.h"

#include "llvm/ADT/Sequence.h"

#include <limits>

using namespace mlir;

namespace sm::tf_to_onnx {

/// An end that lies behind every tensor, and one before.
constexpr int64_t kBehindAll = std::numeric_limits<int64_t>::max();
constexpr int64_t kBeforeAll = std::numeric_limits<int64_t>::min();
/// An end of backward slices that lies behind every tensor, so that they take
/// nothing. ONNX Runtime takes the largest numbers of 32 and of 64 bits for
/// "to the end", whichever way that is.
constexpr int64_t kNowhere = kBehindAll - 1;
constexpr int64_t kLargestInt32 = std::numeric_limits<int32_t>::max();

//===----------------------------------------------------------------------===//
// StridedSlice
//===----------------------------------------------------------------------===//

namespace {

/// An entry of begin, end and strides that cuts a dimension of the input.
struct Cut {
  int64_t entry; ///< its place among the entries
  int64_t axis;  ///< of the input, from the end if negative
  bool openBegin, openEnd, isIndex;
};

/// What the masks make of the entries.
struct CutPlan {
  SmallVector<Cut> cuts;
  SmallVector<int64_t> shrunk;  ///< axes of the input that go away
  SmallVector<int64_t> newAxes; ///< axes of the result that are new
};

/// The operands of Slice.
struct Bounds {
  Value starts, ends, steps;
};

} // namespace

/// Reads the masks. What follows an ellipsis counts from the end, so that the
/// rank of the input need not be known.
static CutPlan planOf(tf::StridedSliceOp op, int64_t entries) {
  auto has = [](uint64_t mask, int64_t entry) {
    return entry < ops::kMaxSliceEntries && (mask >> entry & 1) != 0;
  };
  const uint64_t ellipsis = op.getEllipsisMask(), added = op.getNewAxisMask(),
                 shrunk = op.getShrinkAxisMask();
  CutPlan plan;
  // An ellipsis wins over a new axis, a new axis over an index.
  auto isNew = [&](int64_t i) { return !has(ellipsis, i) && has(added, i); };
  auto isIndex = [&](int64_t i) {
    return !has(ellipsis, i) && !has(added, i) && has(shrunk, i);
  };
  int64_t ellipsisAt = entries;
  for (int64_t i : llvm::seq(entries))
    if (has(ellipsis, i))
      ellipsisAt = i;
  auto cut = [&](int64_t i, int64_t axis) {
    plan.cuts.push_back({i, axis, has(op.getBeginMask(), i),
                         has(op.getEndMask(), i), isIndex(i)});
    if (isIndex(i))
      plan.shrunk.push_back(axis);
  };
  int64_t inputAxis = 0, resultAxis = 0;
  for (int64_t i : llvm::seq(ellipsisAt)) {
    if (isNew(i))
      plan.newAxes.push_back(resultAxis);
    else
      cut(i, inputAxis++);
    resultAxis += isIndex(i) ? 0 : 1;
  }
  inputAxis = resultAxis = -1;
  for (int64_t i = entries - 1; i > ellipsisAt; --i) {
    if (isNew(i))
      plan.newAxes.push_back(resultAxis);
    else
      cut(i, inputAxis--);
    resultAxis -= isIndex(i) ? 0 : 1;
  }
  return plan;
}

/// The entries of the cuts, out of a vector of `count` of them.
static Value pickEntries(Value tfVector, ArrayRef<Cut> cuts, int64_t count,
                         Lowering &l) {
  SmallVector<int64_t> places;
  for (const Cut &cut : cuts)
    places.push_back(cut.entry);
  if (auto known = Lowering::knownInts(tfVector)) {
    SmallVector<int64_t> picked;
    for (int64_t place : places)
      picked.push_back((*known)[place]);
    return l.ints(picked);
  }
  Value vector = l.indices(tfVector);
  if (llvm::equal(places, llvm::seq(count)))
    return vector;
  return l.make("Gather", {vector, l.ints(places)}, l.attr("axis", int64_t(0)));
}

static Value boolVector(ArrayRef<bool> values, Lowering &l) {
  auto type =
      RankedTensorType::get({int64_t(values.size())}, l.builder().getI1Type());
  return l.constant(DenseElementsAttr::get(type, values));
}

/// True if the cut may go backwards and begin before the first element, and so
/// take nothing. ONNX would begin with the first element then.
static bool mayBeginBefore(tf::StridedSliceOp op, const Cut &cut) {
  auto begin = Lowering::knownInts(op.getBegin());
  auto strides = Lowering::knownInts(op.getStrides());
  if (cut.isIndex || cut.openBegin || (strides && (*strides)[cut.entry] > 0))
    return false;
  if (!begin)
    return true;
  auto type = dyn_cast<RankedTensorType>(op.getInput().getType());
  const int64_t axis =
      type && cut.axis < 0 ? cut.axis + type.getRank() : cut.axis;
  const int64_t size = type && axis >= 0 && axis < type.getRank()
                           ? type.getDimSize(axis)
                           : ShapedType::kDynamic;
  // From -1 on, nothing but a tensor without elements is too small.
  return (*begin)[cut.entry] < -1 &&
         (size == ShapedType::kDynamic || (*begin)[cut.entry] < -size);
}

/// The input up to where such cuts begin, if all bounds are constant. They
/// begin with its last element, wherever that is, and their ends are counted
/// anew. A forward slice up to before the first element takes nothing.
static Value cutToBegins(tf::StridedSliceOp op, CutPlan &plan, Value value,
                         MutableArrayRef<int64_t> end, Lowering &l) {
  auto begin = Lowering::knownInts(op.getBegin());
  SmallVector<int64_t> axes, ends;
  for (Cut &cut : plan.cuts) {
    if (!mayBeginBefore(op, cut))
      continue;
    // The first that is not taken.
    const int64_t behind = (*begin)[cut.entry] + 1;
    axes.push_back(cut.axis);
    ends.push_back(behind);
    cut.openBegin = true;
    if (!cut.openEnd && end[cut.entry] < 0)
      end[cut.entry] =
          end[cut.entry] < behind ? end[cut.entry] - behind : kNowhere;
  }
  if (axes.empty())
    return value;
  return l.make("Slice", {value, l.ints(SmallVector<int64_t>(axes.size(), 0)),
                          l.ints(ends), l.ints(axes)});
}

/// The bounds where all is constant.
static Bounds knownBounds(const CutPlan &plan, ArrayRef<int64_t> begin,
                          ArrayRef<int64_t> end, ArrayRef<int64_t> strides,
                          Lowering &l) {
  SmallVector<int64_t> starts, ends, steps;
  for (const Cut &cut : plan.cuts) {
    const int64_t b = begin[cut.entry], e = end[cut.entry];
    const int64_t step = cut.isIndex ? 1 : strides[cut.entry];
    const bool forward = step > 0;
    if (cut.isIndex) {
      starts.push_back(b);
      ends.push_back(b == -1 ? kBehindAll : b + 1);
    } else {
      starts.push_back(!cut.openBegin ? b : forward ? 0 : kBehindAll);
      if (cut.openEnd)
        ends.push_back(forward ? kBehindAll : kBeforeAll);
      else
        ends.push_back(!forward && e >= kLargestInt32 ? kNowhere : e);
    }
    steps.push_back(step);
  }
  return {l.ints(starts), l.ints(ends), l.ints(steps)};
}

/// `value` where not `isReplaced`, else the constant at its place.
static Value replaceSome(Value value, ArrayRef<bool> isReplaced,
                         ArrayRef<int64_t> with, Lowering &l) {
  if (llvm::none_of(isReplaced, [](bool replaced) { return replaced; }))
    return value;
  return l.make("Where", {boolVector(isReplaced, l), l.ints(with), value});
}

/// `ends`, and behind everything for cuts that go backwards from before the
/// first element: they end where ONNX begins them, or before, and so take
/// nothing.
static Value endNowhere(tf::StridedSliceOp op, const CutPlan &plan,
                        const Bounds &bounds, Lowering &l) {
  SmallVector<bool> mayBegin;
  SmallVector<int64_t> axes;
  for (const Cut &cut : plan.cuts) {
    mayBegin.push_back(mayBeginBefore(op, cut));
    axes.push_back(cut.axis);
  }
  if (!llvm::is_contained(mayBegin, true))
    return bounds.ends;
  Value sizes = l.make("Gather", {l.shapeOf(op.getInput()), l.ints(axes)},
                       l.attr("axis", int64_t(0)));
  Value isBefore = l.make("Less", {bounds.starts, l.make("Neg", sizes)});
  if (llvm::is_contained(mayBegin, false))
    isBefore = l.make("And", {isBefore, boolVector(mayBegin, l)});
  if (!Lowering::knownInts(op.getStrides())) {
    Value isBackward = l.make("Less", {bounds.steps, l.scalar(0)});
    isBefore = l.make("And", {isBefore, isBackward});
  }
  return l.make("Where", {isBefore, l.scalar(kNowhere), bounds.ends});
}

/// The bounds where some are known at run time only. Directions must be known
/// where a mask leaves a bound open.
static std::optional<Bounds> computedBounds(tf::StridedSliceOp op,
                                            const CutPlan &plan, int64_t count,
                                            Lowering &l) {
  auto strides = Lowering::knownInts(op.getStrides());
  SmallVector<bool> openBegin, openEnd, isIndex;
  SmallVector<int64_t> first, last, ones(plan.cuts.size(), 1);
  for (const Cut &cut : plan.cuts) {
    if (!strides && !cut.isIndex && (cut.openBegin || cut.openEnd)) {
      l.fail("strides must be constant where begin_mask or end_mask is set");
      return std::nullopt;
    }
    const bool forward = !strides || (*strides)[cut.entry] > 0;
    openBegin.push_back(cut.openBegin && !cut.isIndex);
    openEnd.push_back(cut.openEnd && !cut.isIndex);
    isIndex.push_back(cut.isIndex);
    first.push_back(forward ? 0 : kBehindAll);
    last.push_back(forward ? kBehindAll : kBeforeAll);
  }
  auto picked = [&](Value vector) {
    return pickEntries(vector, plan.cuts, count, l);
  };
  Value begin = picked(op.getBegin());
  Value steps = replaceSome(picked(op.getStrides()), isIndex, ones, l);
  Value ends = replaceSome(picked(op.getEnd()), openEnd, last, l);
  if (llvm::is_contained(isIndex, true)) {
    // The element after an index; after -1 that is not 0.
    Value after = l.make("Add", {begin, l.scalar(1)});
    Value isLast = l.make("Equal", {begin, l.scalar(-1)});
    Value behind = l.make("Where", {isLast, l.scalar(kBehindAll), after});
    ends = l.make("Where", {boolVector(isIndex, l), behind, ends});
  }
  ends = endNowhere(op, plan, {begin, ends, steps}, l);
  return Bounds{replaceSome(begin, openBegin, first, l), ends, steps};
}

/// The bounds, and what they cut in `value`.
static std::optional<Bounds> boundsOf(tf::StridedSliceOp op, CutPlan &plan,
                                      int64_t count, Value &value,
                                      Lowering &l) {
  auto begin = Lowering::knownInts(op.getBegin());
  auto end = Lowering::knownInts(op.getEnd());
  auto strides = Lowering::knownInts(op.getStrides());
  if (begin && end && strides) {
    value = cutToBegins(op, plan, value, *end, l);
    return knownBounds(plan, *begin, *end, *strides, l);
  }
  return computedBounds(op, plan, count, l);
}

/// Removes cuts that take everything.
static void dropWholeCuts(tf::StridedSliceOp op, CutPlan &plan) {
  auto strides = Lowering::knownInts(op.getStrides());
  llvm::erase_if(plan.cuts, [&](const Cut &cut) {
    return strides && (*strides)[cut.entry] == 1 && cut.openBegin &&
           cut.openEnd && !cut.isIndex;
  });
}

/// ONNX Runtime 1.31 gathers strings one by one, not whole rows of them.
static bool gathersRows(Value params) {
  return !isa<tf::StringType>(elementOf(params)) || rankOf(params) == 1;
}

/// x[i]: one element along one dimension, and nothing else.
static bool lowerSingleIndex(tf::StridedSliceOp op, const CutPlan &plan,
                             Lowering &l) {
  auto begin = Lowering::knownInts(op.getBegin());
  if (!begin || plan.cuts.size() != 1 || !plan.cuts.front().isIndex ||
      !plan.newAxes.empty() || !gathersRows(op.getInput()))
    return false;
  const Cut &cut = plan.cuts.front();
  l.set(op.getOutput(),
        l.make("Gather", {l.of(op.getInput()), l.scalar((*begin)[cut.entry])},
               l.attr("axis", cut.axis)));
  return true;
}

static void lowerStridedSlice(tf::StridedSliceOp op, Lowering &l) {
  std::optional<int64_t> entries;
  for (Value bound : {op.getBegin(), op.getEnd(), op.getStrides()})
    if (auto type = dyn_cast<RankedTensorType>(bound.getType());
        type && type.hasStaticShape())
      entries = type.getNumElements();
  if (!entries || *entries > ops::kMaxSliceEntries)
    return l.fail("the number of entries of begin, end and strides must be "
                  "known");
  CutPlan plan = planOf(op, *entries);
  dropWholeCuts(op, plan);
  if (lowerSingleIndex(op, plan, l))
    return;
  Value value = l.of(op.getInput());
  if (!plan.cuts.empty()) {
    std::optional<Bounds> bounds = boundsOf(op, plan, *entries, value, l);
    if (!bounds)
      return;
    SmallVector<int64_t> axes;
    for (const Cut &cut : plan.cuts)
      axes.push_back(cut.axis);
    value = l.make("Slice", {value, bounds->starts, bounds->ends, l.ints(axes),
                             bounds->steps});
  }
  l.set(op.getOutput(),
        l.unsqueeze(l.squeeze(value, plan.shrunk), plan.newAxes));
}

//===----------------------------------------------------------------------===//
// Slice
//===----------------------------------------------------------------------===//

/// begin + size, and behind all where the size is -1.
static Value endsOf(tf::SliceOp op, Lowering &l) {
  auto begin = Lowering::knownInts(op.getBegin());
  auto size = Lowering::knownInts(op.getSize());
  if (size && begin && size->size() == begin->size()) {
    SmallVector<int64_t> ends;
    for (auto [b, s] : llvm::zip(*begin, *size))
      ends.push_back(s == -1 ? kBehindAll : b + s);
    return l.ints(ends);
  }
  if (size && llvm::all_of(*size, [](int64_t s) { return s == -1; }))
    return l.ints(SmallVector<int64_t>(size->size(), kBehindAll));
  Value sizes = l.indices(op.getSize());
  Value ends = l.make("Add", {l.indices(op.getBegin()), sizes});
  if (size && !llvm::is_contained(*size, -1))
    return ends;
  Value isRest = l.make("Equal", {sizes, l.scalar(-1)});
  return l.make("Where", {isRest, l.scalar(kBehindAll), ends});
}

static void lowerSlice(tf::SliceOp op, Lowering &l) {
  Value input = l.of(op.getInput());
  if (rankOf(op.getInput()) == 0)
    return l.set(op.getOutput(), input);
  l.set(op.getOutput(),
        l.make("Slice", {input, l.indices(op.getBegin()), endsOf(op, l)}));
}

//===----------------------------------------------------------------------===//
// Gather
//===----------------------------------------------------------------------===//

/// The first `batch` dimensions of both go together. GatherND wants the
/// gathered dimension right behind them, so what lies between goes to the back
/// and returns to the front of the gathered ones.
static void gatherBatches(tf::GatherV2Op op, int64_t axis, int64_t batch,
                          Lowering &l) {
  auto rank = l.requireRank(op.getParams(), "params");
  auto indexRank = l.requireRank(op.getIndices(), "indices");
  if (!rank || !indexRank)
    return;
  if (axis < 0)
    axis += *rank;
  if (batch < 0)
    batch += *indexRank;
  const int64_t between = axis - batch, gathered = *indexRank - batch;
  SmallVector<int64_t> there = llvm::to_vector(llvm::seq<int64_t>(0, batch));
  SmallVector<int64_t> back = there;
  there.push_back(axis);
  for (int64_t i = batch; i < *rank; ++i)
    if (i != axis)
      there.push_back(i);
  Value params = l.of(op.getParams());
  if (between > 0)
    params = l.transpose(params, there);
  Value places = l.unsqueeze(
      l.cast(l.of(op.getIndices()), l.builder().getI64Type()), int64_t(-1));
  Value rows =
      l.make("GatherND", {params, places}, l.attr("batch_dims", batch));
  for (int64_t i = 0; i < between; ++i)
    back.push_back(*indexRank + i);
  for (int64_t i = 0; i < gathered; ++i)
    back.push_back(batch + i);
  for (int64_t i = *indexRank + between; i < *indexRank + *rank - batch - 1;
       ++i)
    back.push_back(i);
  l.set(op.getOutput(),
        between > 0 && gathered > 0 ? l.transpose(rows, back) : rows);
}

static void lowerGatherV2(tf::GatherV2Op op, Lowering &l) {
  std::optional<int64_t> axis = l.requireInt(op.getAxis(), "the axis");
  if (!axis)
    return;
  if (op.getBatchDims() != 0 || !gathersRows(op.getParams()))
    return gatherBatches(op, *axis, op.getBatchDims(), l);
  Value indices = l.of(op.getIndices());
  if (elementOf(op.getIndices()).isInteger(16))
    indices = l.cast(indices, l.builder().getI32Type());
  l.set(op.getOutput(), l.make("Gather", {l.of(op.getParams()), indices},
                               l.attr("axis", *axis)));
}

ArrayRef<LoweringEntry> indexLowerings() {
  static const LoweringEntry kEntries[] = {
      entry<lowerStridedSlice>(),
      entry<lowerSlice>(),
      entry<lowerGatherV2>(),
  };
  return kEntries;
}

} // namespace sm::tf_to_onnx
