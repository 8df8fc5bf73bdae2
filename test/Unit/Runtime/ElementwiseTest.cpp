// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Kernels that work element by element.

#include "Tensors.h"

#include <cmath>
#include <complex>
#include <limits>

namespace sm::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::HasSubstr;
using ::testing::Pointwise;

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
using Complex = std::complex<float>;

TEST(Arithmetic, floats) {
  const Tensor x = floats({2, 2}, {1, 2, 3, 4}), y = floats({2}, {10, 20});
  EXPECT_THAT(valuesOf<float>(run("Add", {x, y})), ElementsAre(11, 22, 13, 24));
  EXPECT_THAT(valuesOf<float>(run("AddV2", {x, y})),
              ElementsAre(11, 22, 13, 24));
  EXPECT_THAT(valuesOf<float>(run("Sub", {x, y})),
              ElementsAre(-9, -18, -7, -16));
  EXPECT_THAT(valuesOf<float>(run("Mul", {y, x})), ElementsAre(10, 40, 30, 80));
  EXPECT_THAT(valuesOf<float>(run("RealDiv", {y, x})),
              ElementsAre(10, 10, 10.0f / 3, 5));
  EXPECT_THAT(valuesOf<float>(run("RealDiv", {x, floats({}, {0})})),
              ElementsAre(kInf, kInf, kInf, kInf));
}

TEST(Arithmetic, broadcastsEveryWay) {
  // Compares with indices worked out one by one.
  const Shape shapes[][2] = {
      {{2, 3, 4}, {4}},       {{2, 3, 4}, {3, 1}},    {{2, 1, 4}, {1, 3, 1}},
      {{1}, {2, 3}},          {{2, 3, 1}, {2, 1, 4}}, {{}, {2, 2}},
      {{2, 2}, {}},           {{1, 1, 1}, {3}},       {{2, 3, 4, 5}, {3, 1, 5}},
      {{2, 1, 1, 5}, {4, 1}}, {{3, 1, 2}, {3, 4, 2}}, {{0, 2}, {1, 2}},
      {{4, 1}, {1, 4}},       {{2, 3, 4}, {2, 3, 4}}};
  for (const auto &[a, b] : shapes) {
    const Tensor x = ramp(a), y = ramp(b, 100, 7);
    const Tensor z = run("Sub", {x, y});
    const int rank = std::max(a.rank(), b.rank());
    ASSERT_EQ(z.rank(), rank);
    for (int64_t i = 0; i < z.numElements(); ++i) {
      int64_t rest = i, ia = 0, ib = 0, sa = 1, sb = 1;
      for (int d = 1; d <= rank; ++d) {
        const int64_t index = rest % z.dim(rank - d);
        rest /= z.dim(rank - d);
        const int64_t da = d <= a.rank() ? a.dim(a.rank() - d) : 1;
        const int64_t db = d <= b.rank() ? b.dim(b.rank() - d) : 1;
        ia += da == 1 ? 0 : index * sa;
        ib += db == 1 ? 0 : index * sb;
        sa *= da;
        sb *= db;
      }
      ASSERT_EQ(z.data<float>()[i], x.data<float>()[ia] - y.data<float>()[ib])
          << a.str() << b.str() << i;
    }
  }
}

TEST(Arithmetic, largeOnSeveralThreads) {
  const Tensor x = ramp({300, 400}), y = ramp({300, 1});
  const Tensor z = run("Add", {x, y});
  for (int64_t i = 0; i < z.numElements(); ++i)
    ASSERT_EQ(z.data<float>()[i], float(i) + float(i / 400));
}

TEST(Arithmetic, shortRowsRepeat) {
  for (int64_t size : {2, 3, 7, 64, 65}) {
    const Tensor x = ramp({2000, size}), row = ramp({size}, 5, 3);
    const Tensor y = run("Sub", {x, row}), z = run("Sub", {row, x});
    for (int64_t i = 0; i < x.numElements(); ++i) {
      ASSERT_EQ(y.data<float>()[i], float(i) - float(5 + i % size * 3));
      ASSERT_EQ(z.data<float>()[i], float(5 + i % size * 3) - float(i));
    }
  }
  const Tensor words =
      run("Add", {strings({1000, 2}, std::vector<Bytes>(2000, "a")),
                  strings({2}, {"x", "y"})});
  EXPECT_EQ(words.data<Bytes>()[1998], "ax");
  EXPECT_EQ(words.data<Bytes>()[1999], "ay");
}

