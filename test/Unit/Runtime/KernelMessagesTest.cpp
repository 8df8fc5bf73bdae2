// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What kernels say of operands that do not fit, in full: the op, the shapes and
// what would have fitted.

#include "Tensors.h"

#include <limits>

namespace sm::runtime {
namespace {

using ::testing::HasSubstr;
using List = std::vector<int64_t>;

struct Refusal {
  std::string op;
  std::vector<Tensor> inputs;
  ops::AttrMap attrs;
  std::string message; ///< or a part of it
  int numOutputs = 1;
};

void check(const std::vector<Refusal> &refusals) {
  for (const Refusal &refusal : refusals)
    EXPECT_THAT(
        errorOf(refusal.op, refusal.inputs, refusal.attrs, refusal.numOutputs),
        HasSubstr(refusal.op + ": " + refusal.message));
}

Tensor scalar(int32_t value) { return ints({}, {value}); }

TEST(KernelMessages, IntegersThatSayWhatToDo) {
  check({{"Tile",
          {ramp({2}), ramp({1})},
          {},
          "an operand must be int32 or int64, not float32"},
         {"ConcatV2",
          {ramp({2}), ramp({2}), ints({2}, {0, 0})},
          {},
          "an operand must be one integer, not of shape [2]"},
         {"ConcatV2",
          {ramp({2}), ramp({2}), scalar(1)},
          {},
          "dimension 1 is not in [-1, 1)"},
         {"Transpose",
          {ramp({2, 3}), ints({2}, {0, -2})},
          {},
          "perm names dimension 0 twice"},
         {"Transpose",
          {ramp({2, 3}), ints({1}, {0})},
          {},
          "perm has 1 entries for a tensor of shape [2,3]"}});
}

TEST(KernelMessages, JoiningAndParting) {
  check({{"ConcatV2",
          {ramp({2}), ramp({2, 1}), scalar(0)},
          {},
          "cannot join float32[2] and float32[2,1]"},
         {"ConcatV2",
          {ramp({2, 3}), ramp({2, 2}), scalar(0)},
          {},
          "shapes [2,3] and [2,2] differ beside dimension 0, along which they "
          "are joined"},
         {"Pack",
          {ramp({2}), ramp({3})},
          {},
          "cannot pack float32[2] and float32[3]"},
         {"Unpack",
          {ramp({2})},
          {{"num", int64_t{3}}},
          "Input shape axis 0 must equal 3, the number of outputs, got shape "
          "[2]",
          3},
         {"GatherV2",
          {ramp({2, 3}), ints({3, 1}, {0, 0, 0}), scalar(1)},
          {{"batch_dims", int64_t{1}}},
          "params.shape[0] 2 should be equal to indices.shape[0] 3"}});
}

TEST(KernelMessages, SizesOfResults) {
  const int64_t half = int64_t{1} << 62;
  check({{"Pad",
          {ramp({2}), longs({1, 2}, {half, half})},
          {},
          "paddings [4611686018427387904,4611686018427387904] are too large"},
         {"Pad",
          {ramp({2}), longs({1, 2}, {-1, 0})},
          {},
          "paddings must not be negative: [-1,0]"},
         {"Tile",
          {ramp({2, 3}), ints({1}, {1})},
          {},
          "Expected multiples argument to be a vector of length 2 but got "
          "length 1"},
         {"Tile",
          {ramp({2, 3}), ints({2}, {1, -1})},
          {},
          "Expected multiples[1] >= 0, but got -1"},
         {"Tile",
          {ramp({2, 3}), longs({2}, {1, half})},
          {},
          "multiples[1] = 4611686018427387904 is too large for the shape"},
         {"EnsureShape",
          {ramp({2, 3})},
          {{"shape", PartialShape{3}}},
          "Shape of tensor [2,3] is not compatible with expected shape [3]"},
         {"Slice",
          {ramp({2, 3}), ints({2}, {0, 4}), ints({2}, {1, 1})},
          {},
          "Expected begin[1] in [0, 3], but got 4"},
         {"Slice",
          {ramp({2, 3}), ints({2}, {0, 2}), ints({2}, {1, 2})},
          {},
          "Expected size[1] in [0, 1], but got 2"},
         {"Slice",
          {ramp({2, 3}), ints({1}, {0}), ints({2}, {1, 2})},
          {},
          "begin and size must have an entry for each dimension of [2,3], not "
          "1 and 2"}});
}

TEST(KernelMessages, CountsBeyondInt32) {
  // Nobody looks at the elements.
  alignas(kTensorAlignment) static const char element = 0;
  const Tensor large =
      Tensor::wrap(DType::Int8, {int64_t{1} << 31}, &element, nullptr);
  check({{"Shape",
          {large},
          {{"out_type", DType::Int32}},
          "dimension 0 of shape [2147483648] does not fit into int32; ask for "
          "int64"},
         {"Size",
          {large},
          {{"out_type", DType::Int32}},
          "2147483648 elements do not fit into int32; ask for int64"}});
  EXPECT_EQ(*run("Size", {large}, {{"out_type", DType::Int64}}).data<int64_t>(),
            int64_t{1} << 31);
}

TEST(KernelMessages, Ranges) {
  const int64_t least = std::numeric_limits<int64_t>::min();
  const float infinite = std::numeric_limits<float>::infinity();
  auto range = [](Tensor start, Tensor limit, Tensor delta) {
    return std::vector<Tensor>{start, limit, delta};
  };
  const std::string tooMany = "Requires ((limit - start) / delta) <= 2^62";
  check({{"Range",
          range(scalar(0), scalar(3), scalar(0)),
          {},
          "Requires delta != 0"},
         {"Range",
          range(scalar(3), scalar(0), scalar(1)),
          {},
          "Requires start <= limit when delta > 0"},
         {"Range",
          range(scalar(0), scalar(3), scalar(-1)),
          {},
          "Requires start >= limit when delta < 0"},
         {"Range",
          range(longs({}, {least}), longs({}, {-(least + 1)}), longs({}, {1})),
          {},
          tooMany},
         {"Range",
          range(floats({}, {0}), floats({}, {infinite}), floats({}, {1})),
          {},
          tooMany}});
}

TEST(KernelMessages, Products) {
  check({{"MatMul",
          {ramp({3}), ramp({3, 2})},
          {},
          "takes two matrices, not [3] and [3,2]"},
         {"MatMul",
          {ramp({2, 3}), ramp({2, 3})},
          {},
          "inner dimensions differ: [2,3] times [2,3]"},
         {"MatMul",
          {ramp({2, 3}), ramp({2, 3})},
          {{"transpose_a", true}, {"transpose_b", true}},
          "inner dimensions differ: [2,3] transposed times [2,3] transposed"},
         {"BatchMatMul",
          {ramp({1, 2, 3}), ramp({4, 3, 2})},
          {},
          "cannot multiply batches of matrices of shapes [1,2,3] and [4,3,2]; "
          "BatchMatMulV2 broadcasts them"},
         {"BatchMatMulV2",
          {ramp({2, 3}), ramp({2, 2})},
          {},
          "cannot multiply batches of matrices of shapes [2,3] and [2,2]"}});
}

TEST(KernelMessages, Elements) {
  const Tensor flags = tensor<bool>(DType::Bool, {3}, {true, false, true});
  check({{"Select",
          {flags, ramp({2, 2}), ramp({2, 2})},
          {},
          "a condition of shape [3] cannot choose between tensors of shapes "
          "[2,2] and [2,2]; SelectV2 broadcasts its operands"},
         {"FloorDiv",
          {ints({2}, {1, 2}), ints({2}, {1, 0})},
          {},
          "Integer division by zero; a divisor has an element 0"}});
}

//===----------------------------------------------------------------------===//
// Images
//===----------------------------------------------------------------------===//

ops::AttrMap windows(const List &strides,
                     const std::string &padding = "VALID") {
  return {{"strides", strides}, {"padding", padding}};
}

TEST(KernelMessages, Filters) {
  const ops::AttrMap ones = windows({1, 1, 1, 1});
  const Tensor images = ramp({1, 4, 4, 3});
  for (const char *op : {"Conv2D", "DepthwiseConv2dNative"})
    check({{op,
            {images, ramp({2, 2, 3})},
            ones,
            "takes a filter of 4 dimensions, not [2,2,3]"},
           {op,
            {ramp({4, 4, 3}), ramp({2, 2, 3, 1})},
            ones,
            "takes images, strides and dilations of 4 dimensions; the images "
            "are [4,4,3]"},
           {op,
            {images, ramp({2, 2, 3, 1})},
            windows({1, int64_t{1} << 31, 1, 1}),
            "stride 2147483648 or dilation 1 is above 1073741824"}});
  check({{"Conv2D",
          {images, ramp({2, 2, 2, 4})},
          ones,
          "images [1,4,4,3] with 3 channels do not go with a filter "
          "[2,2,2,4]"},
         {"DepthwiseConv2dNative",
          {images, ramp({2, 2, 2, 4})},
          ones,
          "images [1,4,4,3] have 3 channels, but the filter [2,2,2,4] takes "
          "2"}});
}

TEST(KernelMessages, Channels) {
  const Tensor channel = ramp({3});
  check({{"BiasAdd",
          {ramp({2}), ramp({2})},
          {},
          "takes a value of rank 2 or more and a vector, not [2] and [2]"},
         {"BiasAdd",
          {ramp({2, 3}), ramp({2})},
          {},
          "the value [2,3] has 3 channels, but there are 2 biases"},
         {"FusedBatchNorm",
          {ramp({2, 2, 3}), channel, channel, channel, channel},
          {{"is_training", false}},
          "images [2,2,3] do not have the format NHWC",
          5}});
}

TEST(KernelMessages, Pools) {
  ops::AttrMap attrs = windows({1, 1, 1, 1}, "EXPLICIT");
  attrs["ksize"] = List{1, 2, 2, 1};
  attrs["explicit_paddings"] = List{0, 0, 2, 0, 0, 0, 0, 0};
  check({{"MaxPool",
          {ramp({1, 4, 4, 1})},
          attrs,
          "padding 2 must be less than the window's size 2"}});
}

} // namespace
} // namespace sm::runtime
