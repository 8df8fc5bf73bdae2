// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Convolution and pooling, against loops that visit one tap after the other.

#include "Tensors.h"

#include "sm/Runtime/ThreadPool.h"

#include <cmath>
#include <limits>

namespace sm::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using List = std::vector<int64_t>;

std::vector<float> wave(int64_t count, float scale) {
  std::vector<float> values;
  for (int64_t i = 0; i < count; ++i)
    values.push_back(static_cast<float>((i * 37 + 11) % 17 - 8) * scale);
  return values;
}

struct Case {
  Shape images, filter; ///< NHWC
  List strides;         ///< height, width
  std::string padding;
  List explicitPaddings = {}; ///< top, bottom, left, right
  List dilations = {1, 1};
  bool depthwise = false;
};

ops::AttrMap attrsOf(const Case &c, bool channelsFirst = false) {
  const auto place = [&](int64_t h, int64_t w) {
    return channelsFirst ? List{1, 1, h, w} : List{1, h, w, 1};
  };
  ops::AttrMap attrs = {{"strides", place(c.strides[0], c.strides[1])},
                        {"dilations", place(c.dilations[0], c.dilations[1])},
                        {"padding", c.padding}};
  if (!c.explicitPaddings.empty()) {
    List p(8, 0);
    for (int i = 0; i < 4; ++i)
      p[(channelsFirst ? 4 : 2) + i] = c.explicitPaddings[i];
    attrs["explicit_paddings"] = p;
  }
  if (channelsFirst)
    attrs["data_format"] = std::string("NCHW");
  return attrs;
}

/// Output size and padding before, from TensorFlow's documentation.
std::pair<int64_t, int64_t> extent(const Case &c, int dim, int64_t input) {
  const int64_t effective = (c.filter.dim(dim) - 1) * c.dilations[dim] + 1;
  const int64_t stride = c.strides[dim];
  if (c.padding == "SAME") {
    const int64_t out = (input + stride - 1) / stride;
    return {out,
            std::max<int64_t>(0, (out - 1) * stride + effective - input) / 2};
  }
  int64_t before = 0, after = 0;
  if (!c.explicitPaddings.empty()) {
    before = c.explicitPaddings[2 * dim];
    after = c.explicitPaddings[2 * dim + 1];
  }
  return {(input + before + after - effective) / stride + 1, before};
}

std::vector<double> slowConvolution(const Case &c, const std::vector<float> &x,
                                    const std::vector<float> &f) {
  const int64_t n = c.images.dim(0), ih = c.images.dim(1), iw = c.images.dim(2),
                ic = c.images.dim(3);
  const int64_t kh = c.filter.dim(0), kw = c.filter.dim(1),
                fc = c.filter.dim(2);
  const int64_t oc = c.depthwise ? ic * c.filter.dim(3) : c.filter.dim(3);
  const auto [oh, top] = extent(c, 0, ih);
  const auto [ow, left] = extent(c, 1, iw);
  const int64_t groups = c.depthwise ? ic : ic / fc;
  const int64_t groupIn = ic / groups, groupOut = oc / groups;
  std::vector<double> out;
  for (int64_t b = 0; b < n; ++b)
    for (int64_t y = 0; y < oh; ++y)
      for (int64_t z = 0; z < ow; ++z)
        for (int64_t o = 0; o < oc; ++o) {
          double sum = 0;
          const int64_t g = o / groupOut;
          for (int64_t ky = 0; ky < kh; ++ky)
            for (int64_t kx = 0; kx < kw; ++kx)
              for (int64_t i = 0; i < groupIn; ++i) {
                const int64_t sy = y * c.strides[0] - top + ky * c.dilations[0];
                const int64_t sx =
                    z * c.strides[1] - left + kx * c.dilations[1];
                if (sy < 0 || sy >= ih || sx < 0 || sx >= iw)
                  continue;
                const int64_t tap = ky * kw + kx;
                const double weight =
                    c.depthwise
                        ? f[(tap * ic + g) * c.filter.dim(3) + o % groupOut]
                        : f[(tap * fc + i) * oc + o];
                sum += weight *
                       x[((b * ih + sy) * iw + sx) * ic + g * groupIn + i];
              }
          out.push_back(sum);
        }
  return out;
}

