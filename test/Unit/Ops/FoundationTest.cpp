// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Partial shapes, broadcasting, windows, attribute values and the op table.

#include "InferOp.h"

#include "sm/Ops/Broadcast.h"
#include "sm/Ops/OpInfo.h"
#include "sm/Ops/Padding.h"
#include "sm/Ops/ShapeFunctions.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <limits>

namespace sm::ops {
namespace {

constexpr int64_t kHuge = std::numeric_limits<int64_t>::max();

TEST(PartialShape, Text) {
  EXPECT_EQ(PartialShape().str(), "<unknown>");
  EXPECT_EQ(PartialShape::scalar().str(), "[]");
  EXPECT_EQ((PartialShape{2, unknown, 0}).str(), "[2,?,0]");
}

TEST(PartialShape, Known) {
  EXPECT_EQ(PartialShape().rank(), -1);
  EXPECT_FALSE(PartialShape().isFullyDefined());
  EXPECT_FALSE(PartialShape::ofRank(1).isFullyDefined());
  EXPECT_TRUE(PartialShape::scalar().isFullyDefined());
  EXPECT_EQ(*(PartialShape{2, 3}).asShape(), (Shape{2, 3}));
  EXPECT_FALSE((PartialShape{2, unknown}).asShape());
  EXPECT_EQ(*(PartialShape{2, 3}).numElements(), 6);
  EXPECT_FALSE((PartialShape{kHuge, kHuge}).numElements());
}

TEST(PartialShape, Merge) {
  PartialShape a{2, unknown}, b{unknown, 3};
  EXPECT_TRUE(a.isCompatibleWith(b));
  EXPECT_EQ(*a.mergeWith(b), (PartialShape{2, 3}));
  EXPECT_EQ(*a.mergeWith(PartialShape()), a);
  EXPECT_EQ(*PartialShape().mergeWith(a), a);
  EXPECT_FALSE(a.isCompatibleWith(PartialShape{3, 3}));
  EXPECT_FALSE(a.isCompatibleWith(PartialShape{2}));
  EXPECT_EQ(a.mergeWith(PartialShape{3, 3}).status().message(),
            "shapes [2,?] and [3,3] contradict each other");
}

TEST(Broadcast, Partial) {
  auto both = [](PartialShape a, PartialShape b) {
    StatusOr<PartialShape> result = broadcastPartialShapes(a, b);
    EXPECT_EQ(result.ok(), broadcastPartialShapes(b, a).ok());
    return result.ok() ? result->str() : std::string(result.status().message());
  };
  EXPECT_EQ(both({2, 3}, {3}), "[2,3]");
  EXPECT_EQ(both({2, 1}, {1, 3}), "[2,3]");
  EXPECT_EQ(both({unknown}, {4}), "[4]");
  EXPECT_EQ(both({unknown}, {1}), "[?]");
  EXPECT_EQ(both({unknown}, {unknown}), "[?]");
  EXPECT_EQ(both({0}, {1}), "[0]");
  EXPECT_EQ(both({2, 3}, rank0()), "[2,3]");
  EXPECT_EQ(both({2, 3}, anyRank()), "<unknown>");
  EXPECT_EQ(both({2, 3}, {2}),
            "shapes [2,3] and [2] do not broadcast: 3 meets 2");
  EXPECT_EQ(both({0}, {2}), "shapes [0] and [2] do not broadcast: 0 meets 2");
}

TEST(Broadcast, Full) {
  EXPECT_EQ(*broadcastShapes({2, 1}, {3}), (Shape{2, 3}));
  EXPECT_FALSE(broadcastShapes({2}, {3}).ok());
  EXPECT_EQ(broadcastStrides({2, 1, 4}, {5, 2, 3, 4}),
            (std::vector<int64_t>{0, 4, 0, 1}));
  EXPECT_EQ(broadcastStrides({}, {2}), (std::vector<int64_t>{0}));
}

std::string extent(int64_t input, WindowSpec spec) {
  StatusOr<WindowExtent> result = windowExtent(input, spec);
  if (!result.ok())
    return std::string(result.status().message());
  return std::to_string(result->output) + " " +
         std::to_string(result->padBefore) + " " +
         std::to_string(result->padAfter);
}

TEST(Window, Same) {
  const PaddingMode same = PaddingMode::Same;
  EXPECT_EQ(extent(8, {3, 2, 1, same}), "4 0 1");
  EXPECT_EQ(extent(7, {3, 2, 1, same}), "4 1 1");
  EXPECT_EQ(extent(7, {1, 2, 1, same}), "4 0 0");
  EXPECT_EQ(extent(5, {3, 1, 2, same}), "5 2 2");
  EXPECT_EQ(extent(0, {3, 1, 1, same}), "0 0 0");
  EXPECT_EQ(extent(kHuge, {3, 1, 1, same}),
            "window, dilation, stride and padding exceed the range of int64");
}

TEST(Window, ValidAndExplicit) {
  const PaddingMode valid = PaddingMode::Valid;
  const PaddingMode given = PaddingMode::Explicit;
  EXPECT_EQ(extent(8, {3, 2, 1, valid}), "3 0 0");
  EXPECT_EQ(extent(8, {3, 1, 2, valid, 7, 7}), "4 0 0");
  EXPECT_EQ(extent(8, {3, 2, 1, given, 1, 2}), "5 1 2");
  EXPECT_EQ(extent(2, {3, 1, 1, valid}), "0 0 0");
  EXPECT_EQ(extent(1, {3, 1, 1, valid}),
            "a window of 3 elements (with dilation) does not fit into 1 "
            "elements at stride 1");
  EXPECT_EQ(extent(8, {kHuge, 1, 2, valid}),
            "window, dilation, stride and padding exceed the range of int64");
  EXPECT_EQ(extent(8, {3, 1, 1, given, kHuge, 1}),
            "window, dilation, stride and padding exceed the range of int64");
  EXPECT_EQ(extent(8, {3, 0, 1, valid}),
            "a window needs a stride and dilation of at least 1 and sizes of "
            "at least 0, has size 3, stride 0, dilation 1 over 8 elements");
}

TEST(Window, Names) {
  EXPECT_EQ(*parsePaddingMode("SAME"), PaddingMode::Same);
  EXPECT_EQ(*parsePaddingMode("EXPLICIT"), PaddingMode::Explicit);
  EXPECT_EQ(parsePaddingMode("FULL").status().message(),
            "padding must be SAME, VALID or EXPLICIT, is 'FULL'");
  EXPECT_EQ(parseImageLayout("NCHW")->channel, 1);
  EXPECT_EQ(parseImageLayout("NHCW").status().message(),
            "data_format must be NHWC or NCHW, is 'NHCW'");
}

TEST(Attributes, Kinds) {
  const AttrMap attrs = {{"i", int64_t{3}},
                         {"empty", std::vector<float>()},
                         {"list", std::vector<int64_t>{1, 2}}};
  int64_t i = 7;
  EXPECT_TRUE(readAttr(attrs, "i", true, i).ok());
  EXPECT_EQ(i, 3);
  EXPECT_TRUE(readAttr(attrs, "absent", false, i).ok());
  EXPECT_EQ(i, 3);
  EXPECT_EQ(readAttr(attrs, "absent", true, i).message(),
            "attribute 'absent' is missing");
  EXPECT_EQ(readAttr(attrs, "list", true, i).message(),
            "attribute 'list' must be an int, is a list of ints");
  std::vector<int64_t> list = {5};
  EXPECT_TRUE(readAttr(attrs, "empty", true, list).ok());
  EXPECT_TRUE(list.empty());
  EXPECT_TRUE(readAttr(attrs, "list", true, list).ok());
  EXPECT_EQ(list.size(), 2u);
}

TEST(OpTable, Lookup) {
  EXPECT_EQ(lookupOp("NoSuchOp"), nullptr);
  EXPECT_EQ(lookupOp(""), nullptr);
  const OpInfo *matMul = lookupOp("MatMul");
  ASSERT_TRUE(matMul);
  EXPECT_EQ(matMul->family, "Linalg");
  EXPECT_EQ(matMul->inputs[0].typeAttr, "T");
  absl::Span<const OpInfo *const> all = allOps();
  EXPECT_TRUE(std::is_sorted(
      all.begin(), all.end(),
      [](const OpInfo *a, const OpInfo *b) { return a->name < b->name; }));
  for (const OpInfo *op : all)
    EXPECT_EQ(lookupOp(op->name), op);
}

TEST(OpTable, Arguments) {
  EXPECT_EQ(infer("MatMul", {f32({2, 3})}), "error: needs 2 inputs, has 1");
  EXPECT_EQ(infer("MatMul", {f32({2, 3}), i32({3, 2})}),
            "error: 'b' has element type int32, but an earlier operand gives T "
            "= float32");
  EXPECT_EQ(infer("LogicalAnd", {boolean({2}), f32({2})}),
            "error: 'y' must have element type bool, has float32");
  EXPECT_EQ(infer("AddN", {f32({2}), i32({2})}),
            "error: 'inputs' has element type int32, but an earlier operand "
            "gives T = float32");
  EXPECT_EQ(infer("ConcatV2", {}), "error: needs at least 1 inputs, has 0");
  EXPECT_EQ(infer("NoOp", {}, {}, 0), "");
}

TEST(InputAsShape, Limits) {
  EXPECT_EQ(infer("RandomUniform", {i32({2})}, {{"dtype", DType::Float}}),
            "float32[?,?]");
  EXPECT_EQ(infer("RandomUniform", {vector({2, kUnknownValue, -1})},
                  {{"dtype", DType::Half}}),
            "float16[2,?,?]");
  EXPECT_EQ(infer("RandomUniform", {i32(anyRank())}, {{"dtype", DType::Float}}),
            "float32<unknown>");
  EXPECT_EQ(infer("RandomUniform", {i32({2, 2})}, {{"dtype", DType::Float}}),
            "error: a shape must be given as a vector, not as a tensor of "
            "shape [2,2]");
  EXPECT_EQ(
      infer("RandomUniform", {i32({1000000000})}, {{"dtype", DType::Float}}),
      "error: a shape of 1000000000 dimensions is beyond the limit of "
      "254");
  EXPECT_EQ(
      infer("RandomUniform", {vector({2, -2})}, {{"dtype", DType::Float}}),
      "error: dimension 1 of a shape is -2, must be at least -1");
}

} // namespace
} // namespace sm::ops
