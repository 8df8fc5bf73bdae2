// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The hot loops of every instruction set that this processor has.

#include "lib/Runtime/ISA/ISA.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace sm::runtime::isa {
namespace {

std::vector<const Table *> tables() {
  std::vector<const Table *> result = {&baseline::table()};
  const std::string best = table().name;
  if (best != "baseline")
    result.push_back(&avx2::table());
  if (best == "avx512")
    result.push_back(&avx512::table());
  return result;
}

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

/// Distance in units of the last place of `expected`.
double ulps(float value, double expected) {
  if (std::isnan(expected) || std::isinf(static_cast<float>(expected)))
    return std::isnan(expected) ? !std::isnan(value)
                                : value != static_cast<float>(expected);
  const float near = std::fabs(static_cast<float>(expected));
  const double unit =
      std::max<double>(std::nextafter(near, kInf) - near, 1e-44);
  return std::fabs(value - expected) / unit;
}

TEST(Isa, functionsAreAccurate) {
  std::vector<float> x = {0, -0.0f, kInf, -kInf, kNaN, 88.7f, 88.8f, -87, -103};
  for (float v = -20; v < 20; v += 0.0137f)
    x.push_back(v);
  for (float v = 1e-30f; v < 100; v *= 3)
    x.push_back(v), x.push_back(-v);
  std::vector<float> y(x.size());
  for (const Table *t : tables()) {
    t->unaryF32(Unary::Exp, x.data(), y.data(), x.size());
    for (size_t i = 0; i < x.size(); ++i)
      EXPECT_LE(ulps(y[i], std::exp(double(x[i]))), 2) << t->name << x[i];
    t->unaryF32(Unary::Tanh, x.data(), y.data(), x.size());
    for (size_t i = 0; i < x.size(); ++i)
      EXPECT_LE(ulps(y[i], std::tanh(double(x[i]))), 2) << t->name << x[i];
    t->unaryF32(Unary::Sigmoid, x.data(), y.data(), x.size());
    for (size_t i = 0; i < x.size(); ++i) {
      const double expected = 1 / (1 + std::exp(-double(x[i])));
      if (std::isnan(expected))
        EXPECT_TRUE(std::isnan(y[i])) << t->name;
      else
        EXPECT_NEAR(y[i], expected, 2e-7) << t->name << x[i];
    }
    t->unaryF32(Unary::Rsqrt, x.data(), y.data(), x.size());
    for (size_t i = 0; i < x.size(); ++i)
      EXPECT_LE(ulps(y[i], 1 / std::sqrt(double(x[i]))), 1.5)
          << t->name << x[i];
  }
}

TEST(Isa, exponentialUnits) {
  const std::vector<float> x = {-kInf, -1, -0.0f, 0, 2, kNaN};
  std::vector<float> y(x.size());
  for (const Table *t : tables()) {
    t->unaryF32(Unary::Elu, x.data(), y.data(), x.size());
    EXPECT_EQ(y[0], -1) << t->name;
    EXPECT_NEAR(y[1], std::exp(-1.0) - 1, 1e-7) << t->name;
    EXPECT_EQ(y[3], 0) << t->name;
    EXPECT_EQ(y[4], 2) << t->name;
    EXPECT_TRUE(std::isnan(y[5])) << t->name;
  }
}

TEST(Isa, extremesHandNaNsOn) {
  for (const Table *t : tables())
    for (int count : {1, 5, 40}) {
      std::vector<float> a(count, kNaN), b(count, 1), out(count);
      for (Binary op : {Binary::Max, Binary::Min}) {
        t->binaryF32(op, a.data(), 1, b.data(), 1, out.data(), count);
        EXPECT_TRUE(std::isnan(out[count - 1])) << t->name;
        t->binaryF32(op, b.data(), 1, a.data(), 0, out.data(), count);
        EXPECT_TRUE(std::isnan(out[count - 1])) << t->name;
      }
      t->unaryF32(Unary::Relu6, a.data(), out.data(), count);
      EXPECT_TRUE(std::isnan(out[count - 1])) << t->name;
    }
}

TEST(Isa, stepsRepeatAnOperand) {
  for (const Table *t : tables()) {
    std::vector<float> a(37), out(37);
    for (int i = 0; i < 37; ++i)
      a[i] = static_cast<float>(i);
    const float two = 2;
    t->binaryF32(Binary::Sub, a.data(), 1, &two, 0, out.data(), 37);
    EXPECT_EQ(out[36], 34) << t->name;
    t->binaryF32(Binary::Sub, &two, 0, a.data(), 1, out.data(), 37);
    EXPECT_EQ(out[36], -34) << t->name;
    t->binaryF32(Binary::Div, &two, 0, &two, 0, out.data(), 37);
    EXPECT_EQ(out[36], 1) << t->name;
  }
}

template <typename T>
void checkProduct(void (*gemm)(const Gemm<T> &), int m, int n, int k,
                  bool transposeB, const char *name) {
  std::vector<T> a(m * (k + 3)), b(n * k + 5 * (n + k)), c(m * (n + 2), -1);
  for (size_t i = 0; i < a.size(); ++i)
    a[i] = static_cast<T>(static_cast<int>(i * 7 % 11) - 5);
  for (size_t i = 0; i < b.size(); ++i)
    b[i] = static_cast<T>(static_cast<int>(i * 5 % 13) - 6);
  const int strideB = (transposeB ? k : n) + 1;
  gemm({m, n, k, a.data(), k + 3, b.data(), strideB, transposeB, c.data(),
        n + 2});
  for (int i = 0; i < m; ++i) {
    for (int j = 0; j < n; ++j) {
      T sum = 0;
      for (int p = 0; p < k; ++p)
        sum += a[i * (k + 3) + p] *
               b[transposeB ? j * strideB + p : p * strideB + j];
      ASSERT_EQ(c[i * (n + 2) + j], sum)
          << name << " " << m << "x" << n << "x" << k << " " << transposeB;
    }
    ASSERT_EQ(c[i * (n + 2) + n], -1) << "wrote beside the result";
  }
}

TEST(Isa, products) {
  const int sizes[][3] = {{1, 1, 1},    {1, 17, 40}, {33, 1, 5},
                          {3, 5, 7},    {16, 16, 1}, {64, 48, 70},
                          {2, 100, 31}, {90, 3, 200}};
  for (const Table *t : tables())
    for (const auto &s : sizes)
      for (bool transposeB : {false, true}) {
        checkProduct<float>(t->gemmF32, s[0], s[1], s[2], transposeB, t->name);
        checkProduct<double>(t->gemmF64, s[0], s[1], s[2], transposeB, t->name);
      }
}

TEST(Isa, softmax) {
  for (const Table *t : tables())
    for (int columns : {1, 3, 31, 32, 33, 200}) {
      std::vector<float> x(2 * columns), y(2 * columns);
      for (int i = 0; i < 2 * columns; ++i)
        x[i] = 1000.0f + static_cast<float>(i * 37 % 23);
      t->softmaxF32(x.data(), y.data(), 2, columns);
      for (int row = 0; row < 2; ++row) {
        double sum = 0, largest = -1;
        for (int i = 0; i < columns; ++i)
          largest = std::max<double>(largest, x[row * columns + i]);
        for (int i = 0; i < columns; ++i)
          sum += std::exp(x[row * columns + i] - largest);
        for (int i = 0; i < columns; ++i)
          EXPECT_NEAR(y[row * columns + i],
                      std::exp(x[row * columns + i] - largest) / sum, 1e-6)
              << t->name;
      }
    }
}

TEST(Isa, sums) {
  for (const Table *t : tables())
    for (int count : {0, 1, 31, 32, 33, 511, 512, 513, 100000}) {
      std::vector<float> x(count, 0.1f);
      EXPECT_NEAR(t->sumF32(x.data(), count), 0.1f * double(count),
                  1e-6 * count)
          << t->name << count;
      std::vector<double> sums(count, 1);
      t->addToF64(sums.data(), x.data(), count);
      if (count > 0) {
        EXPECT_EQ(sums[count - 1], 1 + double(0.1f));
      }
    }
}

} // namespace
} // namespace sm::runtime::isa
