// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The table of all ops: the generated tables of the families, put together.

#include "sm/Ops/OpInfo.h"

#include "absl/types/span.h"

#include <algorithm>
#include <vector>

namespace sm::ops {

#define SM_OP_FAMILY(family, table) absl::Span<const OpInfo> table();
#include "lib/Ops/OpFamilies.inc"
#undef SM_OP_FAMILY

absl::Span<const OpInfo *const> allOps() {
  static const std::vector<const OpInfo *> ops = [] {
    std::vector<const OpInfo *> all;
    for (absl::Span<const OpInfo> family : {
#define SM_OP_FAMILY(family, table) table(),
#include "lib/Ops/OpFamilies.inc"
#undef SM_OP_FAMILY
         })
      for (const OpInfo &op : family)
        all.push_back(&op);
    std::sort(all.begin(), all.end(), [](const OpInfo *a, const OpInfo *b) {
      return a->name < b->name;
    });
    return all;
  }();
  return ops;
}

const OpInfo *lookupOp(std::string_view name) {
  absl::Span<const OpInfo *const> ops = allOps();
  auto it = std::lower_bound(
      ops.begin(), ops.end(), name,
      [](const OpInfo *op, std::string_view key) { return op->name < key; });
  return it != ops.end() && (*it)->name == name ? *it : nullptr;
}

} // namespace sm::ops
