// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// How values are written into a TensorProto, and sizes that do not fit.

#include "sm/Format/Proto/tensor.pb.h"
#include "sm/Format/TensorProto.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

using sm::format::encodeStrings;
using sm::format::encodeTensor;
using tensorflow::TensorProto;

namespace {

TensorProto tensorOf(tensorflow::DataType dtype,
                     std::initializer_list<int> dims) {
  TensorProto tensor;
  tensor.set_dtype(dtype);
  tensor.mutable_tensor_shape();
  for (int dim : dims)
    tensor.mutable_tensor_shape()->add_dim()->set_size(dim);
  return tensor;
}

absl::Span<const char> bytesOf(const std::string &text) { return text; }

TEST(EncodeTensor, OneElementIsListedOthersAreContent) {
  TensorProto scalar = tensorOf(tensorflow::DT_INT16, {});
  ASSERT_TRUE(encodeTensor(bytesOf("\xFE\xFF"), std::nullopt, scalar).ok());
  ASSERT_EQ(scalar.int_val_size(), 1);
  EXPECT_EQ(scalar.int_val(0), -2);
  TensorProto one = tensorOf(tensorflow::DT_UINT8, {1});
  ASSERT_TRUE(encodeTensor(bytesOf("\xFE"), std::nullopt, one).ok());
  ASSERT_EQ(one.int_val_size(), 1);
  EXPECT_EQ(one.int_val(0), 254);
  TensorProto two = tensorOf(tensorflow::DT_UINT8, {2});
  ASSERT_TRUE(encodeTensor(bytesOf("ab"), std::nullopt, two).ok());
  EXPECT_EQ(two.tensor_content(), "ab");
  TensorProto none = tensorOf(tensorflow::DT_UINT8, {0, 3});
  ASSERT_TRUE(encodeTensor({}, std::nullopt, none).ok());
  EXPECT_EQ(none.ByteSizeLong(),
            tensorOf(tensorflow::DT_UINT8, {0, 3}).ByteSizeLong());
}

TEST(EncodeTensor, AsManyAsAsked) {
  for (const char *bytes : {"abbb", "ab"}) {
    TensorProto tensor = tensorOf(tensorflow::DT_INT8, {4});
    ASSERT_TRUE(encodeTensor(bytesOf(bytes), 2, tensor).ok());
    ASSERT_EQ(tensor.int_val_size(), 2);
    EXPECT_EQ(tensor.int_val(1), 'b');
  }
  TensorProto zeros = tensorOf(tensorflow::DT_INT8, {4});
  ASSERT_TRUE(encodeTensor({}, 0, zeros).ok());
  EXPECT_EQ(zeros.int_val_size(), 0);
  TensorProto content = tensorOf(tensorflow::DT_INT8, {});
  ASSERT_TRUE(encodeTensor(bytesOf("a"), -1, content).ok());
  EXPECT_EQ(content.tensor_content(), "a");
}

TEST(EncodeTensor, BitsWithoutMeaningAreLeftOut) {
  TensorProto listed = tensorOf(tensorflow::DT_INT4, {2});
  ASSERT_TRUE(encodeTensor(bytesOf("\xFD\x0D"), 2, listed).ok());
  EXPECT_EQ(listed.int_val(0), -3);
  EXPECT_EQ(listed.int_val(1), -3);
  TensorProto content = tensorOf(tensorflow::DT_UINT2, {2});
  ASSERT_TRUE(encodeTensor(bytesOf("\xFD\x0E"), std::nullopt, content).ok());
  EXPECT_EQ(content.tensor_content(), "\x01\x02");
}

TEST(EncodeTensor, WhatDoesNotFit) {
  auto refuses = [](TensorProto tensor, const std::string &bytes,
                    std::optional<int64_t> count = std::nullopt) {
    sm::Status status = encodeTensor(bytes, count, tensor);
    return absl::IsInvalidArgument(status);
  };
  EXPECT_TRUE(refuses(tensorOf(tensorflow::DT_INT16, {2}), "abc"));
  EXPECT_TRUE(refuses(tensorOf(tensorflow::DT_INT16, {2}), "ab"));
  EXPECT_TRUE(refuses(tensorOf(tensorflow::DT_INT16, {2}), "abcdef"));
  EXPECT_TRUE(refuses(tensorOf(tensorflow::DT_INT8, {2}), "abc", 3));
  EXPECT_TRUE(refuses(tensorOf(tensorflow::DT_INT8, {3}), "a", 2));
  EXPECT_TRUE(refuses(tensorOf(tensorflow::DT_INT8, {-1}), "a"));
  EXPECT_TRUE(refuses(tensorOf(tensorflow::DT_RESOURCE, {}), "a"));
  EXPECT_TRUE(refuses(tensorOf(tensorflow::DT_FLOAT_REF, {}), "abcd"));
  EXPECT_TRUE(refuses(tensorOf(tensorflow::DT_STRING, {}), "abcd"));
}

TEST(EncodeStrings, UpToTheShape) {
  const std::vector<sm::Bytes> values = {"a", std::string("\0\xFF", 2)};
  TensorProto tensor = tensorOf(tensorflow::DT_STRING, {3});
  ASSERT_TRUE(encodeStrings(values, tensor).ok());
  EXPECT_EQ(tensor.string_val(1), values[1]);
  TensorProto small = tensorOf(tensorflow::DT_STRING, {1});
  EXPECT_TRUE(absl::IsInvalidArgument(encodeStrings(values, small)));
  TensorProto other = tensorOf(tensorflow::DT_INT8, {2});
  EXPECT_TRUE(absl::IsInvalidArgument(encodeStrings(values, other)));
}

} // namespace
