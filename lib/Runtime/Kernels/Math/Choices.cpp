// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Select, SelectV2, ClipByValue and AddN.

#include "Kernels/Elements.h"
#include "Kernels/Pointwise.h"
#include "sm/Runtime/MathKernels.h"

#include "absl/container/inlined_vector.h"

#include <algorithm>

namespace sm::runtime {

namespace {

using Steps = absl::InlinedVector<int64_t, 6>;

/// How far an operand goes on along each dimension of the output; 0 where it
/// stretches.
Steps stepsOf(const Shape &operand, int rank) {
  Steps steps(rank);
  int64_t stride = 1;
  for (int i = 1; i <= operand.rank(); ++i) {
    const int64_t size = operand.dim(operand.rank() - i);
    steps[rank - i] = size == 1 ? 0 : stride;
    stride *= size;
  }
  return steps;
}

int64_t offsetOf(const Steps &steps, const Shape &shape, int64_t row) {
  int64_t offset = 0;
  for (int i = shape.rank() - 2; i >= 0; --i) {
    offset += row % shape.dim(i) * steps[i];
    row /= shape.dim(i);
  }
  return offset;
}

/// Output 0 = input 1 or 2 by the condition, which has the given shape. All
/// broadcast to `shape`, of rank 1 at least and not empty.
void choose(const KernelContext &context, const Shape &condition,
            const Shape &t, const Shape &e, const Shape &shape,
            Tensor &output) {
  const int rank = shape.rank();
  const Shape *shapes[] = {&condition, &t, &e};
  Steps steps[3];
  for (int i = 0; i < 3; ++i)
    steps[i] = stepsOf(*shapes[i], rank);
  const Elements elements(output.dtype());
  const bool *flags = context.input(0).data<bool>();
  const int64_t inner = shape.dim(rank - 1);
  parallelFor(output.numElements(), 1 << 13, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end;) {
      const int64_t row = i / inner, column = i % inner;
      const int64_t last = std::min(inner, column + end - i);
      int64_t at[3];
      for (int k = 0; k < 3; ++k)
        at[k] = offsetOf(steps[k], shape, row);
      for (int64_t from = column; from < last;) {
        const auto flag = [&](int64_t c) {
          return flags[at[0] + c * steps[0][rank - 1]];
        };
        int64_t to = from + 1;
        while (to < last && flag(to) == flag(from))
          ++to;
        const int k = flag(from) ? 1 : 2;
        const int64_t step = steps[k][rank - 1];
        elements.gather(
            elements.at(context.input(k).rawData(), at[k] + from * step), step,
            elements.at(output.mutableRawData(), row * inner + from),
            to - from);
        from = to;
      }
      i += last - column;
    }
  });
}

} // namespace

Status computeSelectV2(const ops::SelectV2Attrs &, KernelContext &context) {
  const Shape &condition = context.input(0).shape();
  const Shape &t = context.input(1).shape(), &e = context.input(2).shape();
  SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(0));
  if (output->numElements() == 0)
    return absl::OkStatus();
  const Shape flat{output->numElements()};
  if (condition == t && t == e)
    choose(context, flat, flat, flat, flat, *output);
  else
    choose(context, condition, t, e, output->shape(), *output);
  return absl::OkStatus();
}

Status computeSelect(const ops::SelectAttrs &, KernelContext &context) {
  const Shape &condition = context.input(0).shape();
  const Shape &t = context.input(1).shape(), &e = context.input(2).shape();
  const bool byRow =
      condition.rank() == 1 && t.rank() >= 1 && condition.dim(0) == t.dim(0);
  if (t != e || (condition.rank() != 0 && condition != t && !byRow))
    return absl::InvalidArgumentError(
        absl::StrCat("a condition of shape ", condition.str(),
                     " cannot choose between tensors of shapes ", t.str(),
                     " and ", e.str(), "; SelectV2 broadcasts its operands"));
  SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(0));
  const int64_t total = output->numElements();
  if (total == 0)
    return absl::OkStatus();
  const Shape flat{total};
  if (condition == t || condition.rank() == 0) {
    choose(context, condition == t ? flat : condition, flat, flat, flat,
           *output);
    return absl::OkStatus();
  }
  const int64_t rows = t.dim(0);
  const Shape matrix{rows, total / rows};
  choose(context, Shape{rows, 1}, matrix, matrix, matrix, *output);
  return absl::OkStatus();
}

Status computeClipByValue(const ops::ClipByValueAttrs &,
                          KernelContext &context) {
  const Tensor &input = context.input(0);
  int64_t steps[2];
  for (int i = 0; i < 2; ++i) {
    const Tensor &bound = context.input(i + 1);
    steps[i] = bound.rank() != 0;
    if (bound.rank() != 0 && bound.shape() != input.shape())
      return absl::InvalidArgumentError(absl::StrCat(
          "clip_value_min and clip_value_max must be either of the same shape "
          "as the input or a scalar; input ",
          input.shape().str(), ", bound ", bound.shape().str()));
  }
  return dispatch(Reals(), input.dtype(), [&](auto tag) -> Status {
    using T = typename decltype(tag)::Type;
    SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(0));
    const T *in = input.data<T>(), *low = context.input(1).data<T>();
    const T *high = context.input(2).data<T>();
    T *out = output->mutableData<T>();
    parallelFor(input.numElements(), 1 << 13, [&](int64_t begin, int64_t end) {
      using C = ComputeType<T>;
      for (int64_t i = begin; i < end; ++i)
        out[i] = static_cast<T>(
            std::max<C>(std::min<C>(lifted(in[i]), lifted(high[i * steps[1]])),
                        lifted(low[i * steps[0]])));
    });
    return absl::OkStatus();
  });
}

Status computeAddN(const ops::AddNAttrs &, KernelContext &context) {
  const Tensor &first = context.input(0);
  for (int i = 1; i < context.numInputs(); ++i)
    if (context.input(i).shape() != first.shape() ||
        context.input(i).dtype() != first.dtype())
      return absl::InvalidArgumentError(absl::StrCat(
          "Inputs to operation AddN must have the same size and "
          "shape: input 0 is ",
          first.typeStr(), ", input ", i, " is ", context.input(i).typeStr()));
  return dispatch(AllNumeric(), first.dtype(), [&](auto tag) -> Status {
    using T = typename decltype(tag)::Type;
    SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(0));
    T *out = output->mutableData<T>();
    std::copy_n(first.data<T>(), first.numElements(), out);
    parallelFor(first.numElements(), 1 << 13, [&](int64_t begin, int64_t end) {
      for (int k = 1; k < context.numInputs(); ++k) {
        const T *in = context.input(k).data<T>();
        for (int64_t i = begin; i < end; ++i)
          if constexpr (std::is_integral_v<T>)
            out[i] = static_cast<T>(static_cast<Wrapping<T>>(out[i]) +
                                    static_cast<Wrapping<T>>(in[i]));
          else
            out[i] = static_cast<T>(lifted(out[i]) + lifted(in[i]));
      }
    });
    return absl::OkStatus();
  });
}

} // namespace sm::runtime
