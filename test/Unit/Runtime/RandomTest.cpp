// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Random numbers: those with seeds 3 and 7 are TensorFlow 2.21's.

#include "Tensors.h"

#include <cmath>

namespace sm::runtime {
namespace {

using ::testing::FloatNear;
using ::testing::Pointwise;

Program uniform(DType dtype, int32_t count, int64_t seed, int64_t seed2) {
  ProgramBuilder b;
  b.output(b.op("RandomUniform", {b.constant(ints({1}, {count}))},
                {{"dtype", dtype}, {"seed", seed}, {"seed2", seed2}}));
  return b.build();
}

std::vector<float> draw(Session &session, const Program &program) {
  auto outputs = session.run(program, {});
  EXPECT_TRUE(outputs.ok()) << outputs.status();
  return asFloats((*outputs)[0]);
}

TEST(RandomUniform, numbersOfTensorFlow) {
  Session session;
  EXPECT_THAT(
      draw(session, uniform(DType::Float, 9, 3, 7)),
      Pointwise(FloatNear(1e-7f), {0.73002148f, 0.59615779f, 0.37875235f,
                                   0.03880572f, 0.72838521f, 0.32575691f,
                                   0.82396162f, 0.33854866f, 0.96464741f}));
  Session second;
  EXPECT_THAT(
      draw(second, uniform(DType::Double, 3, 3, 7)),
      Pointwise(FloatNear(1e-7f), {0.8401726f, 0.03001888f, 0.82708188f}));
  Session third;
  EXPECT_THAT(draw(third, uniform(DType::Half, 5, 3, 7)),
              Pointwise(FloatNear(0), {0.3359375f, 0.72460938f, 0.73925781f,
                                       0.89648438f, 0.93164062f}));
  Session fourth;
  EXPECT_THAT(draw(fourth, uniform(DType::BFloat16, 3, 3, 7)),
              Pointwise(FloatNear(0), {0.6875f, 0.796875f, 0.9140625f}));
}

TEST(RandomUniform, goesOnWithEachRun) {
  Session session;
  const Program program = uniform(DType::Float, 3, 3, 7);
  draw(session, program);
  EXPECT_THAT(
      draw(session, program),
      Pointwise(FloatNear(1e-7f), {0.9940778f, 0.44436204f, 0.55953693f}));
}

TEST(RandomUniform, sessionSeeds) {
  const Program program = uniform(DType::Float, 100, 0, 0);
  Session a(5), b(5), c(6);
  const std::vector<float> first = draw(a, program);
  EXPECT_EQ(first, draw(b, program));
  EXPECT_NE(first, draw(c, program));
  EXPECT_NE(first, draw(a, program));
  double sum = 0;
  for (float value : first) {
    EXPECT_GE(value, 0);
    EXPECT_LT(value, 1);
    sum += value;
  }
  EXPECT_NEAR(sum, 50, 15);
}

TEST(RandomUniform, counterCarries) {
  Session session;
  session.reserveRandom("n", 1, 2, ~uint64_t{0});
  const RandomStream next = session.reserveRandom("n", 1, 2, 5);
  EXPECT_EQ(next.counterLow, ~uint64_t{0});
  EXPECT_EQ(next.counterHigh, 2u);
  const RandomStream after = session.reserveRandom("n", 1, 2, 1);
  EXPECT_EQ(after.counterLow, 4u);
  EXPECT_EQ(after.counterHigh, 3u);
  EXPECT_EQ(session.reserveRandom("m", 1, 2, 1).counterLow, 0u);
}

} // namespace
} // namespace sm::runtime
