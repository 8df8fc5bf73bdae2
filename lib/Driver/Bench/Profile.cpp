// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Tables of times.

#include "lib/Driver/Bench/Profile.h"

#include "lib/Driver/Output/Report.h"
#include "sm/Driver/Text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace sm::driver {
namespace {

using runtime::CallProfile;
using runtime::ProfileEntry;

constexpr size_t kWidth = 80;

/// The calls of one kernel in a region.
struct Kernel {
  const runtime::RegionCall *what = nullptr;
  std::vector<const CallProfile *> calls;
  double microseconds = 0; ///< of a run
};

double microsecondsPerRun(uint64_t nanoseconds, const BenchProfile &profile) {
  return static_cast<double>(nanoseconds) / 1e3 /
         static_cast<double>(std::max<size_t>(profile.runs, 1));
}

double perRun(const BenchProfile &profile) {
  return profile.milliseconds * 1e3 /
         static_cast<double>(std::max<size_t>(profile.runs, 1));
}

/// What the runs took besides their steps.
double outside(const BenchProfile &profile) {
  double rest = perRun(profile);
  for (const ProfileEntry &step : profile.steps)
    rest -= microsecondsPerRun(step.nanoseconds, profile);
  return rest;
}

/// The kernels of a region, the longest first.
std::vector<Kernel> kernelsOf(const ProfileEntry &region,
                              const BenchProfile &profile) {
  std::map<std::string, Kernel> byName;
  for (const CallProfile &call : region.kernels) {
    Kernel &kernel = byName[call.call.kernel];
    kernel.what = &call.call;
    kernel.calls.push_back(&call);
    kernel.microseconds += microsecondsPerRun(call.nanoseconds, profile);
  }
  std::vector<Kernel> kernels;
  kernels.reserve(byName.size());
  for (auto &[name, kernel] : byName)
    kernels.push_back(std::move(kernel));
  std::sort(kernels.begin(), kernels.end(),
            [](const Kernel &a, const Kernel &b) {
              return std::tie(b.microseconds, a.what->kernel) <
                     std::tie(a.microseconds, b.what->kernel);
            });
  return kernels;
}

/// Billions a second, if `count` is what one call does; 0 if it is not known.
double rate(const Kernel &kernel, uint64_t count) {
  return kernel.microseconds > 0
             ? static_cast<double>(count) *
                   static_cast<double>(kernel.calls.size()) /
                   kernel.microseconds / 1e3
             : 0;
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

class Text {
public:
  explicit Text(const BenchProfile &profile)
      : profile(profile), total(std::max(perRun(profile), 1e-9)) {}

  std::string print() {
    findPrefix();
    absl::StrAppend(&text, "\n   us/run  share calls GFLOP/s   GB/s  step\n");
    std::vector<const ProfileEntry *> steps;
    for (const ProfileEntry &step : profile.steps)
      if (step.calls > 0)
        steps.push_back(&step);
    std::sort(steps.begin(), steps.end(),
              [](const ProfileEntry *a, const ProfileEntry *b) {
                return std::tie(b->nanoseconds, a->node) <
                       std::tie(a->nanoseconds, b->node);
              });
    for (const ProfileEntry *step : steps)
      addStep(*step);
    addRow(outside(profile), "", "", "", "outside of the steps");
    addRow(total, "", "", "",
           absl::StrCat("in all, mean of ",
                        countOf(static_cast<int64_t>(profile.runs), "run")));
    if (!prefix.empty())
      absl::StrAppend(&text, "Names of nodes begin with ", printable(prefix),
                      "\n");
    return std::move(text);
  }

private:
  /// What all nodes of kernels are called up to some '/'.
  void findPrefix() {
    bool isFirst = true;
    size_t count = 0;
    for (const ProfileEntry &step : profile.steps)
      for (const CallProfile &call : step.kernels)
        for (const std::string &node : call.call.nodes) {
          ++count;
          if (isFirst)
            prefix = node.substr(0, node.rfind('/') + 1);
          isFirst = false;
          while (node.compare(0, prefix.size(), prefix) != 0)
            prefix.erase(prefix.rfind('/', prefix.size() - 2) + 1);
        }
    if (count < 2)
      prefix.clear();
  }

  void addRow(double microseconds, const std::string &calls,
              const std::string &flops, const std::string &bytes,
              const std::string &what) {
    absl::StrAppendFormat(&text, "%9.2f %5.1f%% %5s %7s %6s  %s\n",
                          microseconds, 100 * microseconds / total, calls,
                          flops, bytes, what);
  }

  void addStep(const ProfileEntry &step) {
    const double microseconds = microsecondsPerRun(step.nanoseconds, profile);
    const std::vector<Kernel> kernels = kernelsOf(step, profile);
    addRow(microseconds, absl::StrCat(step.calls / profile.runs), "", "",
           absl::StrCat(step.op, " ", fitted(printable(step.node), 30)));
    double inKernels = 0;
    for (const Kernel &kernel : kernels) {
      inKernels += kernel.microseconds;
      addKernel(kernel);
    }
    if (!kernels.empty())
      addRow(microseconds - inKernels, "", "", "",
             "  between the kernels, with the clocks");
  }

  void addKernel(const Kernel &kernel) {
    auto text = [](double rate) {
      return rate > 0 ? absl::StrFormat("%.1f", rate) : std::string();
    };
    addRow(
        kernel.microseconds, absl::StrCat(kernel.calls.size()),
        text(rate(kernel, kernel.what->flops)),
        text(rate(kernel, kernel.what->bytes)),
        fitted(absl::StrCat("  ", kernel.what->kind, " ", kernel.what->shape),
               kWidth - 39));
    addNodes(kernel);
  }

  /// The nodes in one line, as many as fit.
  void addNodes(const Kernel &kernel) {
    std::vector<std::string> nodes;
    for (const CallProfile *call : kernel.calls)
      for (const std::string &node : call->call.nodes)
        nodes.push_back(printable(node.substr(prefix.size())));
    if (nodes.empty())
      return;
    const std::string indent(11, ' ');
    std::string line = indent;
    for (size_t i = 0; i < nodes.size(); ++i) {
      const std::string rest =
          i + 1 < nodes.size()
              ? absl::StrCat(" and ", nodes.size() - i, " more")
              : std::string();
      const std::string next = absl::StrCat(i == 0 ? "" : ", ", nodes[i]);
      if (i > 0 && line.size() + next.size() + rest.size() > kWidth) {
        absl::StrAppend(&line, rest.empty() ? " and 1 more" : rest);
        break;
      }
      line +=
          i == 0 ? fitted(next, kWidth - indent.size() - rest.size()) : next;
    }
    absl::StrAppend(&text, line, "\n");
  }

  /// The end says more than the beginning: of a node, and of a shape.
  static std::string fitted(const std::string &text, size_t width) {
    return text.size() <= width
               ? text
               : absl::StrCat("...", text.substr(text.size() - width + 3));
  }

  const BenchProfile &profile;
  const double total;
  std::string prefix, text;
};

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

/// Nanoseconds are what the clock can tell.
double rounded(double value) { return std::round(value * 1e6) / 1e6; }

llvm::json::Array nodesJSON(const std::vector<std::string> &nodes) {
  llvm::json::Array array;
  for (const std::string &node : nodes)
    array.push_back(textJSON(node));
  return array;
}

llvm::json::Object kernelJSON(const Kernel &kernel,
                              const BenchProfile &profile) {
  llvm::json::Array calls;
  for (const CallProfile *call : kernel.calls)
    calls.push_back(llvm::json::Object{
        {"nodes", nodesJSON(call->call.nodes)},
        {"us_per_run",
         rounded(microsecondsPerRun(call->nanoseconds, profile))}});
  llvm::json::Object json{
      {"kernel", kernel.what->kernel},
      {"kind", kernel.what->kind},
      {"shape", kernel.what->shape},
      {"us_per_run", rounded(kernel.microseconds)},
      {"share", rounded(kernel.microseconds / std::max(perRun(profile), 1e-9))},
      {"bytes", static_cast<int64_t>(kernel.what->bytes)},
      {"calls", std::move(calls)}};
  if (kernel.what->flops > 0) {
    json["flops"] = static_cast<int64_t>(kernel.what->flops);
    json["gflops_per_s"] = rounded(rate(kernel, kernel.what->flops));
  }
  return json;
}

} // namespace

std::string profileText(const BenchProfile &profile) {
  return Text(profile).print();
}

llvm::json::Array profileStepsJSON(const BenchProfile &profile) {
  llvm::json::Array steps;
  for (const ProfileEntry &entry : profile.steps) {
    llvm::json::Object step{
        {"op", entry.op},
        {"node", textJSON(entry.node)},
        {"calls", static_cast<int64_t>(entry.calls)},
        {"ms", rounded(static_cast<double>(entry.nanoseconds) / 1e6)}};
    llvm::json::Array kernels;
    for (const Kernel &kernel : kernelsOf(entry, profile))
      kernels.push_back(kernelJSON(kernel, profile));
    if (!kernels.empty())
      step["kernels"] = std::move(kernels);
    steps.push_back(std::move(step));
  }
  return steps;
}

llvm::json::Object profileTotalJSON(const BenchProfile &profile) {
  return llvm::json::Object{{"runs", static_cast<int64_t>(profile.runs)},
                            {"us_per_run", rounded(perRun(profile))},
                            {"outside_us_per_run", rounded(outside(profile))}};
}

} // namespace sm::driver
