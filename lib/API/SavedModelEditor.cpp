// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Opening, choosing a MetaGraph, and writing. The edits are in the files
// beside this one.

#include "EditorState.h"

#include "sm/Format/SavedModel.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Target/SavedModel.h"

#include "mlir/IR/Builders.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <filesystem>

using namespace mlir;
namespace fs = std::filesystem;

namespace sm {

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

std::vector<saved_model::MetaGraphOp>
SavedModelEditor::State::metaGraphs() const {
  std::vector<saved_model::MetaGraphOp> all;
  ModuleOp module = loaded.module.get();
  for (auto model : module.getOps<saved_model::SavedModelOp>())
    for (auto metaGraph : model.getOps<saved_model::MetaGraphOp>())
      all.push_back(metaGraph);
  return all;
}

/// "serve; eval", for messages.
static std::string
tagSetNames(const std::vector<saved_model::MetaGraphOp> &metaGraphs) {
  return absl::StrJoin(
      metaGraphs, "; ",
      [](std::string *out, saved_model::MetaGraphOp metaGraph) {
        absl::StrAppend(out, format::tagSetName(api::tagsOf(metaGraph)));
      });
}

StatusOr<saved_model::MetaGraphOp>
SavedModelEditor::State::metaGraph(const std::set<std::string> &tags) const {
  std::vector<saved_model::MetaGraphOp> all = metaGraphs();
  for (saved_model::MetaGraphOp metaGraph : all)
    if (api::tagsOf(metaGraph) == tags)
      return metaGraph;
  return absl::NotFoundError(absl::StrCat("no MetaGraph with tag set ",
                                          format::tagSetName(tags),
                                          "; there are: ", tagSetNames(all)));
}

StatusOr<saved_model::MetaGraphOp> SavedModelEditor::State::current() const {
  if (selected)
    return metaGraph(*selected);
  std::vector<saved_model::MetaGraphOp> all = metaGraphs();
  if (all.size() == 1)
    return all.front();
  StatusOr<saved_model::MetaGraphOp> serve = metaGraph({"serve"});
  if (serve.ok())
    return serve;
  return absl::InvalidArgumentError(
      absl::StrCat("the model has several MetaGraphs; choose one with "
                   "--tag_set; there are: ",
                   tagSetNames(all)));
}

StatusOr<saved_model::SignatureOp>
SavedModelEditor::State::signature(const std::string &name) const {
  SM_ASSIGN_OR_RETURN(saved_model::MetaGraphOp metaGraph, current());
  std::vector<std::string> names;
  for (auto signature : metaGraph.getOps<saved_model::SignatureOp>()) {
    if (signature.getName() == name)
      return signature;
    if (api::checkSignatureName(signature.getName().str()).ok())
      names.push_back(signature.getName().str());
  }
  return absl::NotFoundError(absl::StrCat(
      "no signature '", name, "' in MetaGraph ",
      format::tagSetName(api::tagsOf(metaGraph)),
      names.empty() ? std::string("; it has none")
                    : "; there are: " + absl::StrJoin(names, ", ")));
}

std::string SavedModelEditor::State::fileAt(const std::string &relative) const {
  if (auto it = files.find(relative); it != files.end())
    return it->second;
  std::error_code error;
  std::string path = absl::StrCat(folder, "/", relative);
  return !folder.empty() && fs::is_regular_file(path, error) ? path : "";
}

std::shared_ptr<const format::TensorBundle>
SavedModelEditor::State::checkpoint() const {
  auto *dialect = context()->getLoadedDialect<saved_model::SMDialect>();
  ModuleOp module = loaded.module.get();
  for (auto model : module.getOps<saved_model::SavedModelOp>())
    for (auto source : model.getOps<saved_model::DataSourceOp>())
      if (source.getKind() == "checkpoint")
        return dialect->data().checkpoint(source.getName().str());
  return nullptr;
}

/// Adds what the checkpoints of added MetaGraphs hold beyond the model's own.
static void mergeCheckpoints(
    const std::shared_ptr<const format::TensorBundle> &own,
    const std::vector<std::shared_ptr<const format::TensorBundle>> &added,
    format::SavedModelContents &contents) {
  auto addAll = [&](const std::shared_ptr<const format::TensorBundle> &bundle) {
    for (const auto &[key, entry] : bundle->tensors()) {
      format::StoredTensor tensor;
      tensor.source = bundle;
      tensor.sourceKey = key;
      contents.variables->emplace(key, std::move(tensor));
    }
  };
  if (added.empty())
    return;
  if (!contents.variables) {
    contents.variables.emplace();
    if (own)
      addAll(own);
  }
  for (const auto &bundle : added)
    addAll(bundle);
}

StatusOr<format::SavedModelContents> SavedModelEditor::State::exported() const {
  SM_ASSIGN_OR_RETURN(format::SavedModelContents contents,
                      target::exportSavedModel(*loaded.module));
  for (const auto &[path, file] : files)
    contents.files[path] = file;
  mergeCheckpoints(checkpoint(), addedCheckpoints, contents);
  return contents;
}

//===----------------------------------------------------------------------===//
// Opening and writing
//===----------------------------------------------------------------------===//

namespace api {

std::set<std::string> tagsOf(saved_model::MetaGraphOp metaGraph) {
  std::set<std::string> tags;
  for (Attribute tag : metaGraph.getTags())
    tags.insert(cast<StringAttr>(tag).getValue().str());
  return tags;
}

} // namespace api

SavedModelEditor::SavedModelEditor() : state(std::make_unique<State>()) {}
SavedModelEditor::~SavedModelEditor() = default;

/// A frozen graph has no schema version; a model has one.
static void setSchemaVersion(ModuleOp module) {
  Builder b(module.getContext());
  for (auto model : module.getOps<saved_model::SavedModelOp>())
    if (!model.getHeaderAttr())
      model.setHeaderAttr(saved_model::ProtoAttr::get(
          b.getContext(), b.getStringAttr("tensorflow.SavedModel"),
          b.getDictionaryAttr(b.getNamedAttr("saved_model_schema_version",
                                             b.getI64IntegerAttr(1)))));
}

/// The folder that our IR was made of; empty if there is none.
static std::string folderOf(ModuleOp module) {
  for (auto model : module.getOps<saved_model::SavedModelOp>())
    for (auto folder : model.getOps<saved_model::ModelFolderOp>())
      return folder.getPath().str();
  return "";
}

StatusOr<std::unique_ptr<SavedModelEditor>>
SavedModelEditor::open(const ModelSource &source) {
  std::unique_ptr<SavedModelEditor> editor(new SavedModelEditor);
  State &state = *editor->state;
  ModelSource all = source;
  all.tags.reset();
  if (source.kind == ModelSource::Kind::SavedModel) {
    SM_ASSIGN_OR_RETURN(state.folder,
                        format::resolveVersion(source.path, source.version));
    all.path = state.folder;
    all.version.reset();
  }
  SM_ASSIGN_OR_RETURN(state.loaded, api::loadModule(all, /*all=*/true));
  if (!state.folder.empty() && state.folder != source.path)
    state.note("using " + state.folder);
  if (source.kind == ModelSource::Kind::MLIR)
    state.folder = folderOf(*state.loaded.module);
  if (source.kind == ModelSource::Kind::GraphDef)
    setSchemaVersion(*state.loaded.module);
  for (saved_model::MetaGraphOp metaGraph : state.metaGraphs())
    state.ids[metaGraph] = state.nextId++;
  if (source.tags)
    SM_RETURN_IF_ERROR(
        withContext(editor->selectMetaGraph(*source.tags), source.path));
  return editor;
}

Status SavedModelEditor::selectMetaGraph(const std::set<std::string> &tags) {
  SM_RETURN_IF_ERROR(state->metaGraph(tags).status());
  state->selected = tags;
  return absl::OkStatus();
}

const std::vector<std::string> &SavedModelEditor::notes() const {
  return state->loaded.notes;
}

const std::string &SavedModelEditor::folder() const { return state->folder; }

Status SavedModelEditor::check() const { return state->exported().status(); }

Status SavedModelEditor::write(const std::string &dir,
                               const WriteModelOptions &options) const {
  SM_ASSIGN_OR_RETURN(format::SavedModelContents contents, state->exported());
  contents.isText = options.asText.value_or(contents.isText);
  return format::writeSavedModel(contents, dir, options.overwrite);
}

} // namespace sm