void checkConvolution(const Case &c) {
  SCOPED_TRACE(c.images.str() + " " + c.filter.str() + " " + c.padding);
  const std::string op = c.depthwise ? "DepthwiseConv2dNative" : "Conv2D";
  const std::vector<float> x = wave(c.images.numElements(), 0.25f);
  const std::vector<float> f = wave(c.filter.numElements(), 0.5f);
  const std::vector<double> expected = slowConvolution(c, x, f);
  const Tensor images = floats(c.images, x), filter = floats(c.filter, f);
  const Tensor out = run(op, {images, filter}, attrsOf(c));
  ASSERT_EQ(out.numElements(), static_cast<int64_t>(expected.size()));
  for (size_t i = 0; i < expected.size(); ++i)
    ASSERT_NEAR(out.data<float>()[i], expected[i], 1e-3) << i;

  const std::vector<double> xd(x.begin(), x.end()), fd(f.begin(), f.end());
  const Tensor outD =
      run(op, {doubles(c.images, xd), doubles(c.filter, fd)}, attrsOf(c));
  for (size_t i = 0; i < expected.size(); ++i)
    ASSERT_NEAR(outD.data<double>()[i], expected[i], 1e-9) << i;

  const Tensor toNCHW = ints({4}, {0, 3, 1, 2}), back = ints({4}, {0, 2, 3, 1});
  const Tensor outF = run(
      "Transpose",
      {run(op, {run("Transpose", {images, toNCHW}), filter}, attrsOf(c, true)),
       back});
  ASSERT_EQ(outF.shape(), out.shape());
  for (size_t i = 0; i < expected.size(); ++i)
    ASSERT_NEAR(outF.data<float>()[i], expected[i], 1e-3) << i;
}

TEST(Conv2D, manyCases) {
  const Case cases[] = {
      {{2, 7, 6, 3}, {3, 3, 3, 4}, {1, 1}, "SAME"},
      {{2, 7, 6, 3}, {3, 2, 3, 4}, {2, 2}, "SAME"},
      {{2, 7, 6, 3}, {3, 2, 3, 4}, {2, 3}, "VALID"},
      {{1, 5, 5, 1}, {5, 5, 1, 2}, {1, 1}, "SAME"},
      {{1, 8, 8, 2}, {3, 3, 2, 3}, {1, 1}, "SAME", {}, {2, 3}},
      {{1, 8, 8, 2}, {3, 3, 2, 3}, {1, 1}, "VALID", {}, {2, 1}},
      {{1, 4, 5, 2}, {2, 3, 2, 3}, {1, 2}, "EXPLICIT", {1, 0, 2, 3}},
      {{2, 6, 6, 4}, {3, 3, 2, 6}, {1, 1}, "SAME"},
      {{2, 6, 6, 4}, {3, 3, 1, 8}, {2, 1}, "VALID"},
      {{3, 4, 4, 5}, {1, 1, 5, 7}, {1, 1}, "VALID"},
      {{3, 4, 4, 5}, {1, 1, 5, 7}, {2, 2}, "SAME"},
      {{1, 3, 3, 2}, {1, 1, 2, 2}, {1, 1}, "EXPLICIT", {1, 1, 1, 1}},
      {{1, 2, 2, 1}, {4, 4, 1, 1}, {1, 1}, "EXPLICIT", {5, 4, 6, 3}},
      {{1, 1, 9, 40}, {1, 3, 40, 33}, {1, 1}, "SAME"},
  };
  for (const Case &c : cases)
    checkConvolution(c);
}

TEST(Conv2D, tilesAndThreads) {
  setNumThreads(4);
  checkConvolution({{2, 40, 40, 16}, {3, 3, 16, 24}, {1, 1}, "SAME"});
  checkConvolution({{1, 64, 64, 64}, {1, 1, 64, 32}, {1, 1}, "SAME"});
  checkConvolution({{2, 40, 40, 16}, {3, 3, 4, 24}, {1, 1}, "SAME"});
  setNumThreads(0);
}

