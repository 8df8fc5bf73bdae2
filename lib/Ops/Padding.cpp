// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The arithmetic of windows that slide over images.

#include "sm/Ops/Padding.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <string>

namespace sm::ops {

StatusOr<PaddingMode> parsePaddingMode(std::string_view text) {
  if (text == "SAME")
    return PaddingMode::Same;
  if (text == "VALID")
    return PaddingMode::Valid;
  if (text == "EXPLICIT")
    return PaddingMode::Explicit;
  return absl::InvalidArgumentError(absl::StrCat(
      "padding must be SAME, VALID or EXPLICIT, is '", std::string(text), "'"));
}

StatusOr<ImageLayout> parseImageLayout(std::string_view dataFormat) {
  if (dataFormat == "NHWC")
    return ImageLayout{0, 1, 2, 3};
  if (dataFormat == "NCHW")
    return ImageLayout{0, 2, 3, 1};
  return absl::InvalidArgumentError(absl::StrCat(
      "data_format must be NHWC or NCHW, is '", std::string(dataFormat), "'"));
}

static Status tooLarge() {
  return absl::InvalidArgumentError(
      "window, dilation, stride and padding exceed the range of int64");
}

StatusOr<WindowExtent> windowExtent(int64_t input, const WindowSpec &spec) {
  if (input < 0 || spec.size < 0 || spec.stride < 1 || spec.dilation < 1 ||
      spec.padBefore < 0 || spec.padAfter < 0)
    return absl::InvalidArgumentError(absl::StrCat(
        "a window needs a stride and dilation of at least 1 and sizes of at "
        "least 0, has size ",
        spec.size, ", stride ", spec.stride, ", dilation ", spec.dilation,
        " over ", input, " elements"));
  int64_t effective;
  if (__builtin_mul_overflow(spec.size - 1, spec.dilation, &effective) ||
      __builtin_add_overflow(effective, 1, &effective))
    return tooLarge();

  if (spec.mode == PaddingMode::Same) {
    const int64_t output = input / spec.stride + (input % spec.stride != 0);
    // (output - 1) * stride < input, so only the window can overflow.
    int64_t covered;
    if (__builtin_add_overflow((std::max<int64_t>(output, 1) - 1) * spec.stride,
                               effective, &covered))
      return tooLarge();
    const int64_t needed =
        output == 0 ? 0 : std::max<int64_t>(covered - input, 0);
    return WindowExtent{output, needed / 2, needed - needed / 2};
  }

  WindowExtent extent{0, 0, 0};
  if (spec.mode == PaddingMode::Explicit) {
    extent.padBefore = spec.padBefore;
    extent.padAfter = spec.padAfter;
  }
  int64_t padded, reach;
  if (__builtin_add_overflow(input, extent.padBefore, &padded) ||
      __builtin_add_overflow(padded, extent.padAfter, &padded) ||
      __builtin_sub_overflow(padded, effective, &reach) ||
      __builtin_add_overflow(reach, spec.stride, &reach))
    return tooLarge();
  extent.output = reach / spec.stride;
  if (extent.output < 0)
    return absl::InvalidArgumentError(
        absl::StrCat("a window of ", effective,
                     " elements (with dilation) does not fit "
                     "into ",
                     padded, " elements at stride ", spec.stride));
  return extent;
}

Status checkExplicitPaddings(absl::Span<const int64_t> paddings,
                             PaddingMode mode, const ImageLayout &layout) {
  if (mode != PaddingMode::Explicit) {
    if (!paddings.empty())
      return absl::InvalidArgumentError(
          "explicit_paddings must be empty unless padding is EXPLICIT");
    return absl::OkStatus();
  }
  if (paddings.size() != 8)
    return absl::InvalidArgumentError(absl::StrCat(
        "explicit_paddings must have 8 elements, has ", paddings.size()));
  for (int64_t padding : paddings)
    if (padding < 0)
      return absl::InvalidArgumentError(absl::StrCat(
          "explicit_paddings must not be negative, has ", padding));
  for (int dim : {layout.batch, layout.channel})
    if (paddings[2 * dim] != 0 || paddings[2 * dim + 1] != 0)
      return absl::InvalidArgumentError(
          "explicit_paddings must be 0 for the batch and channel dimensions");
  return absl::OkStatus();
}

void setExplicitPadding(WindowSpec &spec, absl::Span<const int64_t> paddings,
                        int dim) {
  if (spec.mode != PaddingMode::Explicit)
    return;
  spec.padBefore = paddings[2 * dim];
  spec.padAfter = paddings[2 * dim + 1];
}

} // namespace sm::ops
