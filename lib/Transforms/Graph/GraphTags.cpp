// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "GraphTags.h"

#include "llvm/ADT/StringExtras.h"

#include <set>

using namespace mlir;

namespace sm {

FailureOr<SmallVector<saved_model::MetaGraphOp>>
metaGraphsTagged(Operation *root, ArrayRef<std::string> tags) {
  std::set<StringRef> wanted(tags.begin(), tags.end());
  SmallVector<saved_model::MetaGraphOp> found;
  std::string sets;
  root->walk([&](saved_model::MetaGraphOp metaGraph) {
    auto range = metaGraph.getTags().getAsValueRange<StringAttr>();
    if (wanted.empty() ||
        wanted == std::set<StringRef>(range.begin(), range.end()))
      found.push_back(metaGraph);
    std::string name = llvm::join(range, ",");
    sets += (sets.empty() ? "" : "; ") + (name.empty() ? "''" : name);
  });
  if (!found.empty() || wanted.empty())
    return found;
  return root->emitError() << "no MetaGraph with tag set "
                           << llvm::join(wanted, ",") << "; the model has: "
                           << (sets.empty() ? "none" : sets);
}

LogicalResult forMetaGraphsTagged(
    Operation *root, ArrayRef<std::string> tags,
    llvm::function_ref<LogicalResult(saved_model::MetaGraphOp)> work) {
  auto metaGraphs = metaGraphsTagged(root, tags);
  if (failed(metaGraphs))
    return failure();
  for (saved_model::MetaGraphOp metaGraph : *metaGraphs)
    if (failed(work(metaGraph)))
      return failure();
  return success();
}

} // namespace sm
