// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Compiled code in programs: calls, arenas, what happens without code,
// profiles. Functions of this file play the code.

#include "Tensors.h"

#include "lib/Runtime/Arena.h"

#include "sm/Runtime/CallTimes.h"
#include "sm/Runtime/Region.h"
#include "sm/Runtime/ThreadPool.h"

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <thread>

namespace sm::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// y = 2 x + w[0] over four floats, through the arena.
void doubled(void *const *buffers) {
  const auto *x = static_cast<const float *>(buffers[0]);
  auto *y = static_cast<float *>(buffers[1]);
  const auto *weights = static_cast<const float *>(buffers[2]);
  auto *arena = static_cast<float *>(buffers[3]);
  for (int i = 0; i < 4; ++i)
    arena[i] = 2 * x[i];
  for (int i = 0; i < 4; ++i)
    y[i] = arena[i] + weights[0];
}

alignas(64) const float kWeights[1] = {0.5f};

RegionCode doubledCode() {
  RegionCode code;
  code.inputs = {{DType::Float, {4}}};
  code.outputs = {{DType::Float, {4}}};
  code.entry = doubled;
  code.weights = kWeights;
  code.arenaBytes = 64;
  return code;
}

/// Has code for four floats, refuses five, breaks for all else.
class FakeRegion final : public Region {
public:
  StatusOr<const RegionCode *>
  codeFor(absl::Span<const Tensor> inputs) const override {
    ++asked;
    if (inputs[0].shape() == Shape({4}))
      return &code;
    if (inputs[0].shape() == Shape({5}))
      return absl::UnimplementedError("five is too many");
    return absl::InternalError("broken region");
  }

  RegionCode code = doubledCode();
  mutable std::atomic<int> asked{0};
};

/// A program of one region; with `fallback` the kernels exp instead.
Program regionProgram(std::shared_ptr<const Region> region, bool fallback) {
  Program program;
  program.name = "p";
  program.numSlots = 2;
  program.inputs.push_back({"x", {DType::Float, {kUnknownDim}}, 0});
  program.outputs.push_back({"y", {DType::Float, {kUnknownDim}}, 1});
  Instruction instruction;
  instruction.kind = Instruction::Kind::Region;
  instruction.region = std::move(region);
  instruction.inputs = {0};
  instruction.outputs = {1};
  instruction.node = "net";
  if (fallback) {
    ProgramBuilder b;
    const Slot x = b.input("x", DType::Float, {kUnknownDim});
    b.output(b.op("Neg", {x}));
    instruction.fallback = std::make_shared<const Program>(b.build());
  }
  program.instructions.push_back(std::move(instruction));
  EXPECT_TRUE(program.finish().ok());
  return program;
}

TEST(Region, runsCode) {
  const RegionCode code = doubledCode();
  const Tensor x = floats({4}, {1, 2, 3, 4});
  std::vector<Tensor> outputs(1);
  ASSERT_TRUE(runRegionCode(code, {x}, absl::MakeSpan(outputs)).ok());
  EXPECT_THAT(valuesOf<float>(outputs[0]), ElementsAre(2.5, 4.5, 6.5, 8.5));
}

TEST(Region, refusesOtherInputs) {
  const RegionCode code = doubledCode();
  std::vector<Tensor> outputs(1);
  const Tensor three = floats({3}, {1, 2, 3});
  EXPECT_EQ(runRegionCode(code, {three}, absl::MakeSpan(outputs)).message(),
            "input 0 is float32[3]; the code was compiled for float32[4]");
  EXPECT_THAT(runRegionCode(code, {}, absl::MakeSpan(outputs)).message(),
              HasSubstr("takes 1 inputs and gives 1 outputs, not 0 and 1"));
}

TEST(Region, refusesTooLargeArenas) {
  RegionCode code = doubledCode();
  code.arenaBytes = std::numeric_limits<size_t>::max() - 100;
  std::vector<Tensor> outputs(1);
  const Tensor x = floats({4}, {1, 2, 3, 4});
  const Status status = runRegionCode(code, {x}, absl::MakeSpan(outputs));
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr("bytes of intermediate values"));
}

