// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What SavedModelEditor and SavedModelBuilder keep, and what their parts share.

#ifndef SM_LIB_API_EDITORSTATE_H
#define SM_LIB_API_EDITORSTATE_H

#include "ModelState.h"

#include "sm/API/SavedModelEditor.h"
#include "sm/Format/SavedModelWriter.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sm::format {
class TensorBundle;
} // namespace sm::format

namespace sm {

struct SavedModelEditor::State {
  api::LoadedModule loaded;
  /// The source's folder with its version; empty if it is a file.
  std::string folder;
  std::optional<std::set<std::string>> selected;
  /// Tell MetaGraphs apart whatever their tags.
  std::map<mlir::Operation *, int> ids;
  int nextId = 0;
  /// By path below the model: the file to copy, "" for none.
  std::map<std::string, std::string> files;
  /// Checkpoints of added MetaGraphs.
  std::vector<std::shared_ptr<const format::TensorBundle>> addedCheckpoints;
  /// Checkpoint keys whose value was replaced.
  std::set<std::string> replacedKeys;

  mlir::MLIRContext *context() const { return loaded.context.get(); }
  void note(std::string text) { loaded.notes.push_back(std::move(text)); }

  std::vector<saved_model::MetaGraphOp> metaGraphs() const;
  /// The one with exactly these tags; NotFound lists those there are.
  StatusOr<saved_model::MetaGraphOp>
  metaGraph(const std::set<std::string> &tags) const;
  /// The one that edits concern.
  StatusOr<saved_model::MetaGraphOp> current() const;
  /// A signature of the selected MetaGraph; NotFound lists them.
  StatusOr<saved_model::SignatureOp> signature(const std::string &name) const;

  /// Where a file of the model lies now; empty if there is none.
  std::string fileAt(const std::string &relative) const;
  /// The model's own checkpoint, or null.
  std::shared_ptr<const format::TensorBundle> checkpoint() const;
  StatusOr<format::SavedModelContents> exported() const;
};

namespace api {

std::set<std::string> tagsOf(saved_model::MetaGraphOp metaGraph);

/// A TensorInfo for `choice`, checked against the main graph of `metaGraph`.
/// `where` begins the errors ("input 'x'").
StatusOr<mlir::Attribute> tensorInfo(saved_model::MetaGraphOp metaGraph,
                                     const TensorChoice &choice,
                                     const std::string &where);

/// The node `name` of the main graph, or null.
mlir::Operation *findNode(saved_model::MetaGraphOp metaGraph,
                          llvm::StringRef name);

/// What the graph says of output `index` of a node: Invalid dtype and unknown
/// rank where it does not. NotFound if the node is known to have fewer outputs.
struct OutputType {
  DType dtype = DType::Invalid;
  PartialShape shape;
};
StatusOr<OutputType> outputType(saved_model::MetaGraphOp metaGraph,
                                mlir::Operation *node, int64_t index);

/// Adds a signature to `metaGraph`, which has none of the name.
Status addSignature(saved_model::MetaGraphOp metaGraph, const std::string &name,
                    const SignatureSpec &spec);

/// InvalidArgument for an empty name and for names that are TensorFlow's own.
Status checkSignatureName(const std::string &name);

/// Adds an asset called as `file`, fed to `tensor`; returns its name. No file
/// is touched.
StatusOr<std::string> addAsset(saved_model::MetaGraphOp metaGraph,
                               const std::string &tensor,
                               const std::string &file);

/// The signature as plain values.
SignatureDescription describe(saved_model::SignatureOp signature);

/// Placeholders that the outputs of a signature need and its inputs do not
/// feed.
std::vector<std::string> unfedPlaceholders(saved_model::SignatureOp signature);

/// InvalidArgument for names that leave their folder: empty, absolute, with
/// "..", or with a NUL.
Status checkRelativeName(const std::string &name, const char *what);

/// NotFound unless `path` is a file that can be read.
Status checkFile(const std::string &path);

/// The fields of the MetaGraph's message that no op holds; empty if there are
/// none.
mlir::DictionaryAttr messageFields(saved_model::MetaGraphOp metaGraph);
void setMessageFields(saved_model::MetaGraphOp metaGraph,
                      mlir::DictionaryAttr fields);

/// True if the MetaGraph has an object graph.
bool hasObjectGraph(saved_model::MetaGraphOp metaGraph);

/// The object graph's table of signatures: what tf.saved_model.load offers.
/// Each does nothing, and returns false, if the table lacks `name`.
bool copySignatureObject(saved_model::MetaGraphOp metaGraph,
                         const std::string &name, const std::string &newName);
bool dropSignatureObject(saved_model::MetaGraphOp metaGraph,
                         const std::string &name);
bool hasSignatureObject(saved_model::MetaGraphOp metaGraph,
                        const std::string &name);

} // namespace api
} // namespace sm

#endif // SM_LIB_API_EDITORSTATE_H
