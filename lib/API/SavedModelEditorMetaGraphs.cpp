// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Edits of MetaGraphs: adding those of other models, dropping, tags.

#include "EditorState.h"

#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModel.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Support/MappedFile.h"
#include "sm/Target/SavedModel.h"

#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/Builders.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

using namespace mlir;

namespace sm {

using BundleRef = std::shared_ptr<const format::TensorBundle>;

/// How many clashing names a message shows.
static constexpr size_t kMaxShownNames = 8;

static std::string shownNames(std::vector<std::string> names) {
  size_t count = names.size();
  if (count > kMaxShownNames) {
    names.resize(kMaxShownNames);
    names.push_back(absl::StrCat("and ", count - kMaxShownNames, " more"));
  }
  return absl::StrJoin(names, ", ");
}

//===----------------------------------------------------------------------===//
// Sharing a checkpoint
//===----------------------------------------------------------------------===//

/// True if both checkpoints hold the same tensor under `key`.
static StatusOr<bool> isSameEntry(const format::TensorBundle &a,
                                  const format::TensorBundle &b,
                                  const std::string &key) {
  const format::TensorEntry *left = a.find(key), *right = b.find(key);
  if (left->dtype != right->dtype || left->shape != right->shape)
    return false;
  if (left->dtype == DType::String) {
    SM_ASSIGN_OR_RETURN(std::vector<Bytes> one, a.readStrings(key));
    SM_ASSIGN_OR_RETURN(std::vector<Bytes> other, b.readStrings(key));
    return one == other;
  }
  SM_ASSIGN_OR_RETURN(std::string one, a.readBytes(key));
  SM_ASSIGN_OR_RETURN(std::string other, b.readBytes(key));
  return one == other;
}

/// AlreadyExists, naming the keys, unless `added` can be merged into `known`.
static Status checkMergeable(const std::vector<BundleRef> &known,
                             const std::set<std::string> &replaced,
                             const format::TensorBundle &added) {
  std::vector<std::string> clashes;
  for (const auto &[key, entry] : added.tensors()) {
    // The objects of a checkpoint matter to tf.saved_model.load of a model
    // with one MetaGraph only.
    if (key == format::kObjectGraphKey)
      continue;
    bool isEqual = true;
    for (const BundleRef &bundle : known) {
      if (!bundle->find(key))
        continue;
      SM_ASSIGN_OR_RETURN(isEqual, isSameEntry(*bundle, added, key));
      isEqual &= !replaced.count(key);
      break;
    }
    if (!isEqual)
      clashes.push_back(key);
  }
  if (clashes.empty())
    return absl::OkStatus();
  return absl::AlreadyExistsError(
      absl::StrCat("both models have checkpoint entries of these names, with "
                   "different values: ",
                   shownNames(std::move(clashes))));
}

/// True if `added` has entries that none of `known` has.
static bool hasMore(const format::TensorBundle &added,
                    const std::vector<BundleRef> &known) {
  return llvm::any_of(added.tensors(), [&](const auto &entry) {
    return llvm::none_of(known, [&](const BundleRef &bundle) {
      return bundle->find(entry.first) != nullptr;
    });
  });
}

/// Lets values that the known checkpoints hold refer to these, so that equal
/// entries are one.
static void
shareEntries(saved_model::MetaGraphOp metaGraph,
             const std::vector<std::pair<std::string, BundleRef>> &known) {
  AttrTypeReplacer replacer;
  replacer.addReplacement(
      [&](saved_model::DataAttr data) -> std::optional<Attribute> {
        if (data.getSource() == saved_model::DataManager::kMemory)
          return std::nullopt;
        for (const auto &[source, bundle] : known)
          if (bundle->find(data.getKey().str()))
            return saved_model::DataAttr::get(data.getContext(), source,
                                              data.getKey(), data.getType());
        return std::nullopt;
      });
  for (auto variable : metaGraph.getOps<saved_model::VariableOp>())
    replacer.replaceElementsIn(variable);
}

//===----------------------------------------------------------------------===//
// Sharing assets
//===----------------------------------------------------------------------===//

static StatusOr<bool> haveSameContents(const std::string &a,
                                       const std::string &b) {
  SM_ASSIGN_OR_RETURN(std::shared_ptr<const MappedFile> one,
                      MappedFile::open(a));
  SM_ASSIGN_OR_RETURN(std::shared_ptr<const MappedFile> other,
                      MappedFile::open(b));
  return one->text() == other->text();
}

/// The asset files of an added MetaGraph that the model lacks, by path below
/// the model. AlreadyExists for one that differs.
static StatusOr<std::map<std::string, std::string>>
missingAssets(const std::vector<format::Asset> &assets,
              const std::function<std::string(const std::string &)> &fileAt) {
  std::map<std::string, std::string> missing;
  std::vector<std::string> clashes;
  for (const format::Asset &asset : assets) {
    if (!asset.exists)
      continue;
    std::string place = "assets/" + asset.fileName;
    std::string known = fileAt(place);
    if (known.empty()) {
      missing.emplace(place, asset.path);
      continue;
    }
    SM_ASSIGN_OR_RETURN(bool isSame, haveSameContents(known, asset.path));
    if (!isSame)
      clashes.push_back(asset.fileName);
  }
  if (clashes.empty())
    return missing;
  return absl::AlreadyExistsError(absl::StrCat(
      "both models have assets of these names, with different contents: ",
      shownNames(std::move(clashes))));
}

//===----------------------------------------------------------------------===//
// Adding
//===----------------------------------------------------------------------===//

namespace {

/// A MetaGraph of another model, imported into the context of the edited one.
struct AddedModel {
  OwningOpRef<ModuleOp> module;
  std::string folder;
  std::vector<format::Asset> assets;
  /// Its checkpoint, and the source's name in the IR.
  BundleRef bundle;
  saved_model::DataSourceOp source;

