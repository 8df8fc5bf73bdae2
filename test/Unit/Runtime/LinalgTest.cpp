// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// MatMul, Sum and Mean.

#include "Tensors.h"

#include "sm/Runtime/ThreadPool.h"

#include <cmath>
#include <complex>

namespace sm::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(MatMul, transposes) {
  const Tensor a = ramp({2, 3}, 1), b = ramp({3, 2}, 1);
  EXPECT_THAT(valuesOf<float>(run("MatMul", {a, b})),
              ElementsAre(22, 28, 49, 64));
  const Tensor at = floats({3, 2}, {1, 4, 2, 5, 3, 6});
  const Tensor bt = floats({2, 3}, {1, 3, 5, 2, 4, 6});
  EXPECT_THAT(valuesOf<float>(run("MatMul", {at, b}, {{"transpose_a", true}})),
              ElementsAre(22, 28, 49, 64));
  EXPECT_THAT(valuesOf<float>(run("MatMul", {a, bt}, {{"transpose_b", true}})),
              ElementsAre(22, 28, 49, 64));
  EXPECT_THAT(
      valuesOf<float>(run("MatMul", {at, bt},
                          {{"transpose_a", true}, {"transpose_b", true}})),
      ElementsAre(22, 28, 49, 64));
}

TEST(MatMul, otherTypes) {
  EXPECT_EQ(run("MatMul", {ints({1, 1}, {1 << 20}), ints({1, 1}, {1 << 20})})
                .data<int32_t>()[0],
            0);
  EXPECT_THAT(valuesOf<double>(run("MatMul", {doubles({1, 2}, {1, 2}),
                                              doubles({2, 1}, {3, 4})})),
              ElementsAre(11));
  EXPECT_THAT(
      asFloats(run("MatMul", {halves({1, 2}, {1, 2}), halves({2, 1}, {3, 4})})),
      ElementsAre(11));
  EXPECT_THAT(
      asFloats(run("MatMul", {bfloats({1, 2}, {1, 2}), bfloats({1, 2}, {3, 4})},
                   {{"transpose_b", true}})),
      ElementsAre(11));
  using C = std::complex<float>;
  const Tensor c = tensor<C>(DType::Complex64, {1, 1}, {C(2, 1)});
  EXPECT_EQ(run("MatMul", {c, c}).data<C>()[0], C(3, 4));
}

TEST(MatMul, emptyAndRefused) {
  EXPECT_THAT(valuesOf<float>(run("MatMul", {ramp({2, 0}), ramp({0, 1})})),
              ElementsAre(0, 0));
  EXPECT_EQ(run("MatMul", {ramp({0, 2}), ramp({2, 3})}).shape(), (Shape{0, 3}));
  EXPECT_THAT(errorOf("MatMul", {ramp({2, 3}), ramp({2, 3})}),
              HasSubstr("MatMul: "));
  EXPECT_THAT(errorOf("MatMul", {ramp({2, 3, 1}), ramp({3, 3})}),
              HasSubstr("MatMul: "));
}

TEST(MatMul, largeOnSeveralThreads) {
  setNumThreads(4);
  for (auto [m, n] : {std::pair{300, 200}, {70, 500}, {1, 3000}, {3000, 1}}) {
    const int64_t k = 800;
    std::vector<float> av, bv;
    for (int64_t i = 0; i < m * k; ++i)
      av.push_back(static_cast<float>(i % 7) - 3);
    for (int64_t i = 0; i < n * k; ++i)
      bv.push_back(static_cast<float>(i % 5) - 2);
    const Tensor c = run("MatMul", {floats({m, k}, av), floats({k, n}, bv)});
    for (int64_t i = 0; i < m; i += 23)
      for (int64_t j = 0; j < n; j += 17) {
        float sum = 0;
        for (int64_t p = 0; p < k; ++p)
          sum += av[i * k + p] * bv[p * n + j];
        ASSERT_EQ(c.data<float>()[i * n + j], sum);
      }
  }
  setNumThreads(0);
}

Tensor reduce(const std::string &op, const Tensor &x,
              const std::vector<int32_t> &axes, bool keep = false) {
  return run(op, {x, ints({static_cast<int64_t>(axes.size())}, axes)},
             {{"keep_dims", keep}});
}

