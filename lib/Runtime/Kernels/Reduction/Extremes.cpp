// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Max, Min, Prod, All and Any.

#include "Kernels/Elements.h"
#include "Kernels/Numbers.h"
#include "Kernels/Pointwise.h"
#include "Kernels/ReductionPlan.h"
#include "sm/Runtime/ReductionKernels.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace sm::runtime {

namespace {

/// Each output = combine(...combine(combine(start, first), second)...).
template <typename T, typename A, typename Fn>
void foldBlocks(const Blocks &blocks, const T *in, A start, Fn combine,
                T *out) {
  const int64_t blockSize = blocks.reduced * blocks.inner;
  const int64_t grain =
      std::max<int64_t>(1, (1 << 14) / std::max<int64_t>(1, blockSize));
  parallelFor(blocks.outer, grain, [&](int64_t begin, int64_t end) {
    // Not of bool, whose vector is none.
    std::vector<std::conditional_t<std::is_same_v<A, bool>, char, A>> folded(
        blocks.inner);
    for (int64_t i = begin; i < end; ++i) {
      std::fill(folded.begin(), folded.end(), start);
      const T *row = in + i * blockSize;
      for (int64_t r = 0; r < blocks.reduced; ++r, row += blocks.inner)
        for (int64_t j = 0; j < blocks.inner; ++j)
          folded[j] = combine(static_cast<A>(folded[j]),
                              static_cast<A>(lifted(row[j])));
      for (int64_t j = 0; j < blocks.inner; ++j)
        out[i * blocks.inner + j] =
            static_cast<T>(static_cast<ComputeType<T>>(folded[j]));
    }
  });
}

/// `makeFold(Tag<T>, run)` calls run(start, combine).
template <typename List, typename MakeFold>
Status computeFold(List types, KernelContext &context, MakeFold makeFold) {
  SM_ASSIGN_OR_RETURN(Reduction reduction, prepareReduction(context));
  return dispatch(types, reduction.input.dtype(), [&](auto tag) {
    using T = typename decltype(tag)::Type;
    makeFold(tag, [&](auto start, auto combine) {
      foldBlocks(reduction.blocks, reduction.input.data<T>(), start, combine,
                 reduction.output->mutableData<T>());
    });
    return absl::OkStatus();
  });
}

template <typename T>
constexpr T highest() {
  return std::numeric_limits<T>::has_infinity
             ? std::numeric_limits<T>::infinity()
             : std::numeric_limits<T>::max();
}
template <typename T>
constexpr T lowest() {
  return std::numeric_limits<T>::has_infinity
             ? -std::numeric_limits<T>::infinity()
             : std::numeric_limits<T>::lowest();
}

} // namespace

Status computeMax(const ops::MaxAttrs &, KernelContext &context) {
  return computeFold(Reals(), context, [](auto tag, auto run) {
    using C = ComputeType<typename decltype(tag)::Type>;
    // NaNs stay.
    run(lowest<C>(), [](C x, C y) { return x > y || isNaN(x) ? x : y; });
  });
}

Status computeMin(const ops::MinAttrs &, KernelContext &context) {
  return computeFold(Reals(), context, [](auto tag, auto run) {
    using C = ComputeType<typename decltype(tag)::Type>;
    run(highest<C>(), [](C x, C y) { return x < y || isNaN(x) ? x : y; });
  });
}

Status computeProd(const ops::ProdAttrs &, KernelContext &context) {
  return computeFold(AllNumeric(), context, [](auto tag, auto run) {
    using T = typename decltype(tag)::Type;
    if constexpr (std::is_integral_v<T>) {
      using W = Wrapping<T>;
      run(W{1}, [](W x, W y) { return static_cast<W>(x * y); });
    } else {
      using C = ComputeType<T>;
      run(C(1), [](C x, C y) { return x * y; });
    }
  });
}

Status computeAll(const ops::AllAttrs &, KernelContext &context) {
  return computeFold(Types<bool>(), context, [](auto, auto run) {
    run(true, [](bool x, bool y) { return x && y; });
  });
}

Status computeAny(const ops::AnyAttrs &, KernelContext &context) {
  return computeFold(Types<bool>(), context, [](auto, auto run) {
    run(false, [](bool x, bool y) { return x || y; });
  });
}

} // namespace sm::runtime