TEST(Arithmetic, integersWrapAround) {
  const Tensor lowest = tensor<int8_t>(DType::Int8, {1}, {-128});
  const Tensor one = tensor<int8_t>(DType::Int8, {1}, {1});
  EXPECT_EQ(run("Sub", {lowest, one}).data<int8_t>()[0], 127);
  EXPECT_EQ(
      run("Mul", {ints({}, {1 << 20}), ints({}, {1 << 20})}).data<int32_t>()[0],
      0);
  const int64_t big = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(run("Add", {longs({}, {big}), longs({}, {1})}).data<int64_t>()[0],
            std::numeric_limits<int64_t>::min());
  const Tensor wide = tensor<uint16_t>(DType::UInt16, {1}, {65535});
  EXPECT_EQ(run("Mul", {wide, wide}).data<uint16_t>()[0], 1);
  EXPECT_EQ(run("Maximum", {ints({}, {-3}), ints({}, {2})}).data<int32_t>()[0],
            2);
  EXPECT_EQ(run("Minimum", {ints({}, {-3}), ints({}, {2})}).data<int32_t>()[0],
            -3);
  EXPECT_EQ(errorOf("RealDiv", {ints({}, {1}), ints({}, {2})}),
            "RealDiv: there is no kernel for elements of type int32; cast them "
            "to another type first");
}

TEST(Arithmetic, smallFloatsRoundOnce) {
  EXPECT_THAT(asFloats(run("Add", {halves({2}, {2048, 1}), halves({}, {1})})),
              ElementsAre(2048, 2));
  EXPECT_THAT(
      asFloats(run("Mul", {bfloats({2}, {1.5f, 3}), bfloats({2}, {2, 2})})),
      ElementsAre(3, 6));
  std::vector<float> many(3000, 2);
  const Tensor x = halves({3, 1000}, many), y = halves({3, 1}, {1, 2, 3});
  const std::vector<float> z = asFloats(run("Sub", {y, x}));
  EXPECT_EQ(z[0], -1);
  EXPECT_EQ(z[2999], 1);
}

TEST(Arithmetic, doublesAndComplexes) {
  EXPECT_EQ(
      run("RealDiv", {doubles({}, {1}), doubles({}, {3})}).data<double>()[0],
      1.0 / 3);
  EXPECT_TRUE(std::isnan(run("Maximum", {doubles({}, {1}), doubles({}, {kNaN})})
                             .data<double>()[0]));
  const Tensor i = tensor<Complex>(DType::Complex64, {}, {Complex(0, 1)});
  EXPECT_EQ(run("Mul", {i, i}).data<Complex>()[0], Complex(-1, 0));
  EXPECT_THAT(errorOf("Maximum", {i, i}), HasSubstr("complex64"));
}

TEST(Arithmetic, maximumHandsNaNsOn) {
  const Tensor x = floats({3}, {kNaN, 1, 1}), y = floats({3}, {1, kNaN, 2});
  for (const char *op : {"Maximum", "Minimum"}) {
    const Tensor z = run(op, {x, y});
    EXPECT_TRUE(std::isnan(z.data<float>()[0])) << op;
    EXPECT_TRUE(std::isnan(z.data<float>()[1])) << op;
  }
}

TEST(Arithmetic, joinsStrings) {
  EXPECT_THAT(valuesOf<Bytes>(
                  run("Add", {strings({2}, {"a", "b"}), strings({}, {"c"})})),
              ElementsAre("ac", "bc"));
  EXPECT_THAT(errorOf("AddV2", {strings({}, {"a"}), strings({}, {"c"})}),
              HasSubstr("AddV2: "));
}

TEST(Unary, floats) {
  const Tensor x = floats({4}, {0, 1, -2, 4});
  EXPECT_THAT(valuesOf<float>(run("Neg", {x})), ElementsAre(-0.0f, -1, 2, -4));
  EXPECT_THAT(valuesOf<float>(run("Square", {x})), ElementsAre(0, 1, 4, 16));
  EXPECT_THAT(valuesOf<float>(run("Sqrt", {floats({2}, {4, 2})})),
              ElementsAre(2, std::sqrt(2.0f)));
  EXPECT_THAT(valuesOf<float>(run("Rsqrt", {floats({3}, {4, 0, -0.0f})})),
              ElementsAre(0.5f, kInf, -kInf));
  EXPECT_THAT(valuesOf<float>(run("Exp", {floats({3}, {0, -kInf, kInf})})),
              ElementsAre(1, 0, kInf));
  EXPECT_THAT(valuesOf<float>(run("Tanh", {floats({3}, {0, -kInf, kInf})})),
              ElementsAre(0, -1, 1));
  EXPECT_THAT(valuesOf<float>(run("Sigmoid", {floats({3}, {0, -kInf, kInf})})),
              ElementsAre(0.5f, 0, 1));
  EXPECT_THAT(valuesOf<float>(run("Floor", {floats({3}, {1.5f, -1.5f, 2})})),
              ElementsAre(1, -2, 2));
}

