// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The sub-command `sm show`.

#include "lib/Driver/Show/Show.h"

#include "lib/Driver/Flags/ShapeSyntax.h"
#include "lib/Driver/Flags/SourceFlags.h"
#include "lib/Driver/Output/Report.h"
#include "sm/API/Compile.h"
#include "sm/Driver/CommandLine.h"
#include "sm/Driver/Text.h"

#include "absl/strings/str_cat.h"

#include <map>

namespace sm::driver {
namespace {

struct ShowFlags {
  SourceFlags source;
  ShowOptions options;
  std::optional<std::string> shape, report;
  bool all = false, json = false, partition = false;

  Command command();
  /// True if some flag says what to show.
  bool hasParts() const {
    return all || partition || shape || report || options.signature ||
           options.ops || options.variables || options.functions ||
           options.objects;
  }
};

Command ShowFlags::command() {
  Command command;
  command.name = "show";
  command.summary = "what is in a model";
  command.synopsis = "SOURCE [--all] [--signature_def S] [--json] [flags]";
  command.examples = {
      {"sm show --dir model", "Tag sets, signatures and a count of the rest."},
      {"sm show --dir model --list_ops",
       "How many nodes of each op, and which of them stand in the way."},
      {"sm show --dir model --tag_set serve --signature_def serving_default",
       "One signature."},
      {"sm show --artifact model.smx",
       "Shapes, processor and sizes of a compiled model, whose code is not "
       "run."},
      {"sm show --dir model --json",
       "Everything, for a program. Unknown dimensions are null, an unknown "
       "rank is \"shape\": null."}};
  command.groups = source.groups(SourceFlags::MLIR::Refused,
                                 SourceFlags::Artifact::Accepted);
  FlagGroup parts{"what to show", {}};
  parts.flags = {
      switchFlag("all", "All of the parts below.", &all),
      textFlag("signature_def", "S", "Only this signature.",
               &options.signature),
      switchFlag("list_ops",
                 "Ops with the number of their nodes, in the graph and all "
                 "functions.",
                 &options.ops),
      switchFlag("variables",
                 "Variables: name, type, size, entry of the checkpoint.",
                 &options.variables),
      switchFlag("functions", "Functions of the object graph, by path.",
                 &options.functions),
      switchFlag("objects", "The tree of objects, four levels deep.",
                 &options.objects),
      switchFlag("partition",
                 "What of the signature (by default serving_default) becomes "
                 "machine code, and what kernels run; not one of --all.",
                 &partition),
      textFlag("shape", "'X=1,224,224,3'",
               "With --partition: shapes of inputs; 1 where they are unknown.",
               &shape),
      reportFlag(&report),
      switchFlag("json", "All parts as JSON.", &json)};
  command.groups.push_back(std::move(parts));
  command.notes = {
      "An op is listed as unsupported if a signature or the initialiser "
      "reaches "
      "it and sm cannot run it; in a model without signatures, if a public "
      "function does. Without --tag_set all MetaGraphs are shown. Weights are "
      "never read. A damaged model is shown as far as it can be, with exit "
      "status 1."};
  return command;
}

/// "3 Conv2D, 1 MatMul".
std::string opsText(const std::map<std::string, int> &ops) {
  std::string text;
  for (const auto &[op, count] : ops)
    absl::StrAppend(&text, text.empty() ? "" : ", ", count, " ", op);
  return text;
}

std::string partitionText(const std::vector<ProgramPart> &parts) {
  std::string text;
  int compiled = 0;
  for (const ProgramPart &part : parts) {
    compiled += part.isCompiled;
    if (part.isCompiled)
      absl::StrAppend(
          &text, wrapText("machine code  " + opsText(part.ops), 2, 80, 14));
    else
      absl::StrAppend(&text, "  kernel        ", part.ops.begin()->first, "  ",
                      printable(part.node), "\n");
  }
  return absl::StrCat(countOf(static_cast<int64_t>(parts.size()), "step"), ", ",
                      compiled, " of them machine code\n", text);
}

llvm::json::Value partitionJSON(const std::vector<ProgramPart> &parts) {
  llvm::json::Array steps;
  for (const ProgramPart &part : parts) {
    llvm::json::Object ops;
    for (const auto &[op, count] : part.ops)
      ops[op] = count;
    steps.push_back(llvm::json::Object{{"compiled", part.isCompiled},
                                       {"node", textJSON(part.node)},
                                       {"ops", std::move(ops)}});
  }
  return llvm::json::Object{{"partition", std::move(steps)}};
}

int showPartition(const ShowFlags &flags, const ModelSource &source) {
  ModelEntry entry;
  entry.signature = flags.options.signature;
  CompileOptions options;
  if (flags.shape) {
    auto shapes = parseShapes(*flags.shape);
    if (!shapes.ok())
      return reportError("show",
                         "--shape: " + std::string(shapes.status().message()),
                         kWrongUsage);
    options.shapeSets = {*std::move(shapes)};
  }
  UnsupportedReport report;
  auto parts = partitionModel(source, entry, options, &report);
  if (!parts.ok())
    return finishWithReport("show", parts.status(), report, flags.report);
  return printOutput("show", flags.json ? prettyJSON(partitionJSON(*parts))
                                        : partitionText(*parts));
}

} // namespace

int showMain(absl::Span<const std::string> args) {
  ShowFlags flags;
  if (auto done = handleCommandLine(flags.command(), args))
    return *done;
  auto source = flags.source.source();
  if (!source.ok())
    return reportError("show", std::string(source.status().message()),
                       kWrongUsage);
  if (source->kind == ModelSource::Kind::Artifact)
    return flags.hasParts()
               ? reportError("show",
                             "a compiled model is shown whole: only --json "
                             "goes with --artifact",
                             kWrongUsage)
               : showArtifact(source->path, flags.json);
  if (flags.partition)
    return showPartition(flags, *source);
  if (flags.shape)
    return reportError("show", "--shape goes with --partition", kWrongUsage);
  auto summary = summarise(*source, flags.options.signature);
  if (!summary.ok())
    return reportError("show", std::string(summary.status().message()),
                       exitStatusOf(summary.status()));
  printNotes("show", summary->notes);
  if (flags.all)
    flags.options.ops = flags.options.variables = flags.options.functions =
        flags.options.objects = true;
  int exitStatus =
      printOutput("show", flags.json ? prettyJSON(showJSON(*summary))
                                     : showText(*summary, flags.options));
  for (const std::string &damage : summary->damages)
    exitStatus = reportError("show", damage, kFailed);
  return exitStatus;
}

} // namespace sm::driver
