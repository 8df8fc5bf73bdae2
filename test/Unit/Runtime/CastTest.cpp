// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Cast: the expected values out of range are TensorFlow 2.21's on x86-64.

#include "Tensors.h"

#include <complex>
#include <limits>

namespace sm::runtime {
namespace {

using ::testing::ElementsAre;

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

Tensor cast(const Tensor &x, DType to, bool truncate = false) {
  return run("Cast", {x}, {{"DstT", to}, {"Truncate", truncate}});
}

TEST(Cast, everyPairKeepsSmallNumbers) {
  const DType types[] = {DType::Int8,      DType::Int16,     DType::Int32,
                         DType::Int64,     DType::UInt8,     DType::UInt16,
                         DType::UInt32,    DType::UInt64,    DType::Float,
                         DType::Double,    DType::Half,      DType::BFloat16,
                         DType::Complex64, DType::Complex128};
  for (DType from : types)
    for (DType to : types) {
      const Tensor x = cast(ints({3}, {0, 1, 100}), from);
      const Tensor y = cast(cast(x, to), DType::Int32);
      EXPECT_THAT(valuesOf<int32_t>(y), ElementsAre(0, 1, 100))
          << dtypeName(from) << " " << dtypeName(to);
      const Tensor truth = cast(cast(x, DType::Bool), to);
      EXPECT_THAT(valuesOf<int32_t>(cast(truth, DType::Int32)),
                  ElementsAre(0, 1, 1))
          << dtypeName(from);
    }
}

TEST(Cast, floatsToIntegersTowardsZero) {
  EXPECT_THAT(valuesOf<int32_t>(
                  cast(floats({4}, {1.9f, -1.9f, 0.5f, -0.5f}), DType::Int32)),
              ElementsAre(1, -1, 0, 0));
}

TEST(Cast, outOfRange) {
  const Tensor x = floats({6}, {kNaN, kInf, 300.7f, -300.7f, 3e9f, -3e9f});
  constexpr int32_t lowest = std::numeric_limits<int32_t>::min();
  EXPECT_THAT(valuesOf<int32_t>(cast(x, DType::Int32)),
              ElementsAre(lowest, lowest, 300, -300, lowest, lowest));
  EXPECT_THAT(valuesOf<int8_t>(cast(x, DType::Int8)),
              ElementsAre(0, 0, 44, -44, 0, 0));
  EXPECT_THAT(valuesOf<uint8_t>(cast(x, DType::UInt8)),
              ElementsAre(0, 0, 44, 212, 0, 0));
  EXPECT_THAT(valuesOf<uint32_t>(cast(x, DType::UInt32)),
              ElementsAre(2147483648u, 2147483648u, 300u, 4294966996u,
                          3000000000u, 2147483648u));
  const Tensor wide = cast(x, DType::Double);
  EXPECT_THAT(valuesOf<int8_t>(cast(wide, DType::Int8)),
              ElementsAre(-128, -128, 127, -128, -128, -128));
  EXPECT_THAT(valuesOf<uint8_t>(cast(wide, DType::UInt8)),
              ElementsAre(0, 0, 255, 0, 0, 0));
  EXPECT_THAT(valuesOf<uint64_t>(
                  cast(floats({3}, {1e19f, 2e19f, -300}), DType::UInt64)),
              ElementsAre(9999999980506447872u, uint64_t{1} << 63,
                          18446744073709551316u));
  EXPECT_THAT(valuesOf<bool>(cast(floats({3}, {kNaN, 0.5f, 0}), DType::Bool)),
              ElementsAre(true, true, false));
  EXPECT_THAT(valuesOf<int8_t>(cast(ints({2}, {300, -129}), DType::Int8)),
              ElementsAre(44, 127));
}

TEST(Cast, rounding) {
  // 2^24 + 1 rounds once; 2^53 + 1 does not pass through double on its way.
  EXPECT_EQ(cast(ints({}, {16777217}), DType::Float).data<float>()[0],
            16777216.0f);
  const int64_t tricky = (int64_t{1} << 60) + (int64_t{1} << 36) + 1;
  EXPECT_EQ(cast(longs({}, {tricky}), DType::Float).data<float>()[0],
            static_cast<float>(tricky));
  EXPECT_THAT(asFloats(cast(longs({2}, {65519, 65520}), DType::Half)),
              ElementsAre(65504, kInf));
}

TEST(Cast, truncate) {
  EXPECT_THAT(asFloats(cast(floats({3}, {1.0117187f, -1.01171875f, 3.4e38f}),
                            DType::BFloat16, true)),
              ElementsAre(1.0078125f, -1.0078125f, 3.3895314e38f));
  EXPECT_THAT(asFloats(cast(floats({4}, {1.0017f, 65519, 70000, 1e-7f}),
                            DType::Half, true)),
              ElementsAre(1.0009766f, 65504, kInf, 1.1920929e-7f));
  EXPECT_EQ(
      cast(doubles({}, {1.0000000999}), DType::Float, true).data<float>()[0],
      1.0f);
}

TEST(Cast, complexes) {
  const Tensor x =
      tensor<std::complex<float>>(DType::Complex64, {2}, {{1.7f, 2}, {0, 1}});
  EXPECT_THAT(valuesOf<int32_t>(cast(x, DType::Int32)), ElementsAre(1, 0));
  EXPECT_THAT(valuesOf<bool>(cast(x, DType::Bool)), ElementsAre(true, false));
  EXPECT_EQ(cast(x, DType::Complex128).data<std::complex<double>>()[1],
            std::complex<double>(0, 1));
}

TEST(Cast, sameTypeAndStrings) {
  const Tensor x = ramp({3});
  EXPECT_EQ(cast(x, DType::Float).rawData(), x.rawData());
  EXPECT_EQ(errorOf("Cast", {strings({}, {"a"})}, {{"DstT", DType::Int32}}),
            "Cast: cannot cast string to int32");
}

TEST(Cast, manyBlocks) {
  const Tensor y = cast(ramp({70000}), DType::Int64);
  for (int64_t i = 0; i < 70000; ++i)
    ASSERT_EQ(y.data<int64_t>()[i], i);
}

} // namespace
} // namespace sm::runtime
