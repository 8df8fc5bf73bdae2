// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "GraphRenames.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace sm {

LogicalResult addRename(Operation *op, StringRef text, Renames &renames) {
  auto [from, to] = text.rsplit(':');
  return addRename(op, from, to, renames);
}

LogicalResult addRename(Operation *op, StringRef from, StringRef to,
                        Renames &renames) {
  if (from.empty() || to.empty())
    return op->emitError() << "'" << from << "' gets no new name; write a "
                           << "renaming as from:to";
  if (!renames.try_emplace(from, to.str()).second)
    return op->emitError() << "'" << from << "' is given two new names";
  return success();
}

LogicalResult checkRenames(Operation *op, StringRef what,
                           ArrayRef<StringRef> names, const Renames &renames) {
  llvm::StringSet<> taken;
  for (StringRef name : names)
    if (!taken.insert(renamed(name, renames)).second)
      return op->emitError() << what << " '" << renamed(name, renames)
                             << "' would stand twice; choose a new name that "
                                "is free";
  return success();
}

StringRef renamed(StringRef name, const Renames &renames) {
  auto it = renames.find(name);
  return it == renames.end() ? name : StringRef(it->second);
}

} // namespace sm
