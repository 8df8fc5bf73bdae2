// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shape functions of the family Array but for slices.

#include "InferOp.h"

#include "gtest/gtest.h"

#include <limits>

namespace sm::ops {
namespace {

TEST(Array, Placeholder) {
  EXPECT_EQ(infer("Placeholder", {}, {{"dtype", DType::Int64}}),
            "int64<unknown>");
  EXPECT_EQ(
      infer("Placeholder", {},
            {{"dtype", DType::Float}, {"shape", PartialShape{unknown, 3}}}),
      "float32[?,3]");
  EXPECT_EQ(infer("Placeholder", {}), "error: attribute 'dtype' is missing");
  EXPECT_EQ(infer("Const", {}, {{"dtype", DType::Half}}), "float16<unknown>");
}

TEST(Array, PlaceholderWithDefault) {
  const AttrMap attrs = {{"shape", PartialShape{unknown, 3}}};
  EXPECT_EQ(infer("PlaceholderWithDefault", {f32({1, 3})}, attrs),
            "float32[?,3]");
  EXPECT_EQ(infer("PlaceholderWithDefault", {f32({1, 4})}, attrs),
            "error: the default has shape [1,4], which does not fit [?,3]");
}

TEST(Array, EnsureShape) {
  const AttrMap attrs = {{"shape", PartialShape{unknown, 3}}};
  EXPECT_EQ(infer("EnsureShape", {f32({2, unknown})}, attrs), "float32[2,3]");
  EXPECT_EQ(infer("EnsureShape", {f32(anyRank())}, attrs), "float32[?,3]");
  EXPECT_EQ(infer("EnsureShape", {f32({2, 4})}, attrs),
            "error: 'input' has shape [2,4], which does not fit [?,3]");
}

TEST(Array, Unchanged) {
  for (const char *op : {"Identity", "StopGradient", "PreventGradient",
                         "Snapshot", "ZerosLike", "OnesLike"}) {
    EXPECT_EQ(infer(op, {f32({2, unknown})}), "float32[2,?]") << op;
    EXPECT_EQ(infer(op, {f32(anyRank())}), "float32<unknown>") << op;
  }
  EXPECT_EQ(infer("IdentityN", {f32({2}), i32(anyRank())}, {}, 2),
            "float32[2] int32<unknown>");
  EXPECT_EQ(infer("IdentityN", {f32({2})}, {}, 2),
            "error: has 1 inputs, but 2 outputs");
}

TEST(Array, ShapeSizeRank) {
  EXPECT_EQ(infer("Shape", {f32({2, unknown})}, {{"out_type", DType::Int64}}),
            "int64[2]");
  EXPECT_EQ(infer("Shape", {f32(anyRank())}), "int32[?]");
  EXPECT_EQ(infer("Size", {f32({2, unknown})}), "int32[]");
  EXPECT_EQ(infer("Rank", {f32({2, unknown})}), "int32[]");
}

TEST(Array, Reshape) {
  auto reshape = [](PartialShape from, Input to) {
    return infer("Reshape", {f32(from), to});
  };
  EXPECT_EQ(reshape({2, 6}, vector({3, 4})), "float32[3,4]");
  EXPECT_EQ(reshape({2, 6}, vector({3, -1})), "float32[3,4]");
  EXPECT_EQ(reshape({2, 6}, vector({3, kUnknownValue})), "float32[3,4]");
  EXPECT_EQ(reshape({unknown, 6}, vector({-1, 3})), "float32[?,3]");
  EXPECT_EQ(reshape({2, 6}, i32({3})), "float32[?,?,?]");
  EXPECT_EQ(reshape({2, 6}, i32({unknown})), "float32<unknown>");
  EXPECT_EQ(reshape(anyRank(), vector({-1})), "float32[?]");
  EXPECT_EQ(reshape({1}, vector({})), "float32[]");
  EXPECT_EQ(reshape({12}, scalar(12)), "float32[12]");
}

TEST(Array, ReshapeEmpty) {
  auto reshape = [](PartialShape from, IntValues to) {
    return infer("Reshape", {f32(from), vector(to)});
  };
  EXPECT_EQ(reshape({0}, {-1, 2}), "float32[0,2]");
  EXPECT_EQ(reshape({0}, {-1, 0}), "float32[1,0]");
  EXPECT_EQ(reshape({0, 6}, {-1, 0, 2}), "float32[3,0,2]");
  EXPECT_EQ(reshape({0}, {kUnknownValue, 0}), "float32[?,0]");
  EXPECT_EQ(reshape({0, 3}, {-1, 0, 2}), "float32[1,0,2]");
  EXPECT_EQ(reshape({4, 0}, {8, -1, 0}), "float32[8,0,0]");
  EXPECT_EQ(reshape({2}, {-1, 0}),
            "error: cannot reshape [2] to [?,0]: the numbers of elements "
            "differ");
}

TEST(Array, ReshapeErrors) {
  auto reshape = [](PartialShape from, IntValues to) {
    return infer("Reshape", {f32(from), vector(to)});
  };
  EXPECT_EQ(reshape({2, 3}, {4}),
            "error: cannot reshape [2,3] to [4]: the numbers of elements "
            "differ");
  EXPECT_EQ(reshape({2, 3}, {-1, 4}),
            "error: cannot reshape [2,3] to [?,4]: the numbers of elements "
            "differ");
  EXPECT_EQ(reshape({unknown, 3}, {4}),
            "error: cannot reshape [?,3] to [4]: the numbers of elements "
            "differ");
  EXPECT_EQ(reshape({2, 3}, {0}),
            "error: cannot reshape [2,3] to [0]: the numbers of elements "
            "differ");
  EXPECT_EQ(reshape({2, 3}, {-1, -1}),
            "error: only one dimension of 'shape' may be -1, dimensions 0 and "
            "1 are");
  constexpr int64_t high = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(reshape({2}, {high, high}),
            "error: a dimension of 9223372036854775807 * 9223372036854775807 "
            "exceeds the range of int64");
}

TEST(Array, Squeeze) {
  auto squeeze = [](PartialShape from, std::vector<int64_t> dims) {
    return infer("Squeeze", {f32(from)}, {{"squeeze_dims", dims}});
  };
  EXPECT_EQ(squeeze({1, 2, 1}, {}), "float32[2]");
  EXPECT_EQ(squeeze({1, unknown}, {}), "float32<unknown>");
  EXPECT_EQ(squeeze({1, 2, 1}, {-1}), "float32[1,2]");
  EXPECT_EQ(squeeze({1, unknown}, {1}), "float32[1]");
  EXPECT_EQ(squeeze({1, 2}, {0, 0}), "float32[2]");
  EXPECT_EQ(squeeze(anyRank(), {1}), "float32<unknown>");
  EXPECT_EQ(squeeze({1, 2}, {1}),
            "error: cannot squeeze dimension 1 of [1,2], which is not 1");
  EXPECT_EQ(squeeze({1, 2}, {2}),
            "error: 'squeeze_dims' is 2, must be in [-2, 2)");
}

TEST(Array, ExpandDims) {
  EXPECT_EQ(infer("ExpandDims", {f32({2, unknown}), scalar(1)}),
            "float32[2,1,?]");
  EXPECT_EQ(infer("ExpandDims", {f32({2}), vector({-1})}), "float32[2,1]");
  EXPECT_EQ(infer("ExpandDims", {f32({2}), i32(rank0())}), "float32[?,?]");
  EXPECT_EQ(infer("ExpandDims", {f32(anyRank()), scalar(0)}),
            "float32<unknown>");
  EXPECT_EQ(infer("ExpandDims", {f32({2}), scalar(2)}),
            "error: 'dim' is 2, must be in [-2, 2)");
  EXPECT_EQ(infer("ExpandDims", {f32({2}), vector({0, 1})}),
            "error: 'dim' must have one element, has shape [2]");
  EXPECT_EQ(infer("ExpandDims", {f32(PartialShape::ofRank(254)), scalar(0)}),
            "error: a result of 255 dimensions is beyond the limit of 254");
}

TEST(Array, Transpose) {
  EXPECT_EQ(infer("Transpose", {f32({2, unknown, 4}), vector({2, 0, 1})}),
            "float32[4,2,?]");
  EXPECT_EQ(infer("Transpose", {f32({2, 3}), vector({-1, 0})}), "float32[3,2]");
  EXPECT_EQ(infer("Transpose", {f32({2, 3}), i32({2})}), "float32[?,?]");
  EXPECT_EQ(infer("Transpose", {f32({2, 3}), vector({kUnknownValue, 0})}),
            "float32[?,2]");
  EXPECT_EQ(infer("Transpose", {f32(anyRank()), i32({3})}), "float32[?,?,?]");
  EXPECT_EQ(infer("Transpose", {f32(anyRank()), i32({unknown})}),
            "float32<unknown>");
  EXPECT_EQ(infer("Transpose", {f32({2, 3}), vector({0})}),
            "error: 'perm' must have an element for each of the 2 dimensions "
            "of 'x', has 1");
  EXPECT_EQ(infer("Transpose", {f32({2, 3}), vector({0, 0})}),
            "error: 'perm' names dimension 0 twice");
  EXPECT_EQ(infer("Transpose", {f32({2, 3}), vector({0, 2})}),
            "error: 'perm' is 2, must be in [-2, 2)");
  EXPECT_EQ(infer("Transpose", {f32({2, 3}), i32({2, 1})}),
            "error: 'perm' must have rank 1, has shape [2,1]");
  EXPECT_EQ(infer("Transpose", {f32(anyRank()), i32({1000})}),
            "error: 'perm' has 1000 elements, one for each dimension, beyond "
            "the limit of 254");
}

TEST(Array, ConcatV2) {
  auto concat = [](PartialShape a, PartialShape b, Input axis) {
    return infer("ConcatV2", {f32(a), f32(b), axis});
  };
  EXPECT_EQ(concat({2, 3}, {4, 3}, scalar(0)), "float32[6,3]");
  EXPECT_EQ(concat({unknown, 3}, {4, 3}, scalar(0)), "float32[?,3]");
  EXPECT_EQ(concat({unknown, 3}, {4, 3}, scalar(-1)), "float32[4,6]");
  EXPECT_EQ(concat({2, 3}, anyRank(), scalar(1)), "float32[2,?]");
  EXPECT_EQ(concat({2, 3}, {4, 3}, i32(rank0())), "float32[?,?]");
  EXPECT_EQ(concat(anyRank(), anyRank(), scalar(0)), "float32<unknown>");
  EXPECT_EQ(concat({2, 3}, {4, 5}, scalar(0)),
            "error: all values must agree except along dimension 0, value 1 "
            "has shape [4,5] after [?,3]");
  EXPECT_EQ(concat({2, 3}, {4}, scalar(0)),
            "error: all values must have one rank, value 1 has shape [4], not "
            "of rank 2");
  EXPECT_EQ(concat(rank0(), rank0(), scalar(0)),
            "error: scalars cannot be joined along a dimension");
  EXPECT_EQ(concat({2}, {2}, scalar(1)),
            "error: 'axis' is 1, must be in [-1, 1)");
  EXPECT_EQ(concat({2}, {2}, vector({0, 0})),
            "error: 'axis' must have one element, has shape [2]");
  EXPECT_EQ(infer("ConcatV2", {f32({2}), scalar(0)}),
            "error: needs at least two values, has 1");
  constexpr int64_t high = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(concat({high}, {1}, scalar(0)),
            "error: a dimension of 9223372036854775807 + 1 exceeds the range "
            "of int64");
}

TEST(Array, Pack) {
  EXPECT_EQ(infer("Pack", {f32({2, unknown}), f32({2, 3})}), "float32[2,2,3]");
  EXPECT_EQ(
      infer("Pack", {f32({2}), f32({2}), f32({2})}, {{"axis", int64_t{-1}}}),
      "float32[2,3]");
  EXPECT_EQ(infer("Pack", {f32(rank0()), f32(rank0())}), "float32[2]");
  EXPECT_EQ(infer("Pack", {f32(anyRank())}), "float32<unknown>");
  EXPECT_EQ(infer("Pack", {f32({2}), f32({3})}),
            "error: all inputs must have one shape, input 1 has [3] after [2]");
  EXPECT_EQ(infer("Pack", {f32({2})}, {{"axis", int64_t{2}}}),
            "error: 'axis' is 2, must be in [-2, 2)");
  EXPECT_EQ(infer("Pack", {}), "error: needs at least one input");
  EXPECT_EQ(infer("Pack", {f32(PartialShape::ofRank(254))}),
            "error: a result of 255 dimensions is beyond the limit of 254");
}

TEST(Array, Unpack) {
  const AttrMap two = {{"num", int64_t{2}}, {"axis", int64_t{1}}};
  EXPECT_EQ(infer("Unpack", {f32({unknown, 2, 3})}, two, 2),
            "float32[?,3] float32[?,3]");
  EXPECT_EQ(infer("Unpack", {f32(anyRank())}, two, 2),
            "float32<unknown> float32<unknown>");
  EXPECT_EQ(infer("Unpack", {f32({2, 3})}, two, 2),
            "error: the unpacked dimension of 'value' and the number of "
            "outputs must be equal, are 3 and 2");
  EXPECT_EQ(infer("Unpack", {f32({2})}, two, 2),
            "error: 'axis' is 1, must be in [-1, 1)");
  EXPECT_EQ(infer("Unpack", {f32(rank0())}, two, 2),
            "error: 'value' must have rank 1 or more, has shape []");
}

TEST(Array, Fill) {
  EXPECT_EQ(infer("Fill", {vector({2, 3}), f32(rank0())}), "float32[2,3]");
  EXPECT_EQ(infer("Fill", {vector({kUnknownValue, 3}), f32(anyRank())}),
            "float32[?,3]");
  EXPECT_EQ(infer("Fill", {i32({unknown}), f32(rank0())}), "float32<unknown>");
  EXPECT_EQ(infer("Fill", {vector({2, -1}), f32(rank0())}),
            "error: 'dims' must not be negative, dimension 1 is -1");
  EXPECT_EQ(infer("Fill", {vector({2}), f32({1})}),
            "error: 'value' must be a scalar, has shape [1]");
}

TEST(Array, Range) {
  auto range = [](int64_t start, int64_t limit, int64_t delta) {
    return infer("Range", {scalar(start), scalar(limit), scalar(delta)});
  };
  EXPECT_EQ(range(0, 10, 3), "int32[4]");
  EXPECT_EQ(range(10, 0, -3), "int32[4]");
  EXPECT_EQ(range(5, 5, 1), "int32[0]");
  EXPECT_EQ(infer("Range", {scalar(0), i32(rank0()), scalar(1)}), "int32[?]");
  EXPECT_EQ(infer("Range", {f32(rank0()), f32(rank0()), f32(rank0())}),
            "float32[?]");
  EXPECT_EQ(range(0, 1, 0), "error: 'delta' must not be 0");
  EXPECT_EQ(range(5, 0, 1),
            "error: 'start', 5, must not lie beyond 'limit', 0, in the "
            "direction of 'delta', 1");
  EXPECT_EQ(infer("Range", {i32({1}), i32(rank0()), i32(rank0())}),
            "error: 'start' must be a scalar, has shape [1]");
  constexpr int64_t low = std::numeric_limits<int64_t>::min();
  constexpr int64_t high = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(range(low + 1, high, 1),
            "error: a range of 18446744073709551614 elements exceeds the range "
            "of int64");
  EXPECT_EQ(range(high, low + 1, low + 1), "int32[2]");
}

} // namespace
} // namespace sm::ops
