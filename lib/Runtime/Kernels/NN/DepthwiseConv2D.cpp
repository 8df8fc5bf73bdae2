// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// DepthwiseConv2dNative: floats by the row loop of the instruction set, doubles
// by a plain loop.

#include "ISA/ISA.h"
#include "Images.h"
#include "Kernels/FloatBlocks.h"
#include "Kernels/Numbers.h"
#include "sm/Runtime/NNKernels.h"
#include "sm/Runtime/ThreadPool.h"

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"

#include <algorithm>

namespace sm::runtime {

namespace {

/// Sizes of one row of output pixels, in elements.
struct Rows {
  explicit Rows(const Windows &windows, int64_t multiplier)
      : inputRow(windows.width.input * windows.channels),
        filterRow(windows.width.size * windows.channels * multiplier),
        outputRow(windows.width.output * windows.channels * multiplier) {}
  int64_t inputRow, filterRow, outputRow;
};

void rowFloats(const Windows &windows, int64_t multiplier, const Rows &rows,
               const float *image, const float *filter, int64_t y,
               float *output) {
  const WindowAxis &h = windows.height, &w = windows.width;
  absl::InlinedVector<const float *, 8> inputRows, filterRows;
  for (int64_t tap = h.firstTap(y); tap < h.lastTap(y); ++tap) {
    inputRows.push_back(image + h.position(y, tap) * rows.inputRow);
    filterRows.push_back(filter + tap * rows.filterRow);
  }
  isa::DepthwiseRow row;
  row.inputRows = inputRows.data();
  row.filterRows = filterRows.data();
  row.numRows = static_cast<int64_t>(inputRows.size());
  row.output = output;
  row.outputWidth = w.output;
  row.inputWidth = w.input;
  row.filterWidth = w.size;
  row.stride = w.stride;
  row.dilation = w.dilation;
  row.padBefore = w.padBefore;
  row.channels = windows.channels;
  row.multiplier = multiplier;
  isa::table().depthwiseRowF32(row);
}

void rowDoubles(const Windows &windows, int64_t multiplier, const Rows &rows,
                const double *image, const double *filter, int64_t y,
                double *output) {
  const WindowAxis &h = windows.height, &w = windows.width;
  const int64_t outputs = windows.channels * multiplier;
  std::fill_n(output, rows.outputRow, 0.0);
  for (int64_t ky = h.firstTap(y); ky < h.lastTap(y); ++ky)
    for (int64_t x = 0; x < w.output; ++x)
      for (int64_t kx = w.firstTap(x); kx < w.lastTap(x); ++kx) {
        const double *in = image + h.position(y, ky) * rows.inputRow +
                           w.position(x, kx) * windows.channels;
        const double *taps = filter + ky * rows.filterRow + kx * outputs;
        for (int64_t i = 0; i < outputs; ++i)
          output[x * outputs + i] += in[i / multiplier] * taps[i];
      }
}

template <typename T, typename RowFn>
void forRows(const Windows &windows, int64_t multiplier, const Tensor &input,
             const Tensor &filter, Tensor &output, RowFn rowFn) {
  const Rows rows(windows, multiplier);
  const int64_t height = windows.height.output;
  const int64_t work =
      rows.outputRow * windows.height.size * windows.width.size;
  const int64_t grain =
      std::max<int64_t>(1, (1 << 16) / std::max<int64_t>(work, 1));
  parallelFor(windows.batch * height, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      rowFn(windows, multiplier, rows,
            input.data<T>() + i / height * windows.height.input * rows.inputRow,
            filter.data<T>(), i % height,
            output.mutableData<T>() + i * rows.outputRow);
  });
}

} // namespace

Status
computeDepthwiseConv2dNative(const ops::DepthwiseConv2dNativeAttrs &attrs,
                             KernelContext &context) {
  const Shape &images = context.input(0).shape();
  const Tensor &filter = context.input(1);
  if (filter.rank() != 4)
    return absl::InvalidArgumentError(absl::StrCat(
        "takes a filter of 4 dimensions, not ", filter.shape().str()));
  SM_ASSIGN_OR_RETURN(
      const Windows windows,
      placeWindows(images, filter.dim(0), filter.dim(1),
                   {attrs.data_format, attrs.padding, attrs.explicit_paddings,
                    attrs.strides, attrs.dilations}));
  if (filter.dim(2) != windows.channels)
    return absl::InvalidArgumentError(
        absl::StrCat("images ", images.str(), " have ", windows.channels,
                     " channels, but the filter ", filter.shape().str(),
                     " takes ", filter.dim(2)));
  const int64_t multiplier = filter.dim(3);
  const Shape result{windows.batch, windows.height.output, windows.width.output,
                     windows.channels * multiplier};
  return computeImages(
      context, attrs.data_format, result,
      [&](const Tensor &input, Tensor &output) -> Status {
        if (input.dtype() == DType::Double) {
          forRows<double>(windows, multiplier, input, filter, output,
                          rowDoubles);
          return absl::OkStatus();
        }
        if (input.dtype() != DType::Float)
          return unsupportedDType(input.dtype());
        SM_ASSIGN_OR_RETURN(const Tensor weights, asFloat(filter));
        forRows<float>(windows, multiplier, input, weights, output, rowFloats);
        return absl::OkStatus();
      });
}

} // namespace sm::runtime
