// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The sub-command `sm bench`.

#include "lib/Driver/Bench/Bench.h"

#include "lib/Driver/Bench/Profile.h"
#include "lib/Driver/Flags/Entry.h"
#include "lib/Driver/Output/Report.h"
#include "sm/Driver/InventedValues.h"
#include "sm/Driver/Text.h"
#include "sm/Runtime/ThreadPool.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <sys/resource.h>

namespace sm::driver {
namespace {

using runtime::Tensor;
using Clock = std::chrono::steady_clock;

// Without --runs: as many as fit into the time, within these bounds.
constexpr double kMeasureMs = 2000;
constexpr double kWarmUpMs = 300;
constexpr size_t kMinRuns = 10, kMaxRuns = 1000000;

struct Flags : RunFlags {
  std::optional<int64_t> batch, runs;
  bool json = false, profile = false;

  Command command();
};

Command Flags::command() {
  Command command;
  command.name = "bench";
  command.summary = "how fast an entry of a model runs";
  command.synopsis = "SOURCE [ENTRY] [VALUES] [--batch B] [--runs N] [flags]";
  command.examples = {
      {"sm bench --dir model",
       "Makes inputs up, warms up, runs for about two seconds."},
      {"sm bench --dir model --batch 32 --threads 1 --runs 200 --json",
       "The numbers for a program."},
      {"sm bench --dir model --inputs all.npz", "With given inputs."},
      {"sm bench --dir model --threads 1 --profile",
       "Which kernels take the time, how fast they are, and of which nodes of "
       "the model they were made."}};
  command.groups = groups();
  FlagGroup group{"measurement", {}};
  group.flags = {
      intFlag("batch", "B",
              "What unknown dimensions of made-up inputs become; 1 by default.",
              1, int64_t{1} << 30, &batch),
      intFlag("runs", "N", "How many runs are measured.", 1, 1000000000, &runs),
      switchFlag("profile",
                 "Where the time goes, the longest first: the steps of the "
                 "program, and the kernels inside machine code.",
                 &profile),
      switchFlag("json", "Print JSON.", &json)};
  command.groups.push_back(std::move(group));
  command.notes = {
      "Made-up inputs are the same in every call: floats uniform in [0,1), "
      "integers 0 or 1, short strings, and tf.Examples with the dense features "
      "that the model reads, where it parses them. Times are "
      "in milliseconds: first_ms is the first run, load_ms all that comes "
      "before it; rss_mb is the peak of the memory that was resident."};
  return command;
}

struct Measurement {
  std::vector<double> times; // Milliseconds, sorted.
  double first = 0, load = 0, compile = 0, peakMegabytes = 0;
  BenchProfile profile;
};

double since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin)
      .count();
}

/// The value below which `share` of the sorted times lie.
double quantile(const std::vector<double> &times, double share) {
  const double rank = std::ceil(share * static_cast<double>(times.size()));
  const size_t index = static_cast<size_t>(std::max(rank, 1.0)) - 1;
  return times[std::min(index, times.size() - 1)];
}

double median(const std::vector<double> &times) {
  const size_t half = times.size() / 2;
  return times.size() % 2 == 1 ? times[half]
                               : (times[half - 1] + times[half]) / 2;
}

double peakMegabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

StatusOr<double> runOnce(runtime::Session &session,
                         const runtime::Program &program,
                         const std::vector<Tensor> &inputs) {
  const auto begin = Clock::now();
  auto outputs = session.run(program, inputs);
  const double time = since(begin);
  if (!outputs.ok())
    return outputs.status();
  return time;
}

/// The first size of a port that the sets of shapes do not share.
std::optional<int64_t> openSize(const runtime::Port &general,
                                const runtime::Port &port) {
  const PartialShape &open = general.type.shape;
  for (int i = 0; i < port.type.shape.rank(); ++i)
    if (!open.hasRank() || open.dim(i) == kUnknownDim)
      return port.type.shape.dim(i);
  return std::nullopt;
}

/// The program whose inputs to make up. A compiled model has code for certain
/// shapes only: the first set of them, or the first in which --batch is what
/// differs.
StatusOr<const runtime::Program *> programToFeed(const Model &model,
                                                 const Flags &flags) {
  const std::vector<runtime::Port> &general = model.program().inputs;
  if (model.shapeSets().empty())
    return &model.program();
  for (const auto &set : model.shapeSets()) {
    bool isIt = true;
    for (size_t i = 0; flags.batch && i < general.size(); ++i)
      isIt &= openSize(general[i], set->inputs[i]).value_or(*flags.batch) ==
              *flags.batch;
    if (isIt)
      return set.get();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("there is no code for --batch ", *flags.batch, "; ",
                   model.program().specializer->shapesHint()));
}

StatusOr<std::vector<Tensor>>
benchInputs(const Model &model, const Flags &flags, const RunRequest &request) {
  if (!request.values.empty())
    return bindValues(request.values, model.program().inputs);
  SM_ASSIGN_OR_RETURN(const runtime::Program *program,
                      programToFeed(model, flags));
  return inventValues(*program, flags.batch.value_or(1));
}

