// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "LoweringTable.h"

#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace sm::tf_to_onnx {

static llvm::StringMap<LoweringEntry> makeTable() {
  llvm::StringMap<LoweringEntry> table;
  for (llvm::ArrayRef<LoweringEntry> family :
       {arrayLowerings(), imageLowerings(), indexLowerings(), linalgLowerings(),
        mathLowerings(), reductionLowerings(), unaryLowerings()})
    for (const LoweringEntry &entry : family)
      table.try_emplace(entry.op, entry);
  return table;
}

static const llvm::StringMap<LoweringEntry> &table() {
  static const llvm::StringMap<LoweringEntry> kTable = makeTable();
  return kTable;
}

const LoweringEntry *findLowering(StringRef op) {
  auto found = table().find(op);
  return found == table().end() ? nullptr : &found->second;
}

SmallVector<const LoweringEntry *> allLowerings() {
  SmallVector<const LoweringEntry *> all;
  for (const auto &entry : table())
    all.push_back(&entry.second);
  return all;
}

} // namespace sm::tf_to_onnx
