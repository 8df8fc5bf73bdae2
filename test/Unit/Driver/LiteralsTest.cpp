// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Literals: their grammar, and what each element type takes.

#include "sm/Driver/Literals.h"

#include "sm/Runtime/Tensor.h"
#include "sm/Support/Half.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <cmath>

namespace sm::driver {
namespace {

using runtime::Tensor;
using testing::ElementsAre;
using testing::HasSubstr;

std::string errorOf(const std::string &text, bool allowDict = false) {
  return std::string(parseLiteral(text, allowDict).status().message());
}

StatusOr<Tensor> tensorOf(const std::string &text, DType dtype) {
  SM_ASSIGN_OR_RETURN(Literal literal, parseLiteral(text));
  return literalToTensor(literal, dtype);
}

std::string tensorErrorOf(const std::string &text, DType dtype) {
  return std::string(tensorOf(text, dtype).status().message());
}

template <typename T>
std::vector<T> valuesOf(const std::string &text, DType dtype) {
  auto tensor = tensorOf(text, dtype);
  EXPECT_TRUE(tensor.ok()) << tensor.status();
  if (!tensor.ok())
    return {};
  const T *values = tensor->template data<T>();
  return std::vector<T>(values, values + tensor->numElements());
}

TEST(LiteralsTest, Numbers) {
  EXPECT_THAT(valuesOf<double>("[1, -2.5, +3e2, .5, 1., 0x10, -0x1, -0]",
                               DType::Double),
              ElementsAre(1, -2.5, 300, 0.5, 1, 16, -1, 0));
  EXPECT_FALSE(std::signbit(valuesOf<double>("-0", DType::Double)[0]));
  EXPECT_TRUE(std::signbit(valuesOf<double>("-0.0", DType::Double)[0]));
}

TEST(LiteralsTest, NamesOfFloats) {
  const auto values =
      valuesOf<float>("[nan, inf, -inf, +Infinity, NaN]", DType::Float);
  EXPECT_TRUE(std::isnan(values[0]));
  EXPECT_EQ(values[1], INFINITY);
  EXPECT_EQ(values[2], -INFINITY);
  EXPECT_EQ(values[3], INFINITY);
  EXPECT_TRUE(std::isnan(values[4]));
}

TEST(LiteralsTest, StringsWithEscapes) {
  EXPECT_THAT(valuesOf<Bytes>(R"(['a\'b', "c\"d\\", '\x41\n\t', '\u00e9'])",
                              DType::String),
              ElementsAre("a'b", "c\"d\\", "A\n\t", "\xc3\xa9"));
  EXPECT_THAT(valuesOf<Bytes>(R"([b'\xff\0', '\xff', '\101', '\U0001F600'])",
                              DType::String),
              ElementsAre(std::string("\xff\0", 2), "\xc3\xbf", "A",
                          "\xf0\x9f\x98\x80"));
}

