// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Changes to a SavedModel that is on disk: what is not edited stays as it is.
/// No type of MLIR or protobuf shows here.

#ifndef SM_API_SAVEDMODELEDITOR_H
#define SM_API_SAVEDMODELEDITOR_H

#include "sm/API/Model.h"
#include "sm/API/SignatureSpec.h"
#include "sm/Runtime/Tensor.h"
#include "sm/Support/Status.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sm {

/// One side of a signature.
enum class SignatureSide { Input, Output };

/// An input or output of a signature as the model says it.
struct SignatureKey {
  std::string key;
  /// "node:0"; for values made of several tensors "sparse(values=a:0, ...)".
  std::string tensor;
  DType dtype = DType::Invalid;
  PartialShape shape;
  /// The value used where a caller gives none; absent too if it has more than
  /// a million elements.
  std::optional<runtime::Tensor> defaultValue;
  bool hasDefault = false;
};

struct SignatureDescription {
  std::string name, method;
  std::vector<SignatureKey> inputs, outputs; ///< sorted by key
};

struct MetaGraphDescription {
  /// Stays the same through all edits of one editor.
  int id = 0;
  std::set<std::string> tags;
  std::vector<SignatureDescription> signatures;            ///< sorted by name
  std::vector<std::pair<std::string, std::string>> assets; ///< file, tensor
};

/// How a model is written.
struct WriteModelOptions {
  /// saved_model.pbtxt (true) or saved_model.pb; absent: as the source.
  std::optional<bool> asText;
  /// Replaces a model that is there.
  bool overwrite = false;
};

/// A model being edited. Edits are made in memory, one by one, each checked
/// when it is made; one that fails changes nothing. Those of signatures, assets
/// and variables concern the selected MetaGraph. Errors: NotFound, listing what
/// there is, for a name that the model lacks; AlreadyExists for a new name that
/// is taken; InvalidArgument, naming it, for what does not fit.
class SavedModelEditor {
public:
  /// Opens a SavedModel folder, a frozen graph (a model of one MetaGraph
  /// without tags) or our IR. `source.tags` selects a MetaGraph.
  static StatusOr<std::unique_ptr<SavedModelEditor>>
  open(const ModelSource &source);
  ~SavedModelEditor();
  SavedModelEditor(const SavedModelEditor &) = delete;
  SavedModelEditor &operator=(const SavedModelEditor &) = delete;

  /// Selects the MetaGraph with exactly these tags. Without this call it is the
  /// only one, else the one tagged {serve}.
  Status selectMetaGraph(const std::set<std::string> &tags);

  /// Adds the MetaGraph of another model that `from.tags` select, under
  /// `newTags` if given. The models share checkpoint and assets from then on:
  /// AlreadyExists, naming them, for checkpoint entries and asset files of one
  /// name and different contents.
  Status addMetaGraph(const ModelSource &from,
                      const std::optional<std::set<std::string>> &newTags);
  /// Removes a MetaGraph; FailedPrecondition for the last one. Files and the
  /// checkpoint stay.
  Status dropMetaGraph(const std::set<std::string> &tags);
  Status retag(const std::set<std::string> &tags,
               const std::set<std::string> &newTags);

  Status addSignature(const std::string &name, const SignatureSpec &spec);
  Status renameSignature(const std::string &from, const std::string &to);
  Status copySignature(const std::string &from, const std::string &to);
  Status dropSignature(const std::string &name);
  /// Makes `serving_default` a copy of `name`.
  Status setDefaultSignature(const std::string &name);
  Status setMethod(const std::string &signature, const std::string &method);
  Status renameKey(const std::string &signature, SignatureSide side,
                   const std::string &from, const std::string &to);
  Status dropKey(const std::string &signature, SignatureSide side,
                 const std::string &key);
  /// Sets the value that an input has where a caller gives none
  /// (SignatureDef.defaults). Its dtype must be the input's and its shape fit.
  Status setDefault(const std::string &signature, const std::string &key,
                    const runtime::Tensor &value);
  Status dropDefault(const std::string &signature, const std::string &key);
  /// What the signature says of an input.
  StatusOr<SignatureKey> input(const std::string &signature,
                               const std::string &key) const;

  /// Adds `file` to the assets under its own name, to be fed by path to
  /// `tensor`, a string scalar. FailedPrecondition for a model with an object
  /// graph, whose assets are objects.
  Status addAsset(const std::string &tensor, const std::string &file);
  /// Puts the contents of `file` in place of asset `name`, for all MetaGraphs.
  Status replaceAsset(const std::string &name, const std::string &file);
  /// Removes an asset, and its file where no other MetaGraph has it.
  /// FailedPrecondition if the object graph refers to it.
  Status dropAsset(const std::string &name);
  /// Puts `file` into the folder assets.extra as `name` ("a/b").
  Status setExtraFile(const std::string &name, const std::string &file);
  Status dropExtraFile(const std::string &name);

  /// Replaces the value of a variable, by name or by checkpoint key; dtype and
  /// shape must be those of the stored value. All MetaGraphs that share the
  /// entry see it.
  Status setVariable(const std::string &name, const runtime::Tensor &value);
  /// dtype and shape of a variable's stored value.
  StatusOr<std::pair<DType, PartialShape>>
  variableType(const std::string &name) const;

  /// What the model says now.
  std::vector<MetaGraphDescription> describe() const;
  /// Things worth a line on stderr, of opening and of all edits so far.
  const std::vector<std::string> &notes() const;
  /// The folder of the model, if it is one; with its version.
  const std::string &folder() const;

  /// Makes everything that is to be written but writes nothing: finds what
  /// write() would find wrong with the model.
  Status check() const;
  /// Writes the model as a SavedModel folder, which appears whole or not at
  /// all. AlreadyExists without `overwrite`; InvalidArgument if `dir` is the
  /// source.
  Status write(const std::string &dir, const WriteModelOptions &options) const;

private:
  SavedModelEditor();
  struct State;
  std::unique_ptr<State> state;
};

} // namespace sm

#endif // SM_API_SAVEDMODELEDITOR_H
