// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The flags of `sm convert --to onnx`, named as tf2onnx names them.

#ifndef SM_DRIVER_ONNXFLAGS_H
#define SM_DRIVER_ONNXFLAGS_H

#include "lib/Driver/ShapeSyntax.h"
#include "sm/API/Convert.h"
#include "sm/Driver/CommandLine.h"

#include <optional>
#include <string>

namespace sm::driver {

class ONNXFlags {
public:
  /// The group to put into a Command. It refers to this object.
  FlagGroup group();
  /// True if any flag of the group is given.
  bool isGiven() const;
  /// Puts what the flags say into `options`: --inputs and --outputs make an
  /// entry of tensors, unless another is given; --inputs alone gives shapes.
  /// InvalidArgument for bad grammar and for flags that do not go together.
  Status apply(ConvertOptions &options) const;

private:
  Status applyTensors(ConvertOptions &options) const;

  std::optional<std::string> inputs, outputs, renameInputs, renameOutputs,
      inputsAsNCHW, outputsAsNCHW;
  std::optional<int64_t> opset;
  std::string externalData = "auto";
  bool isLargeModel = false;
};

} // namespace sm::driver

#endif // SM_DRIVER_ONNXFLAGS_H
