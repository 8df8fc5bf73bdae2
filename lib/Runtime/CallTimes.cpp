// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The clock of marked code: one a thread, since a region runs in its caller's.

#include "sm/Runtime/CallTimes.h"

#include <chrono>
#include <utility>

namespace {

using Clock = std::chrono::steady_clock;

/// What this thread has seen.
struct ThreadTimes {
  std::vector<uint64_t> sums;
  int64_t current = -1;
  Clock::time_point start;
};

thread_local ThreadTimes times;

} // namespace

void sm_mark_call(int64_t index) {
  const Clock::time_point now = Clock::now();
  if (times.current >= 0)
    times.sums[static_cast<size_t>(times.current)] += static_cast<uint64_t>(
        std::chrono::nanoseconds(now - times.start).count());
  if (index >= static_cast<int64_t>(times.sums.size()))
    times.sums.resize(static_cast<size_t>(index) + 1);
  times.current = index;
  times.start = Clock::now();
}

namespace sm::runtime {

std::vector<uint64_t> takeCallTimes() { return std::exchange(times.sums, {}); }

} // namespace sm::runtime
