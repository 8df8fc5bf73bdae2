// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// GatherV2.

#include "Kernels/Elements.h"
#include "Kernels/Integers.h"
#include "Kernels/Numbers.h"
#include "sm/Runtime/ArrayKernels.h"
#include "sm/Runtime/ThreadPool.h"

#include <algorithm>

namespace sm::runtime {

namespace {

/// params as [batches, outer, size, inner], indices as [batches, count].
struct GatherShape {
  int64_t batches = 1, outer = 1, size = 1, inner = 1, count = 1;
};

template <typename I>
Status checkIndices(const Tensor &indices, int64_t size) {
  const auto values = indices.values<I>();
  for (size_t i = 0; i < values.size(); ++i)
    if (values[i] < 0 || values[i] >= size)
      return absl::InvalidArgumentError(
          absl::StrCat("indices[", i, "] = ", static_cast<int64_t>(values[i]),
                       " is not in [0, ", size, ")"));
  return absl::OkStatus();
}

template <typename I>
void copyRows(const Tensor &params, const I *indices, const GatherShape &g,
              Tensor &output) {
  const Elements elements(params.dtype());
  const int64_t grain =
      std::max<int64_t>(1, (1 << 14) / std::max<int64_t>(1, g.inner));
  parallelFor(
      g.batches * g.outer * g.count, grain, [&](int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i) {
          const int64_t block = i / g.count; // of batches * outer
          const int64_t index =
              indices[block / g.outer * g.count + i % g.count];
          elements.copy(
              elements.at(params.rawData(), (block * g.size + index) * g.inner),
              elements.at(output.mutableRawData(), i * g.inner), g.inner);
        }
      });
}

} // namespace

Status computeGatherV2(const ops::GatherV2Attrs &attrs,
                       KernelContext &context) {
  const Tensor &params = context.input(0), &indices = context.input(1);
  SM_ASSIGN_OR_RETURN(const int64_t axisValue, readInteger(context.input(2)));
  SM_ASSIGN_OR_RETURN(const int axis, readAxis(axisValue, params.rank()));
  const int64_t value = attrs.batch_dims;
  const int64_t batchDims = value < 0 ? value + indices.rank() : value;
  if (batchDims < 0 || batchDims > indices.rank() || batchDims > axis)
    return absl::InvalidArgumentError(absl::StrCat(
        "batch_dims ", value, " must name dimensions of the indices ",
        indices.shape().str(), " and not reach beyond axis ", axis));
  GatherShape g;
  Shape shape;
  for (int i = 0; i < axis; ++i) {
    if (i < batchDims && params.dim(i) != indices.dim(i))
      return absl::InvalidArgumentError(absl::StrCat(
          "params.shape[", i, "] ", params.dim(i), " should be equal to ",
          "indices.shape[", i, "] ", indices.dim(i)));
    (i < batchDims ? g.batches : g.outer) *= params.dim(i);
    shape.append(params.dim(i));
  }
  g.size = params.dim(axis);
  for (int i = static_cast<int>(batchDims); i < indices.rank(); ++i) {
    g.count *= indices.dim(i);
    shape.append(indices.dim(i));
  }
  for (int i = axis + 1; i < params.rank(); ++i) {
    g.inner *= params.dim(i);
    shape.append(params.dim(i));
  }
  return dispatch(Types<int16_t, int32_t, int64_t>(), indices.dtype(),
                  [&](auto tag) -> Status {
                    using I = typename decltype(tag)::Type;
                    SM_RETURN_IF_ERROR(checkIndices<I>(indices, g.size));
                    SM_ASSIGN_OR_RETURN(
                        Tensor * output,
                        context.allocateOutput(0, params.dtype(), shape));
                    if (output->numElements() > 0)
                      copyRows(params, indices.data<I>(), g, *output);
                    return absl::OkStatus();
                  });
}

} // namespace sm::runtime
