// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Conv2D: the pixels under each window become a row of a matrix, a tile of rows
// at a time, and the product with the filter gives the output.

#include "Images.h"
#include "Kernels/FloatBlocks.h"
#include "Kernels/Products.h"
#include "sm/Runtime/NNKernels.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <cstring>
#include <mutex>

namespace sm::runtime {

namespace {

struct Convolution {
  Windows windows;
  int64_t outputChannels;
  int64_t groups;
  int64_t groupInputs;  ///< input channels of a group: the filter's third dim
  int64_t groupOutputs; ///< output channels of a group

  int64_t pixels() const {
    return windows.batch * windows.height.output * windows.width.output;
  }
  /// Columns of the matrix: one group's elements under a window.
  int64_t windowElements() const {
    return windows.height.size * windows.width.size * groupInputs;
  }
  /// True if the input is that matrix already.
  bool isProduct() const {
    const WindowAxis &h = windows.height, &w = windows.width;
    return groups == 1 && h.size == 1 && w.size == 1 && h.stride == 1 &&
           w.stride == 1 && h.output == h.input && w.output == w.input;
  }
};

template <typename T>
void copyRun(const T *from, T *to, int64_t count) {
  if (count <= 16)
    for (int64_t i = 0; i < count; ++i)
      to[i] = from[i];
  else
    std::memcpy(to, from, count * sizeof(T));
}

/// Writes the row of one output pixel for the channels from `channel` on.
template <typename T>
void gatherWindow(const Convolution &conv, const T *image, int64_t y, int64_t x,
                  int64_t channel, T *row) {
  const WindowAxis &h = conv.windows.height, &w = conv.windows.width;
  const int64_t inputs = conv.groupInputs, channels = conv.windows.channels;
  const int64_t first = w.firstTap(x), last = std::max(first, w.lastTap(x));
  const bool contiguous = w.dilation == 1 && inputs == channels;
  for (int64_t ky = 0; ky < h.size; ++ky) {
    const int64_t sourceY = h.position(y, ky);
    if (sourceY < 0 || sourceY >= h.input) {
      std::fill_n(row, w.size * inputs, T{});
      row += w.size * inputs;
      continue;
    }
    const T *line = image + sourceY * w.input * channels + channel;
    std::fill_n(row, first * inputs, T{});
    if (first < last && contiguous)
      copyRun(line + w.position(x, first) * channels, row + first * inputs,
              (last - first) * inputs);
    else
      for (int64_t kx = first; kx < last; ++kx)
        copyRun(line + w.position(x, kx) * channels, row + kx * inputs, inputs);
    std::fill_n(row + last * inputs, (w.size - last) * inputs, T{});
    row += w.size * inputs;
  }
}

/// Output pixels [begin, end) of one group.
template <typename T>
void convolveTile(const Convolution &conv, const T *input, const T *filter,
                  T *output, T *rows, int64_t group, int64_t begin,
                  int64_t end) {
  const WindowAxis &h = conv.windows.height, &w = conv.windows.width;
  const int64_t imageSize = h.input * w.input * conv.windows.channels;
  const int64_t elements = conv.windowElements();
  int64_t x = begin % w.output, y = begin / w.output % h.output;
  int64_t image = begin / w.output / h.output;
  for (int64_t pixel = begin; pixel < end; ++pixel) {
    gatherWindow(conv, input + image * imageSize, y, x,
                 group * conv.groupInputs, rows + (pixel - begin) * elements);
    if (++x == w.output) {
      x = 0;
      if (++y == h.output) {
        y = 0;
        ++image;
      }
    }
  }
  multiplyInline(
      Gemm<T>{end - begin, conv.groupOutputs, elements, rows, elements,
              filter + group * conv.groupOutputs, conv.outputChannels, false,
              output + begin * conv.outputChannels + group * conv.groupOutputs,
              conv.outputChannels});
}

template <typename T>
Status convolve(const Convolution &conv, const Tensor &input,
                const Tensor &filter, Tensor &output) {
  const int64_t pixels = conv.pixels(), elements = conv.windowElements();
  if (elements == 0) {
    std::fill_n(output.mutableData<T>(), output.numElements(), T{});
    return absl::OkStatus();
  }
  if (conv.isProduct()) {
    multiply(Gemm<T>{pixels, conv.outputChannels, elements, input.data<T>(),
                     elements, filter.data<T>(), conv.outputChannels, false,
                     output.mutableData<T>(), conv.outputChannels});
    return absl::OkStatus();
  }
  // Tiles fit the second-level cache, but not so small that packing the filter
  // for each of them would show.
  constexpr int64_t kTileElements = 1 << 18, kMinRows = 128;
  int64_t rows = std::max(kMinRows, kTileElements / elements);
  const double work = static_cast<double>(output.numElements()) * elements;
  const bool isSmall = work < (1 << 20);
  if (!isSmall)
    rows = std::min(rows, (pixels + numThreads() - 1) / numThreads());
  rows = std::min(rows, pixels);
  const int64_t tiles = (pixels + rows - 1) / rows * conv.groups;
  Status status;
  std::mutex statusMutex;
  parallelFor(tiles, isSmall ? tiles : 1, [&](int64_t begin, int64_t end) {
    StatusOr<Tensor> buffer =
        Tensor::allocate(dtypeOf<T>, Shape{rows, elements});
    if (!buffer.ok()) {
      std::lock_guard<std::mutex> lock(statusMutex);
      status = buffer.status();
      return;
    }
    for (int64_t tile = begin; tile < end; ++tile) {
      const int64_t first = tile / conv.groups * rows;
      convolveTile(conv, input.data<T>(), filter.data<T>(),
                   output.mutableData<T>(), buffer->template mutableData<T>(),
                   tile % conv.groups, first, std::min(pixels, first + rows));
    }
  });
  return status;
}

StatusOr<Convolution> describe(const ops::Conv2DAttrs &attrs,
                               const Shape &images, const Shape &filter) {
  if (filter.rank() != 4)
    return absl::InvalidArgumentError(
        absl::StrCat("takes a filter of 4 dimensions, not ", filter.str()));
  SM_ASSIGN_OR_RETURN(
      Windows windows,
      placeWindows(images, filter.dim(0), filter.dim(1),
                   {attrs.data_format, attrs.padding, attrs.explicit_paddings,
                    attrs.strides, attrs.dilations}));
  SM_ASSIGN_OR_RETURN(const ops::ImageLayout layout,
                      ops::parseImageLayout(attrs.data_format));
  if (attrs.strides[layout.channel] != 1 ||
      attrs.dilations[layout.channel] != 1)
    return absl::UnimplementedError(
        "strides and dilations over channels must be 1");
  Convolution conv;
  conv.windows = windows;
  conv.outputChannels = filter.dim(3);
  conv.groupInputs = filter.dim(2);
  conv.groups = conv.groupInputs == 0 ? 1 : windows.channels / conv.groupInputs;
  if (conv.groups == 0 || conv.groups * conv.groupInputs != windows.channels ||
      conv.outputChannels % conv.groups != 0)
    return absl::InvalidArgumentError(
        absl::StrCat("images ", images.str(), " with ", windows.channels,
                     " channels do not go with a filter ", filter.str()));
  conv.groupOutputs = conv.outputChannels / conv.groups;
  return conv;
}

} // namespace

Status computeConv2D(const ops::Conv2DAttrs &attrs, KernelContext &context) {
  const Tensor &filter = context.input(1);
  SM_ASSIGN_OR_RETURN(
      const Convolution conv,
      describe(attrs, context.input(0).shape(), filter.shape()));
  const Shape result{conv.windows.batch, conv.windows.height.output,
                     conv.windows.width.output, conv.outputChannels};
  return computeImages(context, attrs.data_format, result,
                       [&](const Tensor &input, Tensor &output) -> Status {
                         Tensor weights = filter;
                         if (isHalfDType(weights.dtype())) {
                           SM_ASSIGN_OR_RETURN(weights, asFloat(weights));
                         }
                         return dispatch(
                             Types<float, double, int32_t>(), input.dtype(),
                             [&](auto tag) {
                               return convolve<typename decltype(tag)::Type>(
                                   conv, input, weights, output);
                             });
                       });
}

} // namespace sm::runtime
