// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The sub-command `sm compile`.

#include "lib/Driver/Compile/Compile.h"

#include "lib/Driver/Flags/ShapeSyntax.h"
#include "lib/Driver/Flags/SourceFlags.h"
#include "lib/Driver/Output/OutputFile.h"
#include "lib/Driver/Output/Progress.h"
#include "lib/Driver/Output/Report.h"
#include "sm/API/Compile.h"
#include "sm/Driver/CommandLine.h"
#include "sm/Support/StagedOutput.h"
#include "sm/Support/StringView.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace sm::driver {
namespace {

struct Flags {
  SourceFlags source;
  EntryFlags entry;
  std::optional<std::string> output, header, cpu, report;
  std::vector<InputShapes> shapeSets;
  std::string emit = "object";
  bool overwrite = false;

  Command command();
};

/// One set of shapes each time.
Flag shapeFlag(std::vector<InputShapes> *sets) {
  Flag flag{"shape",
            {},
            "'X=1,224,224,3;Y=1,10'",
            "Shapes of inputs that the model leaves open. Given again, one "
            "more set: the file has code for each.",
            [sets](const std::string &value) -> Status {
              SM_ASSIGN_OR_RETURN(sets->emplace_back(), parseShapes(value));
              return absl::OkStatus();
            }};
  flag.isRepeatable = true;
  return flag;
}

Command Flags::command() {
  Command command;
  command.name = "compile";
  command.summary = "writes an entry as machine code";
  command.synopsis = "SOURCE [ENTRY] --output M.smx|M.so|M.o [flags]";
  command.examples = {
      {"sm compile --dir model --shape 'x=1,224,224,3' --output model.smx",
       "For sm and its C++ library: code, weights and program in one file."},
      {"sm compile --dir model --shape 'x=1,784' --cpu x86-64-v3 \\\n"
       "             --output model.so --header model.h",
       "A C function, for any machine with AVX2."},
      {"sm compile --dir model --shape 'x=1,784' --shape 'x=8,784' \\\n"
       "             --output model.smx",
       "For runs of one and of eight; weights are stored once."},
      {"sm compile --dir model --shape 'x=1,784' --emit asm",
       "What the machine will see."}};
  command.groups = source.groups(SourceFlags::MLIR::Accepted);
  command.groups.push_back(entry.group(EntryFlags::FeedFiles::Refused));
  FlagGroup output{"output", {}};
  output.flags = {
      textFlag("output", "O", "The file to write; its ending tells the form.",
               &this->output),
      textFlag("header", "M.h", "The C header of a .so or .o.", &header),
      shapeFlag(&shapeSets),
      textFlag("cpu", "NAME",
               "The processor: host (default), x86-64-v3, x86-64-v4, or a name "
               "of LLVM's.",
               &cpu),
      choiceFlag("emit", "Prints the code as text instead, to stdout or to O.",
                 {"object", "stablehlo", "linalg", "llvm", "asm"}, &emit),
      switchFlag("overwrite", "Replace O if it exists.", &overwrite),
      reportFlag(&report)};
  command.groups.push_back(std::move(output));
  return command;
}

/// A form by the ending of the output.
StatusOr<CompiledForm> formOf(const std::string &output) {
  const std::pair<const char *, CompiledForm> forms[] = {
      {".smx", CompiledForm::Artifact},
      {".so", CompiledForm::SharedObject},
      {".o", CompiledForm::Object}};
  for (const auto &[ending, form] : forms)
    if (absl::EndsWith(output, ending))
      return form;
  return absl::InvalidArgumentError(absl::StrCat(
      "the ending of '", output,
      "' does not tell the form; sm compiles to .smx, .so and .o"));
}

/// What is asked for.
struct Request {
  ModelSource source;
  ModelEntry entry;
  CompileOptions options;
  std::optional<CodeStage> stage; ///< text of this stage, not a file
};

std::optional<CodeStage> stageOf(const std::string &emit) {
  if (emit == "stablehlo")
    return CodeStage::StableHLO;
  if (emit == "linalg")
    return CodeStage::Linalg;
  if (emit == "llvm")
    return CodeStage::LLVM;
  if (emit == "asm")
    return CodeStage::Assembly;
  return std::nullopt;
}

/// What cannot stand beside --emit with a text.
Status checkTextFlags(const Flags &flags) {
  if (flags.shapeSets.size() > 1)
    return absl::InvalidArgumentError(
        "--emit prints code for one set of shapes; give --shape once");
  if (flags.header)
    return absl::InvalidArgumentError(
        absl::StrCat("--header goes with a .so or a .o; --emit ", flags.emit,
                     " writes text"));
  if (flags.output && formOf(*flags.output).ok())
    return absl::InvalidArgumentError(absl::StrCat(
        "--emit ", flags.emit, " writes text, and '", *flags.output,
        "' would pass for machine code; leave out --emit, or choose another "
        "ending"));
  return absl::OkStatus();
}

StatusOr<Request> parseRequest(const Flags &flags) {
  Request request;
  SM_ASSIGN_OR_RETURN(request.source, flags.source.source());
  SM_ASSIGN_OR_RETURN(request.entry, flags.entry.entry());
  CompileOptions &options = request.options;
  options.cpu = flags.cpu.value_or(options.cpu);
  options.overwrite = flags.overwrite;
  options.header = flags.header.value_or("");
  options.shapeSets = flags.shapeSets;
  request.stage = stageOf(flags.emit);
  if (request.stage) {
    SM_RETURN_IF_ERROR(checkTextFlags(flags));
    return request;
  }
  if (!flags.output || flags.output->empty())
    return absl::InvalidArgumentError("no output is given; say --output FILE");
  SM_ASSIGN_OR_RETURN(options.form, formOf(*flags.output));
  if (flags.header && options.form == CompiledForm::Artifact)
    return absl::InvalidArgumentError("--header goes with a .so or a .o");
  return request;
}

/// Prints the text of a stage, or writes it to --output.
int emitText(const Flags &flags, const Request &request) {
  UnsupportedReport report;
  if (flags.output) {
    Status status = writeCode(request.source, request.entry, request.options,
                              *request.stage, *flags.output, &report);
    return status.ok()
               ? kDone
               : finishWithReport("compile", status, report, flags.report);
  }
  std::vector<std::string> notes;
  auto text = emitCode(request.source, request.entry, request.options,
                       *request.stage, &report, &notes);
  if (!text.ok())
    return finishWithReport("compile", text.status(), report, flags.report);
  printNotes("compile", notes);
  return printOutput("compile", *text);
}

} // namespace

int compileMain(absl::Span<const std::string> args) {
  Flags flags;
  if (auto done = handleCommandLine(flags.command(), args))
    return *done;
  auto request = parseRequest(flags);
  if (!request.ok())
    return reportError("compile", std::string(request.status().message()),
                       kWrongUsage);
  for (const auto &path : {flags.output, flags.header})
    if (path)
      if (Status status = checkOverwrite(*path, flags.overwrite); !status.ok())
        return reportError("compile", std::string(status.message()), kFailed);
  if (request->stage)
    return emitText(flags, *request);
  UnsupportedReport report;
  std::vector<std::string> notes;
  Status status;
  {
    Progress progress("sm compile: writing " + *flags.output);
    status = compileModel(request->source, request->entry, request->options,
                          *flags.output, &report, &notes);
  }
  printNotes("compile", notes);
  return status.ok()
             ? kDone
             : finishWithReport("compile", status, report, flags.report);
}

} // namespace sm::driver
