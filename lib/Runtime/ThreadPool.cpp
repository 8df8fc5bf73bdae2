// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// One parallel region at a time. The caller publishes a loop, opens it, and
// takes pieces beside the workers; workers that come late find it closed. A
// worker spins a little for the next loop before it sleeps, because the kernels
// of one model follow each other closely. Each thread begins with its own share
// of the pieces, the same one in each loop of a length, because what it wrote
// in the last loop lies in its cache; then it helps the others.

#include "sm/Runtime/ThreadPool.h"

#include "Denormals.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace sm::runtime {

namespace {

thread_local bool insideRegion = false;

/// How long a worker waits for the next loop awake: about what waking costs,
/// ten times over. Longer would steal too much from others on shared cores.
constexpr std::chrono::microseconds kSpinTime(60);
/// Pauses between two looks at the clock.
constexpr int kSpins = 16;
/// Pauses of the caller before it leaves its core to a worker that is not done.
constexpr int kJoinSpins = 600;

void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

int availableCores() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0)
    return std::max(1, CPU_COUNT(&set));
  return std::max(1u, std::thread::hardware_concurrency());
}

class ThreadPool {
public:
  /// Never destroyed: workers may not outlive it, and it need not end.
  static ThreadPool &get() {
    static ThreadPool *pool = new ThreadPool;
    return *pool;
  }

  int size() const { return threads.load(std::memory_order_relaxed); }

  void resize(int count) {
    if (insideRegion)
      return;
    std::lock_guard<std::mutex> region(regionMutex);
    stopWorkers();
    threads.store(count < 1 ? availableCores() : count,
                  std::memory_order_relaxed);
  }

  void run(int64_t count, int64_t grain, detail::LoopBody body) {
    std::unique_lock<std::mutex> region(regionMutex, std::defer_lock);
    if (insideRegion || size() == 1 || !region.try_lock()) {
      body.call(body.body, 0, count);
      return;
    }
    startWorkers();
    insideRegion = true;
    loop = body;
    total = count;
    // Four pieces each, so that a slow thread does not hold up the others.
    const int64_t wanted = int64_t{4} * size();
    piece = std::max(grain, (count + wanted - 1) / wanted);
    const int64_t pieces = (count + piece - 1) / piece;
    const int64_t sharers = static_cast<int64_t>(shares.size());
    for (int64_t i = 0; i < sharers; ++i) {
      shares[i].next.store(i * pieces / sharers, std::memory_order_relaxed);
      shares[i].end = (i + 1) * pieces / sharers;
    }
    open.store(true);
    epoch.fetch_add(1);
    if (sleepers.load() > 0) {
      // The empty section orders the new epoch with a worker about to sleep.
      {
        std::lock_guard<std::mutex> lock(sleepMutex);
      }
      wake.notify_all();
    }
    work(0);
    open.store(false);
    for (int spins = 0; users.load() > 0; ++spins) {
      if (spins < kJoinSpins)
        relax();
      else
        std::this_thread::yield();
    }
    insideRegion = false;
  }

private:
  /// The pieces of one thread.
  struct alignas(64) Share {
    std::atomic<int64_t> next{0};
    int64_t end = 0;
  };

  void work(size_t self) {
    for (size_t i = 0; i < shares.size(); ++i)
      work(shares[(self + i) % shares.size()]);
  }

  void work(Share &share) {
    while (share.next.load(std::memory_order_relaxed) < share.end) {
      const int64_t index = share.next.fetch_add(1, std::memory_order_relaxed);
      if (index >= share.end)
        return;
      const int64_t begin = index * piece;
      loop.call(loop.body, begin, std::min(total, begin + piece));
    }
  }

  void workerMain(size_t self, uint64_t seen) {
    insideRegion = true;
    DenormalsAreZero mode;
    for (;;) {
      seen = waitForEpoch(seen);
      if (stopping.load())
        return;
      // The caller frees the loop only when it is closed and has no users.
      users.fetch_add(1);
      if (open.load())
        work(self);
      users.fetch_sub(1);
    }
  }

  uint64_t waitForEpoch(uint64_t seen) {
    const auto sleepAt = std::chrono::steady_clock::now() + kSpinTime;
    do {
      for (int spins = 0; spins < kSpins; ++spins) {
        if (const uint64_t now = epoch.load(); now != seen)
          return now;
        relax();
      }
    } while (std::chrono::steady_clock::now() < sleepAt);
    std::unique_lock<std::mutex> lock(sleepMutex);
    sleepers.fetch_add(1);
    wake.wait(lock, [&] { return epoch.load() != seen; });
    sleepers.fetch_sub(1);
    return epoch.load();
  }

  void startWorkers() {
    if (!shares.empty())
      return;
    shares = std::vector<Share>(size());
    for (int i = 1; i < size(); ++i) {
      try {
        workers.emplace_back([this, i, seen = epoch.load()] {
          workerMain(static_cast<size_t>(i), seen);
        });
      } catch (const std::system_error &) {
        return; // Fewer threads do the same work.
      }
    }
  }

  void stopWorkers() {
    stopping.store(true);
    epoch.fetch_add(1);
    {
      std::lock_guard<std::mutex> lock(sleepMutex);
    }
    wake.notify_all();
    for (std::thread &worker : workers)
      worker.join();
    workers.clear();
    shares.clear();
    stopping.store(false);
  }

  std::mutex regionMutex; ///< held while a region runs; guards the next two
  std::vector<std::thread> workers;
  std::vector<Share> shares; ///< the caller's first; made with the workers
  std::atomic<int> threads{availableCores()};

  detail::LoopBody loop{};
  int64_t total = 0, piece = 0;
  alignas(64) std::atomic<uint64_t> epoch{0};
  std::atomic<bool> open{false};
  std::atomic<bool> stopping{false};
  alignas(64) std::atomic<int> users{0};
  std::atomic<int> sleepers{0};
  std::mutex sleepMutex;
  std::condition_variable wake;
};

} // namespace

void setNumThreads(int count) { ThreadPool::get().resize(count); }

int numThreads() { return ThreadPool::get().size(); }

void detail::parallelForErased(int64_t count, int64_t grain, LoopBody body) {
  ThreadPool::get().run(count, std::max<int64_t>(grain, 1), body);
}

} // namespace sm::runtime
