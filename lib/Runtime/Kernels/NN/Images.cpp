// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Data formats and windows.

#include "Images.h"

#include "Kernels/Elements.h"
#include "Kernels/FloatBlocks.h"

#include "absl/strings/str_cat.h"

#include <algorithm>

namespace sm::runtime {

int64_t WindowAxis::firstTap(int64_t window) const {
  const int64_t start = window * stride - padBefore;
  return start >= 0 ? 0 : std::min(size, (-start + dilation - 1) / dilation);
}

int64_t WindowAxis::lastTap(int64_t window) const {
  const int64_t start = window * stride - padBefore;
  if (start + (size - 1) * dilation <
      input) // Most windows, without a division.
    return size;
  if (start >= input)
    return 0;
  return std::min(size, (input - start + dilation - 1) / dilation);
}

static StatusOr<WindowAxis> placeAxis(int64_t input, int64_t size, int dim,
                                      ops::PaddingMode mode,
                                      const WindowAttrs &attrs) {
  // Positions are computed without a check each; this leaves them room.
  constexpr int64_t kMaxStep = int64_t{1} << 30;
  if (attrs.strides[dim] > kMaxStep || attrs.dilations[dim] > kMaxStep)
    return absl::InvalidArgumentError(
        absl::StrCat("stride ", attrs.strides[dim], " or dilation ",
                     attrs.dilations[dim], " is above ", kMaxStep));
  ops::WindowSpec spec;
  spec.size = size;
  spec.stride = attrs.strides[dim];
  spec.dilation = attrs.dilations[dim];
  spec.mode = mode;
  ops::setExplicitPadding(spec, attrs.explicitPaddings, dim);
  SM_ASSIGN_OR_RETURN(const ops::WindowExtent extent,
                      ops::windowExtent(input, spec));
  WindowAxis axis;
  axis.input = input;
  axis.output = extent.output;
  axis.size = size;
  axis.stride = spec.stride;
  axis.dilation = spec.dilation;
  axis.padBefore = extent.padBefore;
  return axis;
}

StatusOr<Windows> placeWindows(const Shape &images, int64_t windowHeight,
                               int64_t windowWidth, const WindowAttrs &attrs) {
  SM_ASSIGN_OR_RETURN(const ops::ImageLayout layout,
                      ops::parseImageLayout(attrs.dataFormat));
  SM_ASSIGN_OR_RETURN(const ops::PaddingMode mode,
                      ops::parsePaddingMode(attrs.padding));
  if (images.rank() != 4 || attrs.strides.size() != 4 ||
      attrs.dilations.size() != 4)
    return absl::InvalidArgumentError(
        absl::StrCat("takes images, strides and dilations of 4 dimensions; the "
                     "images are ",
                     images.str()));
  if (attrs.strides[layout.batch] != 1 || attrs.dilations[layout.batch] != 1)
    return absl::UnimplementedError(
        "windows over the batch are not supported: its stride and dilation "
        "must be 1");
  SM_RETURN_IF_ERROR(
      ops::checkExplicitPaddings(attrs.explicitPaddings, mode, layout));
  Windows windows;
  windows.batch = images.dim(layout.batch);
  windows.channels = images.dim(layout.channel);
  SM_ASSIGN_OR_RETURN(windows.height,
                      placeAxis(images.dim(layout.height), windowHeight,
                                layout.height, mode, attrs));
  SM_ASSIGN_OR_RETURN(windows.width,
                      placeAxis(images.dim(layout.width), windowWidth,
                                layout.width, mode, attrs));
  return windows;
}

/// As computeImages, for images in NHWC.
static Status
computeWide(const Tensor &input, Tensor &output,
            absl::FunctionRef<Status(const Tensor &, Tensor &)> body) {
  if (!isHalfDType(input.dtype()))
    return body(input, output);
  SM_ASSIGN_OR_RETURN(const Tensor wideInput, asFloat(input));
  SM_ASSIGN_OR_RETURN(Tensor wide,
                      Tensor::allocate(DType::Float, output.shape()));
  SM_RETURN_IF_ERROR(body(wideInput, wide));
  narrow(wide.data<float>(), output.dtype(), output.mutableRawData(),
         wide.numElements());
  return absl::OkStatus();
}

Status computeImages(
    KernelContext &context, const std::string &dataFormat, const Shape &result,
    absl::FunctionRef<Status(const Tensor &input, Tensor &output)> body) {
  const bool channelsFirst = dataFormat == "NCHW";
  SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(0));
  const Shape expected = channelsFirst ? Shape{result.dim(0), result.dim(3),
                                               result.dim(1), result.dim(2)}
                                       : result;
  if (output->shape() != expected)
    return absl::InternalError(
        absl::StrCat("the shape function says ", output->shape().str(),
                     " of a result of shape ", expected.str()));
  if (output->numElements() == 0)
    return absl::OkStatus();
  const Tensor &input = context.input(0);
  if (!channelsFirst)
    return computeWide(input, *output, body);
  SM_ASSIGN_OR_RETURN(const Tensor images, transposed(input, {0, 2, 3, 1}));
  SM_ASSIGN_OR_RETURN(Tensor nhwc, Tensor::allocate(output->dtype(), result));
  SM_RETURN_IF_ERROR(computeWide(images, nhwc, body));
  transposeInto(nhwc, {0, 3, 1, 2}, *output);
  return absl::OkStatus();
}

} // namespace sm::runtime
