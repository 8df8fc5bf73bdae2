// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What is in a compiled model. Its code is not loaded.

#include "sm/Runtime/Artifact.h"
#include "lib/Driver/Output/Report.h"
#include "lib/Driver/Output/Table.h"
#include "lib/Driver/Show/Show.h"
#include "sm/Driver/CommandLine.h"
#include "sm/Driver/Text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace sm::driver {
namespace {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;
using runtime::ArtifactSetSummary;
using runtime::ArtifactSummary;
using runtime::Port;

format::TensorSpec specOf(const Port &port) {
  format::TensorSpec spec;
  spec.dtype = port.type.dtype;
  if (port.type.shape.hasRank())
    spec.shape.emplace(port.type.shape.dims().begin(),
                       port.type.shape.dims().end());
  return spec;
}

/// "2 regions of machine code, kernels of Div 1, Mod 2".
std::string stepsText(const ArtifactSetSummary &set) {
  std::string text =
      countOf(static_cast<int64_t>(set.regions), "region") + " of machine code";
  if (!set.kernels.empty())
    absl::StrAppend(
        &text, ", kernels ",
        absl::StrJoin(
            set.kernels, ", ", [](std::string *out, const auto &kernel) {
              absl::StrAppend(out, printable(kernel.first), " ", kernel.second);
            }));
  return text;
}

std::string setText(const ArtifactSetSummary &set) {
  Table table(4);
  for (const auto &[ports, kind] : {std::make_pair(&set.inputs, "input"),
                                    std::make_pair(&set.outputs, "output")})
    for (const Port &port : *ports)
      table.add({kind, printable(port.name), specText(specOf(port))});
  std::string text = absl::StrCat(
      "  --shape '", printable(runtime::inputShapesText(set.inputs)), "'\n",
      table.text(), wrapText(stepsText(set), 4, 80, 2), "    ",
      sizeText(static_cast<int64_t>(set.arenaBytes)),
      " of intermediate values\n");
  if (!set.cFunction.empty())
    absl::StrAppend(&text, "    C function ", printable(set.cFunction), "\n");
  return text;
}

std::string artifactText(const std::string &path,
                         const ArtifactSummary &summary) {
  std::string text =
      absl::StrCat("compiled model ", printable(path), "\n  entry ",
                   printable(summary.entry), ", for ", printable(summary.cpu),
                   ", vectors of ", summary.vectorBits, " bits\n  ",
                   sizeText(static_cast<int64_t>(summary.fileBytes)), ", ",
                   sizeText(static_cast<int64_t>(summary.weightsBytes)),
                   " of them weights\n");
  std::vector<std::string> missing;
  for (const std::string &extension : summary.extensions)
    if (!runtime::processorHas(extension))
      missing.push_back(printable(extension));
  if (!missing.empty())
    absl::StrAppend(&text,
                    wrapText("does not run on this processor, which lacks " +
                                 absl::StrJoin(missing, ", "),
                             2, 80, 2));
  if (!summary.variables.empty())
    absl::StrAppend(
        &text, "  ",
        countOf(static_cast<int64_t>(summary.variables.size()), "variable"),
        "\n");
  if (summary.hasInitializer)
    absl::StrAppend(&text, "  initialised before the first run\n");
  absl::StrAppend(&text, "\n",
                  countOf(static_cast<int64_t>(summary.sets.size()), "set"),
                  " of input shapes\n");
  for (const ArtifactSetSummary &set : summary.sets)
    absl::StrAppend(&text, setText(set));
  return text;
}

Array portsJSON(const std::vector<Port> &ports) {
  Array result;
  for (const Port &port : ports) {
    Object object{{"name", textJSON(port.name)},
                  {"dtype", dtypeName(port.type.dtype)},
                  {"shape", nullptr}};
    if (port.type.shape.hasRank()) {
      Array dims;
      for (int64_t size : port.type.shape.dims())
        dims.push_back(size < 0 ? Value(nullptr) : Value(size));
      object["shape"] = std::move(dims);
    }
    result.push_back(std::move(object));
  }
  return result;
}

Value setJSON(const ArtifactSetSummary &set) {
  Object kernels;
  for (const auto &[op, count] : set.kernels)
    kernels[textJSON(op).getAsString().value_or("").str()] =
        static_cast<int64_t>(count);
  return Object{{"inputs", portsJSON(set.inputs)},
                {"outputs", portsJSON(set.outputs)},
                {"regions", static_cast<int64_t>(set.regions)},
                {"kernels", std::move(kernels)},
                {"arena_bytes", static_cast<int64_t>(set.arenaBytes)},
                {"c_function", set.cFunction.empty()
                                   ? Value(nullptr)
                                   : textJSON(set.cFunction)}};
}

Array textsJSON(const std::vector<std::string> &texts) {
  Array result;
  for (const std::string &text : texts)
    result.push_back(textJSON(text));
  return result;
}

Value artifactJSON(const ArtifactSummary &summary) {
  Array sets;
  for (const ArtifactSetSummary &set : summary.sets)
    sets.push_back(setJSON(set));
  return Object{{"format", "artifact"},
                {"version", static_cast<int64_t>(runtime::kArtifactVersion)},
                {"producer", textJSON(summary.producer)},
                {"entry", textJSON(summary.entry)},
                {"cpu", textJSON(summary.cpu)},
                {"vector_bits", static_cast<int64_t>(summary.vectorBits)},
                {"extensions", textsJSON(summary.extensions)},
                {"file_bytes", static_cast<int64_t>(summary.fileBytes)},
                {"weights_bytes", static_cast<int64_t>(summary.weightsBytes)},
                {"initializer", summary.hasInitializer},
                {"variables", textsJSON(summary.variables)},
                {"shape_sets", std::move(sets)}};
}

} // namespace

int showArtifact(const std::string &path, bool json) {
  auto summary = runtime::describeArtifact(path);
  if (!summary.ok())
    return reportError("show", std::string(summary.status().message()),
                       exitStatusOf(summary.status()));
  return printOutput("show", json ? prettyJSON(artifactJSON(*summary))
                                  : artifactText(path, *summary));
}

} // namespace sm::driver
