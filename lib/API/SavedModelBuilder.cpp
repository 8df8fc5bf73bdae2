// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/API/SavedModelBuilder.h"

#include "EditorState.h"
#include "SavedModelBuilderSaver.h"

#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/SavedModel.h"
#include "sm/Format/SavedModelWriter.h"
#include "sm/Pipelines/InitAll.h"
#include "sm/Support/StagedOutput.h"
#include "sm/Target/SavedModel.h"

#include "mlir/IR/Builders.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <filesystem>

using namespace mlir;
namespace tfpb = tensorflow;

namespace sm {

struct SavedModelBuilder::State {
  State(std::string dir, Options options);

  std::string dir;
  Options options;
  std::unique_ptr<MLIRContext> context;
  OwningOpRef<ModuleOp> module;
  saved_model::SavedModelOp model;
  VariableValues variables;
  std::map<std::string, std::string> files;
  bool hasFirst = false;

  Status addMetaGraph(const std::set<std::string> &tags,
                      const GraphSource &source, const MetaGraphParts &parts,
                      bool isFirst);
  /// Checks the values that the graph's variables need.
  Status checkValues(const std::vector<api::GraphVariable> &variables,
                     bool isFirst) const;
  Status addParts(saved_model::MetaGraphOp metaGraph,
                  const MetaGraphParts &parts,
                  std::map<std::string, std::string> &assets);
};

SavedModelBuilder::State::State(std::string dir, Options options)
    : dir(std::move(dir)), options(options) {
  DialectRegistry registry;
  registerAllDialects(registry);
  context =
      std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
  loadModelDialects(*context);
  OpBuilder b(context.get());
  module = ModuleOp::create(b.getUnknownLoc());
  b.setInsertionPointToStart(module->getBody());
  DictionaryAttr header = b.getDictionaryAttr(
      b.getNamedAttr("saved_model_schema_version", b.getI64IntegerAttr(1)));
  model = saved_model::SavedModelOp::create(
      b, b.getUnknownLoc(),
      saved_model::ProtoAttr::get(
          context.get(), b.getStringAttr("tensorflow.SavedModel"), header));
  b.createBlock(&model.getBody());
}

SavedModelBuilder::SavedModelBuilder(std::string dir, Options options)
    : state(std::make_unique<State>(std::move(dir), options)) {}
SavedModelBuilder::~SavedModelBuilder() = default;

//===----------------------------------------------------------------------===//
// Graphs and values
//===----------------------------------------------------------------------===//

static StatusOr<std::shared_ptr<tfpb::GraphDef>>
readGraph(const GraphSource &source) {
  constexpr const char *kName = "the graph";
  auto graph = std::make_shared<tfpb::GraphDef>();
  switch (source.kind) {
  case GraphSource::Kind::File: {
    SM_ASSIGN_OR_RETURN(graph, format::readGraphDef(source.value));
    break;
  }
  case GraphSource::Kind::Bytes:
    SM_RETURN_IF_ERROR(format::parseBinaryMessage(source.value, kName, *graph));
    break;
  case GraphSource::Kind::Text:
    SM_RETURN_IF_ERROR(format::parseTextMessage(source.value, kName, *graph));
    break;
  }
  SM_RETURN_IF_ERROR(format::validateGraph(*graph));
  return graph;
}

Status SavedModelBuilder::State::checkValues(
    const std::vector<api::GraphVariable> &needed, bool isFirst) const {
  std::vector<std::string> missing, wrong, unknown;
  std::set<std::string> keys;
  for (const api::GraphVariable &variable : needed) {
    keys.insert(variable.key);
    auto it = variables.find(variable.key);
    if (it == variables.end()) {
      missing.push_back(variable.key);
      continue;
    }
    const runtime::Tensor &value = it->second;
    if (value.dtype() != variable.dtype ||
        !variable.shape.isCompatibleWith(PartialShape(value.shape())))
      wrong.push_back(absl::StrCat(
          "variable '", variable.key, "' is ", dtypeName(variable.dtype),
          variable.shape.str(), ", its value ", value.typeStr()));
  }
  for (const auto &[key, value] : variables)
    if (isFirst && !keys.count(key))
      unknown.push_back(key);
  if (!missing.empty())
    wrong.push_back("no value for variable " + absl::StrJoin(missing, ", "));
  if (!unknown.empty())
    wrong.push_back("the graph has no variable " +
                    absl::StrJoin(unknown, ", "));
  return wrong.empty() ? absl::OkStatus()
                       : absl::InvalidArgumentError(absl::StrJoin(wrong, "; "));
}

/// SaverDef as the exporter of TensorFlow writes it.
static void setSaver(saved_model::MetaGraphOp metaGraph,
                     const SaverNodes &saver) {
  Builder b(metaGraph.getContext());
  auto named = [&](StringRef name, Attribute value) {
    return b.getNamedAttr(name, value);
  };
  DictionaryAttr fields = b.getDictionaryAttr(
      {named("filename_tensor_name", b.getStringAttr(saver.filenameTensor)),
       named("save_tensor_name", b.getStringAttr(saver.saveTensor)),
       named("restore_op_name", b.getStringAttr(saver.restoreNode)),
       named("max_to_keep", b.getI64IntegerAttr(5)),
       named("keep_checkpoint_every_n_hours", b.getF32FloatAttr(10000)),
       named("version", b.getStringAttr("V2"))});
  NamedAttrList messages(api::messageFields(metaGraph));
  messages.set("saver_def", fields);
  api::setMessageFields(metaGraph,
                        messages.getDictionary(metaGraph.getContext()));
}

/// Checks that the nodes a caller names are there.
static Status checkNodes(saved_model::MetaGraphOp metaGraph,
                         const MetaGraphParts &parts) {
  std::vector<std::pair<const char *, std::string>> names;
  if (!parts.initNode.empty())
    names.emplace_back("init node", parts.initNode);
  if (parts.saver)
    names.insert(names.end(),
                 {{"saver's filename", parts.saver->filenameTensor},
                  {"saver's save tensor", parts.saver->saveTensor},
                  {"saver's restore node", parts.saver->restoreNode}});
  for (const auto &[what, name] : names)
    if (!api::findNode(metaGraph, StringRef(name).split(':').first))
      return absl::NotFoundError(
          absl::StrCat("the graph has no node '", name, "' for the ", what));
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// MetaGraphs
//===----------------------------------------------------------------------===//

Status
SavedModelBuilder::State::addParts(saved_model::MetaGraphOp metaGraph,
                                   const MetaGraphParts &parts,
                                   std::map<std::string, std::string> &assets) {
  SM_RETURN_IF_ERROR(checkNodes(metaGraph, parts));
  for (const auto &[name, spec] : parts.signatures) {
    SM_RETURN_IF_ERROR(api::checkSignatureName(name));
    SM_RETURN_IF_ERROR(api::addSignature(metaGraph, name, spec));
  }
  for (const auto &[tensor, file] : parts.assets) {
    SM_RETURN_IF_ERROR(api::checkFile(file));
    SM_ASSIGN_OR_RETURN(std::string name,
                        api::addAsset(metaGraph, tensor, file));
    std::string place = "assets/" + name;
    auto known = files.find(place);
    auto [it, isNew] = assets.emplace(place, file);
    std::error_code error;
    const std::string &other =
        known != files.end() ? known->second : it->second;
    if (!std::filesystem::equivalent(other, file, error))
      return absl::AlreadyExistsError(absl::StrCat(
          "two assets are called '", name, "': ", other, " and ", file));
  }
  if (!parts.initNode.empty())
    metaGraph.setInitNode(parts.initNode);
  return absl::OkStatus();
}

Status SavedModelBuilder::State::addMetaGraph(const std::set<std::string> &tags,
                                              const GraphSource &source,
                                              const MetaGraphParts &parts,
                                              bool isFirst) {
  for (auto other : model.getOps<saved_model::MetaGraphOp>())
    if (api::tagsOf(other) == tags)
      return absl::AlreadyExistsError(
          absl::StrCat("there is a MetaGraph with tag set ",
                       format::tagSetName(tags), " already"));
  SM_ASSIGN_OR_RETURN(std::shared_ptr<tfpb::GraphDef> graph, readGraph(source));
  SM_ASSIGN_OR_RETURN(std::vector<api::GraphVariable> needed,
                      api::variablesOf(*graph));
  SM_RETURN_IF_ERROR(checkValues(needed, isFirst));
  std::optional<SaverNodes> saver = parts.saver;
  if (!saver && !needed.empty())
    saver = api::addSaverNodes(needed, *graph);
  SM_ASSIGN_OR_RETURN(
      OwningOpRef<ModuleOp> imported,
      target::importGraphDef(graph, "the graph", context.get()));
  saved_model::MetaGraphOp metaGraph;
  imported->walk([&](saved_model::MetaGraphOp op) { metaGraph = op; });
  SmallVector<StringRef> names(tags.begin(), tags.end());
  metaGraph.setTagsAttr(Builder(context.get()).getStrArrayAttr(names));
  std::map<std::string, std::string> assets;
  SM_RETURN_IF_ERROR(addParts(metaGraph, parts, assets));
  if (saver)
    setSaver(metaGraph, *saver);
  Block &body = model.getBody().front();
  metaGraph->moveBefore(&body, body.end());
  files.insert(assets.begin(), assets.end());
  return absl::OkStatus();
}

Status SavedModelBuilder::addMetaGraphAndVariables(
    const std::set<std::string> &tags, const GraphSource &graph,
    const MetaGraphParts &parts, const VariableValues &variables) {
  if (state->hasFirst)
    return absl::FailedPreconditionError(
        "variables come with the first MetaGraph; use addMetaGraph for others");
  SM_RETURN_IF_ERROR(
      checkPlace(state->dir, /*isFolder=*/true, state->options.overwrite));
  state->variables = variables;
  Status status = state->addMetaGraph(tags, graph, parts, /*isFirst=*/true);
  if (!status.ok())
    state->variables.clear();
  state->hasFirst = status.ok();
  return status;
}

Status SavedModelBuilder::addMetaGraph(const std::set<std::string> &tags,
                                       const GraphSource &graph,
                                       const MetaGraphParts &parts) {
  if (!state->hasFirst)
    return absl::FailedPreconditionError(
        "the first MetaGraph is added with addMetaGraphAndVariables");
  return state->addMetaGraph(tags, graph, parts, /*isFirst=*/false);
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

static format::StoredTensor stored(const runtime::Tensor &value) {
  format::StoredTensor tensor;
  tensor.dtype = value.dtype();
  tensor.shape = value.shape();
  if (value.dtype() == DType::String) {
    auto strings = value.values<Bytes>();
    tensor.strings.assign(strings.begin(), strings.end());
    return tensor;
  }
  auto kept = std::make_shared<runtime::Tensor>(value);
  tensor.bytes = absl::MakeConstSpan(static_cast<const char *>(kept->rawData()),
                                     kept->numBytes());
  tensor.owner = kept;
  return tensor;
}

Status SavedModelBuilder::save(bool asText) {
  if (!state->hasFirst)
    return absl::FailedPreconditionError(
        "a model needs a MetaGraph; call addMetaGraphAndVariables first");
  SM_ASSIGN_OR_RETURN(format::SavedModelContents contents,
                      target::exportSavedModel(*state->module));
  contents.isText = asText;
  contents.files = state->files;
  contents.variables.emplace();
  for (const auto &[key, value] : state->variables)
    contents.variables->emplace(key, stored(value));
  return format::writeSavedModel(contents, state->dir,
                                 state->options.overwrite);
}

Status simpleSave(const std::string &dir, const GraphSource &graph,
                  const std::map<std::string, TensorChoice> &inputs,
                  const std::map<std::string, TensorChoice> &outputs,
                  const VariableValues &variables) {
  MetaGraphParts parts;
  parts.signatures[kDefaultSignature] = {kPredictMethod, inputs, outputs};
  SavedModelBuilder builder(dir);
  SM_RETURN_IF_ERROR(
      builder.addMetaGraphAndVariables({"serve"}, graph, parts, variables));
  return builder.save();
}

} // namespace sm
