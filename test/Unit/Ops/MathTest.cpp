// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shape functions of the families Unary, Math, Linalg and Reduction.

#include "InferOp.h"

#include "gtest/gtest.h"

namespace sm::ops {
namespace {

TEST(Unary, All) {
  for (const char *op :
       {"Neg",  "Abs",   "Square", "Sqrt",  "Rsqrt", "Exp",        "Expm1",
        "Log",  "Log1p", "Sin",    "Cos",   "Tanh",  "Sigmoid",    "Erf",
        "Erfc", "Floor", "Ceil",   "Round", "Rint",  "Reciprocal", "Sign"}) {
    EXPECT_EQ(infer(op, {f32({2, unknown})}), "float32[2,?]") << op;
    EXPECT_EQ(infer(op, {f32(anyRank())}), "float32<unknown>") << op;
  }
  for (const char *op : {"IsNan", "IsInf", "IsFinite"})
    EXPECT_EQ(infer(op, {f32({2, unknown})}), "bool[2,?]") << op;
  EXPECT_EQ(infer("LogicalNot", {boolean({2})}), "bool[2]");
  EXPECT_EQ(infer("Cast", {f32({2, unknown})}, {{"DstT", DType::Int8}}),
            "int8[2,?]");
  EXPECT_EQ(infer("Cast", {f32({2})}), "error: attribute 'DstT' is missing");
}

TEST(Math, Binary) {
  for (const char *op :
       {"Add", "AddV2", "Sub", "Mul", "RealDiv", "Div", "FloorDiv", "FloorMod",
        "Maximum", "Minimum", "Pow", "SquaredDifference"}) {
    EXPECT_EQ(infer(op, {f32({2, 1}), f32({3})}), "float32[2,3]") << op;
    EXPECT_EQ(infer(op, {f32({unknown, 3}), f32({3})}), "float32[?,3]") << op;
    EXPECT_EQ(infer(op, {f32({2}), f32(anyRank())}), "float32<unknown>") << op;
    EXPECT_EQ(infer(op, {f32({2}), f32({3})}),
              "error: shapes [2] and [3] do not broadcast: 2 meets 3")
        << op;
  }
}

TEST(Math, Comparisons) {
  for (const char *op :
       {"Less", "LessEqual", "Greater", "GreaterEqual", "Equal", "NotEqual"}) {
    EXPECT_EQ(infer(op, {f32({2, 1}), f32({3})}), "bool[2,3]") << op;
    EXPECT_EQ(infer(op, {f32({2}), f32({3})}),
              "error: shapes [2] and [3] do not broadcast: 2 meets 3")
        << op;
  }
  for (const char *op : {"LogicalAnd", "LogicalOr"})
    EXPECT_EQ(infer(op, {boolean({2, 1}), boolean({3})}), "bool[2,3]") << op;
}

TEST(Math, EqualOfAnyShapes) {
  const AttrMap attrs = {{"incompatible_shape_error", false}};
  EXPECT_EQ(infer("Equal", {f32({2}), f32({3})}, attrs), "bool[]");
  EXPECT_EQ(infer("NotEqual", {f32({2}), f32({2})}, attrs), "bool[2]");
  EXPECT_EQ(infer("Equal", {f32({2}), f32({unknown})}, attrs), "bool<unknown>");
}

TEST(Math, Select) {
  EXPECT_EQ(infer("SelectV2", {boolean({2, 1}), f32({3}), f32(rank0())}),
            "float32[2,3]");
  EXPECT_EQ(infer("SelectV2", {boolean({2}), f32({3}), f32(rank0())}),
            "error: shapes [2] and [3] do not broadcast: 2 meets 3");
  EXPECT_EQ(
      infer("Select", {boolean({unknown}), f32({2, unknown}), f32({2, 3})}),
      "float32[2,3]");
  EXPECT_EQ(infer("Select", {boolean({2}), f32({unknown, 3}), f32(anyRank())}),
            "float32[2,3]");
  EXPECT_EQ(infer("Select", {boolean(rank0()), f32({2}), f32({2})}),
            "float32[2]");
  EXPECT_EQ(infer("Select", {boolean({2, 3}), f32(anyRank()), f32(anyRank())}),
            "float32[2,3]");
  EXPECT_EQ(infer("Select", {boolean({2, 3}), f32({2, unknown}), f32({2, 3})}),
            "float32[2,3]");
  EXPECT_EQ(infer("Select", {boolean(rank0()), f32({2}), f32({3})}),
            "error: 't' and 'e' must have one shape, have [2] and [3]");
  const std::string wrong =
      "error: 'condition' must be a scalar, have the shape of 't', [2,3], or "
      "an element for each of its rows, has shape ";
  EXPECT_EQ(infer("Select", {boolean({3}), f32({2, 3}), f32({2, 3})}),
            wrong + "[3]");
  EXPECT_EQ(infer("Select", {boolean({2, 2}), f32({2, 3}), f32({2, 3})}),
            wrong + "[2,2]");
}

TEST(Math, ClipByValueAndAddN) {
  EXPECT_EQ(
      infer("ClipByValue", {f32({2, unknown}), f32(rank0()), f32({2, 3})}),
      "float32[2,3]");
  EXPECT_EQ(infer("ClipByValue", {f32({2}), f32(rank0()), f32({3})}),
            "error: 'clip_value_max' must be a scalar or have the shape of "
            "'t', [2], has shape [3]");
  EXPECT_EQ(infer("AddN", {f32({2, unknown}), f32({unknown, 3})}),
            "float32[2,3]");
  EXPECT_EQ(infer("AddN", {f32({2}), f32({3})}),
            "error: all inputs must have one shape, input 1 has [3] after [2]");
  EXPECT_EQ(infer("AddN", {}), "error: needs at least one input");
}

TEST(Linalg, MatMul) {
  EXPECT_EQ(infer("MatMul", {f32({2, 3}), f32({3, 4})}), "float32[2,4]");
  EXPECT_EQ(infer("MatMul", {f32({unknown, 3}), f32({4, 3})},
                  {{"transpose_b", true}}),
            "float32[?,4]");
  EXPECT_EQ(
      infer("MatMul", {f32({3, 2}), f32(anyRank())}, {{"transpose_a", true}}),
      "float32[2,?]");
  EXPECT_EQ(infer("MatMul", {f32({2, 3}), f32({4, 5})}),
            "error: the inner dimensions of 'a' and 'b' must be equal, are 3 "
            "and 4");
  EXPECT_EQ(infer("MatMul", {f32({2, 3, 4}), f32({4, 5})}),
            "error: 'a' must have rank 2, has shape [2,3,4]");
  EXPECT_EQ(infer("MatMul", {f32({2, 3}), f32({3})}),
            "error: 'b' must have rank 2, has shape [3]");
}

TEST(Linalg, BatchMatMul) {
  EXPECT_EQ(infer("BatchMatMulV2", {f32({7, 1, 2, 3}), f32({5, 3, 4})}),
            "float32[7,5,2,4]");
  EXPECT_EQ(infer("BatchMatMulV2", {f32({7, 3, 2}), f32({4, 3})},
                  {{"adj_x", true}, {"adj_y", true}}),
            "float32[7,2,4]");
  EXPECT_EQ(infer("BatchMatMulV2", {f32(anyRank()), f32({4, 3})}),
            "float32<unknown>");
  EXPECT_EQ(infer("BatchMatMul", {f32({unknown, 2, 3}), f32({7, 3, 4})}),
            "float32[7,2,4]");
  EXPECT_EQ(infer("BatchMatMul", {f32({1, 2, 3}), f32({7, 3, 4})}),
            "error: batch dimensions of 'x' and 'y': shapes [1] and [7] "
            "contradict each other");
  EXPECT_EQ(infer("BatchMatMulV2", {f32({2, 2, 3}), f32({7, 3, 4})}),
            "error: batch dimensions of 'x' and 'y': shapes [2] and [7] do not "
            "broadcast: 2 meets 7");
  EXPECT_EQ(infer("BatchMatMulV2", {f32({2, 3}), f32({4, 3})}),
            "error: the inner dimensions of 'x' and 'y' must be equal, are 3 "
            "and 4");
  EXPECT_EQ(infer("BatchMatMulV2", {f32({3}), f32({3, 4})}),
            "error: 'x' must have rank 2 or more, has shape [3]");
}

TEST(Reduction, All) {
  for (const char *op : {"Sum", "Mean", "Max", "Min", "Prod"}) {
    EXPECT_EQ(infer(op, {f32({2, unknown, 4}), vector({0, -1})}), "float32[?]")
        << op;
    EXPECT_EQ(infer(op, {f32({2, 3}), scalar(1)}, {{"keep_dims", true}}),
              "float32[2,1]")
        << op;
  }
  for (const char *op : {"All", "Any"})
    EXPECT_EQ(infer(op, {boolean({2, 3}), scalar(1)}), "bool[2]") << op;
}

TEST(Reduction, Partial) {
  EXPECT_EQ(infer("Sum", {f32({2, 3}), i32({1})}), "float32[?]");
  EXPECT_EQ(infer("Sum", {f32({2, 3}), i32({unknown})}), "float32<unknown>");
  EXPECT_EQ(infer("Sum", {f32({2, 3}), i32({unknown})}, {{"keep_dims", true}}),
            "float32[?,?]");
  EXPECT_EQ(infer("Sum", {f32({2, 3}), i32({0})}), "float32[2,3]");
  EXPECT_EQ(infer("Sum", {f32(anyRank()), scalar(0)}), "float32<unknown>");
  EXPECT_EQ(infer("Sum", {f32({2, 3}), vector({kUnknownValue})}), "float32[?]");
}

TEST(Reduction, Errors) {
  EXPECT_EQ(infer("Sum", {f32({2, 3}), scalar(2)}),
            "error: 'reduction_indices' is 2, must be in [-2, 2)");
  EXPECT_EQ(infer("Sum", {f32(rank0()), scalar(-1)}),
            "error: 'reduction_indices' is -1, must be in [0, 0)");
  EXPECT_EQ(infer("Sum", {f32({2, 3}), vector({1, -1})}),
            "error: 'reduction_indices' names dimension 1 twice");
}

TEST(Reduction, ArgMax) {
  const AttrMap attrs = {{"output_type", DType::Int32}};
  for (const char *op : {"ArgMax", "ArgMin"}) {
    EXPECT_EQ(infer(op, {f32({unknown, 3}), scalar(-1)}), "int64[?]") << op;
    EXPECT_EQ(infer(op, {f32({2, 3}), i32(rank0())}, attrs), "int32[?]") << op;
    EXPECT_EQ(infer(op, {f32(anyRank()), scalar(0)}, attrs), "int32<unknown>");
    EXPECT_EQ(infer(op, {f32(rank0()), scalar(0)}),
              "error: 'input' must have rank 1 or more, has shape []");
    EXPECT_EQ(infer(op, {f32({2}), scalar(1)}),
              "error: 'dimension' is 1, must be in [-1, 1)");
    EXPECT_EQ(infer(op, {f32({2}), vector({0})}),
              "error: 'dimension' must be a scalar, has shape [1]");
    EXPECT_EQ(infer(op, {f32({2, 0}), scalar(1)}),
              "error: dimension 1 of 'input' has no elements to choose from");
  }
}

} // namespace
} // namespace sm::ops
