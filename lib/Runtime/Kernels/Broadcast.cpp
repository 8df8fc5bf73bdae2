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
