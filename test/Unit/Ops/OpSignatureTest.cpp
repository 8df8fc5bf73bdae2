// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The table of all of TensorFlow's ops, and that our records agree with it.

#include "sm/Ops/OpSignature.h"
#include "sm/Ops/OpInfo.h"
#include "sm/Ops/RewrittenOps.h"

#include <gtest/gtest.h>

namespace sm::ops {
namespace {

TEST(OpSignature, KnowsOpsWithoutARecord) {
  const OpSignature *op = lookupSignature("MirrorPad");
  ASSERT_NE(op, nullptr);
  EXPECT_FALSE(op->isStateful);
  ASSERT_EQ(op->inputs.size(), 2u);
  EXPECT_EQ(op->inputs[1].name, "paddings");
  EXPECT_EQ(op->inputs[1].typeAttr, "Tpaddings");
  EXPECT_EQ(op->defaultType("Tpaddings"), DType::Int32);
  EXPECT_EQ(op->defaultType("T"), DType::Invalid);
  ASSERT_EQ(op->outputs.size(), 1u);
  EXPECT_EQ(op->outputs[0].typeAttr, "T");
}

TEST(OpSignature, ReadsListsReferencesAndFixedTypes) {
  const OpSignature *branch = lookupSignature("If");
  ASSERT_NE(branch, nullptr);
  EXPECT_TRUE(branch->isStateful);
  EXPECT_EQ(branch->outputs[0].typeListAttr, "Tout");
  const OpSignature *table = lookupSignature("HashTable");
  ASSERT_NE(table, nullptr);
  EXPECT_TRUE(table->outputs[0].isRef);
  EXPECT_EQ(table->outputs[0].type, DType::String);
  const OpSignature *pack = lookupSignature("Pack");
  ASSERT_NE(pack, nullptr);
  EXPECT_EQ(pack->inputs[0].numberAttr, "N");
  EXPECT_EQ(pack->inputs[0].typeAttr, "T");
}

TEST(OpSignature, DoesNotKnowCustomOps) {
  EXPECT_EQ(lookupSignature("ZeroOut"), nullptr);
  EXPECT_EQ(lookupSignature(""), nullptr);
}

TEST(RewrittenOps, AreThoseWithoutARecord) {
  ASSERT_FALSE(rewrittenOps().empty());
  for (const RewrittenOp &op : rewrittenOps()) {
    EXPECT_NE(lookupSignature(op.name), nullptr) << op.name;
    EXPECT_EQ(lookupOp(op.name), nullptr) << op.name;
    EXPECT_EQ(whyOpaque(op.name),
              "an op that sm has only " + std::string(op.where));
  }
  EXPECT_EQ(lookupRewritten("MatMul"), nullptr);
}

TEST(OpSignature, WhyANodeIsOpaque) {
  EXPECT_EQ(whyOpaque("ZeroOut"),
            "a custom op: TensorFlow has none of this name");
  EXPECT_EQ(whyOpaque("WriteFile"),
            "an op of TensorFlow that sm does not have yet");
  EXPECT_EQ(whyOpaque("Relu"),
            "the node has attributes that the op's record does not know");
}

/// TensorFlow's name of an argument, and where its type comes from.
std::string describe(const ArgInfo &arg) {
  return std::string(arg.name) + ":" + std::string(arg.numberAttr) + "*" +
         std::string(arg.typeAttr) + "@" + std::string(arg.typeListAttr) + "=" +
         std::to_string(static_cast<int>(arg.type)) + (arg.isRef ? "&" : "");
}

std::string describe(absl::Span<const ArgInfo> args) {
  std::string text;
  for (const ArgInfo &arg : args)
    text += describe(arg) + " ";
  return text;
}

TEST(OpSignature, AgreesWithTheRecords) {
  for (const OpInfo *info : allOps()) {
    const OpSignature *op = lookupSignature(info->name);
    if (!op)
      continue; // Ops that only our IR has.
    EXPECT_EQ(describe(info->inputs), describe(op->inputs)) << info->name;
    EXPECT_EQ(describe(info->outputs), describe(op->outputs)) << info->name;
    EXPECT_EQ(info->isStateful, op->isStateful) << info->name;
  }
}

} // namespace
} // namespace sm::ops