TEST(Region, countsDenormalsAsZero) {
  RegionCode code = doubledCode();
  code.entry = [](void *const *buffers) {
    // Volatile: the product must be computed while the code runs.
    const volatile auto *x = static_cast<const float *>(buffers[0]);
    for (int i = 0; i < 4; ++i)
      static_cast<float *>(buffers[1])[i] = x[i] * 0.5f;
  };
  const float tiny = std::numeric_limits<float>::min();
  const Tensor x = floats({4}, {tiny, tiny, 1, 1});
  std::vector<Tensor> outputs(1);
  ASSERT_TRUE(runRegionCode(code, {x}, absl::MakeSpan(outputs)).ok());
  EXPECT_THAT(valuesOf<float>(outputs[0]), ElementsAre(0, 0, 0.5, 0.5));
}

TEST(Region, runsInPrograms) {
  const auto region = std::make_shared<FakeRegion>();
  const Program program = regionProgram(region, /*fallback=*/true);
  Session session;
  for (int round = 0; round < 3; ++round) {
    auto outputs = session.run(program, {floats({4}, {1, 2, 3, 4})});
    ASSERT_TRUE(outputs.ok()) << outputs.status();
    EXPECT_THAT(valuesOf<float>((*outputs)[0]),
                ElementsAre(2.5, 4.5, 6.5, 8.5));
  }
  EXPECT_EQ(region->asked, 3);
}

TEST(Region, fallsBackOnKernels) {
  Session session;
  const Program program =
      regionProgram(std::make_shared<FakeRegion>(), /*fallback=*/true);
  auto outputs = session.run(program, {floats({5}, {1, 2, 3, 4, 5})});
  ASSERT_TRUE(outputs.ok()) << outputs.status();
  EXPECT_THAT(valuesOf<float>((*outputs)[0]), ElementsAre(-1, -2, -3, -4, -5));
}

TEST(Region, failsWithoutKernels) {
  Session session;
  const Program program =
      regionProgram(std::make_shared<FakeRegion>(), /*fallback=*/false);
  EXPECT_EQ(
      session.run(program, {floats({5}, {1, 2, 3, 4, 5})}).status().message(),
      "region node 'net': five is too many");
}

TEST(Region, otherErrorsAreNotHidden) {
  Session session;
  const Program program =
      regionProgram(std::make_shared<FakeRegion>(), /*fallback=*/true);
  const Status status = session.run(program, {floats({1}, {1})}).status();
  EXPECT_TRUE(absl::IsInternal(status));
  EXPECT_THAT(status.message(), HasSubstr("broken region"));
}

TEST(Region, profilesOfMarkedCode) {
  const auto region = std::make_shared<FakeRegion>();
  region->code.entry = [](void *const *buffers) {
    sm_mark_call(0);
    doubled(buffers);
    sm_mark_call(1);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    sm_mark_call(-1);
  };
  RegionCall fast, slow;
  fast.kernel = "kernel_0";
  slow.kernel = "kernel_1";
  slow.nodes = {"a", "b"};
  slow.flops = 7;
  region->code.calls = std::make_shared<const std::vector<RegionCall>>(
      std::vector<RegionCall>{fast, slow});
  const Program program = regionProgram(region, /*fallback=*/true);
  Session session;
  const Tensor x = floats({4}, {1, 2, 3, 4});
  // What ran before is in no profile.
  ASSERT_TRUE(session.run(program, {x}).ok());
  session.setProfiling(true);
  for (int round = 0; round < 2; ++round)
    ASSERT_TRUE(session.run(program, {x}).ok());
  const std::vector<ProfileEntry> profile = session.profile(program);
  ASSERT_EQ(profile.size(), 1u);
  ASSERT_EQ(profile[0].kernels.size(), 2u);
  EXPECT_EQ(profile[0].kernels[0].call.kernel, "kernel_0");
  EXPECT_THAT(profile[0].kernels[1].call.nodes, ElementsAre("a", "b"));
  EXPECT_EQ(profile[0].kernels[1].call.flops, 7u);
  const uint64_t inKernels =
      profile[0].kernels[0].nanoseconds + profile[0].kernels[1].nanoseconds;
  EXPECT_GE(profile[0].kernels[1].nanoseconds, 2000000u);
  EXPECT_LE(inKernels, profile[0].nanoseconds);
  EXPECT_LT(profile[0].nanoseconds, inKernels + 1000000000u);
}

