// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Edits of signatures.

#include "EditorState.h"

#include "sm/Format/SavedModel.h"
#include "sm/Transforms/Passes.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/Pass/PassManager.h"

#include "sm/Transforms/ConstantTensor.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

using namespace mlir;

namespace sm {

Status api::checkSignatureName(const std::string &name) {
  if (name.empty())
    return absl::InvalidArgumentError("a signature needs a name");
  if (absl::StartsWith(name, "__saved_model_"))
    return absl::InvalidArgumentError(
        absl::StrCat("signature '", name,
                     "' belongs to TensorFlow; names that begin with "
                     "__saved_model_ cannot be edited"));
  return absl::OkStatus();
}

static Status checkFree(saved_model::MetaGraphOp metaGraph,
                        const std::string &name) {
  SM_RETURN_IF_ERROR(api::checkSignatureName(name));
  for (auto signature : metaGraph.getOps<saved_model::SignatureOp>())
    if (signature.getName() == name)
      return absl::AlreadyExistsError(absl::StrCat(
          "MetaGraph ", format::tagSetName(api::tagsOf(metaGraph)),
          " has a signature '", name, "' already; drop or rename it first"));
  return absl::OkStatus();
}

Status SavedModelEditor::addSignature(const std::string &name,
                                      const SignatureSpec &spec) {
  SM_ASSIGN_OR_RETURN(saved_model::MetaGraphOp metaGraph, state->current());
  SM_RETURN_IF_ERROR(checkFree(metaGraph, name));
  SM_RETURN_IF_ERROR(api::addSignature(metaGraph, name, spec));
  SM_ASSIGN_OR_RETURN(saved_model::SignatureOp added, state->signature(name));
  std::vector<std::string> unfed = api::unfedPlaceholders(added);
  if (!unfed.empty())
    state->note(absl::StrCat("signature '", name,
                             "' computes with placeholders that it does not "
                             "take as inputs: ",
                             absl::StrJoin(unfed, ", ")));
  if (api::hasObjectGraph(metaGraph) && state->metaGraphs().size() == 1)
    state->note(absl::StrCat(
        "signature '", name,
        "' is seen by TensorFlow Serving and the v1 loader; "
        "tf.saved_model.load takes signatures from the object graph, which "
        "does not have it"));
  return absl::OkStatus();
}

/// Moves `signature` to its place by name.
static void sortIn(saved_model::SignatureOp signature) {
  Operation *before = nullptr;
  for (Operation &op : *signature->getBlock())
    if (auto other = dyn_cast<saved_model::SignatureOp>(op);
        other && other != signature && other.getName() < signature.getName())
      before = &op;
  if (before)
    signature->moveAfter(before);
}

/// Runs the renaming pass on one MetaGraph, with the object graph's names
/// following. It parts names at the last colon.
static Status runRename(saved_model::MetaGraphOp metaGraph,
                        const GraphRenameSignatureOptions &options) {
  // On its own, so that tags need not choose it.
  OwningOpRef<ModuleOp> alone = ModuleOp::create(metaGraph.getLoc());
  Block *home = metaGraph->getBlock();
  Operation *next = metaGraph->getNextNode();
  metaGraph->moveBefore(alone->getBody(), alone->getBody()->end());
  std::string messages;
  ScopedDiagnosticHandler handler(
      metaGraph.getContext(), [&](Diagnostic &diagnostic) {
        if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
          absl::StrAppend(&messages, messages.empty() ? "" : "; ",
                          diagnostic.str());
        return success();
      });
  PassManager pm(metaGraph.getContext());
  pm.addPass(createGraphRenameSignature(options));
  LogicalResult result = pm.run(*alone);
  metaGraph->moveBefore(home, next ? next->getIterator() : home->end());
  return succeeded(result) ? absl::OkStatus()
                           : absl::FailedPreconditionError(messages);
}

static Status checkNewName(const std::string &name) {
  return name.find(':') == std::string::npos
             ? absl::OkStatus()
             : absl::InvalidArgumentError(absl::StrCat(
                   "the new name '", name, "' must not hold a colon"));
}

Status SavedModelEditor::renameSignature(const std::string &from,
                                         const std::string &to) {
  SM_RETURN_IF_ERROR(api::checkSignatureName(from));
  SM_RETURN_IF_ERROR(checkNewName(to));
  SM_ASSIGN_OR_RETURN(saved_model::SignatureOp signature,
                      state->signature(from));
  auto metaGraph = signature->getParentOfType<saved_model::MetaGraphOp>();
  SM_RETURN_IF_ERROR(checkFree(metaGraph, to));
  GraphRenameSignatureOptions options;
  options.names = {absl::StrCat(from, ":", to)};
  SM_RETURN_IF_ERROR(runRename(metaGraph, options));
  sortIn(signature);
  return absl::OkStatus();
}

Status SavedModelEditor::copySignature(const std::string &from,
                                       const std::string &to) {
  SM_RETURN_IF_ERROR(api::checkSignatureName(from));
  SM_ASSIGN_OR_RETURN(saved_model::SignatureOp signature,
                      state->signature(from));
  auto metaGraph = signature->getParentOfType<saved_model::MetaGraphOp>();
  SM_RETURN_IF_ERROR(checkFree(metaGraph, to));
  OpBuilder b(signature);
  auto copy = cast<saved_model::SignatureOp>(b.clone(*signature));
  copy.setName(to);
  sortIn(copy);
  api::copySignatureObject(metaGraph, from, to);
  return absl::OkStatus();
}

Status SavedModelEditor::dropSignature(const std::string &name) {
  SM_RETURN_IF_ERROR(api::checkSignatureName(name));
  SM_ASSIGN_OR_RETURN(saved_model::SignatureOp signature,
                      state->signature(name));
  auto metaGraph = signature->getParentOfType<saved_model::MetaGraphOp>();
  signature.erase();
  api::dropSignatureObject(metaGraph, name);
  return absl::OkStatus();
}

Status SavedModelEditor::setDefaultSignature(const std::string &name) {
  SM_RETURN_IF_ERROR(state->signature(name).status());
  if (name == kDefaultSignature)
    return absl::OkStatus();
  if (state->signature(kDefaultSignature).ok()) {
    SM_RETURN_IF_ERROR(dropSignature(kDefaultSignature));
    state->note(absl::StrCat("signature 'serving_default' was replaced by a "
                             "copy of '",
                             name, "'"));
  }
  return copySignature(name, kDefaultSignature);
}

Status SavedModelEditor::setMethod(const std::string &signature,
                                   const std::string &method) {
  SM_RETURN_IF_ERROR(api::checkSignatureName(signature));
  SM_ASSIGN_OR_RETURN(saved_model::SignatureOp op, state->signature(signature));
  op.setMethod(method);
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

static const char *sideName(SignatureSide side) {
  return side == SignatureSide::Input ? "input" : "output";
}

/// NotFound, listing the keys, unless `infos` has `key`.
static Status checkKey(saved_model::SignatureOp signature, SignatureSide side,
                       const std::string &key) {
  DictionaryAttr infos = side == SignatureSide::Input ? signature.getInputs()
                                                      : signature.getOutputs();
  if (infos.contains(key))
    return absl::OkStatus();
  std::vector<std::string> keys;
  for (NamedAttribute entry : infos)
    keys.push_back(entry.getName().str());
  return absl::NotFoundError(
      absl::StrCat("signature '", signature.getName().str(), "' has no ",
                   sideName(side), " '", key, "'",
                   keys.empty() ? std::string()
                                : "; there are: " + absl::StrJoin(keys, ", ")));
}

static DictionaryAttr withoutKey(DictionaryAttr entries, StringRef key) {
  NamedAttrList list(entries);
  list.erase(key);
  return list.getDictionary(entries.getContext());
}

static void dropDefaultOf(saved_model::SignatureOp signature, StringRef key) {
  DictionaryAttr defaults = signature.getDefaultsAttr();
  if (!defaults || !defaults.contains(key))
    return;
  defaults = withoutKey(defaults, key);
  signature.setDefaultsAttr(defaults.empty() ? DictionaryAttr() : defaults);
}

Status SavedModelEditor::renameKey(const std::string &signature,
                                   SignatureSide side, const std::string &from,
                                   const std::string &to) {
  SM_RETURN_IF_ERROR(api::checkSignatureName(signature));
  SM_ASSIGN_OR_RETURN(saved_model::SignatureOp op, state->signature(signature));
  SM_RETURN_IF_ERROR(checkKey(op, side, from));
  if (to.empty())
    return absl::InvalidArgumentError("the new key is empty");
  if (checkKey(op, side, to).ok())
    return absl::AlreadyExistsError(absl::StrCat("signature '", signature,
                                                 "' has an ", sideName(side),
                                                 " '", to, "' already"));
  SM_RETURN_IF_ERROR(checkNewName(to));
  GraphRenameSignatureOptions options;
  options.keys = {absl::StrCat(
      signature, side == SignatureSide::Input ? ".inputs." : ".outputs.", from,
      ":", to)};
  return runRename(op->getParentOfType<saved_model::MetaGraphOp>(), options);
}

Status SavedModelEditor::dropKey(const std::string &signature,
                                 SignatureSide side, const std::string &key) {
  SM_RETURN_IF_ERROR(api::checkSignatureName(signature));
  SM_ASSIGN_OR_RETURN(saved_model::SignatureOp op, state->signature(signature));
  SM_RETURN_IF_ERROR(checkKey(op, side, key));
  if (side == SignatureSide::Output) {
    op.setOutputsAttr(withoutKey(op.getOutputs(), key));
  } else {
    op.setInputsAttr(withoutKey(op.getInputs(), key));
    dropDefaultOf(op, key);
  }
  // The traced function behind the signature has arguments of its own.
  if (api::hasSignatureObject(op->getParentOfType<saved_model::MetaGraphOp>(),
                              signature))
    state->note(absl::StrCat(
        sideName(side), " '", key, "' of signature '", signature,
        "' is gone for TensorFlow Serving and the v1 loader; "
        "tf.saved_model.load takes it from the traced function, which keeps "
        "it"));
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Defaults
//===----------------------------------------------------------------------===//

Status SavedModelEditor::setDefault(const std::string &signature,
                                    const std::string &key,
                                    const runtime::Tensor &value) {
  SM_ASSIGN_OR_RETURN(SignatureKey known, input(signature, key));
  if (value.dtype() != known.dtype)
    return absl::InvalidArgumentError(absl::StrCat(
        "input '", key, "' of signature '", signature, "' is ",
        dtypeName(known.dtype), ", the default is ", dtypeName(value.dtype())));
  if (!known.shape.isCompatibleWith(PartialShape(value.shape())))
    return absl::InvalidArgumentError(absl::StrCat(
        "input '", key, "' of signature '", signature, "' has shape ",
        known.shape.str(), ", the default ", value.shape().str()));
  SM_ASSIGN_OR_RETURN(saved_model::SignatureOp op, state->signature(signature));
  NamedAttrList defaults(op.getDefaultsAttr());
  defaults.set(key, constantAttr(value, state->context()));
  op.setDefaultsAttr(defaults.getDictionary(state->context()));
  return absl::OkStatus();
}

Status SavedModelEditor::dropDefault(const std::string &signature,
                                     const std::string &key) {
  SM_ASSIGN_OR_RETURN(saved_model::SignatureOp op, state->signature(signature));
  SM_RETURN_IF_ERROR(checkKey(op, SignatureSide::Input, key));
  DictionaryAttr defaults = op.getDefaultsAttr();
  if (!defaults || !defaults.contains(key))
    return absl::NotFoundError(absl::StrCat("input '", key, "' of signature '",
                                            signature, "' has no default"));
  dropDefaultOf(op, key);
  return absl::OkStatus();
}

StatusOr<SignatureKey> SavedModelEditor::input(const std::string &signature,
                                               const std::string &key) const {
  SM_RETURN_IF_ERROR(api::checkSignatureName(signature));
  SM_ASSIGN_OR_RETURN(saved_model::SignatureOp op, state->signature(signature));
  SM_RETURN_IF_ERROR(checkKey(op, SignatureSide::Input, key));
  SignatureDescription described = api::describe(op);
  for (SignatureKey &known : described.inputs)
    if (known.key == key)
      return std::move(known);
  return absl::InternalError("an input that is there was not described");
}

} // namespace sm
