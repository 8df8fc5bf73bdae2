// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The flags of `sm convert --to onnx`, named as tf2onnx names them.

#ifndef SM_LIB_DRIVER_CONVERT_ONNXFLAGS_H
#define SM_LIB_DRIVER_CONVERT_ONNXFLAGS_H

#include "lib/Driver/Flags/ShapeSyntax.h"
#include "sm/API/Convert.h"
#include "sm/Driver/CommandLine.h"

#include <optional>
#include <string>
#include <vector>

namespace sm::driver {

class ONNXFlags {
public:
  /// The groups to put into a Command: the flags, and those of tf2onnx that
  /// change nothing here. They refer to this object.
  std::vector<FlagGroup> groups();
  /// True if any flag of the groups is given.
  bool isGiven() const;
  /// What flags that are given mean here, where that is less than in tf2onnx.
  const std::vector<std::string> &notes() const { return idle; }
  /// Puts what the flags say into `options`: --inputs and --outputs make an
  /// entry of tensors, unless another is given; --inputs alone gives shapes.
  /// InvalidArgument for bad grammar and for flags that do not go together.
  Status apply(ConvertOptions &options) const;

private:
  FlagGroup ownGroup();
  FlagGroup idleGroup();
  Status applyTensors(ConvertOptions &options) const;

  std::optional<std::string> inputs, outputs, renameInputs, renameOutputs,
      inputsAsNCHW, outputsAsNCHW;
  std::optional<int64_t> opset;
  std::string externalData = "auto";
  bool isLargeModel = false;
  /// Of each flag that is given and changes nothing, a note.
  std::vector<std::string> idle;
};

} // namespace sm::driver

#endif // SM_LIB_DRIVER_CONVERT_ONNXFLAGS_H
