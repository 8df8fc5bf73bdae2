// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The walk over operands that broadcast.

#include "Broadcast.h"

#include "Elements.h"
#include "sm/Runtime/ThreadPool.h"

#include "absl/container/inlined_vector.h"

#include <algorithm>

namespace sm::runtime {

namespace {

constexpr int64_t kGrain = 1 << 14;

/// Dimensions over which both operands go on in the same way, made one. Steps
/// count elements; 0 where an operand stretches.
struct Group {
  int64_t size, aStep, bStep;
};

/// The groups from the innermost on; at least one.
absl::InlinedVector<Group, 4> makeGroups(const Shape &a, const Shape &b,
                                         const Shape &out) {
  absl::InlinedVector<Group, 4> groups;
  int64_t aStride = 1, bStride = 1;
  for (int i = 1; i <= out.rank(); ++i) {
    const int64_t size = out.dim(out.rank() - i);
    const int64_t aSize = i <= a.rank() ? a.dim(a.rank() - i) : 1;
    const int64_t bSize = i <= b.rank() ? b.dim(b.rank() - i) : 1;
    if (size != 1) {
      const int64_t aStep = aSize == 1 ? 0 : aStride;
      const int64_t bStep = bSize == 1 ? 0 : bStride;
      if (!groups.empty() && (groups.back().aStep == 0) == (aStep == 0) &&
          (groups.back().bStep == 0) == (bStep == 0))
        groups.back().size *= size;
      else
        groups.push_back({size, aStep, bStep});
    }
    aStride *= aSize;
    bStride *= bSize;
  }
  if (groups.empty())
    groups.push_back({1, 1, 1});
  return groups;
}

/// Short stretches cost more in calls than in elements. If one operand is a
/// short row that repeats over the other, which has the output's size, it is
/// laid out many times side by side.
StatusOr<Tensor> repeatRow(const Tensor &operand, int64_t size) {
  constexpr int64_t kStretch = 512;
  const int64_t copies = kStretch / size;
  SM_ASSIGN_OR_RETURN(Tensor row,
                      Tensor::allocate(operand.dtype(), Shape{copies * size}));
  const Elements elements(operand.dtype());
  for (int64_t i = 0; i < copies; ++i)
    elements.copy(operand.rawData(),
                  elements.at(row.mutableRawData(), i * size), size);
  return row;
}

/// Which operand is such a row: 0, 1, or -1 for neither.
int shortRow(const absl::InlinedVector<Group, 4> &groups, int64_t total) {
  constexpr int64_t kShort = 64, kWorthIt = 1024;
  if (groups.size() != 2 || groups[0].size > kShort || total < kWorthIt ||
      groups[0].aStep == 0 || groups[0].bStep == 0)
    return -1;
  return groups[1].aStep == 0 ? 0 : 1;
}

/// The whole walk with `row` in place of the operand `rowIndex`.
void walkRows(const Tensor &row, int rowIndex, const Tensor &other,
              Tensor &output, BinaryLoop loop) {
  const int64_t size = row.numElements(), total = output.numElements();
  const Elements in(row.dtype()), out(output.dtype());
  parallelFor((total + size - 1) / size, kGrain / size,
              [&](int64_t begin, int64_t end) {
                for (int64_t i = begin; i < end; ++i) {
                  const void *values = in.at(other.rawData(), i * size);
                  const void *a = rowIndex == 0 ? row.rawData() : values;
                  const void *b = rowIndex == 0 ? values : row.rawData();
                  loop(a, 1, b, 1, out.at(output.mutableRawData(), i * size),
                       std::min(size, total - i * size));
                }
              });
}

} // namespace

Status computeBinary(KernelContext &context, bool forward,
                     const BinaryShapes *shapes, BinaryLoop loop) {
  const Tensor &a = context.input(0), &b = context.input(1);
  SM_ASSIGN_OR_RETURN(Tensor * output,
                      forward ? context.forwardInputOrAllocate({0, 1}, 0)
                              : context.allocateOutput(0));
  const int64_t total = output->numElements();
  if (total == 0)
    return absl::OkStatus();
  const auto groups = shapes
                          ? makeGroups(shapes->a, shapes->b, shapes->out)
                          : makeGroups(a.shape(), b.shape(), output->shape());
  const Elements in(a.dtype()), out(output->dtype());
  void *target = output->mutableRawData();
  const Group inner = groups.front();
  const int aStep = inner.aStep != 0, bStep = inner.bStep != 0;
  if (groups.size() == 1) {
    parallelFor(total, kGrain, [&](int64_t begin, int64_t end) {
      loop(in.at(a.rawData(), begin * aStep), aStep,
           in.at(b.rawData(), begin * bStep), bStep, out.at(target, begin),
           end - begin);
    });
    return absl::OkStatus();
  }
  if (const int rowIndex = shortRow(groups, total); rowIndex >= 0) {
    SM_ASSIGN_OR_RETURN(const Tensor row,
                        repeatRow(rowIndex == 0 ? a : b, inner.size));
    walkRows(row, rowIndex, rowIndex == 0 ? b : a, *output, loop);
    return absl::OkStatus();
  }
  const int64_t grain = std::max<int64_t>(1, kGrain / inner.size);
  parallelFor(total / inner.size, grain, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      int64_t rest = row, aOffset = 0, bOffset = 0;
      for (size_t i = 1; i + 1 < groups.size(); ++i) {
        const int64_t index = rest % groups[i].size;
        rest /= groups[i].size;
        aOffset += index * groups[i].aStep;
        bOffset += index * groups[i].bStep;
      }
      aOffset += rest * groups.back().aStep;
      bOffset += rest * groups.back().bStep;
      loop(in.at(a.rawData(), aOffset), aStep, in.at(b.rawData(), bOffset),
           bStep, out.at(target, row * inner.size), inner.size);
    }
  });
  return absl::OkStatus();
}

} // namespace sm::runtime
