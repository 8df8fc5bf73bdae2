// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shape functions of ops that take parts of tensors, repeat or pad them.

#include "InferOp.h"

#include "gtest/gtest.h"

namespace sm::ops {
namespace {

TEST(SliceOps, StridedSlice) {
  EXPECT_EQ(
      infer("StridedSlice",
            {f32({unknown, 3}), vector({0, 1}), vector({0, 2}), vector({1, 1})},
            {{"begin_mask", int64_t{1}},
             {"end_mask", int64_t{1}},
             {"shrink_axis_mask", int64_t{2}}}),
      "float32[?]");
  EXPECT_EQ(
      infer("StridedSlice", {f32({8, 3}), i32({1}), vector({4}), vector({1})}),
      "float32[?,3]");
  EXPECT_EQ(infer("StridedSlice", {f32({8, 3}), i32({unknown}), i32({unknown}),
                                   i32({unknown})}),
            "float32<unknown>");
  EXPECT_EQ(infer("StridedSlice",
                  {f32(anyRank()), vector({0}), vector({4}), vector({1})}),
            "float32<unknown>");
  EXPECT_EQ(
      infer("StridedSlice", {f32({8}), vector({0}), vector({4}), vector({0})}),
      "error: strides[0] must not be 0");
  EXPECT_EQ(infer("StridedSlice",
                  {f32({8}), vector({0}), vector({4, 4}), vector({1})}),
            "error: the lengths of 'begin', 'end' and 'strides' must be equal, "
            "are 1 and 2");
  EXPECT_EQ(
      infer("StridedSlice", {f32({8}), scalar(0), vector({4}), vector({1})}),
      "error: 'begin' must have rank 1, has shape []");
  EXPECT_EQ(infer("StridedSlice", {f32({8}), i32({40}), i32({40}), i32({40})}),
            "error: a slice may have 31 entries, has 40");
  EXPECT_EQ(
      infer("StridedSlice", {f32({8}), i32({400}), i32({400}), i32({400})}),
      "error: 'begin' has 400 elements, one for each dimension, beyond the "
      "limit of 254");
}

TEST(SliceOps, Slice) {
  auto slice = [](PartialShape input, Input begin, Input size) {
    return infer("Slice", {f32(input), begin, size});
  };
  EXPECT_EQ(slice({4, 5}, vector({1, 2}), vector({2, -1})), "float32[2,3]");
  EXPECT_EQ(slice({unknown, 5}, vector({1, 0}), vector({-1, 5})),
            "float32[?,5]");
  EXPECT_EQ(slice({4, 5}, i32({2}), vector({2, -1})), "float32[2,?]");
  EXPECT_EQ(slice({4, 5}, i32({2}), i32({2})), "float32[?,?]");
  EXPECT_EQ(slice(anyRank(), i32({2}), vector({2, -1})), "float32[2,?]");
  EXPECT_EQ(slice(anyRank(), i32({unknown}), i32({unknown})),
            "float32<unknown>");
  EXPECT_EQ(slice({4}, vector({5}), vector({0})),
            "error: begin[0] is 5, must be in [0, 4]");
  EXPECT_EQ(slice({unknown}, vector({-1}), vector({0})),
            "error: begin[0] is -1, must not be negative");
  EXPECT_EQ(slice({4}, vector({1}), vector({4})),
            "error: size[0] is 4, must be -1 or in [0, 3]");
  EXPECT_EQ(slice({4}, vector({1}), vector({-2})),
            "error: size[0] is -2, must be -1 or in [0, 3]");
  EXPECT_EQ(slice({4, 5}, vector({1}), vector({1})),
            "error: the rank of 'input' and the length of 'begin' must be "
            "equal, are 2 and 1");
  EXPECT_EQ(slice({4}, vector({1}), vector({1, 1})),
            "error: the lengths of 'begin' and 'size' must be equal, are 1 and "
            "2");
}

TEST(SliceOps, Tile) {
  EXPECT_EQ(infer("Tile", {f32({2, 3}), vector({1, 2})}), "float32[2,6]");
  EXPECT_EQ(infer("Tile", {f32({unknown, 0}), vector({0, kUnknownValue})}),
            "float32[0,0]");
  EXPECT_EQ(infer("Tile", {f32({2}), i32({1})}), "float32[?]");
  EXPECT_EQ(infer("Tile", {f32(anyRank()), i32({unknown})}),
            "float32<unknown>");
  EXPECT_EQ(infer("Tile", {f32({2}), vector({-1})}),
            "error: multiples[0] is -1, must not be negative");
  EXPECT_EQ(infer("Tile", {f32({2}), vector({1, 1})}),
            "error: the rank of 'input' and the length of 'multiples' must be "
            "equal, are 1 and 2");
}

TEST(SliceOps, Pad) {
  EXPECT_EQ(infer("Pad", {f32({2, unknown}), pairs({1, 2, 0, 3})}),
            "float32[5,?]");
  EXPECT_EQ(infer("Pad", {f32({2, 2}), pairs({0, 0, 0, kUnknownValue})}),
            "float32[2,?]");
  EXPECT_EQ(infer("Pad", {f32({2, 2}), i32({2, 2})}), "float32[?,?]");
  EXPECT_EQ(infer("Pad", {f32(anyRank()), i32({2, 2})}), "float32[?,?]");
  EXPECT_EQ(infer("Pad", {f32(anyRank()), i32(anyRank())}), "float32<unknown>");
  EXPECT_EQ(infer("Pad", {f32(rank0()), pairs({})}), "float32[]");
  EXPECT_EQ(infer("Pad", {f32({2}), pairs({-1, 0})}),
            "error: paddings[0, 0] is -1, must not be negative");
  EXPECT_EQ(infer("Pad", {f32({2}), i32({1, 3})}),
            "error: the second dimension of 'paddings' and 2 must be equal, "
            "are 3 and 2");
  EXPECT_EQ(infer("Pad", {f32({2}), i32({2, 2})}),
            "error: the rank of 'input' and rows of 'paddings' must be equal, "
            "are 1 and 2");
  EXPECT_EQ(infer("Pad", {f32({2}), i32({2})}),
            "error: 'paddings' must have rank 2, has shape [2]");
  EXPECT_EQ(infer("Pad", {f32(anyRank()), i32({1000, 2})}),
            "error: 'paddings' has 1000 rows, one for each dimension, beyond "
            "the limit of 254");
  EXPECT_EQ(infer("PadV2", {f32({2}), pairs({1, 0}), f32(rank0())}),
            "float32[3]");
  EXPECT_EQ(infer("PadV2", {f32({2}), pairs({1, 0}), f32({1})}),
            "error: 'constant_values' must be a scalar, has shape [1]");
}

TEST(SliceOps, GatherV2) {
  auto gather = [](PartialShape params, PartialShape indices, Input axis,
                   int64_t batch = 0) {
    return infer("GatherV2", {f32(params), i32(indices), axis},
                 {{"batch_dims", batch}});
  };
  EXPECT_EQ(gather({9, 8}, {unknown, 5}, scalar(0)), "float32[?,5,8]");
  EXPECT_EQ(gather({9, 8}, rank0(), scalar(-1)), "float32[9]");
  EXPECT_EQ(gather({2, 3, 4}, {2, 1}, scalar(2), 1), "float32[2,3,1]");
  EXPECT_EQ(gather({2, 3}, {2, 1}, scalar(1), -1), "float32[2,1]");
  EXPECT_EQ(gather({2, 3}, {2}, scalar(1), 1), "float32[2]");
  EXPECT_EQ(gather({9, 8}, {5}, i32(rank0())), "float32[?,?]");
  EXPECT_EQ(gather(anyRank(), {5}, scalar(0)), "float32<unknown>");
  EXPECT_EQ(gather({9, 8}, {5}, scalar(2)),
            "error: 'axis' is 2, must be in [-2, 2)");
  EXPECT_EQ(gather({9, 8}, {5}, vector({0})),
            "error: 'axis' must be a scalar, has shape [1]");
  EXPECT_EQ(gather(rank0(), {5}, scalar(0)),
            "error: 'params' must have rank 1 or more, has shape []");
  EXPECT_EQ(gather({9, 8}, {5}, scalar(0), 2),
            "error: batch_dims is 2, must be in [-1, 1]");
  EXPECT_EQ(gather({5, 8}, {5}, scalar(0), 1),
            "error: batch_dims, 1, must not exceed 'axis' and be below the "
            "rank of 'params', 2");
  EXPECT_EQ(gather({9, 8}, {5, 1}, scalar(1), 1),
            "error: the batch dimensions of 'params' and 'indices' must be "
            "equal, are 9 and 5");
  EXPECT_EQ(
      gather(PartialShape::ofRank(200), PartialShape::ofRank(200), scalar(0)),
      "error: a result of 399 dimensions is beyond the limit of 254");
}

} // namespace
} // namespace sm::ops
