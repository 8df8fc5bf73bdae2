// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "GraphObjects.h"
#include "GraphRenames.h"
#include "GraphTags.h"

#include "sm/Transforms/Passes.h"

#include <optional>

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_GRAPHRENAMESIGNATURE
#include "sm/Transforms/Passes.h.inc"

/// TensorFlow looks these up by name.
static bool isReserved(StringRef name) {
  return name.starts_with("__saved_model_");
}

namespace {

/// New keys of one signature.
struct KeyRenames {
  Renames inputs, outputs;
};

struct GraphRenameSignature
    : impl::GraphRenameSignatureBase<GraphRenameSignature> {
  using GraphRenameSignatureBase::GraphRenameSignatureBase;

  /// Files `signature.key:to` under the signature that has the key. Names and
  /// keys may hold dots and colons, so what is there decides where they end.
  static LogicalResult addKey(saved_model::MetaGraphOp metaGraph,
                              StringRef text,
                              llvm::StringMap<KeyRenames> &keys) {
    for (size_t colon = text.rfind(':'); colon != StringRef::npos;
         colon = text.substr(0, colon).rfind(':'))
      for (auto signature : metaGraph.getOps<saved_model::SignatureOp>()) {
        StringRef key = text.substr(0, colon);
        if (key.consume_front(signature.getName()) && key.consume_front("."))
          if (auto result = addKeyOf(signature, key, text.substr(colon + 1),
                                     keys[signature.getName()]))
            return *result;
      }
    return metaGraph.emitOpError()
           << "no signature has an input or output for '" << text
           << "'; write it as signature.key:to";
  }

  /// Files one key; nullopt if the signature does not have it.
  static std::optional<LogicalResult>
  addKeyOf(saved_model::SignatureOp signature, StringRef key, StringRef to,
           KeyRenames &renames) {
    bool inputsOnly = key.consume_front("inputs.");
    bool outputsOnly = !inputsOnly && key.consume_front("outputs.");
    bool isInput = !outputsOnly && signature.getInputs().contains(key);
    bool isOutput = !inputsOnly && signature.getOutputs().contains(key);
    if (!isInput && !isOutput)
      return std::nullopt;
    if (isInput && isOutput)
      return signature.emitOpError()
             << "'" << signature.getName() << "' has both an input and an "
             << "output '" << key << "'; say which, as " << signature.getName()
             << ".inputs." << key << ":" << to;
    return addRename(signature, key, to,
                     isInput ? renames.inputs : renames.outputs);
  }

  static DictionaryAttr renamedKeys(DictionaryAttr fields,
                                    const Renames &renames) {
    NamedAttrList changed;
    for (NamedAttribute field : fields)
      changed.append(renamed(field.getName(), renames), field.getValue());
    return changed.getDictionary(fields.getContext());
  }

  static LogicalResult checkKeys(saved_model::SignatureOp signature,
                                 StringRef what, DictionaryAttr fields,
                                 const Renames &renames) {
    SmallVector<StringRef> names, after;
    for (NamedAttribute field : fields) {
      names.push_back(field.getName());
      after.push_back(renamed(field.getName(), renames));
    }
    if (failed(checkRenames(signature, what, names, renames)))
      return failure();
    if (signature.getFunction() && !llvm::is_sorted(after))
      return signature.emitOpError()
             << "'" << signature.getName()
             << "': with these keys the function's arguments or results would "
                "stand in another order; choose keys that sort as the old ones "
                "do";
    return success();
  }

  static LogicalResult renameKeys(saved_model::MetaGraphOp metaGraph,
                                  saved_model::SignatureOp signature,
                                  const KeyRenames &keys) {
    if (failed(checkKeys(signature, "input", signature.getInputs(),
                         keys.inputs)) ||
        failed(checkKeys(signature, "output", signature.getOutputs(),
                         keys.outputs)) ||
        failed(renameSignatureKeys(metaGraph, signature, signature.getName(),
                                   keys.inputs, keys.outputs)))
      return failure();
    signature.setInputsAttr(renamedKeys(signature.getInputs(), keys.inputs));
    signature.setOutputsAttr(renamedKeys(signature.getOutputs(), keys.outputs));
    if (DictionaryAttr defaults = signature.getDefaultsAttr())
      signature.setDefaultsAttr(renamedKeys(defaults, keys.inputs));
    return success();
  }

  /// Checks the new names of signatures and files them in `renames`.
  LogicalResult collectNames(saved_model::MetaGraphOp metaGraph,
                             Renames &renames) {
    SmallVector<StringRef> existing;
    for (auto signature : metaGraph.getOps<saved_model::SignatureOp>())
      existing.push_back(signature.getName());
    for (const std::string &text : names)
      if (failed(addRename(metaGraph, text, renames)))
        return failure();
    for (const auto &entry : renames) {
      if (!llvm::is_contained(existing, entry.getKey()))
        return metaGraph.emitOpError()
               << "has no signature '" << entry.getKey() << "'";
      if (isReserved(entry.getKey()) || isReserved(entry.getValue()))
        return metaGraph.emitOpError()
               << "'" << entry.getKey() << "' cannot become '"
               << entry.getValue()
               << "': names that begin with __saved_model_ are TensorFlow's";
    }
    return checkRenames(metaGraph, "signature", existing, renames);
  }

  LogicalResult rename(saved_model::MetaGraphOp metaGraph) {
    Renames renames;
    llvm::StringMap<KeyRenames> keyRenames;
    if (failed(collectNames(metaGraph, renames)))
      return failure();
    for (const std::string &text : keys)
      if (failed(addKey(metaGraph, text, keyRenames)))
        return failure();
    for (auto signature : metaGraph.getOps<saved_model::SignatureOp>())
      if (auto it = keyRenames.find(signature.getName());
          it != keyRenames.end() &&
          failed(renameKeys(metaGraph, signature, it->second)))
        return failure();
    for (auto signature : metaGraph.getOps<saved_model::SignatureOp>())
      signature.setName(renamed(signature.getName(), renames));
    renameSignatureObjects(metaGraph, renames);
    return success();
  }

  void runOnOperation() override {
    if (failed(forMetaGraphsTagged(getOperation(), tags,
                                   [&](saved_model::MetaGraphOp metaGraph) {
                                     return rename(metaGraph);
                                   })))
      signalPassFailure();
  }
};

} // namespace

} // namespace sm
