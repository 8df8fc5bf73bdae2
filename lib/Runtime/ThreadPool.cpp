// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// One parallel region at a time. The caller publishes a loop, opens it, and
// takes pieces beside the workers; workers that come late find it closed. A
// worker spins a little for the next loop before it sleeps, because the kernels
// of one model follow each other closely.

#include "sm/Runtime/ThreadPool.h"

#include "Denormals.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace sm::runtime {

namespace {

thread_local bool insideRegion = false;

/// About 20 microseconds: longer costs more than a wake-up when cores are
/// shared.
constexpr int kSpins = 600;

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
    const int64_t pieces = int64_t{4} * size();
    piece = std::max(grain, (count + pieces - 1) / pieces);
    next.store(0, std::memory_order_relaxed);
    open.store(true);
    epoch.fetch_add(1);
    if (sleepers.load() > 0) {
      // The empty section orders the new epoch with a worker about to sleep.
      {
        std::lock_guard<std::mutex> lock(sleepMutex);
      }
      wake.notify_all();
    }
    work();
    open.store(false);
    for (int spins = 0; users.load() > 0; ++spins) {
      if (spins < kSpins)
        relax();
      else
        std::this_thread::yield();
    }
    insideRegion = false;
  }

private:
  void work() {
    for (;;) {
      const int64_t begin = next.fetch_add(piece, std::memory_order_relaxed);
      if (begin >= total)
        return;
      loop.call(loop.body, begin, std::min(total, begin + piece));
    }
  }

  void workerMain(uint64_t seen) {
    insideRegion = true;
    DenormalsAreZero mode;
    for (;;) {
      seen = waitForEpoch(seen);
      if (stopping.load())
        return;
      // The caller frees the loop only when it is closed and has no users.
      users.fetch_add(1);
      if (open.load())
        work();
      users.fetch_sub(1);
    }
  }

  uint64_t waitForEpoch(uint64_t seen) {
    for (int spins = 0; spins < kSpins; ++spins) {
      if (const uint64_t now = epoch.load(); now != seen)
        return now;
      relax();
    }
    std::unique_lock<std::mutex> lock(sleepMutex);
    sleepers.fetch_add(1);
    wake.wait(lock, [&] { return epoch.load() != seen; });
    sleepers.fetch_sub(1);
    return epoch.load();
  }

  void startWorkers() {
    if (!workers.empty())
      return;
    for (int i = 1; i < size(); ++i) {
      try {
        workers.emplace_back([this, seen = epoch.load()] { workerMain(seen); });
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
    stopping.store(false);
  }

  std::mutex regionMutex; ///< held while a region runs; guards `workers`
  std::vector<std::thread> workers;
  std::atomic<int> threads{availableCores()};

  detail::LoopBody loop{};
  int64_t total = 0, piece = 0;
  alignas(64) std::atomic<int64_t> next{0};
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
