// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Fill, ZerosLike, OnesLike, Pad and PadV2.

#include "Kernels/Elements.h"
#include "Kernels/Integers.h"
#include "Kernels/Pointwise.h"
#include "sm/Runtime/ArrayKernels.h"
#include "sm/Runtime/ThreadPool.h"

#include "absl/strings/str_cat.h"

#include <algorithm>

namespace sm::runtime {

Status computeFill(const ops::FillAttrs &, KernelContext &context) {
  const Tensor &value = context.input(1);
  if (value.numElements() != 1)
    return absl::InvalidArgumentError(absl::StrCat(
        "the value must be a scalar, not of shape ", value.shape().str()));
  SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(0));
  const Elements elements(value.dtype());
  parallelFor(output->numElements(), 1 << 16, [&](int64_t begin, int64_t end) {
    elements.fill(value.rawData(), elements.at(output->mutableRawData(), begin),
                  end - begin);
  });
  return absl::OkStatus();
}

namespace {

/// Copies the input into a filled output, row by row of the last dimension.
void copyInside(const Tensor &input, const IntegerList &before,
                Tensor &output) {
  const int rank = input.rank();
  const Elements elements(input.dtype());
  const int64_t rowSize = input.dim(rank - 1);
  const int64_t rows = input.numElements() / rowSize;
  const int64_t grain = std::max<int64_t>(1, (1 << 15) / rowSize);
  parallelFor(rows, grain, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      int64_t rest = row, offset = before[rank - 1];
      int64_t stride = output.dim(rank - 1);
      for (int i = rank - 2; i >= 0; --i) {
        offset += (rest % input.dim(i) + before[i]) * stride;
        rest /= input.dim(i);
        stride *= output.dim(i);
      }
      elements.copy(elements.at(input.rawData(), row * rowSize),
                    elements.at(output.mutableRawData(), offset), rowSize);
    }
  });
}

} // namespace

/// Output 0 = input 0 with *value around it, or zeros if that is null.
static Status computePadding(KernelContext &context, const void *value) {
  const Tensor &input = context.input(0), &paddings = context.input(1);
  const int rank = input.rank();
  SM_ASSIGN_OR_RETURN(const IntegerList list, readIntegers(paddings));
  if (paddings.rank() != 2 || paddings.dim(0) != rank || paddings.dim(1) != 2)
    return absl::InvalidArgumentError(absl::StrCat(
        "paddings of a tensor of shape ", input.shape().str(),
        " must have the shape [", rank, ",2], not ", paddings.shape().str()));
  IntegerList before;
  Shape shape;
  for (int i = 0; i < rank; ++i) {
    const int64_t low = list[2 * i], high = list[2 * i + 1];
    int64_t size = 0;
    if (low < 0 || high < 0)
      return absl::InvalidArgumentError(absl::StrCat(
          "paddings must not be negative: [", low, ",", high, "]"));
    if (__builtin_add_overflow(low, high, &size) ||
        __builtin_add_overflow(size, input.dim(i), &size))
      return absl::InvalidArgumentError(
          absl::StrCat("paddings [", low, ",", high, "] are too large"));
    before.push_back(low);
    shape.append(size);
  }
  if (shape == input.shape()) {
    context.setOutput(0, input);
    return absl::OkStatus();
  }
  SM_ASSIGN_OR_RETURN(Tensor * output,
                      context.allocateOutput(0, input.dtype(), shape));
  const Elements elements(input.dtype());
  if (value)
    elements.fill(value, output->mutableRawData(), output->numElements());
  else
    elements.clear(output->mutableRawData(), output->numElements());
  if (input.numElements() > 0)
    copyInside(input, before, *output);
  return absl::OkStatus();
}

Status computePad(const ops::PadAttrs &, KernelContext &context) {
  return computePadding(context, nullptr);
}

Status computePadV2(const ops::PadV2Attrs &, KernelContext &context) {
  const Tensor &value = context.input(2);
  if (value.rank() != 0)
    return absl::InvalidArgumentError(
        absl::StrCat("constant_values must be a scalar, not of shape ",
                     value.shape().str()));
  return computePadding(context, value.rawData());
}

Status computeZerosLike(const ops::ZerosLikeAttrs &, KernelContext &context) {
  SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(0));
  Elements(output->dtype())
      .clear(output->mutableRawData(), output->numElements());
  return absl::OkStatus();
}

Status computeOnesLike(const ops::OnesLikeAttrs &, KernelContext &context) {
  return dispatch(Join<AllNumeric, Types<bool>>(), context.input(0).dtype(),
                  [&](auto tag) -> Status {
                    using T = typename decltype(tag)::Type;
                    SM_ASSIGN_OR_RETURN(Tensor * output,
                                        context.allocateOutput(0));
                    std::fill_n(output->mutableData<T>(), output->numElements(),
                                T(ComputeType<T>(1)));
                    return absl::OkStatus();
                  });
}

} // namespace sm::runtime
