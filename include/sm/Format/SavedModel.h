// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// SavedModel folders: finding and reading the model file, choosing a
/// MetaGraph, assets, initialisation, debug information.

#ifndef SM_FORMAT_SAVEDMODEL_H
#define SM_FORMAT_SAVEDMODEL_H

#include "sm/Support/Status.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tensorflow {
class GraphDebugInfo;
class MetaGraphDef;
class SavedModel;
} // namespace tensorflow

namespace sm::format {

/// The tags of a MetaGraph. Order and repetition do not matter.
using TagSet = std::set<std::string>;

/// A model file as read.
struct SavedModelFile {
  /// The model's folder.
  std::string dir;
  /// True for saved_model.pbtxt.
  bool isText = false;
  std::shared_ptr<tensorflow::SavedModel> proto;

  /// "DIR/saved_model.pb" or "DIR/saved_model.pbtxt".
  std::string path() const;
  /// True if the folder has a checkpoint (variables/variables.index). A model
  /// without one is fine as long as nothing that is used needs a value.
  bool hasVariables() const;
  /// The prefix of the checkpoint, "DIR/variables/variables".
  std::string variablesPrefix() const;
};

/// The folder of the model: `dir` itself if it holds one, else the version
/// folder (a name of digits only) asked for; "latest" and nullopt mean the
/// greatest number. NotFound, saying what is there, if nothing fits;
/// InvalidArgument if a version is asked for and `dir` is itself a model or the
/// version is no number.
StatusOr<std::string>
resolveVersion(const std::string &dir,
               const std::optional<std::string> &version = std::nullopt);

/// Reads saved_model.pb, else saved_model.pbtxt, of the folder `dir`. NotFound
/// ("no saved_model.pb yet") if there is neither, Unimplemented for
/// saved_model.cpb, InvalidArgument for a damaged file. Graphs are not
/// validated: see validateGraph.
StatusOr<SavedModelFile> readSavedModel(const std::string &dir);

/// Splits "a,b" at commas; blanks around a tag are dropped; "" is the empty
/// set. InvalidArgument for an empty tag between commas.
StatusOr<TagSet> parseTagSet(std::string_view text);

/// "serve,train" (sorted); "''" for the empty set.
std::string tagSetName(const TagSet &tags);

/// The tags of one MetaGraph.
TagSet tagsOf(const tensorflow::MetaGraphDef &metaGraph);

/// The index of the MetaGraph whose tag set equals `tags`; the first if several
/// do. Without `tags` the only MetaGraph, else the one tagged {serve}. NotFound
/// (a set was asked for) or InvalidArgument (none was), listing the sets there
/// are, otherwise.
StatusOr<int> selectMetaGraph(const tensorflow::SavedModel &model,
                              const std::optional<TagSet> &tags);

/// A file that comes with the model and is fed by path to a string tensor.
struct Asset {
  /// The tensor that takes the path, "name:0".
  std::string tensorName;
  /// Relative to the model's assets folder.
  std::string fileName;
  /// Absolute and free of symbolic links; known to lie inside the assets
  /// folder. The file may not exist.
  std::string path;
  bool exists = false;
};

/// The assets of a MetaGraph: asset_file_def, else the collection
/// saved_model_assets. InvalidArgument for names that are empty, absolute, hold
/// ".." or leave the assets folder through a symbolic link.
StatusOr<std::vector<Asset>>
listAssets(const SavedModelFile &model,
           const tensorflow::MetaGraphDef &metaGraph);

/// The path of the asset file `fileName` of the model folder `dir`, checked as
/// in listAssets.
StatusOr<std::string> confinedAssetPath(const std::string &dir,
                                        const std::string &fileName);

/// The node that initialises the model: signature __saved_model_init_op, else
/// collection saved_model_main_op, else legacy_init_op; nullopt if there is
/// none of them. InvalidArgument for a signature without its inner key, a
/// collection that does not hold exactly one name, or an empty name. An output
/// number (":0") is dropped.
StatusOr<std::optional<std::string>>
initOpNode(const tensorflow::MetaGraphDef &metaGraph);

/// The stack traces in debug/saved_model_debug_info.pb; null if the model has
/// none. InvalidArgument for a damaged file.
StatusOr<std::shared_ptr<tensorflow::GraphDebugInfo>>
readDebugInfo(const std::string &dir);

} // namespace sm::format

#endif // SM_FORMAT_SAVEDMODEL_H
