// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Tile and Unpack.

#include "Kernels/Elements.h"
#include "Kernels/Integers.h"
#include "sm/Runtime/ArrayKernels.h"
#include "sm/Runtime/ThreadPool.h"

#include "absl/strings/str_cat.h"

#include <algorithm>

namespace sm::runtime {

/// Row by row of the last dimension; rank 1 at least, nothing empty.
static void tileRows(const Tensor &input, Tensor &output) {
  const int rank = input.rank();
  const Elements elements(input.dtype());
  const int64_t inRow = input.dim(rank - 1), outRow = output.dim(rank - 1);
  const int64_t grain = std::max<int64_t>(1, (1 << 14) / outRow);
  parallelFor(output.numElements() / outRow, grain,
              [&](int64_t begin, int64_t end) {
                for (int64_t row = begin; row < end; ++row) {
                  int64_t rest = row, offset = 0, stride = inRow;
                  for (int i = rank - 2; i >= 0; --i) {
                    const int64_t index = rest % output.dim(i);
                    offset += index % input.dim(i) * stride;
                    rest /= output.dim(i);
                    stride *= input.dim(i);
                  }
                  const void *from = elements.at(input.rawData(), offset);
                  void *to = elements.at(output.mutableRawData(), row * outRow);
                  if (inRow == 1)
                    elements.fill(from, to, outRow);
                  else
                    for (int64_t i = 0; i < outRow; i += inRow)
                      elements.copy(from, elements.at(to, i), inRow);
                }
              });
}

Status computeTile(const ops::TileAttrs &, KernelContext &context) {
  const Tensor &input = context.input(0);
  SM_ASSIGN_OR_RETURN(const IntegerList multiples,
                      readIntegers(context.input(1)));
  if (static_cast<int>(multiples.size()) != input.rank())
    return absl::InvalidArgumentError(
        absl::StrCat("Expected multiples argument to be a vector of length ",
                     input.rank(), " but got length ", multiples.size()));
  Shape shape;
  for (int i = 0; i < input.rank(); ++i) {
    int64_t size = 0;
    if (multiples[i] < 0)
      return absl::InvalidArgumentError(absl::StrCat(
          "Expected multiples[", i, "] >= 0, but got ", multiples[i]));
    if (__builtin_mul_overflow(multiples[i], input.dim(i), &size))
      return absl::InvalidArgumentError(
          absl::StrCat("multiples[", i, "] = ", multiples[i],
                       " is too large for the shape ", input.shape().str()));
    shape.append(size);
  }
  if (shape == input.shape()) {
    context.setOutput(0, input);
    return absl::OkStatus();
  }
  SM_ASSIGN_OR_RETURN(Tensor * output,
                      context.allocateOutput(0, input.dtype(), shape));
  if (output->numElements() > 0)
    tileRows(input, *output);
  return absl::OkStatus();
}

Status computeUnpack(const ops::UnpackAttrs &attrs, KernelContext &context) {
  const Tensor &input = context.input(0);
  SM_ASSIGN_OR_RETURN(const int axis, readAxis(attrs.axis, input.rank()));
  const int64_t count = input.dim(axis);
  if (count != context.numOutputs())
    return absl::InvalidArgumentError(absl::StrCat(
        "Input shape axis ", axis, " must equal ", context.numOutputs(),
        ", the number of outputs, got shape ", input.shape().str()));
  Shape shape;
  int64_t outer = 1, inner = 1;
  for (int i = 0; i < input.rank(); ++i)
    if (i != axis) {
      shape.append(input.dim(i));
      (i < axis ? outer : inner) *= input.dim(i);
    }
  const Elements elements(input.dtype());
  for (int64_t k = 0; k < count; ++k) {
    SM_ASSIGN_OR_RETURN(
        Tensor * output,
        context.allocateOutput(static_cast<int>(k), input.dtype(), shape));
    if (output->numElements() == 0)
      continue;
    for (int64_t row = 0; row < outer; ++row)
      elements.copy(elements.at(input.rawData(), (row * count + k) * inner),
                    elements.at(output->mutableRawData(), row * inner), inner);
  }
  return absl::OkStatus();
}

} // namespace sm::runtime