TEST(Unary, otherTypes) {
  EXPECT_THAT(asFloats(run("Exp", {halves({1}, {1})})),
              ElementsAre(halfToFloat(floatToHalf(std::exp(1.0f)))));
  EXPECT_THAT(asFloats(run("Tanh", {bfloats({1}, {20})})), ElementsAre(1));
  EXPECT_EQ(run("Exp", {doubles({}, {1})}).data<double>()[0], std::exp(1.0));
  EXPECT_EQ(run("Square", {ints({}, {1 << 20})}).data<int32_t>()[0], 0);
  EXPECT_EQ(run("Neg", {longs({}, {5})}).data<int64_t>()[0], -5);
  const Tensor c = tensor<Complex>(DType::Complex64, {}, {Complex(-1, 0)});
  EXPECT_NEAR(run("Sqrt", {c}).data<Complex>()[0].imag(), 1, 1e-6);
  EXPECT_THAT(errorOf("Exp", {ints({}, {1})}), HasSubstr("Exp: "));
}

TEST(Unary, largeHalves) {
  std::vector<float> values(40000, 3);
  const std::vector<float> out =
      asFloats(run("Square", {halves({40000}, values)}));
  for (float value : out)
    ASSERT_EQ(value, 9);
}

TEST(Activations, values) {
  const Tensor x = floats({6}, {-1, 0, 3, 7, kNaN, -0.0f});
  const std::vector<float> relu = valuesOf<float>(run("Relu", {x}));
  EXPECT_EQ(relu[0], 0);
  EXPECT_EQ(relu[3], 7);
  EXPECT_TRUE(std::isnan(relu[4]));
  EXPECT_FALSE(std::signbit(relu[5]));
  const std::vector<float> relu6 = valuesOf<float>(run("Relu6", {x}));
  EXPECT_EQ(relu6[2], 3);
  EXPECT_EQ(relu6[3], 6);
  EXPECT_TRUE(std::isnan(relu6[4]));
  EXPECT_THAT(valuesOf<float>(run("Selu", {floats({3}, {-kInf, 0, 2})})),
              Pointwise(FloatNear(1e-5f), {-1.7580993f, 0.0f, 2.101402f}));
  EXPECT_THAT(valuesOf<int8_t>(run(
                  "Relu6", {tensor<int8_t>(DType::Int8, {3}, {-5, 3, 100})})),
              ElementsAre(0, 3, 6));
  EXPECT_THAT(errorOf("Selu", {ints({}, {1})}), HasSubstr("Selu: "));
}

TEST(Activations, softmax) {
  const Tensor y = run("Softmax", {floats({2, 2}, {1, 2, 1000, 1000})});
  EXPECT_THAT(valuesOf<float>(y),
              Pointwise(FloatNear(1e-6f), {0.268941f, 0.731059f, 0.5f, 0.5f}));
  EXPECT_NEAR(run("Softmax", {doubles({2}, {1, 2})}).data<double>()[0],
              0.2689414213699951, 1e-15);
  EXPECT_NEAR(asFloats(run("Softmax", {halves({3}, {1, 2, 3})}))[2], 0.6652f,
              1e-3);
  EXPECT_TRUE(
      std::isnan(run("Softmax", {floats({2}, {kInf, 1})}).data<float>()[1]));
  EXPECT_EQ(run("Softmax", {floats({0, 3}, {})}).shape(), (Shape{0, 3}));
  EXPECT_EQ(run("Softmax", {floats({3, 0}, {})}).shape(), (Shape{3, 0}));
  EXPECT_THAT(errorOf("Softmax", {floats({}, {1})}), HasSubstr("Softmax: "));
}

TEST(BiasAdd, bothFormats) {
  const Tensor bias = floats({2}, {10, 20});
  EXPECT_THAT(valuesOf<float>(run("BiasAdd", {ramp({1, 1, 2, 2}), bias})),
              ElementsAre(10, 21, 12, 23));
  EXPECT_THAT(valuesOf<float>(run("BiasAdd", {ramp({1, 2, 1, 2}), bias},
                                  {{"data_format", std::string("NCHW")}})),
              ElementsAre(10, 11, 22, 23));
  EXPECT_THAT(valuesOf<float>(run("BiasAdd", {ramp({2, 2}), bias},
                                  {{"data_format", std::string("NCHW")}})),
              ElementsAre(10, 21, 12, 23));
  EXPECT_THAT(errorOf("BiasAdd", {ramp({1, 3}), bias}), HasSubstr("BiasAdd: "));
  EXPECT_THAT(errorOf("BiasAdd", {ramp({2}), bias}), HasSubstr("BiasAdd: "));
}

} // namespace
} // namespace sm::runtime
