// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The sub-command `sm diff`.

#include "lib/Driver/Diff/Diff.h"

#include "lib/Driver/Output/Progress.h"
#include "lib/Driver/Output/Report.h"
#include "sm/Driver/CommandLine.h"
#include "sm/Driver/InventedValues.h"
#include "sm/Driver/Values.h"
#include "sm/Runtime/ThreadPool.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <set>

namespace sm::driver {
namespace {

constexpr int64_t kMaxLines = 20;
constexpr double kAtol = 1e-6, kRtol = 1e-5;
const char *const kParts[] = {"structure", "files", "variables", "answers"};

struct Flags {
  std::string a, b;
  std::optional<std::string> tags, only;
  std::optional<int64_t> seed, batch, threads;
  std::optional<double> atol, rtol;
  bool run = false, verify = false, all = false, json = false;

  Command command();

private:
  FlagGroup whatFlags();
  FlagGroup answerFlags();
};

FlagGroup Flags::whatFlags() {
  FlagGroup group{"what to compare", {}};
  Flag tagFlag = textFlag("tag_set", "T",
                          "Only the MetaGraph with exactly these tags.", &tags);
  tagFlag.aliases = {"tag"};
  group.flags = {
      std::move(tagFlag),
      textFlag("only", "PARTS",
               "Some of structure, files, variables, answers, separated by "
               "commas; answers implies --run.",
               &only),
      switchFlag("run", "Compare what the signatures answer, too.", &run),
      switchFlag("verify",
                 "Read every variable and check its checksum. By default "
                 "entries of equal type, size and checksum count as equal "
                 "without being read.",
                 &verify)};
  return group;
}

FlagGroup Flags::answerFlags() {
  FlagGroup group{"answers", {}};
  group.flags = {
      numberFlag("atol", "X", "Answers agree if |a - b| <= X + Y * |b|; 1e-6.",
                 &atol),
      numberFlag("rtol", "Y", "See --atol; 1e-5.", &rtol),
      intFlag("seed", "N", "Seed of made-up inputs and of random ops; 42.", 1,
              INT64_MAX, &seed),
      intFlag("batch", "B",
              "What unknown dimensions of inputs become; 2, or 1 where a model "
              "cannot take 2.",
              1, int64_t{1} << 30, &batch),
      intFlag("threads", "N", "How many threads work at once; all by default.",
              1, 4096, &threads)};
  return group;
}

Command Flags::command() {
  Command command;
  command.name = "diff";
  command.summary = "what two models do not have in common";
  command.synopsis = "A B [--run] [--only PARTS] [--json] [flags]";
  command.examples = {
      {"sm diff old new", "Structure, files and variables of two SavedModels."},
      {"sm diff old new --run --rtol 1e-4",
       "Runs every signature that both have on made-up inputs as well."},
      {"sm diff model optimised --only answers",
       "Do they still say the same? Nothing else counts."},
      {"sm diff ckpt/model-10 ckpt/model-20", "Two checkpoints, by key."},
      {"sm diff old.pb new.pb --all", "Two graphs, without leaving out lines."},
      {"sm diff old new --json",
       "{\"equal\":false, \"sections\":[{\"part\":\"structure\", "
       "\"meta_graph\":\"serve\", \"section\":\"nodes\", \"compared\":9, "
       "\"different\":1, \"changes\":[{\"change\":\"changed\", "
       "\"name\":\"sum\", \"note\":\"AddV2\", \"details\":[{\"field\":"
       "\"attr[T]\", \"a\":\"float32\", \"b\":\"float64\", "
       "\"values\":null}], \"values\":null}]}]}; of tensors, values is "
       "{\"elements\", \"different\", \"max_abs\", \"mean_abs\", "
       "\"outside_tolerance\", \"unordered\", \"other_bits\", \"first\"}."}};
  command.words = {{"A", &a}, {"B", &b}};
  FlagGroup output{"output", {}};
  output.flags = {switchFlag("all",
                             "Every line; by default about 20 of each section.",
                             &all),
                  switchFlag("json", "Everything as JSON.", &json)};
  command.groups = {whatFlags(), answerFlags(), std::move(output)};
  command.notes = {
      "A and B are SavedModel folders (or parents of version folders), graphs "
      "(.pb, .pbtxt), modules (.mlir, .mlirbc) or prefixes of checkpoints. "
      "Lines begin with + (only in "
      "B), - (only in A), ~ (different), = (answers that agree) or ? (not "
      "compared).",
      "Nodes and functions are matched by name, objects by their path, "
      "variables by their key. Variables are compared exactly: two NaNs are "
      "equal. Made-up inputs are those of sm bench.",
      "Exit status: 0 equal, 1 different or a damaged model, 2 wrong usage, 3 "
      "equal as far as could be seen, but --run could not compare some "
      "signature."};
  return command;
}

/// The flags, checked.
struct Request {
  std::set<std::string> parts;
  AnswerOptions answers; // Its tags hold for the structure as well.
};

Status parseParts(const Flags &flags, std::set<std::string> &parts) {
  if (!flags.only) {
    parts = {"structure", "files", "variables"};
  } else {
    SM_ASSIGN_OR_RETURN(auto names, parseNames(*flags.only));
    for (std::string &name : names) {
      bool isKnown = false;
      for (const char *part : kParts)
        isKnown |= name == part;
      if (!isKnown)
        return absl::InvalidArgumentError(
            absl::StrCat("--only: '", name, "' is not one of ",
                         absl::StrJoin(kParts, ", ")));
      parts.insert(std::move(name));
    }
  }
  if (flags.run)
    parts.insert("answers");
  return absl::OkStatus();
}

StatusOr<Request> parseRequest(const Flags &flags) {
  Request request;
  SM_RETURN_IF_ERROR(parseParts(flags, request.parts));
  if (flags.tags) {
    auto parsed = format::parseTagSet(*flags.tags);
    if (!parsed.ok())
      return withContext(parsed.status(), "--tag_set");
    request.answers.tags = *std::move(parsed);
  }
  request.answers.tolerance = {flags.atol.value_or(kAtol),
                               flags.rtol.value_or(kRtol)};
  request.answers.seed = static_cast<uint64_t>(
      flags.seed.value_or(static_cast<int64_t>(kInventedSeed)));
  request.answers.batch = flags.batch.value_or(request.answers.batch);
  return request;
}

StatusOr<ModelDiff> compare(const Flags &flags, Request request) {
  SM_ASSIGN_OR_RETURN(DiffSide a, openSide(flags.a));
  SM_ASSIGN_OR_RETURN(DiffSide b, openSide(flags.b));
  SM_RETURN_IF_ERROR(alignTags(a, b, request.answers.tags));
  ModelDiff diff;
  diff.pathA = a.source.path;
  diff.pathB = b.source.path;
  diff.formatA = a.format;
  diff.formatB = b.format;
  const bool haveGraphs = a.proto && b.proto;
  if (!haveGraphs && request.parts.count("answers") > 0)
    return absl::InvalidArgumentError("a checkpoint has no signatures to run");
  if (!haveGraphs && (a.proto || b.proto))
    diff.notes.push_back("only one of the two has a graph; variables alone "
                         "are compared");
  if (request.parts.count("structure") > 0)
    SM_RETURN_IF_ERROR(diffStructure(a, b, request.answers.tags, diff));
  if (request.parts.count("answers") > 0)
    diffAnswers(a, b, request.answers, diff);
  if (request.parts.count("files") > 0)
    diffFiles(a, b, diff);
  if (request.parts.count("variables") > 0)
    diffVariables(a, b, flags.verify, diff);
  return diff;
}

} // namespace

int diffMain(absl::Span<const std::string> args) {
  Flags flags;
  if (auto done = handleCommandLine(flags.command(), args))
    return *done;
  auto request = parseRequest(flags);
  if (!request.ok())
    return reportError("diff", std::string(request.status().message()),
                       kWrongUsage);
  if (flags.threads)
    runtime::setNumThreads(static_cast<int>(*flags.threads));
  StatusOr<ModelDiff> diff = [&] {
    Progress progress("comparing");
    return compare(flags, *request);
  }();
  if (!diff.ok())
    return reportError("diff", std::string(diff.status().message()),
                       exitStatusOf(diff.status()));
  printNotes("diff", diff->notes);
  int exitStatus = printOutput(
      "diff", flags.json
                  ? prettyJSON(diffJSON(*diff))
                  : diffText(*diff, flags.all ? std::nullopt
                                              : std::optional(kMaxLines)));
  for (const std::string &damage : diff->damages)
    exitStatus = reportError("diff", damage, kFailed);
  if (exitStatus != kDone || !diff->isEqual())
    return kFailed;
  return diff->hasNotRun() ? kUnsupported : kDone;
}

} // namespace sm::driver
