// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// ArgMax and ArgMin.

#include "Kernels/Integers.h"
#include "Kernels/Pointwise.h"
#include "Kernels/ReductionPlan.h"
#include "sm/Runtime/ReductionKernels.h"

#include <limits>

namespace sm::runtime {

namespace {

/// Where the first element is that beats all others; 0 if none beats the
/// worst number there is, as with NaNs alone.
template <typename T, typename Better>
int64_t placeOf(const T *in, int64_t count, int64_t step, Better better) {
  using C = ComputeType<T>;
  C best = better(C(1), C(0)) ? std::numeric_limits<C>::lowest()
                              : std::numeric_limits<C>::max();
  int64_t place = 0;
  for (int64_t i = 0; i < count; ++i)
    if (const C value = static_cast<C>(in[i * step]); better(value, best)) {
      best = value;
      place = i;
    }
  return place;
}

template <typename Better>
Status computePlaces(KernelContext &context, Better better) {
  const Tensor &input = context.input(0);
  SM_ASSIGN_OR_RETURN(const int64_t value, readInteger(context.input(1)));
  SM_ASSIGN_OR_RETURN(const int axis, readAxis(value, input.rank()));
  if (input.dim(axis) == 0)
    return absl::InvalidArgumentError(
        absl::StrCat("Reduction axis ", axis, " is empty in shape ",
                     input.shape().str(), "; there is no place to name"));
  SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(0));
  Blocks blocks;
  blocks.reduced = input.dim(axis);
  for (int i = 0; i < input.rank(); ++i)
    if (i != axis)
      (i < axis ? blocks.outer : blocks.inner) *= input.dim(i);
  const auto write = [&](int64_t index, int64_t place) {
    switch (output->dtype()) {
    case DType::Int16:
    case DType::UInt16:
      output->mutableData<uint16_t>()[index] = static_cast<uint16_t>(place);
      break;
    case DType::Int32:
      output->mutableData<int32_t>()[index] = static_cast<int32_t>(place);
      break;
    default:
      output->mutableData<int64_t>()[index] = place;
    }
  };
  return dispatch(Join<Reals, Types<bool>>(), input.dtype(), [&](auto tag) {
    using T = typename decltype(tag)::Type;
    const T *in = input.data<T>();
    parallelFor(
        output->numElements(), 1 << 10, [&](int64_t begin, int64_t end) {
          for (int64_t i = begin; i < end; ++i) {
            const int64_t row = i / blocks.inner;
            const int64_t column = i % blocks.inner;
            write(i, placeOf(in + row * blocks.reduced * blocks.inner + column,
                             blocks.reduced, blocks.inner, better));
          }
        });
    return absl::OkStatus();
  });
}

} // namespace

Status computeArgMax(const ops::ArgMaxAttrs &, KernelContext &context) {
  return computePlaces(context, [](auto x, auto y) { return x > y; });
}

Status computeArgMin(const ops::ArgMinAttrs &, KernelContext &context) {
  return computePlaces(context, [](auto x, auto y) { return x < y; });
}

} // namespace sm::runtime
