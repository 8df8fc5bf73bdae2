// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What windowed ops over batches of images have in common: they work on NHWC,
/// and their windows lie as attributes say.

#ifndef SM_LIB_RUNTIME_KERNELS_NN_IMAGES_H
#define SM_LIB_RUNTIME_KERNELS_NN_IMAGES_H

#include "sm/Ops/Padding.h"
#include "sm/Runtime/Kernel.h"

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sm::runtime {

/// Windows along height or width.
struct WindowAxis {
  int64_t input = 0, output = 0; ///< elements
  int64_t size = 1, stride = 1, dilation = 1;
  int64_t padBefore = 0;

  /// The input element under tap `tap` of window `window`; may lie outside.
  int64_t position(int64_t window, int64_t tap) const {
    return window * stride - padBefore + tap * dilation;
  }
  /// The taps [first, last) of a window that lie inside the input.
  int64_t firstTap(int64_t window) const;
  int64_t lastTap(int64_t window) const;
};

/// The attributes of a windowed op; vectors go by the data format's dimensions.
struct WindowAttrs {
  const std::string &dataFormat;
  const std::string &padding;
  const std::vector<int64_t> &explicitPaddings;
  const std::vector<int64_t> &strides;
  const std::vector<int64_t> &dilations;
};

/// Windows over images of NHWC shape, whatever the format of the op.
struct Windows {
  int64_t batch = 0, channels = 0;
  WindowAxis height, width;
};

/// Checks the attributes and places windows of the given size over `images`,
/// which is in the op's data format and of rank 4.
StatusOr<Windows> placeWindows(const Shape &images, int64_t windowHeight,
                               int64_t windowWidth, const WindowAttrs &attrs);

/// Runs `body` on images in NHWC, and as floats if they are of a 16-bit type:
/// input 0 of the op and a tensor for its output 0, whose NHWC shape is
/// `result` (checked against the shape function).
Status computeImages(
    KernelContext &context, const std::string &dataFormat, const Shape &result,
    absl::FunctionRef<Status(const Tensor &input, Tensor &output)> body);

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_KERNELS_NN_IMAGES_H
