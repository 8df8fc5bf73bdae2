// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Offers the default signature of a model as "score" too, adds a tag, and
/// writes the model to another folder.
///
///     edit_model MODEL FOLDER

#include "sm/API/SavedModelEditor.h"

#include <cstdio>

namespace {

sm::Status editModel(const std::string &model, const std::string &folder) {
  sm::ModelSource source;
  source.path = model;
  SM_ASSIGN_OR_RETURN(auto editor, sm::SavedModelEditor::open(source));
  SM_RETURN_IF_ERROR(editor->copySignature(sm::kDefaultSignature, "score"));
  SM_RETURN_IF_ERROR(editor->retag({"serve"}, {"serve", "scored"}));
  for (const sm::MetaGraphDescription &metaGraph : editor->describe())
    for (const sm::SignatureDescription &signature : metaGraph.signatures)
      std::printf("%s: %zu inputs, %zu outputs\n", signature.name.c_str(),
                  signature.inputs.size(), signature.outputs.size());
  return editor->write(folder, {});
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: edit_model MODEL FOLDER\n");
    return 2;
  }
  const sm::Status status = editModel(argv[1], argv[2]);
  if (status.ok())
    return 0;
  std::fprintf(stderr, "edit_model: %s\n",
               std::string(status.message()).c_str());
  return 1;
}
