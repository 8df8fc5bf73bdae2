// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Reads a model and sums up each of its MetaGraphs.

#include "lib/Driver/Show/Summary.h"

#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/attr_value.pb.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Format/TensorProto.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <algorithm>
#include <set>

namespace sm::driver {
namespace {

using format::ObjectGraph;
using format::TensorBundle;
using tensorflow::GraphDef;
using tensorflow::MetaGraphDef;

void addDamage(ModelSummary &summary, const Status &status) {
  if (!status.ok())
    summary.damages.push_back(std::string(status.message()));
}

/// Counts, which need nothing but the graph.
void summariseGraph(const GraphDef &graph, MetaGraphSummary &result) {
  result.numNodes = graph.node_size();
  result.numFunctions = graph.library().function_size();
  result.ops = countByOp(allOpUses(graph));
}

std::vector<FunctionSummary> summariseFunctions(const ObjectGraph &objects,
                                                ModelSummary &summary) {
  std::vector<FunctionSummary> result;
  for (const format::FunctionObject &function : objects.functions()) {
    int overload = 0;
    for (const std::string &name : function.concreteFunctions) {
      auto trace = objects.concreteFunction(name);
      if (trace.ok())
        result.push_back({function.path, overload, *std::move(trace)});
      else
        addDamage(summary, trace.status());
      ++overload;
    }
  }
  return result;
}

/// Where the MetaGraph of a summary is found again.
ModelSource sourceOf(const ModelSource &source, const ModelSummary &summary,
                     const MetaGraphSummary &metaGraph) {
  ModelSource result = source;
  result.path = summary.path;
  result.version.reset();
  result.tags = metaGraph.tags;
  return result;
}

/// `result` with its tags and signatures, completed by everything else.
MetaGraphSummary summariseMetaGraph(const ModelSource &source,
                                    const format::SavedModelFile &file,
                                    const MetaGraphDef &metaGraph,
                                    const TensorBundle *bundle,
                                    MetaGraphSummary result,
                                    ModelSummary &summary) {
  result.tensorflowVersion = metaGraph.meta_info_def().tensorflow_version();
  if (auto initOp = format::initOpNode(metaGraph); initOp.ok())
    result.initOp = initOp->value_or("");
  else
    addDamage(summary, initOp.status());
  if (auto assets = format::listAssets(file, metaGraph); assets.ok()) {
    for (const format::Asset &asset : *assets)
      result.assets.emplace_back(asset.fileName, asset.tensorName);
  } else {
    addDamage(summary, assets.status());
  }
  std::unique_ptr<ObjectGraph> objects;
  if (metaGraph.has_object_graph_def()) {
    auto built = ObjectGraph::build(metaGraph, bundle);
    if (built.ok())
      objects = *std::move(built);
    else
      addDamage(summary, built.status());
  }
  if (objects) {
    result.functions = summariseFunctions(*objects, summary);
    result.objects = summariseObjects(metaGraph);
  }
  result.variables = summariseVariables(metaGraph, objects.get(), bundle);
  const Status graph = format::validateGraph(metaGraph.graph_def());
  addDamage(summary, graph);
  summariseGraph(metaGraph.graph_def(), result);
  // A damaged graph is why none of its entries can be loaded.
  std::vector<std::string> notes;
  result.unsupported = summariseObstacles(sourceOf(source, summary, result),
                                          metaGraph.graph_def(), result, notes);
  if (graph.ok())
    summary.notes.insert(summary.notes.end(), notes.begin(), notes.end());
  return result;
}

/// Drops all signatures but `name` and adds their names to `names`. False if
/// there is no such signature.
bool keepSignature(const std::string &name,
                   std::vector<SignatureSummary> &signatures,
                   std::set<std::string> &names) {
  for (const SignatureSummary &signature : signatures)
    if (signature.name != kInitOpSignature)
      names.insert(signature.name);
  signatures.erase(std::remove_if(signatures.begin(), signatures.end(),
                                  [&](const SignatureSummary &signature) {
                                    return signature.name != name;
                                  }),
                   signatures.end());
  return !signatures.empty();
}

Status noSignature(const std::string &name,
                   const std::set<std::string> &names) {
  return absl::NotFoundError(
      absl::StrCat("no signature '", name, "'; there ",
                   names.empty() ? std::string("are none")
                                 : "is " + absl::StrJoin(names, ", ")));
}

StatusOr<ModelSummary>
summariseSavedModel(const ModelSource &source,
                    const std::optional<std::string> &signature) {
  ModelSummary summary;
  summary.format = "saved-model";
  SM_ASSIGN_OR_RETURN(summary.path,
                      format::resolveVersion(source.path, source.version));
  if (summary.path != source.path && !source.version)
    summary.notes.push_back(
        absl::StrCat("showing ", summary.path, ", the newest version"));
  SM_ASSIGN_OR_RETURN(format::SavedModelFile file,
                      format::readSavedModel(summary.path));
  summary.version = file.proto->saved_model_schema_version();
  std::unique_ptr<TensorBundle> bundle;
  if (file.hasVariables()) {
    auto opened = TensorBundle::open(file.variablesPrefix());
    if (opened.ok())
      bundle = *std::move(opened);
    else
      addDamage(summary, opened.status());
  }
  int begin = 0, end = file.proto->meta_graphs_size();
  if (source.tags) {
    SM_ASSIGN_OR_RETURN(begin,
                        format::selectMetaGraph(*file.proto, source.tags));
    end = begin + 1;
  }
  std::set<std::string> names;
  for (int i = begin; i < end; ++i) {
    const MetaGraphDef &metaGraph = file.proto->meta_graphs(i);
    MetaGraphSummary result;
    result.tags = format::tagsOf(metaGraph);
    SM_ASSIGN_OR_RETURN(result.signatures, summariseSignatures(metaGraph));
    if (signature && !keepSignature(*signature, result.signatures, names))
      continue;
    summary.metaGraphs.push_back(summariseMetaGraph(
        source, file, metaGraph, bundle.get(), std::move(result), summary));
  }
  if (signature && summary.metaGraphs.empty())
    return noSignature(*signature, names);
  return summary;
}

StatusOr<ModelSummary> summariseGraphDef(const ModelSource &source) {
  ModelSummary summary;
  summary.format = "graphdef";
  summary.path = source.path;
  SM_ASSIGN_OR_RETURN(auto graph, format::readGraphDef(source.path));
  summary.version = graph->versions().producer();
  MetaGraphSummary result;
  GraphRoots roots;
  for (const tensorflow::NodeDef &node : graph->node()) {
    roots.fetches.push_back(node.name());
    if (node.op() == "Placeholder")
      result.placeholders.push_back({node.name(), specOf(node)});
  }
  addDamage(summary, format::validateGraph(*graph));
  summariseGraph(*graph, result);
  result.unsupported = obstaclesByName(reachedOpUses(*graph, roots));
  summary.metaGraphs.push_back(std::move(result));
  return summary;
}

} // namespace

format::TensorSpec specOf(const tensorflow::NodeDef &node) {
  format::TensorSpec spec;
  if (auto found = node.attr().find("dtype"); found != node.attr().end())
    spec.dtype = dtypeFromNumber(found->second.type()).value_or(DType::Invalid);
  if (auto found = node.attr().find("shape"); found != node.attr().end())
    if (auto shape = format::decodePartialShape(found->second.shape());
        shape.ok())
      spec.shape = *std::move(shape);
  return spec;
}

StatusOr<ModelSummary> summarise(const ModelSource &source,
                                 const std::optional<std::string> &signature) {
  if (source.kind != ModelSource::Kind::GraphDef)
    return summariseSavedModel(source, signature);
  if (signature)
    return noSignature(*signature, {});
  return summariseGraphDef(source);
}

} // namespace sm::driver
