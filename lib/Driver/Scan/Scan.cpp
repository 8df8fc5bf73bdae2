// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The sub-command `sm scan`. It looks at every node of the graph and of every
/// function, called or not, so nothing hides behind an attribute.

#include "lib/Driver/Scan/Scan.h"

#include "lib/Driver/Flags/SourceFlags.h"
#include "lib/Driver/Ops/OpUse.h"
#include "lib/Driver/Ops/TensorFlowOps.h"
#include "lib/Driver/Output/Report.h"
#include "lib/Driver/Output/Table.h"
#include "sm/Driver/CommandLine.h"
#include "sm/Driver/Text.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModel.h"

#include "absl/strings/str_cat.h"

#include <optional>
#include <set>

namespace sm::driver {
namespace {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

constexpr const char *kDefaultDenylist =
    "WriteFile,ReadFile,PrintV2,PyFunc,EagerPyFunc,PyFuncStateless";

struct ScanFlags {
  SourceFlags source;
  std::optional<std::string> denylist;
  bool json = false;

  Command command();
};

Command ScanFlags::command() {
  Command command;
  command.name = "scan";
  command.summary = "ops with side effects or out of reach";
  command.synopsis = "SOURCE [--op_denylist A,B] [--json]";
  command.examples = {
      {"sm scan --dir model",
       "Exit status 0: nothing suspicious. 1: what was found is listed."},
      {"sm scan --dir model --op_denylist ReadFile,ParseExample",
       "Look for other ops."},
      {"sm scan --graphdef frozen.pb --json", "The same for programs."}};
  command.groups = source.groups(SourceFlags::MLIR::Refused);
  FlagGroup group{"what to look for", {}};
  group.flags = {
      textFlag(
          "op_denylist", "A,B",
          "Ops to report, in place of WriteFile, ReadFile, PrintV2, PyFunc, "
          "EagerPyFunc and PyFuncStateless. Custom ops are always "
          "reported.",
          &denylist),
      switchFlag("json", "Print JSON.", &json)};
  command.groups.push_back(std::move(group));
  command.notes = {
      "Every function of the model is searched, whoever calls it. A custom op "
      "is one that TensorFlow does not register: it runs code that comes with "
      "neither TensorFlow nor the model. Without --tag_set all MetaGraphs are "
      "searched."};
  return command;
}

struct Hit {
  OpUse use;
  bool isCustom;
};

struct GraphHits {
  std::optional<format::TagSet> tags; // None for a frozen graph.
  std::vector<Hit> hits;
};

std::vector<Hit> scanGraph(const tensorflow::GraphDef &graph,
                           const std::set<std::string> &denylist) {
  std::vector<Hit> hits;
  for (OpUse &use : allOpUses(graph)) {
    const bool isListed = denylist.count(use.op) > 0;
    const bool isCustom = !isListed && isCustomOp(use.op);
    if (isListed || isCustom)
      hits.push_back({std::move(use), isCustom});
  }
  return hits;
}

StatusOr<std::vector<GraphHits>> scan(const ModelSource &source,
                                      const std::set<std::string> &denylist) {
  std::vector<GraphHits> result;
  if (source.kind == ModelSource::Kind::GraphDef) {
    SM_ASSIGN_OR_RETURN(auto graph, format::readGraphDef(source.path));
    result.push_back({std::nullopt, scanGraph(*graph, denylist)});
    return result;
  }
  SM_ASSIGN_OR_RETURN(std::string dir,
                      format::resolveVersion(source.path, source.version));
  SM_ASSIGN_OR_RETURN(format::SavedModelFile file, format::readSavedModel(dir));
  int begin = 0, end = file.proto->meta_graphs_size();
  if (source.tags) {
    SM_ASSIGN_OR_RETURN(begin,
                        format::selectMetaGraph(*file.proto, source.tags));
    end = begin + 1;
  }
  for (int i = begin; i < end; ++i) {
    const auto &metaGraph = file.proto->meta_graphs(i);
    result.push_back({format::tagsOf(metaGraph),
                      scanGraph(metaGraph.graph_def(), denylist)});
  }
  return result;
}

/// Of names on the list that mean nothing, a note each: they may be misspelled.
std::vector<std::string> unknownNames(const std::vector<std::string> &names,
                                      const std::vector<GraphHits> &graphs) {
  std::set<std::string> found;
  for (const GraphHits &graph : graphs)
    for (const Hit &hit : graph.hits)
      found.insert(hit.use.op);
  std::vector<std::string> notes;
  for (const std::string &name : names)
    if (isCustomOp(name) && !found.count(name))
      notes.push_back(absl::StrCat("--op_denylist: '", name,
                                   "' is no op of TensorFlow's, and no node of "
                                   "the model is one"));
  return notes;
}

std::string scanText(const std::vector<GraphHits> &graphs) {
  std::string text;
  for (const GraphHits &graph : graphs) {
    const std::string name =
        graph.tags ? absl::StrCat("MetaGraph ",
                                  printable(format::tagSetName(*graph.tags)))
                   : std::string("graph");
    if (graph.hits.empty()) {
      absl::StrAppend(&text, name, ": nothing found\n");
      continue;
    }
    absl::StrAppend(&text, name, ":\n");
    Table table(2);
    for (const Hit &hit : graph.hits)
      table.add({printable(hit.use.op), hit.isCustom ? "custom op" : "denied",
                 countOf(hit.use.count, "node"),
                 "first: " + printable(hit.use.node),
                 hit.use.function.empty()
                     ? "in the main graph"
                     : "in function " + printable(hit.use.function)});
    absl::StrAppend(&text, table.text());
  }
  return text;
}

Value scanJSON(const std::vector<GraphHits> &graphs) {
  Array metaGraphs;
  for (const GraphHits &graph : graphs) {
    Array tags, hits;
    if (graph.tags)
      for (const std::string &tag : *graph.tags)
        tags.push_back(textJSON(tag));
    for (const Hit &hit : graph.hits)
      hits.push_back(Object{{"op", textJSON(hit.use.op)},
                            {"kind", hit.isCustom ? "custom" : "denied"},
                            {"function", textJSON(hit.use.function)},
                            {"node", textJSON(hit.use.node)},
                            {"count", hit.use.count}});
    metaGraphs.push_back(
        Object{{"tags", std::move(tags)}, {"hits", std::move(hits)}});
  }
  return Object{{"meta_graphs", std::move(metaGraphs)}};
}

} // namespace

int scanMain(absl::Span<const std::string> args) {
  ScanFlags flags;
  if (auto done = handleCommandLine(flags.command(), args))
    return *done;
  auto source = flags.source.source();
  auto names = parseNames(flags.denylist.value_or(kDefaultDenylist));
  for (const Status &status : {source.status(), names.status()})
    if (!status.ok())
      return reportError("scan", std::string(status.message()), kWrongUsage);
  auto graphs = scan(*source, {names->begin(), names->end()});
  if (!graphs.ok())
    return reportError("scan", std::string(graphs.status().message()),
                       exitStatusOf(graphs.status()));
  printNotes("scan", unknownNames(*names, *graphs));
  const int printed = printOutput(
      "scan", flags.json ? prettyJSON(scanJSON(*graphs)) : scanText(*graphs));
  if (printed != kDone)
    return printed;
  for (const GraphHits &graph : *graphs)
    if (!graph.hits.empty())
      return kFailed;
  return kDone;
}

} // namespace sm::driver
