// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "NodeNames.h"

#include "dialects/TF/ControlOps.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace sm {

std::string NodeNames::unique(StringRef wanted) {
  std::string name = wanted.empty() ? "node" : wanted.str();
  for (char &c : name)
    if (!llvm::isAlnum(c) && !StringRef("_./>-\\").contains(c))
      c = '_';
  if (!llvm::isAlnum(name[0]) && name[0] != '.' && name[0] != '_')
    name.insert(0, "n");
  std::string result = name;
  unsigned &number = next[name];
  while (!taken.insert(result).second)
    result = name + "_" + std::to_string(++number);
  return result;
}

/// The name in a location; of something inlined, its name where it came from.
static StringRef nameIn(Location location) {
  while (true) {
    if (auto named = dyn_cast<NameLoc>(location))
      return named.getName();
    if (auto call = dyn_cast<CallSiteLoc>(location)) {
      location = call.getCallee();
      continue;
    }
    auto fused = dyn_cast<FusedLoc>(location);
    if (!fused)
      return {};
    for (Location part : fused.getLocations())
      if (auto named = dyn_cast<NameLoc>(part))
        return named.getName();
    return {};
  }
}

std::string wantedName(Operation *op) {
  StringRef name = nameIn(op->getLoc());
  if (!name.empty())
    return name.str();
  if (auto opaque = dyn_cast<tf::OpaqueOp>(op))
    return opaque.getOpName().str();
  return op->getName().stripDialect().str();
}

} // namespace sm
