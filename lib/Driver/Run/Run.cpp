// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The sub-command `sm run`.

#include "lib/Driver/Run/Run.h"

#include "lib/Driver/Flags/Entry.h"
#include "lib/Driver/Output/OutputFile.h"
#include "lib/Driver/Output/Report.h"
#include "sm/Driver/NumpyTensor.h"
#include "sm/Driver/PrintTensor.h"
#include "sm/Driver/Text.h"
#include "sm/Format/Numpy.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <cerrno>
#include <cstring>
#include <map>
#include <sys/stat.h>

namespace sm::driver {
namespace {

using runtime::Port;
using runtime::Tensor;

struct Flags : RunFlags {
  // Compiling costs more than one run can win.
  Flags() { engine = "kernel"; }

  std::optional<std::string> outdir, output;
  bool overwrite = false, json = false;

  Command command();
};

Command Flags::command() {
  Command command;
  command.name = "run";
  command.summary = "runs an entry of a model once";
  command.synopsis = "SOURCE [ENTRY] [VALUES] [--output F.npz] [flags]";
  command.examples = {
      {"sm run --dir model --input_exprs 'x=[[1, 2.5]]'",
       "Prints every output."},
      {"sm run --dir model --signature_def serving_default \\\n"
       "         --inputs 'x=x.npy;mask=all.npz[mask]' --output y.npz",
       "Arrays from files, results into a file."},
      {"sm run --dir model --input_examples 'examples=[{\"age\": [22.0]}]'",
       "tf.Examples written out."},
      {"sm run --graphdef g.pb --feeds 'x:0=x.npy' --fetches 'y:0' --json",
       "Tensors of a frozen graph, by name."}};
  command.groups = groups();
  FlagGroup results{"results", {}};
  results.flags = {
      textFlag("outdir", "O",
               "Write each output to O/KEY.npy; bytes of the key outside "
               "[A-Za-z0-9._-] become %XX.",
               &outdir),
      textFlag("output", "F.npz", "Write all outputs to one file, by key.",
               &output),
      switchFlag("overwrite", "Replace files that exist.", &overwrite),
      switchFlag("json",
                 "Print JSON: {\"outputs\":{KEY:{\"dtype\",\"shape\","
                 "\"values\"}}}.",
                 &json)};
  command.groups.push_back(std::move(results));
  command.notes = {
      "In JSON, NaN and infinities are the strings \"NaN\", \"Infinity\" and "
      "\"-Infinity\", strings that are not UTF-8 are {\"b64\": ...}, complex "
      "numbers are pairs. Arrays of files must have the type of the input; "
      "literals are converted where nothing is lost."};
  return command;
}

Status makeFolder(const std::string &path) {
  if (::mkdir(path.c_str(), 0777) == 0 || errno == EEXIST)
    return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat(path, ": cannot be made: ", std::strerror(errno)));
}

/// The file of one output; numpy has no bfloat16, so its bits say so by name.
std::string outdirFile(const std::string &dir, const Port &port,
                       const Tensor &tensor) {
  const bool isBFloat16 = tensor.dtype() == DType::BFloat16;
  return absl::StrCat(dir, "/",
                      fileNameOf(port.name + (isBFloat16 ? "::bfloat16" : "")),
                      ".npy");
}

/// Says what to do where numpy's files cannot hold a value.
Status explain(const Status &status, const std::string &key) {
  return withContext(status, "output '" + key + "' (--json prints any value)");
}

Status writeOutdir(const Flags &flags, absl::Span<const Port> ports,
                   absl::Span<const Tensor> tensors, OutputFiles &files) {
  SM_RETURN_IF_ERROR(makeFolder(*flags.outdir));
  for (size_t i = 0; i < ports.size(); ++i) {
    Status status =
        files.add(outdirFile(*flags.outdir, ports[i], tensors[i]),
                  flags.overwrite, [&](const std::string &path) {
                    auto bytes = format::formatNpy(toArray(tensors[i]));
                    return bytes.ok() ? writeTextFile(path, *bytes)
                                      : explain(bytes.status(), ports[i].name);
                  });
    if (!status.ok())
      return status;
  }
  return absl::OkStatus();
}

Status writeOutput(const Flags &flags, absl::Span<const Port> ports,
                   absl::Span<const Tensor> tensors, OutputFiles &files) {
  std::vector<std::pair<std::string, format::NpyArray>> arrays;
  for (size_t i = 0; i < ports.size(); ++i) {
    arrays.emplace_back(ports[i].name, toArray(tensors[i]));
    if (auto bytes = format::formatNpy(arrays.back().second); !bytes.ok())
      return explain(bytes.status(), ports[i].name);
  }
  return files.add(
      *flags.output, flags.overwrite,
      [&](const std::string &path) { return format::writeNpz(path, arrays); });
}

/// Writes files before anything is printed, so that a failure prints nothing.
Status writeFiles(const Flags &flags, absl::Span<const Port> ports,
                  absl::Span<const Tensor> tensors) {
  OutputFiles files;
  if (flags.outdir)
    SM_RETURN_IF_ERROR(writeOutdir(flags, ports, tensors, files));
  if (flags.output)
    SM_RETURN_IF_ERROR(writeOutput(flags, ports, tensors, files));
  return files.commit();
}

StatusOr<std::vector<Tensor>> runOnce(const Model &model, const Flags &flags,
                                      const RunRequest &request) {
  SM_ASSIGN_OR_RETURN(std::vector<Tensor> inputs,
                      bindValues(request.values, model.program().inputs));
  SM_ASSIGN_OR_RETURN(auto session, model.newSession(static_cast<uint64_t>(
                                        flags.seed.value_or(0))));
  return session->run(model.program(), inputs);
}

} // namespace

