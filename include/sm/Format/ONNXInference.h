// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Type and shape inference of one operator, by libonnx.

#ifndef SM_FORMAT_ONNXINFERENCE_H
#define SM_FORMAT_ONNXINFERENCE_H

#include "sm/Format/ONNXSchema.h"
#include "sm/Support/Status.h"

namespace sm::format {

/// What is known of one input.
struct ONNXInput {
  /// False: an optional input that is left out.
  bool isPresent = true;
  ONNXType type;
  /// The value where it is known and small: shapes, axes, scales, ranges.
  std::optional<ONNXTensor> value;
  /// What is known of the value of a one-dimensional int64 input whose value
  /// `value` does not give: its elements, where unknown ones are -1. Empty:
  /// nothing.
  std::vector<ONNXDim> elements;
};

/// The types of `numOutputs` outputs; Undefined elements where libonnx does not
/// know (operators with graphs always: their types follow from the graphs).
/// InvalidArgument, in libonnx's words, for inputs and attributes that
/// contradict the operator. Thread-safe.
StatusOr<std::vector<ONNXType>>
inferONNXTypes(const ONNXSchema &schema, absl::Span<const ONNXInput> inputs,
               absl::Span<const ONNXAttribute> attributes, size_t numOutputs);

} // namespace sm::format

#endif // SM_FORMAT_ONNXINFERENCE_H
