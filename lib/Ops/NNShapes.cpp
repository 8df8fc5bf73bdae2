// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shape functions of the family NN.

#include "sm/Ops/NN.h"

#include "ShapeChecks.h"
#include "sm/Ops/Padding.h"

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"

#include <string>

namespace sm::ops {

Status inferBiasAdd(const BiasAddAttrs &attrs, InferenceContext &context) {
  SM_RETURN_IF_ERROR(parseImageLayout(attrs.data_format).status());
  SM_ASSIGN_OR_RETURN(PartialShape value,
                      inputOfRankAtLeast(context, 0, "value", 2));
  SM_ASSIGN_OR_RETURN(PartialShape bias, inputOfRank(context, 1, "bias", 1));
  if (value.hasRank()) {
    const int channel = attrs.data_format == "NCHW" ? 1 : value.rank() - 1;
    SM_ASSIGN_OR_RETURN(int64_t size,
                        mergeDims(value.dim(channel), bias.dim(0),
                                  "the channels of 'value' and 'bias'"));
    value.setDim(channel, size);
  }
  context.setOutput(0, context.input(0).dtype, std::move(value));
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

namespace {

/// The attributes that convolutions and pooling have in common.
struct WindowAttrs {
  absl::Span<const int64_t> strides, dilations, explicitPaddings;
  ImageLayout layout;
  PaddingMode mode;
};

} // namespace

/// Checks that `values` has a value of at least 1 for each dimension, and 1 for
/// the batch.
static Status checkPerDimension(absl::Span<const int64_t> values,
                                const char *name, int batch) {
  if (values.size() != 4)
    return absl::InvalidArgumentError(
        absl::StrCat(name, " must have 4 elements, has ", values.size()));
  for (int64_t value : values)
    if (value < 1)
      return absl::InvalidArgumentError(
          absl::StrCat(name, " must be positive, has ", value));
  if (values[batch] != 1)
    return absl::InvalidArgumentError(absl::StrCat(
        name, " must be 1 for the batch dimension, is ", values[batch]));
  return absl::OkStatus();
}

static Status checkChannel(absl::Span<const int64_t> values, const char *name,
                           int channel) {
  if (values[channel] != 1)
    return absl::InvalidArgumentError(absl::StrCat(
        name, " must be 1 for the channel dimension, is ", values[channel]));
  return absl::OkStatus();
}

/// The size of dimension `dim` of the output for a window of `size` elements.
static StatusOr<int64_t> windowedDim(const WindowAttrs &attrs, int dim,
                                     int64_t input, int64_t size) {
  if (input == kUnknownDim || size == kUnknownDim)
    return kUnknownDim;
  WindowSpec spec;
  spec.size = size;
  spec.stride = attrs.strides[dim];
  spec.dilation = attrs.dilations[dim];
  spec.mode = attrs.mode;
  setExplicitPadding(spec, attrs.explicitPaddings, dim);
  SM_ASSIGN_OR_RETURN(WindowExtent extent, windowExtent(input, spec));
  return extent.output;
}

/// Checks what Conv2D and DepthwiseConv2dNative have in common.
template <typename Attrs>
static StatusOr<WindowAttrs> convolutionWindow(const Attrs &attrs) {
  SM_ASSIGN_OR_RETURN(ImageLayout layout, parseImageLayout(attrs.data_format));
  SM_ASSIGN_OR_RETURN(PaddingMode mode, parsePaddingMode(attrs.padding));
  SM_RETURN_IF_ERROR(
      checkExplicitPaddings(attrs.explicit_paddings, mode, layout));
  SM_RETURN_IF_ERROR(checkPerDimension(attrs.strides, "strides", layout.batch));
  SM_RETURN_IF_ERROR(checkChannel(attrs.strides, "strides", layout.channel));
  SM_RETURN_IF_ERROR(
      checkPerDimension(attrs.dilations, "dilations", layout.batch));
  SM_RETURN_IF_ERROR(
      checkChannel(attrs.dilations, "dilations", layout.channel));
  return WindowAttrs{attrs.strides, attrs.dilations, attrs.explicit_paddings,
                     layout, mode};
}

/// The output of a convolution with `channels` output channels.
static StatusOr<PartialShape> convolutionShape(const WindowAttrs &attrs,
                                               const PartialShape &input,
                                               const PartialShape &filter,
                                               int64_t channels) {
  for (int i = 0; i < 4; ++i)
    if (filter.dim(i) == 0)
      return absl::InvalidArgumentError(
          absl::StrCat("'filter' must not be empty, has shape ", filter.str()));
  PartialShape shape = PartialShape::ofRank(4);
  const ImageLayout &layout = attrs.layout;
  shape.setDim(layout.batch, input.dim(layout.batch));
  shape.setDim(layout.channel, channels);
  SM_ASSIGN_OR_RETURN(int64_t height,
                      windowedDim(attrs, layout.height,
                                  input.dim(layout.height), filter.dim(0)));
  SM_ASSIGN_OR_RETURN(
      int64_t width,
      windowedDim(attrs, layout.width, input.dim(layout.width), filter.dim(1)));
  shape.setDim(layout.height, height);
  shape.setDim(layout.width, width);
  return shape;
}

/// Checks that the channels of a convolution divide into groups.
static Status checkGroups(int64_t inputChannels, const PartialShape &filter) {
  const int64_t perGroup = filter.dim(2);
  if (inputChannels == kUnknownDim || perGroup == kUnknownDim || perGroup == 0)
    return absl::OkStatus();
  if (inputChannels % perGroup != 0)
    return absl::InvalidArgumentError(absl::StrCat(
        "the channels of 'input', ", inputChannels,
        ", must be a multiple of the input channels of 'filter', ", perGroup));
  const int64_t groups = inputChannels / perGroup;
  if (groups == 0)
    return absl::InvalidArgumentError(
        "'input' must have at least one channel, has none");
  if (filter.dim(3) != kUnknownDim && filter.dim(3) % groups != 0)
    return absl::InvalidArgumentError(
        absl::StrCat("the output channels of 'filter', ", filter.dim(3),
                     ", must be a multiple of the number of groups, ", groups));
  return absl::OkStatus();
}

Status inferConv2D(const Conv2DAttrs &attrs, InferenceContext &context) {
  SM_ASSIGN_OR_RETURN(WindowAttrs window, convolutionWindow(attrs));
  SM_ASSIGN_OR_RETURN(PartialShape input, inputOfRank(context, 0, "input", 4));
  SM_ASSIGN_OR_RETURN(PartialShape filter,
                      inputOfRank(context, 1, "filter", 4));
  SM_RETURN_IF_ERROR(checkGroups(input.dim(window.layout.channel), filter));
  SM_ASSIGN_OR_RETURN(PartialShape shape,
                      convolutionShape(window, input, filter, filter.dim(3)));
  context.setOutput(0, context.input(0).dtype, std::move(shape));
  return absl::OkStatus();
}

Status inferDepthwiseConv2dNative(const DepthwiseConv2dNativeAttrs &attrs,
                                  InferenceContext &context) {
  SM_ASSIGN_OR_RETURN(WindowAttrs window, convolutionWindow(attrs));
  SM_ASSIGN_OR_RETURN(PartialShape input, inputOfRank(context, 0, "input", 4));
  SM_ASSIGN_OR_RETURN(PartialShape filter,
                      inputOfRank(context, 1, "filter", 4));
  SM_ASSIGN_OR_RETURN(int64_t channels,
                      mergeDims(input.dim(window.layout.channel), filter.dim(2),
                                "the channels of 'input' and 'filter'"));
  SM_ASSIGN_OR_RETURN(int64_t outputs, multiplyDims(channels, filter.dim(3)));
  SM_ASSIGN_OR_RETURN(PartialShape shape,
                      convolutionShape(window, input, filter, outputs));
  context.setOutput(0, context.input(0).dtype, std::move(shape));
  return absl::OkStatus();
}

/// The output of pooling over `ksize`.
static Status inferPool(const WindowAttrs &attrs,
                        absl::Span<const int64_t> ksize,
                        InferenceContext &context, const char *name) {
  SM_RETURN_IF_ERROR(checkPerDimension(ksize, "ksize", attrs.layout.batch));
  SM_RETURN_IF_ERROR(
      checkPerDimension(attrs.strides, "strides", attrs.layout.batch));
  SM_RETURN_IF_ERROR(
      checkExplicitPaddings(attrs.explicitPaddings, attrs.mode, attrs.layout));
  SM_ASSIGN_OR_RETURN(PartialShape input, inputOfRank(context, 0, name, 4));
  PartialShape shape = input;
  for (int dim :
       {attrs.layout.height, attrs.layout.width, attrs.layout.channel}) {
    SM_ASSIGN_OR_RETURN(int64_t size,
                        windowedDim(attrs, dim, input.dim(dim), ksize[dim]));
    shape.setDim(dim, size);
  }
  context.setOutput(0, context.input(0).dtype, std::move(shape));
  return absl::OkStatus();
}

static constexpr int64_t kNoDilation[] = {1, 1, 1, 1};

/// Checks that no window of a MaxPool can lie in the padding alone.
static Status checkPoolPadding(const MaxPoolAttrs &attrs,
                               const ImageLayout &layout) {
  for (int dim : {layout.height, layout.width})
    for (int side : {0, 1}) {
      const int64_t padding = attrs.explicit_paddings[2 * dim + side];
      if (padding >= attrs.ksize[dim])
        return absl::InvalidArgumentError(
            absl::StrCat("explicit_paddings must be smaller than the window, ",
                         attrs.ksize[dim], ", has ", padding));
    }
  return absl::OkStatus();
}

Status inferMaxPool(const MaxPoolAttrs &attrs, InferenceContext &context) {
  SM_ASSIGN_OR_RETURN(ImageLayout layout, parseImageLayout(attrs.data_format));
  SM_ASSIGN_OR_RETURN(PaddingMode mode, parsePaddingMode(attrs.padding));
  SM_RETURN_IF_ERROR(inferPool(
      {attrs.strides, kNoDilation, attrs.explicit_paddings, layout, mode},
      attrs.ksize, context, "input"));
  if (mode == PaddingMode::Explicit)
    return checkPoolPadding(attrs, layout);
  return absl::OkStatus();
}

Status inferAvgPool(const AvgPoolAttrs &attrs, InferenceContext &context) {
  SM_ASSIGN_OR_RETURN(ImageLayout layout, parseImageLayout(attrs.data_format));
  SM_ASSIGN_OR_RETURN(PaddingMode mode, parsePaddingMode(attrs.padding));
  if (mode == PaddingMode::Explicit)
    return absl::InvalidArgumentError("padding must be SAME or VALID");
  const WindowAttrs window{attrs.strides, kNoDilation, {}, layout, mode};
  SM_RETURN_IF_ERROR(checkPerDimension(attrs.ksize, "ksize", layout.batch));
  SM_RETURN_IF_ERROR(checkPerDimension(attrs.strides, "strides", layout.batch));
  SM_RETURN_IF_ERROR(checkChannel(attrs.ksize, "ksize", layout.channel));
  SM_RETURN_IF_ERROR(checkChannel(attrs.strides, "strides", layout.channel));
  return inferPool(window, attrs.ksize, context, "value");
}

//===----------------------------------------------------------------------===//
// Normalisation
//===----------------------------------------------------------------------===//

/// The rank and channel dimension of x by the data format.
static Status findChannel(const std::string &format, bool allow3D, int &rank,
                          int &channel) {
  rank = format == "NDHWC" || format == "NCDHW" ? 5 : 4;
  if (rank == 5 && !allow3D)
    return parseImageLayout(format).status();
  if (rank == 4)
    SM_RETURN_IF_ERROR(parseImageLayout(format).status());
  channel = format[1] == 'C' ? 1 : rank - 1;
  return absl::OkStatus();
}

template <typename Attrs>
static Status inferBatchNorm(const Attrs &attrs, bool allow3D,
                             InferenceContext &context) {
  static constexpr const char *names[] = {"x", "scale", "offset", "mean",
                                          "variance"};
  int rank, channel;
  SM_RETURN_IF_ERROR(findChannel(attrs.data_format, allow3D, rank, channel));
  SM_ASSIGN_OR_RETURN(PartialShape x, inputOfRank(context, 0, "x", rank));
  int64_t channels = x.dim(channel);
  for (int i = 1; i <= 4; ++i) {
    SM_ASSIGN_OR_RETURN(PartialShape vector,
                        inputOfRank(context, i, names[i], 1));
    // Training that starts its statistics afresh gives none.
    if (i > 2 && attrs.is_training && vector.dim(0) == 0)
      continue;
    SM_ASSIGN_OR_RETURN(
        channels,
        mergeDims(channels, vector.dim(0),
                  (std::string("the channels of 'x' and '") + names[i] + "'")
                      .c_str()));
  }
  x.setDim(channel, channels);
  context.setOutput(0, context.input(0).dtype, std::move(x));
  const DType statistics = context.input(1).dtype;
  for (int i = 1; i <= 4; ++i)
    context.setOutput(i, statistics, {channels});
  return absl::OkStatus();
}

Status inferFusedBatchNorm(const FusedBatchNormAttrs &attrs,
                           InferenceContext &context) {
  return inferBatchNorm(attrs, /*allow3D=*/false, context);
}

Status inferFusedBatchNormV3(const FusedBatchNormV3Attrs &attrs,
                             InferenceContext &context) {
  SM_RETURN_IF_ERROR(inferBatchNorm(attrs, /*allow3D=*/true, context));
  // TensorFlow's shape function leaves it open; its CPU kernel gives a scalar.
  context.setOutput(5, context.input(1).dtype, PartialShape::scalar());
  return absl::OkStatus();
}

} // namespace sm::ops
