// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The sub-command `sm show`.

#include "lib/Driver/Show.h"

#include "lib/Driver/Report.h"
#include "lib/Driver/SourceFlags.h"
#include "sm/Driver/CommandLine.h"

namespace sm::driver {
namespace {

struct ShowFlags {
  SourceFlags source;
  ShowOptions options;
  bool all = false, json = false;

  Command command();
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
      {"sm show --dir model --json",
       "Everything, for a program. Unknown dimensions are null, an unknown "
       "rank is \"shape\": null."}};
  command.groups = source.groups(SourceFlags::MLIR::Refused);
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

} // namespace

int showMain(absl::Span<const std::string> args) {
  ShowFlags flags;
  if (auto done = handleCommandLine(flags.command(), args))
    return *done;
  auto source = flags.source.source();
  if (!source.ok())
    return reportError("show", std::string(source.status().message()),
                       kWrongUsage);
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
