// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What stands in the way of a model's entries: asked of the code that loads
/// them, so that nothing is said that a run does not say.

#include "lib/Driver/Ops/TensorFlowOps.h"
#include "lib/Driver/Show/Summary.h"
#include "sm/API/Obstacles.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace sm::driver {
namespace {

/// One way into the model, by name and by its place in the graph.
struct EntryRoots {
  std::string name;
  ModelEntry entry;
  GraphRoots roots;
};

void addTensorNames(const std::vector<PortSummary> &ports,
                    std::vector<std::string> &names) {
  for (const PortSummary &port : ports) {
    if (!port.tensor.empty())
      names.push_back(port.tensor);
    for (const auto &[part, tensor] : port.parts)
      names.push_back(tensor);
  }
}

/// What callers start. Public functions, which include steps of training, count
/// only where there is no signature.
std::vector<EntryRoots> entriesOf(const MetaGraphSummary &metaGraph) {
  std::vector<EntryRoots> entries;
  for (const SignatureSummary &signature : metaGraph.signatures) {
    if (absl::StartsWith(signature.name, "__saved_model_"))
      continue;
    EntryRoots &entry = entries.emplace_back();
    entry.name = absl::StrCat("signature '", signature.name, "'");
    entry.entry.signature = signature.name;
    addTensorNames(signature.inputs, entry.roots.feeds);
    addTensorNames(signature.outputs, entry.roots.fetches);
    if (!metaGraph.initOp.empty())
      entry.roots.fetches.push_back(metaGraph.initOp);
  }
  if (!entries.empty())
    return entries;
  std::set<std::string> seen;
  for (const FunctionSummary &function : metaGraph.functions) {
    if (!seen.insert(function.trace.name).second)
      continue;
    EntryRoots &entry = entries.emplace_back();
    entry.name = absl::StrCat("function '", function.path, "', overload ",
                              function.overload);
    entry.entry.function = function.path;
    entry.entry.overload = function.overload;
    entry.roots.functions = {function.trace.name};
    if (!metaGraph.initOp.empty())
      entry.roots.fetches.push_back(metaGraph.initOp);
  }
  return entries;
}

/// What several entries have in their way is there once.
void merge(const std::vector<Unsupported> &items,
           std::vector<Unsupported> &result) {
  for (const Unsupported &item : items) {
    auto same = [&](const Unsupported &known) {
      return known.op == item.op && known.function == item.function &&
             known.reason == item.reason;
    };
    auto known = std::find_if(result.begin(), result.end(), same);
    if (known == result.end())
      result.push_back(item);
    else
      known->count = std::max(known->count, item.count);
  }
}

} // namespace

std::vector<Unsupported> obstaclesByName(const std::vector<OpUse> &uses) {
  std::vector<Unsupported> result;
  for (const OpUse &use : uses) {
    if (!result.empty() && result.back().op == use.op) {
      result.back().count += static_cast<int>(use.count);
      continue;
    }
    const std::string reason = obstacleOf(use.op);
    if (!reason.empty())
      result.push_back({use.op, use.node, use.function, "",
                        static_cast<int>(use.count), reason});
  }
  return result;
}

std::vector<Unsupported> summariseObstacles(const ModelSource &source,
                                            const tensorflow::GraphDef &graph,
                                            const MetaGraphSummary &metaGraph,
                                            std::vector<std::string> &notes) {
  std::vector<Unsupported> result;
  for (const EntryRoots &entry : entriesOf(metaGraph)) {
    auto found = findObstacles(source, entry.entry);
    if (found.ok()) {
      merge(*found, result);
      continue;
    }
    notes.push_back(absl::StrCat(entry.name, " cannot be loaded: ",
                                 std::string(found.status().message())));
    merge(obstaclesByName(reachedOpUses(graph, entry.roots)), result);
  }
  std::sort(result.begin(), result.end(),
            [](const Unsupported &a, const Unsupported &b) {
              return std::tie(a.op, a.function, a.reason) <
                     std::tie(b.op, b.function, b.reason);
            });
  return result;
}

} // namespace sm::driver
