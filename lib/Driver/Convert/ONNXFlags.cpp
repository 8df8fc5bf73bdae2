// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Which flags of tf2onnx sm has, takes without effect, and refuses.

#include "lib/Driver/Convert/ONNXFlags.h"

#include "sm/Driver/Values.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace sm::driver {
namespace {

/// A flag of tf2onnx that need not be there for the model to be the same, or
/// that sm refuses since the model would be another.
struct ForeignFlag {
  const char *name;
  const char *metavar; ///< empty: a switch
  const char *text;    ///< what it means here, or what to do instead
};

constexpr ForeignFlag kIdleFlags[] = {
    {"verbose", "", "sm says all that it has to say; --report has the rest"},
    {"debug", "", "sm says all that it has to say; --report has the rest"},
    {"continue_on_error", "",
     "sm always reports everything at once, and writes a model only if it is "
     "whole"},
    {"fold_const", "", "sm always folds constants"},
    {"dequantize", "",
     "this is for TensorFlow Lite; a SavedModel is written as it computes"},
    {"extra_opset", "DOMAIN:N",
     "sm writes operators of ONNX itself only and needs no other set"},
    {"load_op_libraries", "A.so,B.so",
     "sm loads no code; a custom op has no ONNX form, which is an error if the "
     "entry needs it"}};

constexpr ForeignFlag kRefusedFlags[] = {
    {"checkpoint", "F",
     "sm reads SavedModels and frozen graphs; have TensorFlow write one of "
     "them and give --dir or --graphdef"},
    {"keras", "F",
     "sm reads SavedModels; write one with model.export('folder') and give "
     "--dir folder"},
    {"tflite", "F",
     "sm reads SavedModels and frozen graphs, not TensorFlow "
     "Lite; give --dir or --graphdef"},
    {"tfjs", "F",
     "sm reads SavedModels and frozen graphs, not TensorFlow.js; "
     "give --dir or --graphdef"},
    {"custom-ops", "OP:DOMAIN",
     "sm writes no operators outside of ONNX; cut the op off with --inputs and "
     "--outputs"},
    {"target", "T",
     "sm writes ONNX for every runtime, not for one; leave it out"},
    {"use-graph-names", "",
     "inputs and outputs have the signature's keys; --rename-inputs and "
     "--rename-outputs give them other names"},
    {"ignore_default", "A,B",
     "name the tensors in --inputs, with --outputs: what is fed has no "
     "default"},
    {"use_default", "A,B",
     "leave the tensors out of --inputs, with --outputs: what is not fed is "
     "the default"},
    {"output_frozen_graph", "F",
     "write it with a command of its own: sm convert --to graphdef --output "
     "F"}};

Flag foreignFlag(const ForeignFlag &foreign,
                 std::function<Status(const std::string &value)> set) {
  Flag flag;
  flag.name = foreign.name;
  flag.metavar = foreign.metavar;
  flag.help = std::string(foreign.text) + ".";
  flag.help.front() = static_cast<char>(std::toupper(flag.help.front()));
  flag.isRepeatable = true;
  flag.set = std::move(set);
  return flag;
}

} // namespace

std::vector<FlagGroup> ONNXFlags::groups() { return {ownGroup(), idleGroup()}; }

FlagGroup ONNXFlags::idleGroup() {
  FlagGroup group{"tf2onnx's flags that change nothing here; a note says so",
                  {}};
  for (const ForeignFlag &foreign : kIdleFlags) {
    group.flags.push_back(
        foreignFlag(foreign, [this, &foreign](const std::string &value) {
          const bool isSwitch = std::string_view(foreign.metavar).empty();
          if (isSwitch && value == "false")
            return absl::OkStatus();
          std::string note = absl::StrCat("--", foreign.name,
                                          " changes nothing: ", foreign.text);
          if (std::find(idle.begin(), idle.end(), note) == idle.end())
            idle.push_back(std::move(note));
          return absl::OkStatus();
        }));
    if (group.flags.back().name == "verbose")
      group.flags.back().aliases = {"v"};
  }
  for (const ForeignFlag &foreign : kRefusedFlags) {
    group.flags.push_back(foreignFlag(foreign, [&foreign](const std::string &) {
      return absl::InvalidArgumentError(foreign.text);
    }));
    group.flags.back().isHidden = true;
  }
  return group;
}

FlagGroup ONNXFlags::ownGroup() {
  FlagGroup group{"ONNX (--to onnx; as in tf2onnx)", {}};
  group.flags = {
      textFlag("inputs", "'A:0[1,-1],B:0'",
               "With --outputs: tensors to feed, perhaps with shapes. Alone: "
               "shapes of the entry's inputs, by key or tensor.",
               &inputs),
      textFlag("outputs", "'C:0,D:0'",
               "Tensors to compute; the model has them in this order.",
               &outputs),
      textFlag("rename-inputs", "A,B",
               "New names of inputs, in the order of --inputs or --feeds, or "
               "else of the keys.",
               &renameInputs),
      textFlag("rename-outputs", "C,D",
               "New names of outputs, in the order of --outputs or --fetches, "
               "or else of the keys.",
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
         outputsAsNCHW || opset || externalData != "auto" || isLargeModel ||
         !idle.empty();
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
