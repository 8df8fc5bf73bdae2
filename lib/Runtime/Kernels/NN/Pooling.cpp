// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// MaxPool and AvgPool over height and width, and MaxPool over channels.

#include "ISA/ISA.h"
#include "Images.h"
#include "Kernels/FloatBlocks.h"
#include "Kernels/Numbers.h"
#include "sm/Runtime/NNKernels.h"
#include "sm/Runtime/ThreadPool.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <limits>

namespace sm::runtime {

namespace {

/// The largest element: starts from the lowest and passes NaNs over, as
/// TensorFlow does.
template <typename T>
struct Largest {
  static void start(T *out, int64_t count) {
    std::fill_n(out, count, std::numeric_limits<T>::lowest());
  }
  static void add(T *out, const T *in, int64_t count) {
    if constexpr (std::is_same_v<T, float>)
      isa::table().maxToF32(out, in, count);
    else
      for (int64_t i = 0; i < count; ++i)
        out[i] = out[i] < in[i] ? in[i] : out[i];
  }
  static void finish(T *, int64_t, int64_t) {}
};

/// The mean of the elements that are there.
template <typename T>
struct Average {
  static void start(T *out, int64_t count) { std::fill_n(out, count, T{}); }
  static void add(T *out, const T *in, int64_t count) {
    if constexpr (std::is_same_v<T, float>)
      isa::table().addToF32(out, in, count);
    else
      for (int64_t i = 0; i < count; ++i)
        out[i] += in[i];
  }
  static void finish(T *out, int64_t count, int64_t taps) {
    for (int64_t i = 0; i < count; ++i)
      out[i] /= static_cast<T>(taps);
  }
};

template <typename T, typename Combine>
void poolRow(const Windows &windows, const T *image, int64_t y, T *out) {
  const WindowAxis &h = windows.height, &w = windows.width;
  const int64_t channels = windows.channels;
  const int64_t firstY = h.firstTap(y), lastY = h.lastTap(y);
  for (int64_t x = 0; x < w.output; ++x, out += channels) {
    const int64_t firstX = w.firstTap(x), lastX = w.lastTap(x);
    Combine::start(out, channels);
    for (int64_t ky = firstY; ky < lastY; ++ky) {
      const T *line = image + h.position(y, ky) * w.input * channels;
      for (int64_t kx = firstX; kx < lastX; ++kx)
        Combine::add(out, line + w.position(x, kx) * channels, channels);
    }
    Combine::finish(out, channels,
                    std::max<int64_t>(0, lastY - firstY) *
                        std::max<int64_t>(0, lastX - firstX));
  }
}

template <typename T, template <typename> class Combine>
Status pool(const Windows &windows, const Tensor &input, Tensor &output) {
  const WindowAxis &h = windows.height, &w = windows.width;
  const int64_t imageSize = h.input * w.input * windows.channels;
  const int64_t rowSize = w.output * windows.channels;
  const int64_t work = std::max<int64_t>(1, rowSize * h.size * w.size);
  const int64_t grain = std::max<int64_t>(1, (1 << 16) / work);
  parallelFor(windows.batch * h.output, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      poolRow<T, Combine<T>>(
          windows, input.data<T>() + i / h.output * imageSize, i % h.output,
          output.mutableData<T>() + i * rowSize);
  });
  return absl::OkStatus();
}

Shape resultShape(const Windows &windows) {
  return {windows.batch, windows.height.output, windows.width.output,
          windows.channels};
}

Status checkEntries(const std::vector<int64_t> &ksize,
                    const std::vector<int64_t> &strides) {
  if (ksize.size() != 4 || strides.size() != 4)
    return absl::InvalidArgumentError(
        absl::StrCat("ksize and strides must have 4 entries, not ",
                     ksize.size(), " and ", strides.size()));
  for (int64_t size : ksize)
    if (size < 1)
      return absl::InvalidArgumentError(
          absl::StrCat("ksize must be positive, not ", size));
  return absl::OkStatus();
}

/// Windows over channels, which must lie side by side and leave none over.
template <typename T>
void maxOverChannels(const Tensor &input, int64_t size, Tensor &output) {
  const T *in = input.data<T>();
  T *out = output.mutableData<T>();
  for (int64_t i = 0; i < output.numElements(); ++i, in += size) {
    Largest<T>::start(out + i, 1);
    for (int64_t j = 0; j < size; ++j)
      out[i] = out[i] < in[j] ? in[j] : out[i];
  }
}

Status maxPoolChannels(const ops::MaxPoolAttrs &attrs,
                       const ops::ImageLayout &layout, KernelContext &context) {
  const Shape &images = context.input(0).shape();
  const int64_t size = attrs.ksize[layout.channel];
  if (attrs.ksize[layout.height] != 1 || attrs.ksize[layout.width] != 1)
    return absl::UnimplementedError(
        "windows over channels and over height or width at once are not "
        "supported");
  if (images.rank() != 4 || attrs.strides[layout.channel] != size ||
      images.dim(layout.channel) % size != 0)
    return absl::UnimplementedError(absl::StrCat(
        "windows over channels need a stride equal to their size ", size,
        " that divides the channels of the images ", images.str()));
  const Shape result{images.dim(layout.batch), images.dim(layout.height),
                     images.dim(layout.width),
                     images.dim(layout.channel) / size};
  return computeImages(context, attrs.data_format, result,
                       [&](const Tensor &input, Tensor &output) {
                         return dispatch(
                             Types<float, double, int8_t, int16_t, int32_t,
                                   int64_t, uint8_t, uint16_t>(),
                             input.dtype(), [&](auto tag) {
                               maxOverChannels<typename decltype(tag)::Type>(
                                   input, size, output);
                               return absl::OkStatus();
                             });
                       });
}

} // namespace

