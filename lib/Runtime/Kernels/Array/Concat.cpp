// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// ConcatV2 and Pack: each input is a column of blocks in the output.

#include "Kernels/Elements.h"
#include "Kernels/Integers.h"
#include "sm/Runtime/ArrayKernels.h"
#include "sm/Runtime/ThreadPool.h"

#include "absl/strings/str_cat.h"

#include <algorithm>

namespace sm::runtime {

/// Writes inputs [0, count) side by side: `outer` rows, of which each input
/// has an equal part of its elements.
static void joinRows(const KernelContext &context, int count, int64_t outer,
                     Tensor &output) {
  if (output.numElements() == 0)
    return;
  const Elements elements(output.dtype());
  const int64_t rowSize = output.numElements() / outer;
  const int64_t grain = std::max<int64_t>(1, (1 << 15) / rowSize);
  parallelFor(outer, grain, [&](int64_t begin, int64_t end) {
    int64_t column = 0;
    for (int i = 0; i < count; ++i) {
      const Tensor &input = context.input(i);
      const int64_t size = input.numElements() / outer;
      for (int64_t row = begin; row < end; ++row)
        elements.copy(
            elements.at(input.rawData(), row * size),
            elements.at(output.mutableRawData(), row * rowSize + column), size);
      column += size;
    }
  });
}

static int64_t sizeBefore(const Shape &shape, int axis) {
  int64_t size = 1;
  for (int i = 0; i < axis; ++i)
    size *= shape.dim(i);
  return size;
}

Status computeConcatV2(const ops::ConcatV2Attrs &, KernelContext &context) {
  const int count = context.numInputs() - 1;
  SM_ASSIGN_OR_RETURN(const int64_t value, readInteger(context.input(count)));
  const Shape &first = context.input(0).shape();
  SM_ASSIGN_OR_RETURN(const int axis, readAxis(value, first.rank()));
  Shape shape = first;
  for (int i = 1; i < count; ++i) {
    Shape expected = context.input(i).shape();
    if (expected.rank() != first.rank() ||
        context.input(i).dtype() != context.input(0).dtype())
      return absl::InvalidArgumentError(
          absl::StrCat("cannot join ", context.input(0).typeStr(), " and ",
                       context.input(i).typeStr()));
    shape.setDim(axis, shape.dim(axis) + expected.dim(axis));
    expected.setDim(axis, first.dim(axis));
    if (expected != first)
      return absl::InvalidArgumentError(absl::StrCat(
          "shapes ", first.str(), " and ", context.input(i).shape().str(),
          " differ beside dimension ", axis, ", along which they are joined"));
  }
  if (count == 1) {
    context.setOutput(0, context.input(0));
    return absl::OkStatus();
  }
  SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(
                                           0, context.input(0).dtype(), shape));
  joinRows(context, count, sizeBefore(first, axis), *output);
  return absl::OkStatus();
}

Status computePack(const ops::PackAttrs &attrs, KernelContext &context) {
  const Shape &first = context.input(0).shape();
  SM_ASSIGN_OR_RETURN(const int axis, readAxis(attrs.axis, first.rank() + 1));
  for (int i = 1; i < context.numInputs(); ++i)
    if (context.input(i).shape() != first ||
        context.input(i).dtype() != context.input(0).dtype())
      return absl::InvalidArgumentError(
          absl::StrCat("cannot pack ", context.input(0).typeStr(), " and ",
                       context.input(i).typeStr()));
  Shape shape;
  for (int i = 0; i <= first.rank(); ++i) {
    if (i == axis)
      shape.append(context.numInputs());
    if (i < first.rank())
      shape.append(first.dim(i));
  }
  SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(
                                           0, context.input(0).dtype(), shape));
  joinRows(context, context.numInputs(), sizeBefore(first, axis), *output);
  return absl::OkStatus();
}

} // namespace sm::runtime