std::string outputsText(absl::Span<const Port> ports,
                        absl::Span<const Tensor> tensors) {
  std::string text;
  for (size_t i = 0; i < ports.size(); ++i)
    absl::StrAppend(&text, printable(ports[i].name), "  ",
                    dtypeName(tensors[i].dtype()), tensors[i].shape().str(),
                    "\n", formatValues(tensors[i]), "\n");
  return text;
}

std::string outputsJSON(absl::Span<const Port> ports,
                        absl::Span<const Tensor> tensors) {
  std::map<std::string, const Tensor *> sorted;
  for (size_t i = 0; i < ports.size(); ++i)
    sorted.emplace(ports[i].name, &tensors[i]);
  std::string text = "{\n  \"outputs\": {";
  const char *separator = "\n";
  for (const auto &[key, tensor] : sorted) {
    absl::StrAppend(&text, separator, "    ", jsonString(key),
                    ": {\n      \"dtype\": \"", dtypeName(tensor->dtype()),
                    "\",\n      \"shape\": ", tensor->shape().str(),
                    ",\n      \"values\": ", valuesToJSON(*tensor), "\n    }");
    separator = ",\n";
  }
  return text + "\n  }\n}\n";
}

int runMain(absl::Span<const std::string> args) {
  Flags flags;
  if (auto done = handleCommandLine(flags.command(), args))
    return *done;
  auto request = parseRequest(flags);
  if (!request.ok())
    return reportError("run", std::string(request.status().message()),
                       kWrongUsage);
  if (flags.output)
    if (Status status = checkOverwrite(*flags.output, flags.overwrite);
        !status.ok())
      return reportError("run", std::string(status.message()), kFailed);
  int exitStatus = kDone;
  auto model = loadEntry("run", flags, *request, exitStatus);
  if (!model)
    return exitStatus;
  const size_t before = model->notes().size();
  auto outputs = runOnce(*model, flags, *request);
  printNotes("run", notesFrom(*model, before));
  if (!outputs.ok())
    return finishWithReport("run", outputs.status(), model->uncompiled(),
                            flags.report);
  const auto &ports = model->program().outputs;
  if (Status status = writeFiles(flags, ports, *outputs); !status.ok())
    return reportError("run", std::string(status.message()), kFailed);
  return printOutput("run", flags.json ? outputsJSON(ports, *outputs)
                                       : outputsText(ports, *outputs));
}

} // namespace sm::driver
