// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What stands in the way of an entry, and which others are free of it.

#include "ModelState.h"

#include "absl/strings/str_cat.h"

using namespace mlir;

namespace sm::api {

/// Signatures of the same file that can run. Each is tried on its own: one that
/// cannot even be converted must not hide the others.
static std::vector<std::pair<std::set<std::string>, std::string>>
usableSignatures(const ModelSource &source) {
  std::vector<std::pair<std::set<std::string>, std::string>> usable;
  StatusOr<LoadedModule> all = loadModule(source, /*all=*/true);
  if (!all.ok())
    return usable;
  std::vector<std::pair<std::set<std::string>, std::string>> names;
  all->module->walk([&](saved_model::SignatureOp signature) {
    auto metaGraph = signature->getParentOfType<saved_model::MetaGraphOp>();
    std::set<std::string> tags;
    for (StringAttr tag : metaGraph.getTags().getAsRange<StringAttr>())
      tags.insert(tag.getValue().str());
    if (!signature.getName().starts_with("__saved_model_"))
      names.push_back({tags, signature.getName().str()});
  });
  for (auto &[tags, name] : names) {
    ModelSource one = source;
    one.tags = tags;
    StatusOr<LoadedModule> loaded = loadModule(one, /*all=*/false);
    if (!loaded.ok())
      continue;
    ModelEntry entry;
    entry.signature = name;
    StatusOr<Operation *> found = findEntry(loaded->metaGraph, entry);
    if (!found.ok())
      continue;
    keepOnlyEntry(loaded->metaGraph, *found);
    if (!runPipelines(*loaded, Level::Prepare, nullptr).ok())
      continue;
    func::FuncOp function = functionOf(loaded->metaGraph, *found);
    if (function && unsupportedIn(function).empty())
      usable.push_back({tags, name});
  }
  return usable;
}

Status refuse(const ModelSource &source, std::vector<Unsupported> unsupported,
              UnsupportedReport *report) {
  std::string ops;
  for (const Unsupported &op : unsupported)
    absl::StrAppend(&ops, ops.empty() ? "" : ", ", op.op);
  if (report) {
    report->unsupported = std::move(unsupported);
    report->usableSignatures = usableSignatures(source);
  }
  return absl::UnimplementedError(absl::StrCat(
      source.path, ": the entry needs what is not supported: ", ops));
}

} // namespace sm::api
