// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What the records say of the ONNX road is what the conversion does.

#include "lib/Conversion/TFToONNX/LoweringTable.h"
#include "lib/Conversion/TFToONNX/RuntimeTypes.h"

#include "sm/Ops/OpInfo.h"

#include "gtest/gtest.h"

namespace sm::tf_to_onnx {
namespace {

using State = ops::Decision::State;

TEST(ONNXLowerings, existForWhatIsDone) {
  int renamed = 0, lowered = 0;
  for (const ops::OpInfo *op : ops::allOps()) {
    const bool isLowered = findLowering(op->name) != nullptr;
    const std::string_view name = op->onnx.reason;
    if (op->onnx.state != State::Done) {
      EXPECT_FALSE(isLowered) << op->name << " is not done, but lowered";
      continue;
    }
    EXPECT_TRUE(isLowered || !name.empty())
        << op->name << " is done, but neither lowered nor renamed";
    EXPECT_TRUE(name.empty() || isKnownToRuntime(name))
        << op->name << " becomes " << name << ", which does not run";
    renamed += !name.empty();
    lowered += isLowered;
  }
  EXPECT_GT(renamed, 30);
  EXPECT_GT(lowered, 60);
}

TEST(ONNXLowerings, areOfOpsWithRecords) {
  for (const LoweringEntry *entry : allLowerings())
    EXPECT_NE(ops::lookupOp(entry->op), nullptr) << entry->op.str();
}

TEST(ONNXLowerings, leaveNothingPending) {
  for (const ops::OpInfo *op : ops::allOps())
    EXPECT_NE(op->onnx.state, State::Pending) << op->name;
}

} // namespace
} // namespace sm::tf_to_onnx