TEST(Reductions, allAxes) {
  const Tensor x = ramp({2, 3, 4});
  EXPECT_THAT(valuesOf<float>(reduce("Sum", x, {0, 1, 2})), ElementsAre(276));
  EXPECT_THAT(valuesOf<float>(reduce("Sum", x, {2})),
              ElementsAre(6, 22, 38, 54, 70, 86));
  EXPECT_THAT(valuesOf<float>(reduce("Sum", x, {0, 1})),
              ElementsAre(60, 66, 72, 78));
  EXPECT_THAT(valuesOf<float>(reduce("Sum", x, {1})),
              ElementsAre(12, 15, 18, 21, 48, 51, 54, 57));
  EXPECT_THAT(valuesOf<float>(reduce("Sum", x, {0, 2})),
              ElementsAre(60, 92, 124));
  EXPECT_THAT(valuesOf<float>(reduce("Mean", x, {-1, 0})),
              ElementsAre(7.5, 11.5, 15.5));
  EXPECT_EQ(valuesOf<float>(reduce("Sum", x, {})), valuesOf<float>(x));
  EXPECT_EQ(reduce("Mean", x, {1}, true).shape(), (Shape{2, 1, 4}));
  EXPECT_EQ(run("Sum", {x, ints({}, {-3})}).shape(), (Shape{3, 4}));
  const Tensor ones = ramp({1, 2, 1, 3});
  EXPECT_THAT(valuesOf<float>(reduce("Sum", ones, {1, 2})),
              ElementsAre(3, 5, 7));
  EXPECT_THAT(valuesOf<float>(reduce("Sum", ones, {0, 3})), ElementsAre(3, 12));
}

TEST(Reductions, types) {
  EXPECT_EQ(reduce("Mean", ints({3}, {2147483647, 2147483647, 3}), {0})
                .data<int32_t>()[0],
            1431655765);
  const Tensor bytes = tensor<int8_t>(DType::Int8, {4}, {127, 127, 127, -1});
  EXPECT_EQ(reduce("Mean", bytes, {0}).data<int8_t>()[0], 95);
  EXPECT_EQ(reduce("Sum", bytes, {0}).data<int8_t>()[0], int8_t(380));
  EXPECT_EQ(reduce("Mean", tensor<int8_t>(DType::Int8, {2}, {-3, -4}), {0})
                .data<int8_t>()[0],
            -3);
  EXPECT_EQ(reduce("Mean",
                   tensor<uint64_t>(DType::UInt64, {1}, {uint64_t{1} << 63}),
                   {0})
                .data<uint64_t>()[0],
            uint64_t{1} << 63);
  EXPECT_THAT(
      asFloats(reduce("Sum", halves({4096}, std::vector<float>(4096, 1)), {0})),
      ElementsAre(4096));
  EXPECT_THAT(asFloats(reduce("Mean", bfloats({2, 2}, {1, 2, 3, 4}), {0})),
              ElementsAre(2, 3));
  EXPECT_EQ(reduce("Sum", doubles({2}, {0.25, 1}), {0}).data<double>()[0],
            1.25);
  using C = std::complex<float>;
  EXPECT_EQ(
      reduce("Mean", tensor<C>(DType::Complex64, {2}, {{1, 1}, {3, 5}}), {0})
          .data<C>()[0],
      C(2, 3));
}

TEST(Reductions, emptyAndRefused) {
  EXPECT_THAT(valuesOf<float>(reduce("Sum", ramp({0, 2}), {0})),
              ElementsAre(0, 0));
  EXPECT_TRUE(std::isnan(reduce("Mean", ramp({0, 2}), {0}).data<float>()[1]));
  EXPECT_EQ(reduce("Mean", ints({0}, {}), {0}).data<int32_t>()[0], 0);
  EXPECT_EQ(reduce("Sum", ramp({0, 2}), {1}).shape(), (Shape{0}));
  EXPECT_THAT(errorOf("Sum", {ramp({2, 3}), ints({2}, {0, -2})}),
              HasSubstr("Sum: "));
  EXPECT_THAT(errorOf("Mean", {ramp({2, 3}), ints({1}, {2})}),
              HasSubstr("Mean: "));
  EXPECT_THAT(errorOf("Sum", {strings({1}, {"a"}), ints({1}, {0})}),
              HasSubstr("Sum: "));
}

TEST(Reductions, largeSumsStayExact) {
  const Tensor x = floats({1 << 20}, std::vector<float>(1 << 20, 0.1f));
  EXPECT_FLOAT_EQ(reduce("Mean", x, {0}).data<float>()[0], 0.1f);
  const Tensor y = x.reshaped(Shape{1 << 16, 16});
  EXPECT_FLOAT_EQ(reduce("Mean", y, {0}).data<float>()[7], 0.1f);
}

} // namespace
} // namespace sm::runtime
