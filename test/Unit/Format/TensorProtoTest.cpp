// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Values of TensorProtos by TensorFlow's rules, and what is refused.

#include "sm/Format/TensorProto.h"
#include "TestFiles.h"
#include "sm/Format/Proto/tensor.pb.h"
#include "sm/Support/Varint.h"

#include <cstring>

using namespace sm;
using namespace sm::format;
using tensorflow::TensorProto;
using testing::ElementsAre;

namespace {

TensorProto tensorOf(tensorflow::DataType dtype,
                     const std::vector<int64_t> &shape) {
  TensorProto tensor;
  tensor.set_dtype(dtype);
  for (const int64_t size : shape)
    tensor.mutable_tensor_shape()->add_dim()->set_size(size);
  return tensor;
}

/// All elements of a tensor of numbers.
template <typename T>
std::vector<T> expand(const TensorProto &tensor) {
  const auto decoded = decodeTensor(tensor);
  EXPECT_OK(decoded);
  std::vector<T> result(decoded->numElements());
  EXPECT_OK(decoded->copyTo(
      {reinterpret_cast<char *>(result.data()), result.size() * sizeof(T)}));
  return result;
}

TEST(TensorProto, ContentIsShownInPlace) {
  TensorProto tensor = tensorOf(tensorflow::DT_INT16, {2});
  tensor.set_tensor_content(std::string("\1\0\2\0", 4));
  tensor.add_int_val(9); // Content wins.
  const auto decoded = decodeTensor(tensor);
  ASSERT_OK(decoded);
  EXPECT_EQ(decoded->bytes().data(), tensor.tensor_content().data());
  EXPECT_EQ(decoded->numStored(), 2);
  EXPECT_FALSE(decoded->isSplat());
  EXPECT_THAT(expand<int16_t>(tensor), ElementsAre(1, 2));
}

TEST(TensorProto, LastValueIsRepeated) {
  TensorProto tensor = tensorOf(tensorflow::DT_FLOAT, {5});
  tensor.add_float_val(1);
  tensor.add_float_val(2);
  EXPECT_THAT(expand<float>(tensor), ElementsAre(1, 2, 2, 2, 2));
  EXPECT_EQ(decodeTensor(tensor)->numStored(), 2);
  for (int i = 0; i < 7; ++i)
    tensor.add_float_val(3); // More than fit are ignored.
  EXPECT_THAT(expand<float>(tensor), ElementsAre(1, 2, 3, 3, 3));
}

TEST(TensorProto, NoValuesMeansZeros) {
  EXPECT_THAT(expand<int64_t>(tensorOf(tensorflow::DT_INT64, {3})),
              ElementsAre(0, 0, 0));
  const auto strings = decodeTensor(tensorOf(tensorflow::DT_STRING, {3}));
  ASSERT_OK(strings);
  EXPECT_THAT(strings->strings(), ElementsAre(""));
  EXPECT_TRUE(strings->isSplat());
}

TEST(TensorProto, HugeSplatCostsNothing) {
  TensorProto tensor = tensorOf(tensorflow::DT_DOUBLE, {1 << 20, 1 << 30});
  tensor.add_double_val(7);
  const auto decoded = decodeTensor(tensor);
  ASSERT_OK(decoded);
  EXPECT_TRUE(decoded->isSplat());
  EXPECT_EQ(decoded->bytes().size(), 8u);
}

TEST(TensorProto, Empty) {
  const auto decoded =
      decodeTensor(tensorOf(tensorflow::DT_FLOAT, {0, 1 << 20}));
  ASSERT_OK(decoded);
  EXPECT_EQ(decoded->numStored(), 0);
  EXPECT_OK(decoded->copyTo({}));
}

TEST(TensorProto, EveryTypeHasItsList) {
  TensorProto tensor;
  auto with = [&](tensorflow::DataType dtype) -> TensorProto & {
    return tensor = tensorOf(dtype, {});
  };
  with(tensorflow::DT_BOOL).add_bool_val(true);
  EXPECT_THAT(expand<uint8_t>(tensor), ElementsAre(1));
  with(tensorflow::DT_HALF).add_half_val(0x3c00);
  EXPECT_THAT(expand<uint16_t>(tensor), ElementsAre(0x3c00));
  with(tensorflow::DT_BFLOAT16).add_half_val(0x3f80);
  EXPECT_THAT(expand<uint16_t>(tensor), ElementsAre(0x3f80));
  with(tensorflow::DT_INT8).add_int_val(-3);
  EXPECT_THAT(expand<int8_t>(tensor), ElementsAre(-3));
  with(tensorflow::DT_INT4).add_int_val(-3);
  EXPECT_THAT(expand<int8_t>(tensor), ElementsAre(-3));
  with(tensorflow::DT_UINT16).add_int_val(65535);
  EXPECT_THAT(expand<uint16_t>(tensor), ElementsAre(65535));
  with(tensorflow::DT_QINT32).add_int_val(-5);
  EXPECT_THAT(expand<int32_t>(tensor), ElementsAre(-5));
  with(tensorflow::DT_UINT32).add_uint32_val(4000000000u);
  EXPECT_THAT(expand<uint32_t>(tensor), ElementsAre(4000000000u));
  with(tensorflow::DT_UINT64).add_uint64_val(~uint64_t{0});
  EXPECT_THAT(expand<uint64_t>(tensor), ElementsAre(~uint64_t{0}));
  with(tensorflow::DT_FLOAT8_E5M2).set_float8_val("\x3c");
  EXPECT_THAT(expand<uint8_t>(tensor), ElementsAre(0x3c));
  with(tensorflow::DT_COMPLEX64).add_scomplex_val(1);
  tensor.add_scomplex_val(2);
  EXPECT_THAT(expand<float>(tensorOf(tensorflow::DT_FLOAT, {0})),
              ElementsAre());
  const auto complex = decodeTensor(tensor);
  ASSERT_OK(complex);
  EXPECT_EQ(complex->bytes().size(), 8u);
  with(tensorflow::DT_COMPLEX128).add_dcomplex_val(1);
  tensor.add_dcomplex_val(2);
  EXPECT_EQ(decodeTensor(tensor)->bytes().size(), 16u);
}

TEST(TensorProto, Strings) {
  TensorProto tensor = tensorOf(tensorflow::DT_STRING, {3});
  tensor.add_string_val("a");
  tensor.add_string_val("b");
  auto decoded = decodeTensor(tensor);
  ASSERT_OK(decoded);
  EXPECT_THAT(decoded->strings(), ElementsAre("a", "b"));
  tensor.set_tensor_content(std::string("\1\0\3xyyy", 7));
  decoded = decodeTensor(tensor);
  ASSERT_OK(decoded);
  EXPECT_THAT(decoded->strings(), ElementsAre("x", "", "yyy"));
  EXPECT_ERROR(decoded->copyTo({}), kInvalidArgument,
               "cannot copy a tensor of type string[3] to 0 bytes");
}

TEST(TensorProto, PackedStringsThatDoNotFit) {
  auto check = [](const std::string &content) {
    TensorProto tensor = tensorOf(tensorflow::DT_STRING, {2});
    tensor.set_tensor_content(content);
    return checkTensor(tensor);
  };
  EXPECT_ERROR(check("\1"), kInvalidArgument,
               "has 1 bytes of content for 2 strings");
  EXPECT_ERROR(check("\1\x80"), kInvalidArgument, "lengths that are cut off");
  EXPECT_ERROR(check("\1\5x"), kInvalidArgument, "longer than its content");
  EXPECT_ERROR(check("\1\1xyz"), kInvalidArgument,
               "has 1 bytes of content behind its last string");
}

TEST(TensorProto, Types) {
  EXPECT_ERROR(checkTensor(tensorOf(tensorflow::DT_INVALID, {})),
               kInvalidArgument, "unknown element type 0");
  EXPECT_ERROR(checkTensor(tensorOf(tensorflow::DT_FLOAT_REF, {})),
               kInvalidArgument, "unknown element type 101");
  EXPECT_OK(checkTensor(tensorOf(tensorflow::DT_RESOURCE, {})));
  EXPECT_ERROR(decodeTensor(tensorOf(tensorflow::DT_VARIANT, {})),
               kUnimplemented, "type variant holds no plain elements");
  TensorProto resource = tensorOf(tensorflow::DT_RESOURCE, {});
  resource.set_tensor_content("x");
  EXPECT_ERROR(checkTensor(resource), kInvalidArgument,
               "has raw content, which this type cannot");
}

TEST(TensorProto, Shapes) {
  EXPECT_ERROR(checkTensor(tensorOf(tensorflow::DT_FLOAT, {-1, 1})),
               kInvalidArgument, "negative or unknown dimension -1");
  EXPECT_ERROR(checkTensor(tensorOf(tensorflow::DT_FLOAT, {-2})),
               kInvalidArgument, "negative dimension -2");
  EXPECT_ERROR(checkTensor(tensorOf(tensorflow::DT_FLOAT,
                                    {int64_t{1} << 40, int64_t{1} << 40, 0})),
               kInvalidArgument, "has too many elements");
  EXPECT_ERROR(checkTensor(tensorOf(tensorflow::DT_FLOAT, {int64_t{1} << 62})),
               kInvalidArgument, "impossible shape");
  EXPECT_ERROR(
      checkTensor(tensorOf(tensorflow::DT_FLOAT, std::vector<int64_t>(255, 1))),
      kInvalidArgument, "has 255 dimensions");
  TensorProto unknown = tensorOf(tensorflow::DT_FLOAT, {});
  unknown.mutable_tensor_shape()->set_unknown_rank(true);
  EXPECT_ERROR(checkTensor(unknown), kInvalidArgument, "unknown rank");
  const auto partial = decodePartialShape(
      tensorOf(tensorflow::DT_FLOAT, {2, -1}).tensor_shape());
  ASSERT_OK(partial);
  EXPECT_THAT(**partial, ElementsAre(2, -1));
}

TEST(TensorProto, Content) {
  TensorProto tensor = tensorOf(tensorflow::DT_FLOAT, {2});
  tensor.set_tensor_content("1234567");
  EXPECT_ERROR(checkTensor(tensor), kInvalidArgument,
               "of type float32[2] takes 8 bytes, but has 7");
  tensor = tensorOf(tensorflow::DT_BOOL, {2});
  tensor.set_tensor_content("\1\2");
  EXPECT_ERROR(checkTensor(tensor), kInvalidArgument,
               "a byte that is neither 0 nor 1");
  tensor = tensorOf(tensorflow::DT_COMPLEX64, {1});
  tensor.add_scomplex_val(1);
  EXPECT_ERROR(checkTensor(tensor), kInvalidArgument,
               "a real part without imaginary part");
}

} // namespace
