// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Output sizes and paddings of windowed ops (convolution, pooling), and where
/// a data format keeps its dimensions; shared by shape functions and kernels.

#ifndef SM_OPS_PADDING_H
#define SM_OPS_PADDING_H

#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <cstdint>
#include <string_view>

namespace sm::ops {

/// The values of the attribute `padding`.
enum class PaddingMode {
  Same,     ///< as many outputs as windows start in the input
  Valid,    ///< only windows that lie inside the input
  Explicit, ///< Valid, after padding by given amounts
};

/// Reads "SAME", "VALID" or "EXPLICIT"; InvalidArgument otherwise.
StatusOr<PaddingMode> parsePaddingMode(std::string_view text);

/// The dimensions of a batch of images, by their index.
struct ImageLayout {
  int batch, height, width, channel;
};

/// Reads "NHWC" or "NCHW"; InvalidArgument otherwise.
StatusOr<ImageLayout> parseImageLayout(std::string_view dataFormat);

/// What a window does along one dimension, before the input's size is known.
struct WindowSpec {
  int64_t size = 1;     ///< elements of the window, at least 0
  int64_t stride = 1;   ///< at least 1
  int64_t dilation = 1; ///< at least 1
  PaddingMode mode = PaddingMode::Valid;
  int64_t padBefore = 0; ///< for Explicit, at least 0
  int64_t padAfter = 0;  ///< for Explicit, at least 0
};

/// What it comes to for a given input.
struct WindowExtent {
  int64_t output;    ///< number of windows
  int64_t padBefore; ///< zeros before the first element
  int64_t padAfter;  ///< zeros after the last element
};

/// Number of windows and padding along one dimension of `input` elements, by
/// TensorFlow's formulas: SAME gives ceil(input / stride) and puts an odd
/// element of padding after the data; VALID and EXPLICIT give
/// (padded - effective + stride) / stride with effective = (size - 1) *
/// dilation + 1. InvalidArgument if that is negative, does not fit into int64,
/// or the spec breaks its bounds.
StatusOr<WindowExtent> windowExtent(int64_t input, const WindowSpec &spec);

/// Checks the attribute `explicit_paddings` of a windowed op over four
/// dimensions and returns nothing but OK: empty unless `mode` is Explicit, else
/// 8 values of at least 0, none of them for batch or channel.
Status checkExplicitPaddings(absl::Span<const int64_t> paddings,
                             PaddingMode mode, const ImageLayout &layout);

/// Sets padBefore and padAfter of `spec` for dimension `dim` from
/// `explicit_paddings` (checked before) if its mode is Explicit.
void setExplicitPadding(WindowSpec &spec, absl::Span<const int64_t> paddings,
                        int dim);

} // namespace sm::ops

#endif // SM_OPS_PADDING_H
