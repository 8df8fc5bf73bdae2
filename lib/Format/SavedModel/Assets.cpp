// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Assets and their confinement to the model's folder.

#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/SavedModel.h"

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include <algorithm>
#include <filesystem>

namespace fs = std::filesystem;

namespace sm::format {

namespace {

constexpr char kAssetCollection[] = "saved_model_assets";

/// True if `path` is `folder` or lies in it; both without links and dots.
bool isInside(const fs::path &path, const fs::path &folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end())
             .first == folder.end();
}

StatusOr<fs::path> resolveLinks(const fs::path &path) {
  std::error_code error;
  fs::path result = fs::absolute(path, error);
  if (!error)
    result = fs::weakly_canonical(result, error);
  if (error)
    return absl::InvalidArgumentError(
        absl::StrCat("cannot resolve ", path.string(), ": ", error.message()));
  // A trailing separator would leave an empty last component.
  return result.has_filename() ? result : result.parent_path();
}

StatusOr<std::vector<tensorflow::AssetFileDef>>
assetDefs(const tensorflow::MetaGraphDef &metaGraph) {
  std::vector<tensorflow::AssetFileDef> defs(metaGraph.asset_file_def().begin(),
                                             metaGraph.asset_file_def().end());
  const auto collection = metaGraph.collection_def().find(kAssetCollection);
  if (!defs.empty() || collection == metaGraph.collection_def().end())
    return defs;
  for (const google::protobuf::Any &any :
       collection->second.any_list().value()) {
    tensorflow::AssetFileDef def;
    if (!absl::EndsWith(any.type_url(), "/tensorflow.AssetFileDef"))
      return absl::InvalidArgumentError(
          absl::StrCat("collection '", kAssetCollection,
                       "' holds a message of type '", any.type_url(), "'"));
    SM_RETURN_IF_ERROR(parseBinaryMessage(
        any.value(), absl::StrCat("collection '", kAssetCollection, "'"), def));
    defs.push_back(std::move(def));
  }
  return defs;
}

} // namespace

StatusOr<std::string> confinedAssetPath(const std::string &dir,
                                        const std::string &fileName) {
  auto refused = [&](const char *why) {
    return absl::InvalidArgumentError(
        absl::StrCat(dir, ": asset '", absl::CEscape(fileName), "' ", why));
  };
  const fs::path relative(fileName);
  if (fileName.empty())
    return refused("has no name");
  if (fileName.find('\0') != fileName.npos)
    return refused("has a NUL in its name");
  if (relative.is_absolute())
    return refused("has an absolute path; assets must lie in the model");
  if (std::find(relative.begin(), relative.end(), "..") != relative.end())
    return refused("has '..' in its path; assets must lie in the model");
  SM_ASSIGN_OR_RETURN(const fs::path root, resolveLinks(dir));
  SM_ASSIGN_OR_RETURN(const fs::path folder,
                      resolveLinks(fs::path(dir) / "assets"));
  SM_ASSIGN_OR_RETURN(const fs::path path,
                      resolveLinks(fs::path(dir) / "assets" / relative));
  if (!isInside(folder, root) || !isInside(path, folder) || path == folder)
    return refused("leaves the model's assets folder");
  return path.string();
}

StatusOr<std::vector<Asset>>
listAssets(const SavedModelFile &model,
           const tensorflow::MetaGraphDef &metaGraph) {
  SM_ASSIGN_OR_RETURN(const std::vector<tensorflow::AssetFileDef> defs,
                      assetDefs(metaGraph));
  std::vector<Asset> assets;
  for (const tensorflow::AssetFileDef &def : defs) {
    Asset asset;
    asset.tensorName = def.tensor_info().name();
    asset.fileName = def.filename();
    SM_ASSIGN_OR_RETURN(asset.path,
                        confinedAssetPath(model.dir, asset.fileName));
    std::error_code error;
    asset.exists = fs::is_regular_file(asset.path, error);
    assets.push_back(std::move(asset));
  }
  return assets;
}

} // namespace sm::format