Status computeMaxPool(const ops::MaxPoolAttrs &attrs, KernelContext &context) {
  SM_RETURN_IF_ERROR(checkEntries(attrs.ksize, attrs.strides));
  SM_ASSIGN_OR_RETURN(const ops::ImageLayout layout,
                      ops::parseImageLayout(attrs.data_format));
  if (attrs.ksize[layout.batch] != 1)
    return absl::UnimplementedError("windows over the batch are not supported");
  if (attrs.ksize[layout.channel] != 1)
    return maxPoolChannels(attrs, layout, context);
  const std::vector<int64_t> dilations(4, 1);
  SM_ASSIGN_OR_RETURN(
      const Windows windows,
      placeWindows(context.input(0).shape(), attrs.ksize[layout.height],
                   attrs.ksize[layout.width],
                   {attrs.data_format, attrs.padding, attrs.explicit_paddings,
                    attrs.strides, dilations}));
  for (size_t i = 0; i < attrs.explicit_paddings.size(); ++i)
    if (attrs.explicit_paddings[i] >= attrs.ksize[i / 2] &&
        attrs.explicit_paddings[i] != 0)
      return absl::InvalidArgumentError(absl::StrCat(
          "padding ", attrs.explicit_paddings[i],
          " must be less than the window's size ", attrs.ksize[i / 2]));
  return computeImages(
      context, attrs.data_format, resultShape(windows),
      [&](const Tensor &input, Tensor &output) {
        return dispatch(Types<float, double, int8_t, int16_t, int32_t, int64_t,
                              uint8_t, uint16_t>(),
                        input.dtype(), [&](auto tag) {
                          return pool<typename decltype(tag)::Type, Largest>(
                              windows, input, output);
                        });
      });
}

Status computeAvgPool(const ops::AvgPoolAttrs &attrs, KernelContext &context) {
  SM_RETURN_IF_ERROR(checkEntries(attrs.ksize, attrs.strides));
  SM_ASSIGN_OR_RETURN(const ops::ImageLayout layout,
                      ops::parseImageLayout(attrs.data_format));
  if (attrs.ksize[layout.batch] != 1 || attrs.ksize[layout.channel] != 1)
    return absl::UnimplementedError(
        "windows over the batch or over channels are not supported");
  const std::vector<int64_t> dilations(4, 1), noPaddings;
  SM_ASSIGN_OR_RETURN(const Windows windows,
                      placeWindows(context.input(0).shape(),
                                   attrs.ksize[layout.height],
                                   attrs.ksize[layout.width],
                                   {attrs.data_format, attrs.padding,
                                    noPaddings, attrs.strides, dilations}));
  return computeImages(
      context, attrs.data_format, resultShape(windows),
      [&](const Tensor &input, Tensor &output) {
        return dispatch(Types<float, double>(), input.dtype(), [&](auto tag) {
          return pool<typename decltype(tag)::Type, Average>(windows, input,
                                                             output);
        });
      });
}

} // namespace sm::runtime