/// Runs again, as often as is measured, and notes what each step took. What was
/// measured before ran code without clocks in it.
Status profileRuns(const Model &model, runtime::Session &session,
                   const std::vector<Tensor> &inputs, Measurement &result) {
  SM_ASSIGN_OR_RETURN(std::shared_ptr<const runtime::Program> program,
                      model.profiledProgram(inputs));
  SM_RETURN_IF_ERROR(runOnce(session, *program, inputs).status());
  session.setProfiling(true);
  BenchProfile &profile = result.profile;
  for (; profile.runs < result.times.size(); ++profile.runs) {
    SM_ASSIGN_OR_RETURN(double time, runOnce(session, *program, inputs));
    profile.milliseconds += time;
  }
  profile.steps = session.profile(*program);
  return absl::OkStatus();
}

Status measure(const Model &model, const Flags &flags,
               const RunRequest &request, Clock::time_point begin,
               Measurement &result) {
  SM_ASSIGN_OR_RETURN(std::vector<Tensor> inputs,
                      benchInputs(model, flags, request));
  SM_ASSIGN_OR_RETURN(auto session, model.newSession(static_cast<uint64_t>(
                                        flags.seed.value_or(0))));
  result.load = since(begin);
  auto first = runOnce(*session, model.program(), inputs);
  if (!first.ok())
    return request.values.empty()
               ? withContext(first.status(),
                             "with made-up inputs (--inputs gives others)")
               : first.status();
  result.first = *first;
  const auto warmUp = Clock::now();
  while (since(warmUp) < kWarmUpMs)
    SM_RETURN_IF_ERROR(runOnce(*session, model.program(), inputs).status());
  const auto start = Clock::now();
  auto isEnough = [&] {
    const size_t count = result.times.size();
    if (flags.runs)
      return count >= static_cast<size_t>(*flags.runs);
    return count >= kMaxRuns ||
           (count >= kMinRuns && since(start) > kMeasureMs);
  };
  while (!isEnough()) {
    SM_ASSIGN_OR_RETURN(double time,
                        runOnce(*session, model.program(), inputs));
    result.times.push_back(time);
  }
  std::sort(result.times.begin(), result.times.end());
  result.compile = model.compileMilliseconds();
  result.peakMegabytes = peakMegabytes();
  return flags.profile ? profileRuns(model, *session, inputs, result)
                       : absl::OkStatus();
}

std::string benchText(const Measurement &result) {
  return absl::StrFormat(
      "median %.3f ms, 95 %% below %.3f ms, least %.3f ms, %s\n"
      "first run %.3f ms (compiling %.0f ms), loading %.1f ms, "
      "peak memory %.1f MB, %s\n",
      median(result.times), quantile(result.times, 0.95), result.times.front(),
      countOf(static_cast<int64_t>(result.times.size()), "run"), result.first,
      result.compile, result.load, result.peakMegabytes,
      countOf(runtime::numThreads(), "thread"));
}

/// Thousandths are what the clock and the reader can use.
double rounded(double value) { return std::round(value * 1e6) / 1e6; }

std::string benchJSON(const Measurement &result, const std::string &engine) {
  llvm::json::Object json{{"median_ms", rounded(median(result.times))},
                          {"p95_ms", rounded(quantile(result.times, 0.95))},
                          {"min_ms", rounded(result.times.front())},
                          {"runs", static_cast<int64_t>(result.times.size())},
                          {"first_ms", rounded(result.first)},
                          {"load_ms", rounded(result.load)},
                          {"compile_ms", rounded(result.compile)},
                          {"rss_mb", rounded(result.peakMegabytes)},
                          {"threads", runtime::numThreads()},
                          {"engine", engine}};
  if (result.profile.runs > 0) {
    json["profile"] = profileStepsJSON(result.profile);
    json["profile_total"] = profileTotalJSON(result.profile);
  }
  return prettyJSON(std::move(json));
}

} // namespace

int benchMain(absl::Span<const std::string> args) {
  Flags flags;
  if (auto done = handleCommandLine(flags.command(), args))
    return *done;
  auto request = parseRequest(flags);
  Status usage = request.status();
  if (usage.ok() && flags.batch && !request->values.empty())
    usage = absl::InvalidArgumentError(
        "--batch is for made-up inputs and does not go with given ones");
  if (!usage.ok())
    return reportError("bench", std::string(usage.message()), kWrongUsage);
  const auto begin = Clock::now();
  int exitStatus = kDone;
  auto model = loadEntry("bench", flags, *request, exitStatus);
  if (!model)
    return exitStatus;
  const size_t before = model->notes().size();
  Measurement result;
  if (Status status = measure(*model, flags, *request, begin, result);
      !status.ok())
    return finishWithReport("bench", status, model->uncompiled(), flags.report);
  printNotes("bench", notesFrom(*model, before));
  return printOutput(
      "bench", flags.json
                   ? benchJSON(result, flags.engine)
                   : benchText(result) +
                         (flags.profile ? profileText(result.profile) : ""));
}

} // namespace sm::driver
