// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "lib/Driver/ONNXFlags.h"

#include "sm/Driver/Values.h"

#include "absl/strings/str_cat.h"

namespace sm::driver {

FlagGroup ONNXFlags::group() {
  FlagGroup group{"ONNX (--to onnx; as in tf2onnx)", {}};
  group.flags = {
      textFlag("inputs", "'A:0[1,-1],B:0'",
               "With --outputs: tensors to feed, perhaps with shapes. Alone: "
               "shapes of the entry's inputs, by key or tensor.",
               &inputs),
      textFlag("outputs", "'C:0,D:0'", "Tensors to compute.", &outputs),
      textFlag("rename-inputs", "A,B",
               "New names, in the order of --inputs or else of the keys.",
               &renameInputs),
      textFlag("rename-outputs", "C,D", "New names of the outputs.",
               &renameOutputs),
      textFlag("inputs-as-nchw", "A,B",
               "Inputs of images that the ONNX model takes as NCHW.",
               &inputsAsNCHW),
      textFlag("outputs-as-nchw", "C,D",
               "Outputs of images that it gives as NCHW.", &outputsAsNCHW),
      intFlag("opset", "N", "Version of ONNX's operators: 13 to 17 (default).",
              13, 17, &opset),
      choiceFlag("external-data",
                 "Whether weights go to a file of their own, O.data; auto does "
                 "so above 1.5 GB.",
                 {"auto", "always", "never"}, &externalData),
      switchFlag("large_model", "The same as --external-data always.",
                 &isLargeModel)};
  return group;
}

bool ONNXFlags::isGiven() const {
  return inputs || outputs || renameInputs || renameOutputs || inputsAsNCHW ||
         outputsAsNCHW || opset || externalData != "auto" || isLargeModel;
}

Status ONNXFlags::applyTensors(ConvertOptions &options) const {
  if (outputs) {
    if (options.entry && !options.entry->isDefault())
      return absl::InvalidArgumentError(
          "--outputs names an entry, and another one is given");
    if (!inputs)
      return absl::InvalidArgumentError(
          "--outputs goes with --inputs, the tensors to feed");
    options.entry.emplace();
    auto names = parseNames(*outputs);
    if (!names.ok())
      return withContext(names.status(), "--outputs");
    options.entry->fetches = *std::move(names);
  }
  if (!inputs)
    return absl::OkStatus();
  auto specs = parseTensorSpecs(*inputs);
  if (!specs.ok())
    return withContext(specs.status(), "--inputs");
  for (TensorSpec &spec : *specs) {
    if (outputs)
      options.entry->feeds.push_back(spec.name);
    if (spec.shape)
      options.inputShapes.emplace_back(spec.name, *spec.shape);
    options.onnx.inputOrder.push_back(spec.name);
  }
  return absl::OkStatus();
}

Status ONNXFlags::apply(ConvertOptions &options) const {
  SM_RETURN_IF_ERROR(applyTensors(options));
  ONNXOptions &onnx = options.onnx;
  const std::pair<const char *, std::pair<const std::optional<std::string> *,
                                          std::vector<std::string> *>>
      lists[] = {{"--rename-inputs", {&renameInputs, &onnx.inputNames}},
                 {"--rename-outputs", {&renameOutputs, &onnx.outputNames}},
                 {"--inputs-as-nchw", {&inputsAsNCHW, &onnx.inputsAsNCHW}},
                 {"--outputs-as-nchw", {&outputsAsNCHW, &onnx.outputsAsNCHW}}};
  for (const auto &[flag, list] : lists) {
    if (!*list.first)
      continue;
    auto names = parseNames(**list.first);
    if (!names.ok())
      return withContext(names.status(), flag);
    *list.second = *std::move(names);
  }
  onnx.opset = static_cast<int>(opset.value_or(onnx.opset));
  using ExternalData = ONNXOptions::ExternalData;
  onnx.externalData = isLargeModel || externalData == "always"
                          ? ExternalData::Always
                      : externalData == "never" ? ExternalData::Never
                                                : ExternalData::Auto;
  return absl::OkStatus();
}

} // namespace sm::driver