TEST(Conv2D, smallTypes) {
  const ops::AttrMap attrs = {{"strides", List{1, 1, 1, 1}},
                              {"padding", std::string("VALID")}};
  EXPECT_THAT(
      asFloats(run("Conv2D",
                   {halves({1, 1, 2, 1}, {1, 2}), halves({1, 2, 1, 1}, {3, 4})},
                   attrs)),
      ElementsAre(11));
  EXPECT_THAT(asFloats(run("Conv2D",
                           {bfloats({1, 1, 2, 1}, {1, 2}),
                            bfloats({1, 2, 1, 1}, {3, 4})},
                           attrs)),
              ElementsAre(11));
  EXPECT_THAT(
      valuesOf<int32_t>(
          run("Conv2D",
              {ints({1, 1, 2, 1}, {1, 2}), ints({1, 2, 1, 1}, {3, 4})}, attrs)),
      ElementsAre(11));
  EXPECT_THAT(
      errorOf("Conv2D",
              {longs({1, 1, 2, 1}, {1, 2}), longs({1, 2, 1, 1}, {3, 4})},
              attrs),
      HasSubstr("int64"));
}

TEST(Conv2D, emptyAndRefused) {
  const ops::AttrMap attrs = {{"strides", List{1, 1, 1, 1}},
                              {"padding", std::string("SAME")}};
  EXPECT_EQ(
      run("Conv2D", {ramp({0, 3, 3, 1}), ramp({2, 2, 1, 4})}, attrs).shape(),
      (Shape{0, 3, 3, 4}));
  EXPECT_EQ(
      run("Conv2D", {ramp({1, 0, 3, 1}), ramp({2, 2, 1, 4})}, attrs).shape(),
      (Shape{1, 0, 3, 4}));
  EXPECT_THAT(
      errorOf("Conv2D", {ramp({1, 3, 3, 3}), ramp({2, 2, 2, 4})}, attrs),
      HasSubstr("Conv2D: "));
  EXPECT_THAT(
      errorOf("Conv2D", {ramp({1, 3, 3, 4}), ramp({2, 2, 2, 5})}, attrs),
      HasSubstr("Conv2D: "));
  EXPECT_THAT(errorOf("Conv2D", {ramp({3, 3, 4}), ramp({2, 2, 2, 5})}, attrs),
              HasSubstr("Conv2D: "));
  for (const List &strides :
       {List{1, 0, 1, 1}, List{2, 1, 1, 1}, List{1, 1, 1, 2}, List{1, 1},
        List{1, int64_t{1} << 62, 1, 1}})
    EXPECT_THAT(
        errorOf("Conv2D", {ramp({1, 3, 3, 2}), ramp({2, 2, 2, 5})},
                {{"strides", strides}, {"padding", std::string("SAME")}}),
        HasSubstr("Conv2D: "));
  EXPECT_THAT(errorOf("Conv2D", {ramp({1, 3, 3, 2}), ramp({5, 2, 2, 5})},
                      {{"strides", List{1, 1, 1, 1}},
                       {"padding", std::string("VALID")}}),
              HasSubstr("Conv2D: "));
}

TEST(DepthwiseConv2dNative, manyCases) {
  const List no = {};
  const Case cases[] = {
      {{2, 7, 6, 3}, {3, 3, 3, 1}, {1, 1}, "SAME", no, {1, 1}, true},
      {{2, 7, 6, 85}, {3, 3, 85, 1}, {2, 2}, "SAME", no, {1, 1}, true},
      {{1, 7, 6, 3}, {3, 2, 3, 2}, {1, 1}, "VALID", no, {1, 1}, true},
      {{1, 9, 9, 20}, {3, 3, 20, 1}, {1, 1}, "SAME", no, {2, 2}, true},
      {{1, 5, 5, 2},
       {3, 3, 2, 3},
       {1, 2},
       "EXPLICIT",
       {1, 2, 0, 1},
       {1, 1},
       true},
      {{1, 2, 2, 4}, {5, 5, 4, 1}, {1, 1}, "SAME", no, {1, 1}, true},
  };
  for (const Case &c : cases)
    checkConvolution(c);
  EXPECT_THAT(errorOf("DepthwiseConv2dNative",
                      {ramp({1, 3, 3, 2}), ramp({2, 2, 3, 1})},
                      {{"strides", List{1, 1, 1, 1}},
                       {"padding", std::string("SAME")}}),
              HasSubstr("DepthwiseConv2dNative: "));
}

ops::AttrMap pool(const List &ksize, const List &strides,
                  const std::string &padding) {
  return {{"ksize", ksize}, {"strides", strides}, {"padding", padding}};
}

