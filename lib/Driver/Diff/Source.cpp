// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Opens what the two arguments of `sm diff` name.

#include "lib/Driver/Diff/Diff.h"

#include "sm/API/Convert.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include <cstdlib>
#include <filesystem>

namespace sm::driver {
namespace {

namespace fs = std::filesystem;
using format::TensorBundle;

constexpr const char *kIndexEnding = ".index";

void openBundle(const std::string &prefix, DiffSide &side) {
  auto bundle = TensorBundle::open(prefix);
  if (bundle.ok())
    side.bundle = *std::move(bundle);
  else
    side.damage = std::string(bundle.status().message());
}

StatusOr<DiffSide> openSavedModel(const std::string &path) {
  DiffSide side;
  side.format = "saved-model";
  SM_ASSIGN_OR_RETURN(side.source.path, format::resolveVersion(path));
  SM_ASSIGN_OR_RETURN(format::SavedModelFile file,
                      format::readSavedModel(side.source.path));
  side.proto = file.proto;
  side.dir = side.source.path;
  side.modelFile = file.path();
  if (file.hasVariables())
    openBundle(file.variablesPrefix(), side);
  return side;
}

StatusOr<DiffSide> openGraphDef(const std::string &path) {
  DiffSide side;
  side.format = "graphdef";
  side.source.kind = ModelSource::Kind::GraphDef;
  side.source.path = side.modelFile = path;
  SM_ASSIGN_OR_RETURN(auto graph, format::readGraphDef(path));
  auto model = std::make_shared<tensorflow::SavedModel>();
  *model->add_meta_graphs()->mutable_graph_def() = std::move(*graph);
  side.proto = std::move(model);
  return side;
}

/// Writes the module as the SavedModel that it is the image of, and opens that.
StatusOr<DiffSide> openMLIR(const std::string &path) {
  std::error_code error;
  std::string folder =
      (fs::temp_directory_path(error) / "sm-diff-XXXXXX").string();
  if (error || !::mkdtemp(folder.data()))
    return absl::InternalError(
        absl::StrCat(folder, ": no folder can be made here to write ", path,
                     " to as a SavedModel; set TMPDIR to another place"));
  const std::shared_ptr<const void> cleanUp(nullptr, [folder](const void *) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  });
  ModelSource source;
  source.kind = ModelSource::Kind::MLIR;
  source.path = path;
  ConvertOptions options;
  options.form = ModelForm::SavedModel;
  SM_RETURN_IF_ERROR(
      convertModel(source, options, folder + "/model", nullptr, nullptr));
  SM_ASSIGN_OR_RETURN(DiffSide side, openSavedModel(folder + "/model"));
  side.format = "mlir";
  side.source = std::move(source);
  side.cleanUp = cleanUp;
  return side;
}

StatusOr<DiffSide> openCheckpoint(const std::string &prefix) {
  DiffSide side;
  side.format = "checkpoint";
  side.source.path = prefix;
  SM_ASSIGN_OR_RETURN(side.bundle, TensorBundle::open(prefix));
  return side;
}

bool isGraph(const DiffSide &side) {
  return side.source.kind == ModelSource::Kind::GraphDef;
}

} // namespace

Status alignTags(DiffSide &a, DiffSide &b,
                 std::optional<format::TagSet> &tags) {
  if (!a.proto || !b.proto || isGraph(a) == isGraph(b))
    return absl::OkStatus();
  DiffSide &graph = isGraph(a) ? a : b;
  const DiffSide &model = isGraph(a) ? b : a;
  auto index = format::selectMetaGraph(*model.proto, tags);
  if (!index.ok())
    return withContext(index.status(), model.source.path);
  tags = format::tagsOf(model.proto->meta_graphs(*index));
  auto *info = graph.proto->mutable_meta_graphs(0)->mutable_meta_info_def();
  for (const std::string &tag : *tags)
    info->add_tags(tag);
  return absl::OkStatus();
}

StatusOr<DiffSide> openSide(const std::string &path) {
  std::error_code error;
  if (fs::is_directory(path, error))
    return openSavedModel(path);
  const fs::path file(path);
  if (file.filename() == "saved_model.pb" ||
      file.filename() == "saved_model.pbtxt")
    return openSavedModel(file.has_parent_path() ? file.parent_path().string()
                                                 : ".");
  if (absl::EndsWith(path, ".pb") || absl::EndsWith(path, ".pbtxt"))
    return openGraphDef(path);
  if (absl::EndsWith(path, ".mlir") || absl::EndsWith(path, ".mlirbc"))
    return openMLIR(path);
  if (absl::EndsWith(path, kIndexEnding))
    return openCheckpoint(
        path.substr(0, path.size() - std::string(kIndexEnding).size()));
  if (fs::exists(path + kIndexEnding, error))
    return openCheckpoint(path);
  return absl::NotFoundError(absl::StrCat(
      path, ": no model; give a SavedModel folder, a graph (.pb, .pbtxt), "
            "a module (.mlir, .mlirbc) or "
            "the prefix of a checkpoint"));
}

} // namespace sm::driver
