// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Tensors as text and as JSON. Layouts are numpy's.

#include "sm/Driver/PrintTensor.h"

#include "sm/Support/Half.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <cmath>
#include <numeric>

namespace sm::driver {
namespace {

using runtime::Tensor;

template <typename T>
Tensor of(DType dtype, Shape shape, std::vector<T> values) {
  auto tensor = Tensor::allocate(dtype, shape);
  EXPECT_TRUE(tensor.ok());
  std::copy(values.begin(), values.end(), tensor->template mutableData<T>());
  return *std::move(tensor);
}

Tensor floats(std::vector<float> values) {
  const Shape shape({static_cast<int64_t>(values.size())});
  return of<float>(DType::Float, shape, std::move(values));
}

TEST(FormatValuesTest, FloatsAlignAtThePoint) {
  EXPECT_EQ(formatValues(floats({1, 2.5f, -0.125f})), "[ 1.     2.5   -0.125]");
  EXPECT_EQ(formatValues(floats({0.1f, 100})), "[  0.1 100. ]");
  EXPECT_EQ(formatValues(floats({1.0f / 3})), "[0.33333334]");
}

TEST(FormatValuesTest, FloatsWithExponents) {
  EXPECT_EQ(formatValues(floats({1e-5f, 1})), "[1.e-05 1.e+00]");
  EXPECT_EQ(formatValues(floats({1.5e10f, 1})), "[1.5e+10 1.0e+00]");
}

TEST(FormatValuesTest, NanAndInfinity) {
  EXPECT_EQ(formatValues(floats({NAN, 1, -INFINITY})), "[ nan   1. -inf]");
}

TEST(FormatValuesTest, Scalars) {
  EXPECT_EQ(formatValues(of<float>(DType::Float, {}, {0.1f})), "0.1");
  EXPECT_EQ(formatValues(of<int32_t>(DType::Int32, {}, {-7})), "-7");
  EXPECT_EQ(formatValues(of<Bytes>(DType::String, {}, {"a'b\n"})),
            "'a\\'b\\x0a'");
}

TEST(FormatValuesTest, Matrices) {
  EXPECT_EQ(formatValues(of<int64_t>(DType::Int64, {2, 2}, {1, 20, 300, 4})),
            "[[  1  20]\n [300   4]]");
  EXPECT_EQ(formatValues(of<uint8_t>(DType::UInt8, {1, 2, 1}, {1, 2})),
            "[[[1]\n  [2]]]");
  EXPECT_EQ(formatValues(of<uint8_t>(DType::UInt8, {2, 1, 1}, {1, 2})),
            "[[[1]]\n\n [[2]]]");
}

TEST(FormatValuesTest, NothingToShow) {
  EXPECT_EQ(formatValues(of<float>(DType::Float, {0, 3}, {})), "[]");
}

TEST(FormatValuesTest, BooleansAndStrings) {
  EXPECT_EQ(formatValues(of<bool>(DType::Bool, {2}, {true, false})),
            "[ True False]");
  EXPECT_EQ(formatValues(of<Bytes>(DType::String, {2}, {"h\xc3\xa9", "\xff"})),
            "['h\xc3\xa9' '\\xff']");
}

TEST(FormatValuesTest, SixteenBits) {
  EXPECT_EQ(formatValues(of<uint16_t>(DType::Half, {2},
                                      {floatToHalf(0.1f), floatToHalf(2)})),
            "[0.1 2. ]");
  EXPECT_EQ(
      formatValues(of<uint16_t>(DType::BFloat16, {1}, {floatToBFloat16(0.1f)})),
      "[0.1]");
}

TEST(FormatValuesTest, LongRowsAreBroken) {
  std::vector<int32_t> values(40);
  std::iota(values.begin(), values.end(), 0);
  EXPECT_EQ(formatValues(of<int32_t>(DType::Int32, {40}, values)),
            "[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 "
            "21 22 23\n 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39]");
}

TEST(FormatValuesTest, ManyElementsAreSummarised) {
  std::vector<int32_t> values(1001);
  std::iota(values.begin(), values.end(), 0);
  EXPECT_EQ(formatValues(of<int32_t>(DType::Int32, {1001}, values)),
            "[   0    1    2 ...  998  999 1000]");
  values.resize(1000);
  EXPECT_EQ(formatValues(of<int32_t>(DType::Int32, {1000}, values)).find('.'),
            std::string::npos);
  values.assign(1010, 5);
  EXPECT_EQ(formatValues(of<int32_t>(DType::Int32, {505, 2}, values)),
            "[[5 5]\n [5 5]\n [5 5]\n ...\n [5 5]\n [5 5]\n [5 5]]");
}

TEST(ValuesToJSONTest, Numbers) {
  EXPECT_EQ(valuesToJSON(floats({1, 0.1f, NAN, INFINITY, -INFINITY, 1e20f})),
            "[1.0,0.1,\"NaN\",\"Infinity\",\"-Infinity\",1e+20]");
  EXPECT_EQ(valuesToJSON(of<int64_t>(DType::Int64, {1, 2}, {INT64_MIN, 3})),
            "[[-9223372036854775808,3]]");
  EXPECT_EQ(valuesToJSON(of<bool>(DType::Bool, {}, {true})), "true");
  EXPECT_EQ(valuesToJSON(of<float>(DType::Float, {0}, {})), "[]");
}

TEST(ValuesToJSONTest, Strings) {
  EXPECT_EQ(valuesToJSON(of<Bytes>(DType::String, {3},
                                   {"a\"", "h\xc3\xa9", "\xff\x01"})),
            "[\"a\\\"\",\"h\xc3\xa9\",{\"b64\":\"/wE=\"}]");
}

TEST(ValuesToJSONTest, ComplexNumbersArePairs) {
  auto tensor = Tensor::allocate(DType::Complex64, Shape({1}));
  ASSERT_TRUE(tensor.ok());
  float *parts = static_cast<float *>(tensor->mutableRawData());
  parts[0] = 1.5f;
  parts[1] = -2;
  EXPECT_EQ(valuesToJSON(*tensor), "[[1.5,-2.0]]");
  EXPECT_EQ(formatValues(*tensor), "[(1.5-2.0j)]");
}

} // namespace
} // namespace sm::driver
