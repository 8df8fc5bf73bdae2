// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Flags of running, and loading of what they name.

#include "lib/Driver/Flags/Entry.h"

#include "lib/Driver/Output/Report.h"
#include "sm/Runtime/ThreadPool.h"

#include "absl/strings/str_cat.h"

#include <algorithm>

namespace sm::driver {

std::vector<FlagGroup> RunFlags::groups() {
  std::vector<FlagGroup> groups = source.groups(
      SourceFlags::MLIR::Accepted, SourceFlags::Artifact::Accepted);
  groups.push_back(entry.group(EntryFlags::FeedFiles::Accepted));
  FlagGroup inputs{"values of inputs", {}};
  inputs.flags = {
      textFlag("inputs", "'X=A.npy;Y=B.npz[K];C.npz'",
               "Arrays from numpy's files. A .npz file without a key gives "
               "every array under its own name. A backslash takes the next "
               "character as it is.",
               &values.inputs),
      textFlag("input_exprs", "'X=[[1,2.5]];S=[\"a\"]'",
               "Numbers, strings, True, False, nan, inf and nested lists; "
               "parsed, never evaluated.",
               &values.exprs),
      textFlag("input_examples", "'X=[{\"age\":[1.0]}]'",
               "tf.Examples as dictionaries of features.", &values.examples)};
  FlagGroup engineGroup{"engine", {}};
  engineGroup.flags = {
      choiceFlag(
          "engine",
          "What computes: kernels, one op after the other; auto, machine "
          "code for what can be compiled and kernels for the rest; "
          "compiled-only, nothing but machine code.",
          {"auto", "kernel", "compiled-only"}, &engine),
      intFlag("threads", "N", "How many threads work at once; all by default.",
              1, 4096, &threads),
      intFlag("seed", "N",
              "Seed of random ops that have none of their own; random by "
              "default.",
              1, INT64_MAX, &seed),
      switchFlag(
          "optimize",
          "Optimise first (the default); --no_optimize runs the graph as "
          "it is.",
          &optimize),
      reportFlag(&report)};
  groups.push_back(std::move(inputs));
  groups.push_back(std::move(engineGroup));
  return groups;
}

StatusOr<RunRequest> parseRequest(const RunFlags &flags) {
  RunRequest request;
  SM_ASSIGN_OR_RETURN(request.source, flags.source.source());
  SM_ASSIGN_OR_RETURN(request.entry, flags.entry.entry());
  SM_ASSIGN_OR_RETURN(request.values, parseValueFlags(flags.values));
  for (ValueSource &value : flags.entry.feedValues()) {
    for (const ValueSource &other : request.values)
      if (other.key == value.key)
        return absl::InvalidArgumentError(
            absl::StrCat("input '", value.key, "' is given twice"));
    request.values.push_back(std::move(value));
  }
  if (flags.engine == "compiled-only" && !flags.optimize)
    return absl::InvalidArgumentError(
        "--no_optimize does not go with --engine compiled-only");
  return request;
}

/// Without optimising, only kernels can run.
static Engine engineOf(const RunFlags &flags) {
  if (flags.engine == "compiled-only")
    return Engine::CompiledOnly;
  return flags.engine == "auto" && flags.optimize ? Engine::Auto
                                                  : Engine::Kernel;
}

std::shared_ptr<const Model> loadEntry(std::string_view commandName,
                                       const RunFlags &flags,
                                       const RunRequest &request,
                                       int &exitStatus) {
  if (flags.threads)
    runtime::setNumThreads(static_cast<int>(*flags.threads));
  PrepareOptions options;
  options.optimize = flags.optimize;
  options.engine = engineOf(flags);
  UnsupportedReport report;
  auto model = Model::load(request.source, request.entry, options, &report);
  if (!model.ok()) {
    exitStatus =
        finishWithReport(commandName, model.status(), report, flags.report);
    return nullptr;
  }
  printNotes(commandName, (*model)->notes());
  return *std::move(model);
}

std::vector<std::string> notesFrom(const Model &model, size_t count) {
  std::vector<std::string> notes = model.notes();
  notes.erase(notes.begin(), notes.begin() + static_cast<ptrdiff_t>(std::min(
                                                 count, notes.size())));
  return notes;
}

} // namespace sm::driver