TEST(MaxPool, values) {
  const Tensor x = ramp({1, 3, 3, 1});
  EXPECT_THAT(valuesOf<float>(run("MaxPool", {x},
                                  pool({1, 2, 2, 1}, {1, 1, 1, 1}, "VALID"))),
              ElementsAre(4, 5, 7, 8));
  EXPECT_THAT(valuesOf<float>(run("MaxPool", {x},
                                  pool({1, 2, 2, 1}, {1, 2, 2, 1}, "SAME"))),
              ElementsAre(4, 5, 7, 8));
  // Padding does not win over negative elements.
  EXPECT_THAT(
      valuesOf<float>(run("MaxPool", {floats({1, 2, 2, 1}, {-1, -2, -3, -4})},
                          pool({1, 3, 3, 1}, {1, 2, 2, 1}, "SAME"))),
      ElementsAre(-1));
  ops::AttrMap padded = pool({1, 2, 2, 1}, {1, 1, 1, 1}, "EXPLICIT");
  padded["explicit_paddings"] = List{0, 0, 1, 1, 1, 1, 0, 0};
  EXPECT_THAT(valuesOf<float>(run(
                  "MaxPool", {floats({1, 2, 2, 1}, {-1, -2, -3, -4})}, padded)),
              ElementsAre(-1, -1, -2, -1, -1, -2, -3, -3, -4));
  padded["explicit_paddings"] = List{0, 0, 2, 1, 1, 1, 0, 0};
  EXPECT_THAT(errorOf("MaxPool", {x}, padded), HasSubstr("MaxPool: "));
}

TEST(MaxPool, nansTypesAndFormats) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(
      valuesOf<float>(run("MaxPool", {floats({1, 1, 4, 1}, {nan, 1, 2, nan})},
                          pool({1, 1, 2, 1}, {1, 1, 2, 1}, "VALID"))),
      ElementsAre(1, 2));
  const Tensor i8 = tensor<int8_t>(DType::Int8, {1, 1, 2, 2}, {-5, 2, -7, 1});
  EXPECT_THAT(valuesOf<int8_t>(run("MaxPool", {i8},
                                   pool({1, 1, 2, 1}, {1, 1, 1, 1}, "VALID"))),
              ElementsAre(-5, 2));
  EXPECT_THAT(asFloats(run("MaxPool", {halves({1, 1, 2, 1}, {3, -2})},
                           pool({1, 1, 2, 1}, {1, 1, 1, 1}, "VALID"))),
              ElementsAre(3));
  ops::AttrMap nchw = pool({1, 1, 1, 2}, {1, 1, 1, 2}, "VALID");
  nchw["data_format"] = std::string("NCHW");
  EXPECT_THAT(valuesOf<float>(run("MaxPool", {ramp({1, 2, 1, 4})}, nchw)),
              ElementsAre(1, 3, 5, 7));
}

TEST(MaxPool, overChannels) {
  EXPECT_THAT(valuesOf<float>(run("MaxPool", {ramp({1, 1, 2, 4})},
                                  pool({1, 1, 1, 2}, {1, 1, 1, 2}, "VALID"))),
              ElementsAre(1, 3, 5, 7));
  EXPECT_THAT(errorOf("MaxPool", {ramp({1, 1, 2, 4})},
                      pool({1, 1, 2, 2}, {1, 1, 1, 2}, "VALID")),
              HasSubstr("MaxPool: "));
  EXPECT_THAT(errorOf("MaxPool", {ramp({2, 1, 2, 4})},
                      pool({2, 1, 1, 1}, {1, 1, 1, 1}, "VALID")),
              HasSubstr("MaxPool: "));
  EXPECT_THAT(errorOf("MaxPool", {ramp({1, 1, 2, 4})},
                      pool({1, 1, 0, 1}, {1, 1, 1, 1}, "VALID")),
              HasSubstr("MaxPool: "));
}

TEST(AvgPool, values) {
  const Tensor x = ramp({1, 3, 3, 1});
  EXPECT_THAT(valuesOf<float>(run("AvgPool", {x},
                                  pool({1, 2, 2, 1}, {1, 1, 1, 1}, "VALID"))),
              ElementsAre(2, 3, 5, 6));
  // Padding does not count.
  EXPECT_THAT(valuesOf<float>(run("AvgPool", {x},
                                  pool({1, 2, 2, 1}, {1, 2, 2, 1}, "SAME"))),
              ElementsAre(2, 3.5f, 6.5f, 8));
  EXPECT_THAT(asFloats(run("AvgPool", {halves({1, 1, 2, 1}, {3, 2})},
                           pool({1, 1, 2, 1}, {1, 1, 1, 1}, "VALID"))),
              ElementsAre(2.5f));
  EXPECT_THAT(errorOf("AvgPool", {ramp({1, 1, 2, 4})},
                      pool({1, 1, 1, 2}, {1, 1, 1, 2}, "VALID")),
              HasSubstr("AvgPool: "));
  EXPECT_EQ(run("AvgPool", {ramp({0, 3, 3, 1})},
                pool({1, 2, 2, 1}, {1, 1, 1, 1}, "VALID"))
                .shape(),
            (Shape{0, 2, 2, 1}));
}