TEST(Region, codeWithoutMarksHasNoKernels) {
  const Program program =
      regionProgram(std::make_shared<FakeRegion>(), /*fallback=*/true);
  Session session;
  session.setProfiling(true);
  ASSERT_TRUE(session.run(program, {floats({4}, {1, 2, 3, 4})}).ok());
  EXPECT_TRUE(session.profile(program)[0].kernels.empty());
}

TEST(Region, brokenInstructionsAreRefused) {
  Program program;
  program.name = "p";
  program.numSlots = 1;
  program.inputs.push_back({"x", {DType::Float, {4}}, 0});
  Instruction instruction;
  instruction.kind = Instruction::Kind::Region;
  instruction.inputs = {0};
  program.instructions.push_back(instruction);
  EXPECT_THAT(program.finish().message(),
              HasSubstr("an instruction has no region"));
  program.instructions[0].region = std::make_shared<FakeRegion>();
  program.instructions[0].fallback = std::make_shared<const Program>();
  EXPECT_THAT(program.finish().message(),
              HasSubstr("a region's kernels do not take its place"));
}

TEST(Region, severalThreads) {
  const Program program =
      regionProgram(std::make_shared<FakeRegion>(), /*fallback=*/true);
  Session session;
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      const float first = static_cast<float>(t);
      for (int round = 0; round < 500; ++round) {
        auto outputs = session.run(program, {floats({4}, {first, 0, 0, 0})});
        if (!outputs.ok() || (*outputs)[0].data<float>()[0] != 2 * first + 0.5f)
          ++wrong;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(Profile, addsUpTimes) {
  const Program program =
      regionProgram(std::make_shared<FakeRegion>(), /*fallback=*/true);
  Session session;
  const Tensor x = floats({4}, {1, 2, 3, 4});
  ASSERT_TRUE(session.run(program, {x}).ok());
  EXPECT_TRUE(session.profile(program).empty());
  session.setProfiling(true);
  ASSERT_TRUE(session.run(program, {x}).ok());
  ASSERT_TRUE(session.run(program, {x}).ok());
  session.setProfiling(false);
  ASSERT_TRUE(session.run(program, {x}).ok());
  const std::vector<ProfileEntry> profile = session.profile(program);
  ASSERT_EQ(profile.size(), 1u);
  EXPECT_EQ(profile[0].op, "region");
  EXPECT_EQ(profile[0].node, "net");
  EXPECT_EQ(profile[0].calls, 2u);
  EXPECT_GT(profile[0].nanoseconds, 0u);
}

TEST(ArenaPool, givesTheSameMemoryAgain) {
  void *first = nullptr;
  {
    const Arena arena(1000);
    first = arena.data();
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(first) % 64, 0u);
    std::memset(first, 1, 1000);
    const Arena other(1000);
    EXPECT_NE(other.data(), first);
  }
  EXPECT_GE(Arena::waitingBytes(), 2000u);
  const Arena again(1000), more(1000);
  EXPECT_TRUE(again.data() == first || more.data() == first);
}

TEST(ArenaPool, largeOnesStartAtAHugePage) {
  const size_t bytes = (size_t{5} << 20) + 1;
  const Arena arena(bytes);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(arena.data()) % (2u << 20), 0u);
  std::memset(arena.data(), 1, bytes);
}

TEST(ArenaPool, nothingForNothing) {
  const Arena arena(0);
  EXPECT_EQ(arena.data(), nullptr);
}

TEST(ArenaPool, keepsFew) {
  std::vector<std::unique_ptr<Arena>> arenas;
  for (int i = 0; i < 40; ++i)
    arenas.push_back(std::make_unique<Arena>(size_t{1} << 20));
  arenas.clear();
  EXPECT_LE(Arena::waitingBytes(), size_t{24} << 20);
}

TEST(ParallelFor, coversTheRangeForCompiledCode) {
  setNumThreads(3);
  std::vector<std::atomic<int>> hits(1000);
  sm_parallel_for(
      [](void *context, int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
          ++(*static_cast<std::vector<std::atomic<int>> *>(context))[i];
      },
      &hits, 1000);
  for (const std::atomic<int> &hit : hits)
    EXPECT_EQ(hit, 1);
  setNumThreads(0);
}

} // namespace
} // namespace sm::runtime
