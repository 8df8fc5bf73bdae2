// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "NodeNames.h"

#include "absl/strings/str_cat.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace sm::jit {

std::vector<std::string> nodesOf(Location location) {
  std::vector<std::string> names;
  // Fused locations are flat; this is no deeper than calls are inlined.
  SmallVector<Location> work = {location};
  while (!work.empty()) {
    Location next = work.pop_back_val();
    if (auto name = dyn_cast<NameLoc>(next)) {
      if (!llvm::is_contained(names, name.getName().getValue()))
        names.push_back(name.getName().str());
    } else if (auto fused = dyn_cast<FusedLoc>(next)) {
      work.append(fused.getLocations().rbegin(), fused.getLocations().rend());
    } else if (auto call = dyn_cast<CallSiteLoc>(next)) {
      work.push_back(call.getCallee());
    }
  }
  return names;
}

std::string nodesText(const std::vector<std::string> &nodes) {
  constexpr size_t kMaxShown = 3;
  if (nodes.empty())
    return "";
  std::string text = nodes.size() == 1 ? "node " : "nodes ";
  for (size_t i = 0; i < std::min(nodes.size(), kMaxShown); ++i)
    absl::StrAppend(&text, i == 0 ? "'" : ", '", nodes[i], "'");
  if (nodes.size() > kMaxShown)
    absl::StrAppend(&text, " and ", nodes.size() - kMaxShown, " more");
  return text;
}

} // namespace sm::jit
