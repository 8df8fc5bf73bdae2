// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The sub-command `sm edit`.

#include "lib/Driver/Edit/Edit.h"

#include "lib/Driver/Edit/Versions.h"
#include "lib/Driver/Flags/SourceFlags.h"
#include "lib/Driver/Output/OutputFile.h"
#include "lib/Driver/Output/Progress.h"
#include "lib/Driver/Output/Report.h"
#include "sm/Driver/Text.h"
#include "sm/Support/StagedOutput.h"

#include "absl/strings/str_cat.h"

#include <limits>

namespace sm::driver {
namespace {

struct Flags {
  SourceFlags source;
  std::vector<EditStep> steps;
  std::optional<std::string> output, exportBase;
  std::optional<int64_t> keep;
  std::string form;
  bool overwrite = false, dryRun = false, json = false;

  Command command();
  FlagGroup outputFlags();
};

FlagGroup Flags::outputFlags() {
  FlagGroup group{"output", {}};
  group.flags = {
      textFlag("output", "O", "The folder to write.", &output),
      switchFlag("overwrite", "Replace the model in O, if there is one.",
                 &overwrite),
      textFlag("export-base", "BASE",
               "Write the next version: BASE/1, or one above the greatest "
               "number in BASE.",
               &exportBase),
      intFlag("keep", "N",
              "After that, keep the N newest versions in BASE and remove the "
              "other models.",
              1, std::numeric_limits<int32_t>::max(), &keep),
      choiceFlag("form",
                 "Write saved_model.pb or saved_model.pbtxt; as the source by "
                 "default.",
                 {"pb", "pbtxt"}, &form),
      switchFlag("dry-run",
                 "Check everything, show the changes, write nothing.", &dryRun),
      switchFlag(
          "json",
          "Print JSON: {\"output\", \"dry_run\", \"changes\": [{\"kind\", "
          "\"what\", \"tags\", \"name\", \"before\", \"after\"}], "
          "\"removed\", \"notes\"}.",
          &json)};
  return group;
}

Command Flags::command() {
  Command command;
  command.name = "edit";
  command.summary = "changes a model and writes it to another place";
  command.synopsis = "SOURCE EDITS --output O [flags]";
  command.examples = {
      {"sm edit --dir model --rename-signature predict=score --output new",
       "Everything else stays as it is."},
      {"sm edit --dir model --add-signature 'embed(ids=ids:0) -> "
       "(e=dense/Relu)' "
       "\\\n"
       "          --drop-signature eval --dry-run",
       "Shows what would change. Types and shapes come from the graph."},
      {"sm edit --dir model --set-default 'serving_default:threshold=0.5' \\\n"
       "          --default-signature score --output new",
       "A value for an input that callers leave out."},
      {"sm edit --dir model --add-meta-graph 'tpu_model[serve]=serve,tpu' \\\n"
       "          --output both",
       "Two MetaGraphs over one checkpoint."},
      {"sm edit --graphdef frozen.pb --retag =serve \\\n"
       "          --add-signature 'serving_default(x=in) -> (y=out)' --output "
       "m",
       "A SavedModel of a frozen graph."},
      {"sm edit --dir model --replace-asset vocab.txt=new.txt \\\n"
       "          --set-variable 'dense/bias=bias.npy' --output new",
       "Other files and values."},
      {"sm edit --dir model --retag serve=serve,gpu \\\n"
       "          --export-base /models/m --keep 3",
       "As the next version for TensorFlow Serving."}};
  command.groups = source.groups(SourceFlags::MLIR::Accepted);
  makeTagSetAStep(command.groups, &steps);
  for (FlagGroup &group : editFlagGroups(&steps))
    command.groups.push_back(std::move(group));
  command.groups.push_back(outputFlags());
  command.notes = {
      "Edits are made in the order given; all of them or none. In names a "
      "backslash takes the next character literally: 'a\\=b=c'.",
      "tf.saved_model.load takes the signatures of a model with an object "
      "graph "
      "from there: renamed and dropped ones follow, a new one is seen by "
      "TensorFlow Serving and the v1 loader only."};
  return command;
}

Status usage(const std::string &message) {
  return absl::InvalidArgumentError(message);
}

Status checkFlags(const Flags &flags) {
  if (flags.output && flags.exportBase)
    return usage("--output and --export-base are two places; give one");
  if (flags.keep && !flags.exportBase)
    return usage("--keep goes with --export-base");
  if (flags.exportBase && flags.overwrite)
    return usage("--overwrite does not go with --export-base: versions are "
                 "never replaced");
  if (!flags.dryRun && !flags.output && !flags.exportBase)
    return usage("no output is given; say --output FOLDER, --export-base "
                 "FOLDER or --dry-run");
  if ((flags.output && flags.output->empty()) ||
      (flags.exportBase && flags.exportBase->empty()))
    return usage("the output is empty");
  if (flags.steps.empty() && flags.form.empty() && !flags.exportBase)
    return usage("no edit is given");
  return absl::OkStatus();
}

/// What was done, for --json and for people.
struct Outcome {
  std::string output;
  std::vector<ModelChange> changes;
  std::vector<std::string> removed;
};

Status applySteps(const std::vector<EditStep> &steps,
                  SavedModelEditor &editor) {
  for (const EditStep &step : steps)
    SM_RETURN_IF_ERROR(withContext(step.apply(editor), step.text));
  return absl::OkStatus();
}

/// Where the model goes; checked before anything is read.
StatusOr<std::string> outputOf(const Flags &flags) {
  if (flags.exportBase)
    return nextVersion(*flags.exportBase);
  if (!flags.output)
    return std::string();
  SM_RETURN_IF_ERROR(
      checkPlace(*flags.output, /*isFolder=*/true, flags.overwrite));
  return *flags.output;
}

Status run(const Flags &flags, SavedModelEditor &editor, Outcome &outcome) {
  const std::vector<MetaGraphDescription> before = editor.describe();
  SM_RETURN_IF_ERROR(applySteps(flags.steps, editor));
  outcome.changes = compareDescriptions(before, editor.describe());
  if (flags.dryRun)
    return editor.check();
  WriteModelOptions options;
  if (!flags.form.empty())
    options.asText = flags.form == "pbtxt";
  options.overwrite = flags.overwrite;
  Progress progress("sm edit: writing " + outcome.output);
  SM_RETURN_IF_ERROR(editor.write(outcome.output, options));
  if (!flags.keep)
    return absl::OkStatus();
  StatusOr<std::vector<std::string>> removed =
      removeOldVersions(*flags.exportBase, outcome.output, *flags.keep);
  if (!removed.ok())
    return withContext(removed.status(), outcome.output +
                                             " is written, but old versions "
                                             "could not be removed");
  outcome.removed = *std::move(removed);
  return absl::OkStatus();
}

std::string outcomeText(const Flags &flags, const Outcome &outcome) {
  std::string text = changesText(outcome.changes);
  if (flags.dryRun)
    return text.empty() ? "no signature, tag or asset changes\n" : text;
  // A version's number is not known before.
  text = flags.exportBase ? printable(outcome.output) + "\n" : "";
  for (const std::string &path : outcome.removed)
    absl::StrAppend(&text, "removed ", printable(path), "\n");
  return text;
}

std::string outcomeJSON(const Flags &flags, const SavedModelEditor &editor,
                        const Outcome &outcome) {
  auto textArray = [](const std::vector<std::string> &texts) {
    llvm::json::Array result;
    for (const std::string &text : texts)
      result.push_back(textJSON(text));
    return result;
  };
  return prettyJSON(
      llvm::json::Object{{"output", textJSON(outcome.output)},
                         {"dry_run", flags.dryRun},
                         {"changes", changesJSON(outcome.changes)},
                         {"removed", textArray(outcome.removed)},
                         {"notes", textArray(editor.notes())}});
}

int fail(const Status &status) {
  return reportError("edit", std::string(status.message()),
                     exitStatusOf(status));
}

} // namespace

int editMain(absl::Span<const std::string> args) {
  Flags flags;
  if (auto done = handleCommandLine(flags.command(), args))
    return *done;
  auto source = flags.source.source();
  Status checked = source.ok() ? checkFlags(flags) : source.status();
  if (!checked.ok())
    return reportError("edit", std::string(checked.message()), kWrongUsage);
  Outcome outcome;
  auto output = outputOf(flags);
  if (!output.ok())
    return fail(output.status());
  outcome.output = *output;
  auto editor = SavedModelEditor::open(*source);
  if (!editor.ok())
    return fail(editor.status());
  const std::string &folder =
      (*editor)->folder().empty() ? source->path : (*editor)->folder();
  if (flags.output && isSameFile(folder, *flags.output))
    return reportError("edit",
                       *flags.output + ": is the source; choose another "
                                       "--output",
                       kWrongUsage);
  Status status = run(flags, **editor, outcome);
  printNotes("edit", (*editor)->notes());
  if (!status.ok())
    return fail(status);
  return printOutput("edit", flags.json ? outcomeJSON(flags, **editor, outcome)
                                        : outcomeText(flags, outcome));
}

} // namespace sm::driver
