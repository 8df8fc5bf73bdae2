// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Parallel loops.

#include "sm/Runtime/ThreadPool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace sm::runtime {
namespace {

class ThreadPool : public ::testing::Test {
protected:
  void TearDown() override { setNumThreads(0); }
};

TEST_F(ThreadPool, coversEachElementOnce) {
  for (int threads : {1, 2, 4}) {
    setNumThreads(threads);
    EXPECT_EQ(numThreads(), threads);
    for (int64_t count : {0, 1, 7, 1000, 100000})
      for (int64_t grain : {1, 13, 5000}) {
        std::vector<std::atomic<int>> hits(count);
        parallelFor(count, grain, [&](int64_t begin, int64_t end) {
          EXPECT_LT(begin, end);
          for (int64_t i = begin; i < end; ++i)
            ++hits[i];
        });
        for (int64_t i = 0; i < count; ++i)
          ASSERT_EQ(hits[i], 1) << i << " of " << count;
      }
  }
}

TEST_F(ThreadPool, manyRegionsInARow) {
  setNumThreads(3);
  std::atomic<int64_t> sum{0};
  for (int round = 0; round < 2000; ++round)
    parallelFor(8, 1, [&](int64_t begin, int64_t end) { sum += end - begin; });
  EXPECT_EQ(sum, 16000);
}

TEST_F(ThreadPool, nestedRegionsRunInline) {
  setNumThreads(4);
  std::atomic<int> inner{0};
  parallelFor(16, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const auto caller = std::this_thread::get_id();
      parallelFor(100, 1, [&](int64_t from, int64_t to) {
        EXPECT_EQ(std::this_thread::get_id(), caller);
        inner += static_cast<int>(to - from);
      });
    }
    setNumThreads(2); // No effect in here.
  });
  EXPECT_EQ(inner, 1600);
  EXPECT_EQ(numThreads(), 4);
}

TEST_F(ThreadPool, severalCallersAtOnce) {
  setNumThreads(3);
  std::atomic<int64_t> sum{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i)
    callers.emplace_back([&] {
      for (int round = 0; round < 300; ++round)
        parallelFor(50, 1,
                    [&](int64_t begin, int64_t end) { sum += end - begin; });
    });
  for (std::thread &caller : callers)
    caller.join();
  EXPECT_EQ(sum, 4 * 300 * 50);
}

TEST_F(ThreadPool, grainKeepsPiecesLarge) {
  setNumThreads(4);
  std::atomic<int> pieces{0};
  parallelFor(100, 60, [&](int64_t, int64_t) { ++pieces; });
  EXPECT_LE(pieces, 2);
}

} // namespace
} // namespace sm::runtime
