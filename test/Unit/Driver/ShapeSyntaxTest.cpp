// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shapes as tf2onnx's `--inputs` and our `--shape` write them.

#include "lib/Driver/Flags/ShapeSyntax.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sm::driver {
namespace {

using testing::ElementsAre;
using testing::Eq;
using testing::Field;
using testing::IsEmpty;
using testing::Optional;
using testing::Pair;

auto spec(const std::string &name) {
  return AllOf(Field(&TensorSpec::name, name),
               Field(&TensorSpec::shape, Eq(std::nullopt)));
}

auto spec(const std::string &name, const Dims &dims) {
  return AllOf(Field(&TensorSpec::name, name),
               Field(&TensorSpec::shape, Optional(dims)));
}

std::string errorOf(const Status &status) {
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  return std::string(status.message());
}

TEST(TensorSpecs, NamesWithAndWithoutShapes) {
  auto specs = [](std::string_view text) {
    auto result = parseTensorSpecs(text);
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? *result : std::vector<TensorSpec>();
  };
  EXPECT_THAT(specs("a:0"), ElementsAre(spec("a:0")));
  EXPECT_THAT(specs("a:0,b:0"), ElementsAre(spec("a:0"), spec("b:0")));
  EXPECT_THAT(specs("a:0[1,-1],b"),
              ElementsAre(spec("a:0", {1, -1}), spec("b")));
  EXPECT_THAT(specs("b,a:0[1,-1]"),
              ElementsAre(spec("b"), spec("a:0", {1, -1})));
  // A scalar has a shape, of no dimensions; ? is unknown as well.
  EXPECT_THAT(specs("a[],b[?]"), ElementsAre(spec("a", {}), spec("b", {-1})));
  EXPECT_THAT(specs(" a [ 1 , 2 ] , b "),
              ElementsAre(spec("a", {1, 2}), spec("b")));
  EXPECT_THAT(specs("a[0]"), ElementsAre(spec("a", {0})));
  EXPECT_THAT(specs("a[9223372036854775807]"),
              ElementsAre(spec("a", {9223372036854775807})));
}

TEST(TensorSpecs, WhatIsNone) {
  auto error = [](std::string_view text) {
    return errorOf(parseTensorSpecs(text).status());
  };
  for (const char *text : {"", ",a", "a,", "a,,b", "[1]", "a[1],", " "})
    EXPECT_EQ(error(text), "a tensor has no name") << text;
  EXPECT_EQ(error("a[1"), "the '[' after a has no ']'");
  EXPECT_EQ(error("a["), "the '[' after a has no ']'");
  EXPECT_EQ(error("a[1]b"), "a comma is missing after the shape of a");
  EXPECT_EQ(error("a[1][2]"), "a comma is missing after the shape of a");
  const std::string none =
      "is no dimension: a number, or -1 for an unknown one";
  EXPECT_EQ(error("a[x]"), "'x' " + none);
  EXPECT_EQ(error("a[1,]"), "'' " + none);
  EXPECT_EQ(error("a[-2]"), "'-2' " + none);
  EXPECT_EQ(error("a[1.5]"), "'1.5' " + none);
  EXPECT_EQ(error("a[9223372036854775808]"), "'9223372036854775808' " + none);
  EXPECT_EQ(error("a[[1]]"), "'[1' " + none);
}

TEST(Shapes, ByKey) {
  auto shapes = [](std::string_view text) {
    auto result = parseShapes(text);
    EXPECT_TRUE(result.ok()) << result.status();
    return *result;
  };
  EXPECT_THAT(shapes("x=1,224,224,3"),
              ElementsAre(Pair("x", Dims{1, 224, 224, 3})));
  EXPECT_THAT(shapes("x=1,2;y=?,-1"),
              ElementsAre(Pair("x", Dims{1, 2}), Pair("y", Dims{-1, -1})));
  EXPECT_THAT(shapes(" x = 1 , 2 ; y = 3 "),
              ElementsAre(Pair("x", Dims{1, 2}), Pair("y", Dims{3})));
  EXPECT_THAT(shapes("x="), ElementsAre(Pair("x", IsEmpty())));
  EXPECT_THAT(shapes("a/b:0=1"), ElementsAre(Pair("a/b:0", Dims{1})));
}

TEST(Shapes, WhatIsNone) {
  auto error = [](std::string_view text) {
    return errorOf(parseShapes(text).status());
  };
  EXPECT_EQ(error("x"), "'x' is not KEY=DIM,DIM,...");
  EXPECT_EQ(error("=1"), "'=1' is not KEY=DIM,DIM,...");
  EXPECT_EQ(error(" =1"), "' =1' is not KEY=DIM,DIM,...");
  EXPECT_EQ(error(""), "'' is not KEY=DIM,DIM,...");
  EXPECT_EQ(error("x=1;x=2"), "the shape of 'x' is given twice");
  EXPECT_EQ(error("x=1;y=2; x =1"), "the shape of 'x' is given twice");
  const std::string none =
      "is no dimension: a number, or -1 for an unknown one";
  EXPECT_EQ(error("x=1;y=z"), "'z' " + none);
  EXPECT_EQ(error("x=1,,2"), "'' " + none);
  // Only the first = parts key and shape.
  EXPECT_EQ(error("x=y=1"), "'y=1' " + none);
}

} // namespace
} // namespace sm::driver