TEST(LiteralsTest, ListsTuplesAndBlanks) {
  auto tensor = tensorOf(" [ (1, 2,), [3,\n4] ,] ", DType::Int32);
  ASSERT_TRUE(tensor.ok()) << tensor.status();
  EXPECT_EQ(tensor->shape(), Shape({2, 2}));
  EXPECT_THAT(tensor->values<int32_t>(), ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(tensorOf("[]", DType::Float)->shape(), Shape({0}));
  EXPECT_EQ(tensorOf("[[],[]]", DType::Float)->shape(), Shape({2, 0}));
  EXPECT_EQ(tensorOf("5", DType::Float)->shape(), Shape());
}

TEST(LiteralsTest, GrammarErrorsNameTheColumn) {
  EXPECT_EQ(errorOf(""), "column 1: a value is missing");
  EXPECT_EQ(errorOf("[1 2]"), "column 4: expected ',' or ']'");
  EXPECT_EQ(errorOf("(1"), "column 3: expected ',' or ')'");
  EXPECT_EQ(errorOf("[1"), "column 3: expected ',' or ']'");
  EXPECT_EQ(errorOf("1 2"), "column 3: unexpected text after the value");
  EXPECT_EQ(errorOf("abc"),
            "column 1: 'abc' is no literal; put text in quotes");
  EXPECT_EQ(errorOf("*"), "column 1: unexpected '*'");
  EXPECT_EQ(errorOf("-"), "column 2: a sign without a number");
  EXPECT_EQ(errorOf("-True"),
            "column 6: a sign before something that is no number");
  EXPECT_EQ(errorOf("1.2.3"), "column 1: '1.2.3' is not a number");
  EXPECT_EQ(errorOf("1e999"), "column 1: '1e999' is too large for a double");
  EXPECT_EQ(errorOf("0x"), "column 3: not a hexadecimal number");
  EXPECT_EQ(errorOf("0x11112222333344445"),
            "column 19: more than 16 hexadecimal digits");
}

TEST(LiteralsTest, StringErrors) {
  EXPECT_EQ(errorOf("'abc"), "column 1: the string has no closing quote");
  EXPECT_EQ(errorOf("'abc\\"), "column 6: the string has no closing quote");
  EXPECT_EQ(errorOf("'\\q'"), "column 4: unknown escape '\\q'");
  EXPECT_EQ(errorOf("'\\x1'"),
            "column 5: an escape of 2 hexadecimal digits is too short");
  EXPECT_EQ(errorOf("'\\ud800'"), "column 8: the escape names no character");
  EXPECT_EQ(errorOf("'\\777'"), "column 6: an octal escape above \\377");
}

TEST(LiteralsTest, NothingIsEvaluated) {
  EXPECT_THAT(errorOf("__import__('os')"), HasSubstr("is no literal"));
  EXPECT_THAT(errorOf("1+1"), HasSubstr("unexpected text after the value"));
  EXPECT_THAT(errorOf("[x for x in y]"), HasSubstr("is no literal"));
}

TEST(LiteralsTest, NestingIsBounded) {
  EXPECT_EQ(errorOf(std::string(60, '[') + std::string(60, ']')), "");
  EXPECT_EQ(errorOf(std::string(100000, '[')),
            "column 66: nested more than 64 deep");
}

TEST(LiteralsTest, Dictionaries) {
  auto literal = parseLiteral("{'a': [1], \"b\": 2,}", /*allowDict=*/true);
  ASSERT_TRUE(literal.ok()) << literal.status();
  EXPECT_THAT(literal->keys, ElementsAre("a", "b"));
  EXPECT_EQ(errorOf("{'a': 1}"), "column 1: a dictionary has no place here");
  EXPECT_EQ(errorOf("{1: 2}", true),
            "column 3: the key of a dictionary must be a string");
  EXPECT_EQ(errorOf("{'a' 2}", true), "column 6: expected ':' after the key");
  EXPECT_EQ(errorOf("{'a': 2 3}", true), "column 9: expected ',' or '}'");
}

TEST(LiteralsTest, ConsumeLeavesTheRest) {
  std::string_view text = "[1] ;b=2";
  ASSERT_TRUE(consumeLiteral(text).ok());
  EXPECT_EQ(text, ";b=2");
}

TEST(LiteralTensorTest, IntegersThatFit) {
  EXPECT_THAT(valuesOf<int8_t>("[-128, 127, 3.0]", DType::Int8),
              ElementsAre(-128, 127, 3));
  EXPECT_THAT(valuesOf<int64_t>("[-9223372036854775808, 9223372036854775807]",
                                DType::Int64),
              ElementsAre(INT64_MIN, INT64_MAX));
  EXPECT_THAT(valuesOf<uint64_t>("18446744073709551615", DType::UInt64),
              ElementsAre(UINT64_MAX));
  EXPECT_THAT(valuesOf<bool>("[True, False, 1, 0]", DType::Bool),
              ElementsAre(true, false, true, false));
}

TEST(LiteralTensorTest, SixteenBitFloats) {
  EXPECT_THAT(valuesOf<uint16_t>("[1, 0.1]", DType::Half),
              ElementsAre(0x3c00, floatToHalf(0.1f)));
  EXPECT_THAT(valuesOf<uint16_t>("1", DType::BFloat16), ElementsAre(0x3f80));
}

TEST(LiteralTensorTest, EveryIntegerType) {
  EXPECT_THAT(valuesOf<int16_t>("-7", DType::Int16), ElementsAre(-7));
  EXPECT_THAT(valuesOf<int32_t>("-7", DType::Int32), ElementsAre(-7));
  EXPECT_THAT(valuesOf<uint8_t>("7", DType::UInt8), ElementsAre(7));
  EXPECT_THAT(valuesOf<uint16_t>("7", DType::UInt16), ElementsAre(7));
  EXPECT_THAT(valuesOf<uint32_t>("7", DType::UInt32), ElementsAre(7));
}

TEST(LiteralTensorTest, WhatDoesNotFit) {
  EXPECT_EQ(tensorErrorOf("128", DType::Int8),
            "128 does not fit int8: out of range");
  EXPECT_EQ(tensorErrorOf("-1", DType::UInt8),
            "-1 does not fit uint8: out of range");
  EXPECT_EQ(tensorErrorOf("2.5", DType::Int32), "2.5 does not fit int32");
  EXPECT_EQ(tensorErrorOf("'a'", DType::Int32),
            "the string 'a' does not fit int32");
  EXPECT_EQ(tensorErrorOf("True", DType::Float), "True does not fit float32");
  EXPECT_EQ(tensorErrorOf("1e39", DType::Float),
            "1e+39 does not fit float32: out of range");
  EXPECT_EQ(tensorErrorOf("1e5", DType::Half),
            "100000 does not fit float16: out of range");
  EXPECT_EQ(tensorErrorOf("2", DType::Bool),
            "2 does not fit bool; write True or False");
  EXPECT_EQ(tensorErrorOf("2", DType::String),
            "2 does not fit string; put it in quotes");
  EXPECT_EQ(tensorErrorOf("1", DType::Complex64),
            "values of type complex64 cannot be written out; give a .npy file");
}

TEST(LiteralTensorTest, RowsMustBeEqual) {
  EXPECT_EQ(tensorErrorOf("[[1,2],[3]]", DType::Float),
            "rows of different lengths: 2 and 1 at depth 2");
  EXPECT_EQ(tensorErrorOf("[[1],2]", DType::Float),
            "2 stands where other rows have a list");
  EXPECT_EQ(tensorErrorOf("[1,[2]]", DType::Float),
            "a list stands where other rows have a single value");
}

} // namespace
} // namespace sm::driver
