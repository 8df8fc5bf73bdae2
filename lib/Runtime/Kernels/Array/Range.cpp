// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Range.

#include "Kernels/Pointwise.h"
#include "sm/Runtime/ArrayKernels.h"

#include <cmath>

namespace sm::runtime {

/// How many steps from start to limit; the direction fits, delta is not 0.
template <typename C>
static StatusOr<int64_t> countSteps(C start, C limit, C delta) {
  if constexpr (std::is_integral_v<C>) {
    const uint64_t distance =
        start < limit
            ? static_cast<uint64_t>(limit) - static_cast<uint64_t>(start)
            : static_cast<uint64_t>(start) - static_cast<uint64_t>(limit);
    const uint64_t step = delta > 0
                              ? static_cast<uint64_t>(delta)
                              : uint64_t{0} - static_cast<uint64_t>(delta);
    const uint64_t count = distance / step + (distance % step != 0);
    if (count > uint64_t{1} << 62)
      return absl::InvalidArgumentError(
          "Requires ((limit - start) / delta) <= 2^62");
    return static_cast<int64_t>(count);
  } else {
    const double count = std::ceil(
        std::abs((static_cast<double>(limit) - static_cast<double>(start)) /
                 static_cast<double>(delta)));
    if (!(count <= 0x1p62))
      return absl::InvalidArgumentError(
          "Requires ((limit - start) / delta) <= 2^62");
    return static_cast<int64_t>(count);
  }
}

Status computeRange(const ops::RangeAttrs &, KernelContext &context) {
  static const char *const names[] = {"start", "limit", "delta"};
  for (int i = 0; i < 3; ++i)
    if (context.input(i).numElements() != 1)
      return absl::InvalidArgumentError(
          absl::StrCat(names[i], " must be a scalar, not shape ",
                       context.input(i).shape().str()));
  const DType dtype = context.input(0).dtype();
  return dispatch(Reals(), dtype, [&](auto tag) -> Status {
    using T = typename decltype(tag)::Type;
    using C = ComputeType<T>;
    const C start = lifted(*context.input(0).data<T>());
    const C limit = lifted(*context.input(1).data<T>());
    const C delta = lifted(*context.input(2).data<T>());
    if (delta == 0)
      return absl::InvalidArgumentError("Requires delta != 0");
    if (delta > 0 ? start > limit : start < limit)
      return absl::InvalidArgumentError(absl::StrCat(
          "Requires start ", delta > 0 ? "<=" : ">=", " limit when delta ",
          delta > 0 ? "> 0" : "< 0"));
    SM_ASSIGN_OR_RETURN(const int64_t count,
                        countSteps<C>(start, limit, delta));
    SM_ASSIGN_OR_RETURN(Tensor * output,
                        context.allocateOutput(0, dtype, Shape{count}));
    T *out = output->mutableData<T>();
    for (int64_t i = 0; i < count; ++i)
      if constexpr (std::is_integral_v<T>)
        out[i] = static_cast<T>(static_cast<uint64_t>(start) +
                                static_cast<uint64_t>(i) *
                                    static_cast<uint64_t>(delta));
      else
        out[i] = T(start + static_cast<C>(i) * delta);
    return absl::OkStatus();
  });
}

} // namespace sm::runtime