  template <typename Op>
  Op only() {
    for (auto model : module->getOps<saved_model::SavedModelOp>())
      for (auto op : model.getOps<Op>())
        return op;
    return {};
  }
};

} // namespace

/// A name for the checkpoint that no data source has yet.
static std::string freshSourceName(MLIRContext *context) {
  auto *dialect = context->getLoadedDialect<saved_model::SMDialect>();
  std::string name;
  for (int n = 1; name.empty() || dialect->data().hasSource(name); ++n)
    name = absl::StrCat("variables_", n);
  return name;
}

static StatusOr<AddedModel> readAddedModel(const ModelSource &from,
                                           MLIRContext *context) {
  AddedModel added;
  if (from.kind == ModelSource::Kind::GraphDef) {
    SM_ASSIGN_OR_RETURN(std::shared_ptr<tensorflow::GraphDef> graph,
                        format::readGraphDef(from.path));
    SM_ASSIGN_OR_RETURN(added.module,
                        target::importGraphDef(graph, from.path, context));
    return added;
  }
  if (from.kind != ModelSource::Kind::SavedModel)
    return absl::InvalidArgumentError(absl::StrCat(
        from.path, ": a MetaGraph is added from a SavedModel or a graph"));
  SM_ASSIGN_OR_RETURN(added.folder,
                      format::resolveVersion(from.path, from.version));
  SM_ASSIGN_OR_RETURN(format::SavedModelFile file,
                      format::readSavedModel(added.folder));
  SM_ASSIGN_OR_RETURN(int index,
                      format::selectMetaGraph(*file.proto, from.tags));
  SM_ASSIGN_OR_RETURN(
      added.module,
      target::importSavedModel(file, index, context, freshSourceName(context)));
  SM_ASSIGN_OR_RETURN(added.assets,
                      format::listAssets(file, file.proto->meta_graphs(index)));
  if (file.hasVariables()) {
    added.source = added.only<saved_model::DataSourceOp>();
    auto *dialect = context->getLoadedDialect<saved_model::SMDialect>();
    added.bundle = dialect->data().checkpoint(added.source.getName().str());
  }
  return added;
}

/// Names of the model's data sources with their checkpoints.
static std::vector<std::pair<std::string, BundleRef>>
checkpointsOf(saved_model::SavedModelOp model) {
  auto *dialect =
      model.getContext()->getLoadedDialect<saved_model::SMDialect>();
  std::vector<std::pair<std::string, BundleRef>> known;
  for (auto source : model.getOps<saved_model::DataSourceOp>())
    if (auto bundle = dialect->data().checkpoint(source.getName().str()))
      known.emplace_back(source.getName().str(), bundle);
  return known;
}

static void setTags(saved_model::MetaGraphOp metaGraph,
                    const std::set<std::string> &tags) {
  SmallVector<StringRef> names;
  for (const std::string &tag : tags)
    names.push_back(tag);
  metaGraph.setTagsAttr(Builder(metaGraph.getContext()).getStrArrayAttr(names));
}

static Status tagsTaken(const std::set<std::string> &tags) {
  return absl::AlreadyExistsError(absl::StrCat(
      "the model has a MetaGraph with tag set ", format::tagSetName(tags),
      " already; choose other tags or drop it first"));
}

Status SavedModelEditor::addMetaGraph(
    const ModelSource &from,
    const std::optional<std::set<std::string>> &newTags) {
  SM_ASSIGN_OR_RETURN(AddedModel added, readAddedModel(from, state->context()));
  auto metaGraph = added.only<saved_model::MetaGraphOp>();
  std::set<std::string> tags = newTags.value_or(api::tagsOf(metaGraph));
  if (state->metaGraph(tags).ok())
    return tagsTaken(tags);
  SM_ASSIGN_OR_RETURN(auto assets,
                      missingAssets(added.assets, [&](const std::string &path) {
                        return state->fileAt(path);
                      }));
  auto model =
      state->metaGraphs().front()->getParentOfType<saved_model::SavedModelOp>();
  auto known = checkpointsOf(model);
  std::vector<BundleRef> bundles;
  bundles.reserve(known.size() + 1);
  for (const auto &[name, bundle] : known)
    bundles.push_back(bundle);
  if (added.bundle)
    SM_RETURN_IF_ERROR(
        withContext(checkMergeable(bundles, state->replacedKeys, *added.bundle),
                    added.folder));

  // Nothing fails from here on.
  setTags(metaGraph, tags);
  shareEntries(metaGraph, known);
  if (added.bundle && hasMore(*added.bundle, bundles)) {
    // The first source is the model's own.
    added.source->moveBefore(state->metaGraphs().front());
    state->addedCheckpoints.push_back(added.bundle);
  }
  Block &body = model.getBody().front();
  metaGraph->moveBefore(&body, body.end());
  state->ids[metaGraph] = state->nextId++;
  state->files.insert(assets.begin(), assets.end());
  for (saved_model::MetaGraphOp each : state->metaGraphs())
    if (state->metaGraphs().size() == 2 && api::hasObjectGraph(each)) {
      state->note("with two MetaGraphs tf.saved_model.load needs tags=[...] "
                  "and gives signatures only, no objects and functions");
      break;
    }
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Dropping and tags
//===----------------------------------------------------------------------===//

Status SavedModelEditor::dropMetaGraph(const std::set<std::string> &tags) {
  SM_ASSIGN_OR_RETURN(saved_model::MetaGraphOp metaGraph,
                      state->metaGraph(tags));
  if (state->metaGraphs().size() == 1)
    return absl::FailedPreconditionError(absl::StrCat(
        "MetaGraph ", format::tagSetName(tags), " is the model's only one"));
  state->ids.erase(metaGraph);
  metaGraph.erase();
  if (state->selected == tags)
    state->selected.reset();
  return absl::OkStatus();
}

Status SavedModelEditor::retag(const std::set<std::string> &tags,
                               const std::set<std::string> &newTags) {
  SM_ASSIGN_OR_RETURN(saved_model::MetaGraphOp metaGraph,
                      state->metaGraph(tags));
  if (tags != newTags && state->metaGraph(newTags).ok())
    return tagsTaken(newTags);
  setTags(metaGraph, newTags);
  if (state->selected == tags)
    state->selected = newTags;
  return absl::OkStatus();
}

} // namespace sm
