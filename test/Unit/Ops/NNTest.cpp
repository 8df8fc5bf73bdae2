// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shape functions of the families NN, Parsing, State and Control.

#include "InferOp.h"

#include "gtest/gtest.h"

#include <limits>

namespace sm::ops {
namespace {

using Ints = std::vector<int64_t>;

TEST(NN, Activations) {
  for (const char *op :
       {"Relu", "Relu6", "Elu", "Selu", "LeakyRelu", "Softplus", "Softsign"})
    EXPECT_EQ(infer(op, {f32({2, unknown})}), "float32[2,?]") << op;
  for (const char *op : {"Softmax", "LogSoftmax"}) {
    EXPECT_EQ(infer(op, {f32({2, unknown})}), "float32[2,?]") << op;
    EXPECT_EQ(infer(op, {f32(rank0())}),
              "error: the input must have rank 1 or more, is a scalar")
        << op;
  }
}

TEST(NN, BiasAdd) {
  const AttrMap nchw = {{"data_format", "NCHW"}};
  EXPECT_EQ(infer("BiasAdd", {f32({2, unknown}), f32({3})}), "float32[2,3]");
  EXPECT_EQ(infer("BiasAdd", {f32({2, unknown, 5}), f32({3})}, nchw),
            "float32[2,3,5]");
  EXPECT_EQ(infer("BiasAdd", {f32(anyRank()), f32({3})}), "float32<unknown>");
  EXPECT_EQ(infer("BiasAdd", {f32({2, 4}), f32({3})}),
            "error: the channels of 'value' and 'bias' must be equal, are 4 "
            "and 3");
  EXPECT_EQ(infer("BiasAdd", {f32({3}), f32({3})}),
            "error: 'value' must have rank 2 or more, has shape [3]");
  EXPECT_EQ(infer("BiasAdd", {f32({2, 3}), f32({1, 3})}),
            "error: 'bias' must have rank 1, has shape [1,3]");
  EXPECT_EQ(infer("BiasAdd", {f32({2, 3}), f32({3})}, {{"data_format", "X"}}),
            "error: data_format must be NHWC or NCHW, is 'X'");
}

std::string conv(PartialShape input, PartialShape filter, AttrMap attrs = {},
                 const char *op = "Conv2D") {
  attrs.emplace("strides", Ints{1, 1, 1, 1});
  attrs.emplace("padding", "VALID");
  return infer(op, {f32(input), f32(filter)}, attrs);
}

TEST(NN, Conv2D) {
  EXPECT_EQ(conv({unknown, 8, 9, 3}, {3, 3, 3, 16}), "float32[?,6,7,16]");
  EXPECT_EQ(conv({2, 8, unknown, 3}, {3, 3, 3, 16},
                 {{"padding", "SAME"}, {"strides", Ints{1, 2, 2, 1}}}),
            "float32[2,4,?,16]");
  EXPECT_EQ(conv({2, 3, 8, 9}, {3, 3, 3, 16}, {{"data_format", "NCHW"}}),
            "float32[2,16,6,7]");
  EXPECT_EQ(
      conv({2, 8, 9, 3}, {3, 3, 3, 16}, {{"dilations", Ints{1, 2, 3, 1}}}),
      "float32[2,4,3,16]");
  EXPECT_EQ(conv({2, 8, 9, 3}, {3, 3, 3, 16},
                 {{"padding", "EXPLICIT"},
                  {"explicit_paddings", Ints{0, 0, 1, 2, 3, 4, 0, 0}}}),
            "float32[2,9,14,16]");
  EXPECT_EQ(conv({2, 8, 9, 6}, {3, 3, 3, 16}), "float32[2,6,7,16]");
  EXPECT_EQ(conv(anyRank(), {3, 3, 3, 16}), "float32[?,?,?,16]");
  EXPECT_EQ(conv({2, 8, 9, 3}, anyRank()), "float32[2,?,?,?]");
  EXPECT_EQ(conv({0, 8, 9, 3}, {3, 3, 3, 16}), "float32[0,6,7,16]");
}

TEST(NN, Conv2DShapeErrors) {
  EXPECT_EQ(conv({2, 8, 9}, {3, 3, 3, 16}),
            "error: 'input' must have rank 4, has shape [2,8,9]");
  EXPECT_EQ(conv({2, 8, 9, 3}, {3, 3, 3}),
            "error: 'filter' must have rank 4, has shape [3,3,3]");
  EXPECT_EQ(conv({2, 8, 9, 4}, {3, 3, 3, 16}),
            "error: the channels of 'input', 4, must be a multiple of the "
            "input channels of 'filter', 3");
  EXPECT_EQ(conv({2, 8, 9, 9}, {3, 3, 3, 16}),
            "error: the output channels of 'filter', 16, must be a multiple of "
            "the number of groups, 3");
  EXPECT_EQ(conv({2, 8, 9, 0}, {3, 3, 3, 16}),
            "error: 'input' must have at least one channel, has none");
  EXPECT_EQ(conv({2, 8, 9, 3}, {3, 0, 3, 16}),
            "error: 'filter' must not be empty, has shape [3,0,3,16]");
  EXPECT_EQ(conv({2, 1, 9, 3}, {3, 3, 3, 16}),
            "error: a window of 3 elements (with dilation) does not fit into 1 "
            "elements at stride 1");
}

TEST(NN, Conv2DAttributeErrors) {
  auto with = [](const char *name, AttrValue value) {
    return conv({2, 8, 9, 3}, {3, 3, 3, 16}, {{name, value}});
  };
  EXPECT_EQ(with("strides", Ints{1, 1}),
            "error: strides must have 4 elements, has 2");
  EXPECT_EQ(with("strides", Ints{1, 0, 1, 1}),
            "error: strides must be positive, has 0");
  EXPECT_EQ(with("strides", Ints{2, 1, 1, 1}),
            "error: strides must be 1 for the batch dimension, is 2");
  EXPECT_EQ(with("strides", Ints{1, 1, 1, 2}),
            "error: strides must be 1 for the channel dimension, is 2");
  EXPECT_EQ(with("dilations", Ints{1, 1, 1}),
            "error: dilations must have 4 elements, has 3");
  EXPECT_EQ(with("dilations", Ints{1, 1, 1, 3}),
            "error: dilations must be 1 for the channel dimension, is 3");
  EXPECT_EQ(with("padding", "FULL"),
            "error: padding must be SAME, VALID or EXPLICIT, is 'FULL'");
  EXPECT_EQ(with("padding", "EXPLICIT"),
            "error: explicit_paddings must have 8 elements, has 0");
  EXPECT_EQ(with("explicit_paddings", Ints{0, 0, 1, 1, 1, 1, 0, 0}),
            "error: explicit_paddings must be empty unless padding is "
            "EXPLICIT");
  EXPECT_EQ(infer("Conv2D", {f32({2, 8, 9, 3}), f32({3, 3, 3, 16})}),
            "error: attribute 'strides' is missing");
}

TEST(NN, ExplicitPaddingErrors) {
  auto with = [](Ints paddings) {
    return conv({2, 8, 9, 3}, {3, 3, 3, 16},
                {{"padding", "EXPLICIT"}, {"explicit_paddings", paddings}});
  };
  EXPECT_EQ(with({0, 0, -1, 0, 0, 0, 0, 0}),
            "error: explicit_paddings must not be negative, has -1");
  EXPECT_EQ(with({0, 0, 0, 0, 0, 0, 1, 0}),
            "error: explicit_paddings must be 0 for the batch and channel "
            "dimensions");
}

TEST(NN, DepthwiseConv2d) {
  const char *op = "DepthwiseConv2dNative";
  EXPECT_EQ(conv({unknown, 8, 9, 3}, {3, 3, 3, 2}, {}, op), "float32[?,6,7,6]");
  EXPECT_EQ(
      conv({2, 3, 8, 9}, {3, 3, unknown, 2}, {{"data_format", "NCHW"}}, op),
      "float32[2,6,6,7]");
  EXPECT_EQ(conv(anyRank(), anyRank(), {}, op), "float32[?,?,?,?]");
  EXPECT_EQ(conv({2, 8, 9, 3}, {3, 3, 4, 2}, {}, op),
            "error: the channels of 'input' and 'filter' must be equal, are 3 "
            "and 4");
  constexpr int64_t high = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(conv({2, 8, 9, 3}, {3, 3, 3, high}, {}, op),
            "error: a dimension of 3 * 9223372036854775807 exceeds the range "
            "of int64");
}

std::string pool(const char *op, PartialShape input, AttrMap attrs = {}) {
  attrs.emplace("ksize", Ints{1, 2, 2, 1});
  attrs.emplace("strides", Ints{1, 2, 2, 1});
  attrs.emplace("padding", "VALID");
  return infer(op, {f32(input)}, attrs);
}

TEST(NN, Pool) {
  for (const char *op : {"MaxPool", "AvgPool"}) {
    EXPECT_EQ(pool(op, {unknown, 8, 9, 3}), "float32[?,4,4,3]") << op;
    EXPECT_EQ(pool(op, {2, unknown, 9, 3}, {{"padding", "SAME"}}),
              "float32[2,?,5,3]")
        << op;
    EXPECT_EQ(pool(op, {2, 3, 8, 9},
                   {{"data_format", "NCHW"},
                    {"ksize", Ints{1, 1, 2, 2}},
                    {"strides", Ints{1, 1, 2, 2}}}),
              "float32[2,3,4,4]")
        << op;
    EXPECT_EQ(pool(op, anyRank()), "float32[?,?,?,?]") << op;
    EXPECT_EQ(pool(op, {2, 8, 9, 3}, {{"ksize", Ints{2, 2, 2, 1}}}),
              "error: ksize must be 1 for the batch dimension, is 2")
        << op;
    EXPECT_EQ(pool(op, {2, 8, 9, 3}, {{"ksize", Ints{1, 0, 2, 1}}}),
              "error: ksize must be positive, has 0")
        << op;
    EXPECT_EQ(pool(op, {2, 8, 9, 3}, {{"strides", Ints{1}}}),
              "error: strides must have 4 elements, has 1")
        << op;
  }
  EXPECT_EQ(pool("MaxPool", {2, 8, 9}),
            "error: 'input' must have rank 4, has shape [2,8,9]");
  EXPECT_EQ(pool("AvgPool", {2, 8, 9}),
            "error: 'value' must have rank 4, has shape [2,8,9]");
}

TEST(NN, PoolDifferences) {
  const AttrMap channels = {{"ksize", Ints{1, 1, 1, 2}},
                            {"strides", Ints{1, 1, 1, 2}}};
  EXPECT_EQ(pool("MaxPool", {2, 8, 9, 4}, channels), "float32[2,8,9,2]");
  EXPECT_EQ(pool("AvgPool", {2, 8, 9, 4}, channels),
            "error: ksize must be 1 for the channel dimension, is 2");
  EXPECT_EQ(pool("AvgPool", {2, 8, 9, 4}, {{"padding", "EXPLICIT"}}),
            "error: padding must be SAME or VALID");
  EXPECT_EQ(pool("MaxPool", {2, 8, 9, 4},
                 {{"padding", "EXPLICIT"},
                  {"explicit_paddings", Ints{0, 0, 1, 1, 0, 1, 0, 0}}}),
            "float32[2,5,5,4]");
  EXPECT_EQ(pool("MaxPool", {2, 8, 9, 4},
                 {{"padding", "EXPLICIT"},
                  {"explicit_paddings", Ints{0, 0, 1, 2, 0, 1, 0, 0}}}),
            "error: explicit_paddings must be smaller than the window, 2, has "
            "2");
}

std::string batchNorm(const char *op, PartialShape x, PartialShape scale,
                      PartialShape mean, AttrMap attrs) {
  return infer(op, {f32(x), f32(scale), f32(scale), f32(mean), f32(mean)},
               attrs, op == std::string("FusedBatchNorm") ? 5 : 6);
}

TEST(NN, FusedBatchNorm) {
  const AttrMap inference = {{"is_training", false}};
  const AttrMap nchw = {{"is_training", false}, {"data_format", "NCHW"}};
  const std::string four = " float32[4] float32[4] float32[4] float32[4]";
  EXPECT_EQ(
      batchNorm("FusedBatchNorm", {unknown, 8, 8, 4}, {4}, {4}, inference),
      "float32[?,8,8,4]" + four);
  EXPECT_EQ(batchNorm("FusedBatchNormV3", anyRank(), {unknown}, {4}, nchw),
            "float32[?,4,?,?]" + four + " float32[]");
  EXPECT_EQ(batchNorm("FusedBatchNormV3", {2, 8, 8, 4}, {4}, {0}, {}),
            "float32[2,8,8,4]" + four + " float32[]");
  EXPECT_EQ(batchNorm("FusedBatchNormV3", {2, 4, 6, 7, 8}, {4}, {4},
                      {{"is_training", false}, {"data_format", "NCDHW"}}),
            "float32[2,4,6,7,8]" + four + " float32[]");
  EXPECT_EQ(batchNorm("FusedBatchNorm", {2, 8, 8, 4}, {4}, {0}, inference),
            "error: the channels of 'x' and 'mean' must be equal, are 4 and 0");
  EXPECT_EQ(batchNorm("FusedBatchNorm", {2, 8, 8, 4}, {3}, {4}, inference),
            "error: the channels of 'x' and 'scale' must be equal, are 4 and "
            "3");
  EXPECT_EQ(batchNorm("FusedBatchNorm", {2, 8, 4}, {4}, {4}, inference),
            "error: 'x' must have rank 4, has shape [2,8,4]");
  EXPECT_EQ(batchNorm("FusedBatchNorm", {2, 8, 8, 4}, {4}, {4, 1}, inference),
            "error: 'mean' must have rank 1, has shape [4,1]");
  EXPECT_EQ(batchNorm("FusedBatchNorm", {2, 8, 8, 4}, {4}, {4},
                      {{"data_format", "NDHWC"}}),
            "error: data_format must be NHWC or NCHW, is 'NDHWC'");
}

TEST(Parsing, ParseExample) {
  const AttrMap attrs = {
      {"sparse_types", std::vector<DType>{DType::Int64}},
      {"dense_shapes",
       std::vector<PartialShape>{PartialShape{3}, PartialShape{unknown, 2}}}};
  auto parse = [&](PartialShape serialized, PartialShape key, AttrMap attrs) {
    return infer("ParseExample",
                 {text(serialized), text({0}), text(rank0()), text(key),
                  text(rank0()), f32({0}), text({0})},
                 attrs, 5);
  };
  EXPECT_EQ(parse({unknown}, rank0(), attrs),
            "int64[?,2] int64[?] int64[2] float32[?,3] string[?,?,2]");
  EXPECT_EQ(parse({7}, rank0(), attrs),
            "int64[?,2] int64[?] int64[2] float32[7,3] string[7,?,2]");
  EXPECT_EQ(parse(rank0(), rank0(), attrs),
            "error: 'serialized' must have rank 1, has shape []");
  EXPECT_EQ(parse({7}, {1}, attrs),
            "error: 'dense_keys' must be a scalar, has shape [1]");
  AttrMap wrong = attrs;
  wrong["dense_shapes"] =
      std::vector<PartialShape>{PartialShape{3}, PartialShape{2, unknown}};
  EXPECT_EQ(parse({7}, rank0(), wrong),
            "error: dense_shapes[1] must have known dimensions after the "
            "first, is [2,?]");
  wrong["dense_shapes"] = std::vector<PartialShape>{PartialShape{3}};
  EXPECT_EQ(parse({7}, rank0(), wrong),
            "error: with 1 sparse_types and 1 dense_shapes needs 5 inputs and "
            "4 outputs, has 7 and 5");
  EXPECT_EQ(
      infer("ParseExample", {text({7}), text({0}), f32(rank0()), f32({0})},
            {{"sparse_types", std::vector<DType>()},
             {"dense_shapes", std::vector<PartialShape>{PartialShape{3}}}},
            1),
      "error: input 2 must have element type string, has float32");
}

TEST(State, Variables) {
  const AttrMap attrs = {{"dtype", DType::Float},
                         {"shape", PartialShape{2, 3}}};
  const Input handle = {{DType::Resource, rank0()}};
  EXPECT_EQ(infer("VarHandleOp", {}, attrs), "resource[]");
  EXPECT_EQ(infer("VariableV2", {}, attrs), "float32[2,3]");
  EXPECT_EQ(infer("Variable", {}, attrs), "float32[2,3]");
  EXPECT_EQ(infer("ReadVariableOp", {handle}, {{"dtype", DType::Half}}),
            "float16<unknown>");
  EXPECT_EQ(infer("AssignVariableOp", {handle, f32({2})}, {}, 0), "");
  EXPECT_EQ(infer("Assign", {f32({2, unknown}), f32({2, 3})}), "float32[2,3]");
}

TEST(Control, Calls) {
  const AttrMap attrs = {
      {"Tout", std::vector<DType>{DType::Float, DType::Int32}}};
  for (const char *op : {"PartitionedCall", "StatefulPartitionedCall"}) {
    EXPECT_EQ(infer(op, {f32({2})}, attrs, 2),
              "float32<unknown> int32<unknown>")
        << op;
    EXPECT_EQ(infer(op, {f32({2})}, attrs, 1),
              "error: has 1 outputs, but Tout has 2 types")
        << op;
  }
}

} // namespace
} // namespace sm::ops