class BatchNorm : public ::testing::Test {
protected:
  StatusOr<std::vector<Tensor>> normalize(const Tensor &x, const Tensor &mean,
                                          const Tensor &variance,
                                          const ops::AttrMap &attrs) {
    return runAll("FusedBatchNormV3", attrs,
                  {x, floats({1}, {2}), floats({1}, {1}), mean, variance}, 6);
  }
  const Tensor x = floats({1, 2, 2, 1}, {1, 2, 3, 6});
  const Tensor five = floats({1}, {5}), seven = floats({1}, {7});
  const Tensor none = floats({0}, {});
};

TEST_F(BatchNorm, inference) {
  auto out = normalize(x, five, seven, {{"is_training", false}});
  ASSERT_TRUE(out.ok()) << out.status();
  const std::vector<float> expected = {-2.023694f, -1.2677705f, -0.511847f,
                                       1.7559235f};
  for (int i = 0; i < 4; ++i)
    EXPECT_NEAR((*out)[0].data<float>()[i], expected[i], 1e-5);
  EXPECT_EQ((*out)[1].data<float>()[0], 5);
  EXPECT_EQ((*out)[2].data<float>()[0], 7);
  EXPECT_EQ((*out)[5].rank(), 0);
  auto first = normalize(
      x.reshaped(Shape{1, 1, 1, 2, 2}), five, seven,
      {{"is_training", false}, {"data_format", std::string("NCDHW")}});
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(valuesOf<float>((*first)[0]), valuesOf<float>((*out)[0]));
  auto half = normalize(halves({1, 1, 1, 1}, {6}), five, seven,
                        {{"is_training", false}});
  ASSERT_TRUE(half.ok()) << half.status();
  EXPECT_NEAR(asFloats((*half)[0])[0], 1.7559235f, 1e-3);
}

TEST_F(BatchNorm, training) {
  auto out = normalize(x, none, none, {{"is_training", true}});
  ASSERT_TRUE(out.ok()) << out.status();
  EXPECT_NEAR((*out)[0].data<float>()[3], 4.207089f, 1e-5);
  EXPECT_NEAR((*out)[1].data<float>()[0], 3, 1e-6);
  EXPECT_NEAR((*out)[2].data<float>()[0], 4.666667f, 1e-5);
  EXPECT_NEAR((*out)[4].data<float>()[0], 3.5f, 1e-6);
  auto moving =
      normalize(x, five, seven,
                {{"is_training", true}, {"exponential_avg_factor", 0.9f}});
  ASSERT_TRUE(moving.ok()) << moving.status();
  EXPECT_NEAR((*moving)[1].data<float>()[0], 3.2f, 1e-5);
  EXPECT_NEAR((*moving)[2].data<float>()[0], 4.9f, 1e-5);
  auto one =
      normalize(floats({1, 1, 1, 1}, {1}), none, none, {{"is_training", true}});
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ((*one)[0].data<float>()[0], 1);
  auto empty =
      normalize(floats({0, 2, 2, 1}, {}), none, none, {{"is_training", true}});
  ASSERT_TRUE(empty.ok()) << empty.status();
  EXPECT_TRUE(std::isnan((*empty)[1].data<float>()[0]));
}

TEST_F(BatchNorm, refuses) {
  EXPECT_FALSE(normalize(x, none, none, {{"is_training", false}}).ok());
  EXPECT_FALSE(
      normalize(x, none, none,
                {{"is_training", true}, {"exponential_avg_factor", 0.5f}})
          .ok());
  EXPECT_FALSE(
      normalize(ramp({1, 1, 1, 2}), five, seven, {{"is_training", false}})
          .ok());
  EXPECT_FALSE(
      normalize(ramp({4}), five, seven, {{"is_training", false}}).ok());
}

} // namespace
} // namespace sm::runtime
