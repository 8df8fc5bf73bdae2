// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Parallel loops.

#include "sm/Runtime/ThreadPool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <iterator>
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

TEST_F(ThreadPool, coversMoreElementsThanThereAreUnits) {
  setNumThreads(3);
  constexpr int64_t count = (int64_t{1} << 40) + 5;
  std::atomic<int64_t> covered{0}, last{0};
  parallelFor(count, 1, [&](int64_t begin, int64_t end) {
    covered += end - begin;
    if (end == count)
      ++last;
  });
  EXPECT_EQ(covered, count);
  EXPECT_EQ(last, 1);
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

int threadsOfProcess() {
  return static_cast<int>(
      std::distance(std::filesystem::directory_iterator("/proc/self/task"),
                    std::filesystem::directory_iterator()));
}

TEST_F(ThreadPool, startsNoMoreThreadsThanItNeeds) {
  setNumThreads(1);
  const int before = threadsOfProcess();
  std::atomic<int64_t> sum{0};
  const auto add = [&](int64_t begin, int64_t end) { sum += end - begin; };
  {
    const ParallelRun run;
    parallelFor(1000, 1, add);
  }
  EXPECT_EQ(threadsOfProcess(), before);
  setNumThreads(3);
  EXPECT_EQ(threadsOfProcess(), before);
  parallelFor(1000, 1, add);
  EXPECT_EQ(threadsOfProcess(), before + 2);
  EXPECT_EQ(sum, 2000);
}

// Workers wait awake, fall asleep, and are told to end in every state of that.
TEST_F(ThreadPool, endsWorkersAtAnyTime) {
  int64_t expected = 0;
  std::atomic<int64_t> sum{0};
  for (int round = 0; round < 400; ++round) {
    setNumThreads(1 + round % 4);
    for (int loop = 0; loop < round % 5; ++loop) {
      const int64_t count = 1 + round % 37;
      if (loop % 2 == 0) {
        const ParallelRun run;
        parallelFor(count, 1, [&](int64_t b, int64_t e) { sum += e - b; });
      } else {
        parallelFor(count, 1, [&](int64_t b, int64_t e) { sum += e - b; });
      }
      expected += count;
    }
    if (round % 20 == 0)
      std::this_thread::sleep_for(std::chrono::microseconds(40 + round % 100));
  }
  EXPECT_EQ(sum, expected);
}

TEST_F(ThreadPool, wakesThreadsThatSleep) {
  setNumThreads(2);
  // A worker that a loop wakes may come late for it, not for all of them.
  std::atomic<int> helped{0};
  const auto caller = std::this_thread::get_id();
  for (int round = 0; round < 200 && helped == 0; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    parallelFor(64, 1, [&](int64_t, int64_t) {
      if (std::this_thread::get_id() != caller)
        ++helped;
      else
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    });
  }
  EXPECT_GT(helped, 0);
}

} // namespace
} // namespace sm::runtime
