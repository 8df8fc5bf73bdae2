// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The sub-command `sm convert`.

#include "lib/Driver/Convert/Convert.h"

#include "lib/Driver/Convert/ONNXFlags.h"
#include "lib/Driver/Flags/ShapeSyntax.h"
#include "lib/Driver/Flags/SourceFlags.h"
#include "lib/Driver/Output/OutputFile.h"
#include "lib/Driver/Output/Progress.h"
#include "lib/Driver/Output/Report.h"
#include "sm/API/Convert.h"
#include "sm/Driver/CommandLine.h"
#include "sm/Support/StagedOutput.h"
#include "sm/Support/StringView.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include <algorithm>
#include <iterator>

namespace sm::driver {
namespace {

struct Flags {
  SourceFlags source;
  EntryFlags entry;
  ONNXFlags onnx;
  std::optional<std::string> to, output, report, shape;
  bool optimize = false, freeze = false, overwrite = false;

  Command command();
};

Command Flags::command() {
  Command command;
  command.name = "convert";
  command.summary = "writes a model in another form";
  command.synopsis = "SOURCE [ENTRY] [--to FORM] --output O [flags]";
  command.examples = {
      {"sm convert --dir model --output model.mlir",
       "The whole model as text; large constants go to model.mlir.weights."},
      {"sm convert --dir model --output model.mlirbc", "The same as bytecode."},
      {"sm convert --dir model --signature_def serving_default --optimize \\\n"
       "             --freeze --output f.mlir",
       "One signature, optimised, with its variables as constants."},
      {"sm convert --dir model --optimize --to saved-model --output faster",
       "A SavedModel with optimised code in place of the old; everything else "
       "stays."},
      {"sm convert --dir model --signature_def serving_default \\\n"
       "             --output frozen.pb",
       "A frozen graph of one signature."},
      {"sm convert --dir model --output model.onnx",
       "An ONNX model of the default signature, optimised and frozen."},
      {"sm convert --dir model --to stablehlo --shape 'x=1,224,224,3' \\\n"
       "             --output model.stablehlo.mlir",
       "StableHLO text, which XLA and IREE take."}};
  command.groups = source.groups(SourceFlags::MLIR::Accepted);
  command.groups.push_back(entry.group(EntryFlags::FeedFiles::Refused));
  command.groups.back().title = "entry (at most one; by default everything)";
  FlagGroup output{"output", {}};
  output.flags = {
      textFlag("output", "O", "The file or folder to write.", &this->output),
      textFlag("to", "onnx|saved-model|graphdef|stablehlo|mlir|mlirbc",
               "The form; may be left out if the ending of O tells.", &to),
      switchFlag("optimize", "Optimise before writing.", &optimize),
      switchFlag("freeze", "Turn variables into constants.", &freeze),
      textFlag("shape", "'X=1,224,224,3;Y=1,10'",
               "Shapes of inputs, for ONNX and StableHLO; -1 stays unknown.",
               &shape),
      switchFlag("overwrite", "Replace O if it exists.", &overwrite),
      reportFlag(&report)};
  command.groups.push_back(std::move(output));
  for (FlagGroup &group : onnx.groups())
    command.groups.push_back(std::move(group));
  // What tf2onnx calls the frozen graph.
  for (FlagGroup &group : command.groups)
    for (Flag &flag : group.flags)
      if (flag.name == "graphdef")
        flag.aliases.push_back("input");
  return command;
}

/// A form by the name that --to takes.
struct NamedForm {
  std::string_view name;
  ModelForm form;
  std::string_view ending; ///< of an output, where it tells the form
};
constexpr NamedForm kForms[] = {{"mlir", ModelForm::MLIR, ".mlir"},
                                {"mlirbc", ModelForm::Bytecode, ".mlirbc"},
                                {"saved-model", ModelForm::SavedModel, ""},
                                {"saved_model", ModelForm::SavedModel, ""},
                                {"graphdef", ModelForm::GraphDef, ".pb"},
                                {"graphdef", ModelForm::GraphDef, ".pbtxt"},
                                {"onnx", ModelForm::ONNX, ".onnx"},
                                {"stablehlo", ModelForm::StableHLO, ""}};
constexpr const char *kFormNames =
    "onnx, saved-model, graphdef, stablehlo, mlir or mlirbc";

/// Forms of the command line's contract that cannot be written yet.
constexpr std::string_view kLaterForms[] = {"checkpoint"};

/// The form asked for or told by the ending; InvalidArgument or Unimplemented.
StatusOr<ModelForm> formOf(const Flags &flags) {
  for (const NamedForm &form : kForms) {
    bool isMeant = flags.to
                       ? *flags.to == form.name
                       : !form.ending.empty() &&
                             absl::EndsWith(*flags.output, toAbsl(form.ending));
    if (isMeant)
      return form.form;
  }
  if (flags.to &&
      std::count(std::begin(kLaterForms), std::end(kLaterForms), *flags.to))
    return absl::UnimplementedError(absl::StrCat(
        "sm cannot write ", *flags.to, " yet; it writes ", kFormNames));
  if (flags.to)
    return absl::InvalidArgumentError(
        absl::StrCat("unknown form '", *flags.to, "'; sm writes ", kFormNames));
  return absl::InvalidArgumentError(
      absl::StrCat("the ending of '", *flags.output,
                   "' does not tell the form; say --to ", kFormNames));
}

/// The source is mapped while the output is written, so they must differ.
Status checkDistinct(const ModelSource &source, const std::string &output) {
  for (const char *ending :
       {"", "/saved_model.pb", "/saved_model.pbtxt", ".weights"})
    for (const std::string &target : {output, output + ".weights"})
      if (isSameFile(source.path + ending, target))
        return absl::InvalidArgumentError(
            absl::StrCat(target, ": is the source; choose another --output"));
  return absl::OkStatus();
}

/// The flags that the form takes, in `options`; InvalidArgument for others.
Status applyFormFlags(const Flags &flags, ConvertOptions &options) {
  if (options.form == ModelForm::ONNX)
    SM_RETURN_IF_ERROR(flags.onnx.apply(options));
  else if (flags.onnx.isGiven())
    return absl::InvalidArgumentError("flags of ONNX go with --to onnx");
  if (!flags.shape)
    return absl::OkStatus();
  if (options.form != ModelForm::ONNX && options.form != ModelForm::StableHLO)
    return absl::InvalidArgumentError(
        "--shape goes with --to onnx and --to stablehlo");
  auto shapes = parseShapes(*flags.shape);
  if (!shapes.ok())
    return withContext(shapes.status(), "--shape");
  for (auto &shape : *shapes)
    options.inputShapes.push_back(std::move(shape));
  return absl::OkStatus();
}

} // namespace

int convertMain(absl::Span<const std::string> args) {
  Flags flags;
  if (auto done = handleCommandLine(flags.command(), args))
    return *done;
  auto wrongUsage = [](const Status &status) {
    return reportError("convert", std::string(status.message()),
                       absl::IsUnimplemented(status) ? kUnsupported
                                                     : kWrongUsage);
  };
  auto source = flags.source.source();
  if (!source.ok())
    return wrongUsage(source.status());
  auto entry = flags.entry.entry();
  if (!entry.ok())
    return wrongUsage(entry.status());
  if (!flags.output || flags.output->empty())
    return wrongUsage(
        absl::InvalidArgumentError("no output is given; say --output FILE"));
  auto form = formOf(flags);
  if (!form.ok())
    return wrongUsage(form.status());
  if (Status status = checkDistinct(*source, *flags.output); !status.ok())
    return wrongUsage(status);
  ConvertOptions options;
  options.form = *form;
  if (flags.entry.isGiven())
    options.entry = *entry;
  options.optimize = flags.optimize;
  options.freeze = flags.freeze;
  options.overwrite = flags.overwrite;
  if (Status status = applyFormFlags(flags, options); !status.ok())
    return wrongUsage(status);
  printNotes("convert", flags.onnx.notes());
  bool isFolder = *form == ModelForm::SavedModel;
  if (Status status = checkPlace(*flags.output, isFolder, flags.overwrite);
      !status.ok())
    return reportError("convert", std::string(status.message()), kFailed);

  UnsupportedReport report;
  std::vector<std::string> notes;
  Status status;
  {
    Progress progress("sm convert: writing " + *flags.output);
    status = convertModel(*source, options, *flags.output, &report, &notes);
  }
  printNotes("convert", notes);
  if (!status.ok())
    return finishWithReport("convert", status, report, flags.report);
  return kDone;
}

} // namespace sm::driver
