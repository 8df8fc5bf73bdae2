// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// One parallel region at a time. A cache line takes a tenth of a microsecond
// from one core to another, or half of one if they have no cache in common, and
// what one of them wrote comes to the other at a quarter of the speed of its
// own caches then. So a loop is announced to each worker in one line, which
// holds the loop and the worker's share of it; and shares are equal parts of
// the whole, the same ones in each loop, because what a thread wrote in the
// last loop lies in its cache. Who is done helps the others.
//
// Whoever takes a part of a share may look at the loop: it cannot end before
// that part is counted as done. A worker that comes late finds its share empty,
// or filled by a later loop, which is as good.

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

using Clock = std::chrono::steady_clock;

thread_local bool insideRegion = false;

/// How long a worker waits for the next loop awake: about what waking costs,
/// ten times over. Longer would steal too much from others on shared cores.
constexpr std::chrono::microseconds kIdleSpin(60);
/// The same while a model runs, whose next loop is a serial kernel away.
constexpr std::chrono::microseconds kRunSpin(1000);
/// Pauses between two looks at the clock.
constexpr int kSpins = 16;
/// Pauses of the caller before it leaves its core to a worker that is not done.
constexpr int kJoinSpins = 600;
/// Units of a loop per thread, at most: enough to even out differences.
constexpr int64_t kUnits = 16;
/// Two lines, because processors fetch them in pairs.
constexpr size_t kApart = 128;

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

/// Units [begin, end) of a loop.
struct Part {
  uint32_t begin = 0, end = 0;
  uint32_t size() const { return end - begin; }
  explicit operator bool() const { return begin < end; }
};

/// What one thread has to do in the loop that runs. All in one line, since it
/// travels between cores each time.
class alignas(kApart) Share {
public:
  /// Fills an empty share.
  void fill(detail::LoopBody body, int64_t count, int64_t unitSize, Part part) {
    context.store(body.context, std::memory_order_relaxed);
    call.store(body.call, std::memory_order_relaxed);
    total.store(count, std::memory_order_relaxed);
    unit.store(unitSize, std::memory_order_relaxed);
    whole.store(pack(part), std::memory_order_relaxed);
    rest.store(pack(part), std::memory_order_release);
  }

  bool empty() const { return !unpack(rest.load(std::memory_order_relaxed)); }

  /// Fetches what the loop's body will read, before the loop is taken.
  void prefetch() const {
    __builtin_prefetch(context.load(std::memory_order_relaxed));
  }

  /// Takes the first half of what is left, for the owner.
  Part take() {
    uint64_t old = rest.load(std::memory_order_relaxed);
    while (const Part all = unpack(old)) {
      const Part taken = {all.begin, all.begin + (all.size() + 1) / 2};
      if (replace(old, {taken.end, all.end}))
        return taken;
    }
    return {};
  }

  /// Takes the last half of what is left, for another thread. The end of a
  /// share that its owner works on is left to it: to bring here what that part
  /// reads, and back what it writes, takes longer.
  Part takeFromOther() {
    uint64_t old = rest.load(std::memory_order_acquire);
    while (const Part all = unpack(old)) {
      const Part first = unpack(whole.load(std::memory_order_relaxed));
      if (all.begin != first.begin && 4 * all.size() <= first.size())
        return {};
      const Part taken = {all.end - (all.size() + 1) / 2, all.end};
      if (replace(old, {all.begin, taken.begin}))
        return taken;
    }
    return {};
  }

  /// Runs a part that was taken.
  void run(Part part) const {
    const int64_t size = unit.load(std::memory_order_relaxed);
    call.load(std::memory_order_relaxed)(
        context.load(std::memory_order_relaxed), part.begin * size,
        std::min(total.load(std::memory_order_relaxed), part.end * size));
  }

private:
  static uint64_t pack(Part part) {
    return uint64_t{part.begin} << 32 | part.end;
  }
  static Part unpack(uint64_t packed) {
    return {static_cast<uint32_t>(packed >> 32), static_cast<uint32_t>(packed)};
  }

  bool replace(uint64_t &old, Part part) {
    return rest.compare_exchange_weak(old, pack(part),
                                      std::memory_order_acquire);
  }

  std::atomic<uint64_t> rest{0}, whole{0};
  std::atomic<void *> context{nullptr};
  std::atomic<void (*)(void *, int64_t, int64_t)> call{nullptr};
  std::atomic<int64_t> total{0}, unit{1};
};

/// Units that a thread has done since it began; only it writes that.
struct alignas(kApart) Progress {
  std::atomic<uint64_t> done{0};
};

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
      body.call(body.context, 0, count);
      return;
    }
    startWorkers();
    insideRegion = true;
    publish(count, grain, body);
    work(0);
    const uint64_t expected = published.load(std::memory_order_relaxed);
    for (int spins = 0; unitsDone() != expected; ++spins) {
      if (spins < kJoinSpins)
        relax();
      else
        std::this_thread::yield();
    }
    insideRegion = false;
  }

  void beginRun() { runs.fetch_add(1, std::memory_order_relaxed); }
  void endRun() { runs.fetch_sub(1, std::memory_order_relaxed); }

private:
  void publish(int64_t count, int64_t grain, detail::LoopBody body) {
    const auto sharers = static_cast<int64_t>(shares.size());
    const int64_t most = kUnits * sharers;
    const int64_t unit = std::max(grain, (count + most - 1) / most);
    const int64_t units = (count + unit - 1) / unit;
    published.store(published.load(std::memory_order_relaxed) +
                        static_cast<uint64_t>(units),
                    std::memory_order_relaxed);
    for (int64_t i = sharers; i-- > 0;)
      shares[i].fill(body, count, unit,
                     {static_cast<uint32_t>(i * units / sharers),
                      static_cast<uint32_t>((i + 1) * units / sharers)});
    // A worker that falls asleep unseen sleeps through this loop only: nobody
    // waits for it.
    if (sleepers.load(std::memory_order_relaxed) > 0)
      wakeAll();
  }

  void wakeAll() {
    {
      std::lock_guard<std::mutex> lock(sleepMutex);
      ++wakes;
    }
    wake.notify_all();
  }

  uint64_t unitsDone() const {
    uint64_t sum = 0;
    for (const Progress &one : progress)
      sum += one.done.load(std::memory_order_acquire);
    return sum;
  }

  /// Empties its own share, then the others'.
  void work(size_t self) {
    const size_t sharers = shares.size();
    for (size_t i = 0; i < sharers; ++i) {
      Share &share = shares[(self + i) % sharers];
      while (const Part part = i == 0 ? share.take() : share.takeFromOther()) {
        share.run(part);
        std::atomic<uint64_t> &done = progress[self].done;
        done.store(done.load(std::memory_order_relaxed) + part.size(),
                   std::memory_order_release);
      }
    }
  }

  void workerMain(size_t self) {
    insideRegion = true;
    DenormalsAreZero mode;
    while (waitForWork(shares[self]))
      work(self);
  }

  /// False if the thread shall end.
  bool waitForWork(const Share &own) {
    while (!stopping.load(std::memory_order_relaxed)) {
      if (waitAwake(own))
        return true;
      std::unique_lock<std::mutex> lock(sleepMutex);
      sleepers.fetch_add(1, std::memory_order_relaxed);
      wake.wait(lock, [&, seen = wakes] {
        return wakes != seen || stopping.load(std::memory_order_relaxed);
      });
      sleepers.fetch_sub(1, std::memory_order_relaxed);
    }
    return false;
  }

  /// True if there is work; false when there was none for long.
  bool waitAwake(const Share &own) {
    Clock::time_point idleSince = Clock::now(), now = idleSince;
    const Clock::time_point begin = now;
    uint64_t seen = published.load(std::memory_order_relaxed);
    do {
      for (int spins = 0; spins < kSpins; ++spins) {
        if (!own.empty()) {
          own.prefetch();
          return true;
        }
        relax();
      }
      if (stopping.load(std::memory_order_relaxed))
        return false;
      now = Clock::now();
      const uint64_t current = published.load(std::memory_order_relaxed);
      if (current != seen || runs.load(std::memory_order_relaxed) > 0)
        idleSince = now;
      seen = current;
    } while (now - idleSince < kIdleSpin && now - begin < kRunSpin);
    return false;
  }

  void startWorkers() {
    if (!shares.empty())
      return;
    shares = std::vector<Share>(size());
    progress = std::vector<Progress>(size());
    published.store(0);
    for (int i = 1; i < size(); ++i) {
      try {
        workers.emplace_back([this, i] { workerMain(static_cast<size_t>(i)); });
      } catch (const std::system_error &) {
        return; // Fewer threads do the same work.
      }
    }
  }

  void stopWorkers() {
    stopping.store(true);
    wakeAll();
    for (std::thread &worker : workers)
      worker.join();
    workers.clear();
    shares.clear();
    progress.clear();
    stopping.store(false);
  }

  std::mutex regionMutex; ///< held while a region runs; guards the next three
  std::vector<std::thread> workers;
  std::vector<Share> shares;      ///< the caller's first; made with the workers
  std::vector<Progress> progress; ///< likewise
  std::atomic<int> threads{availableCores()};

  /// Units of all loops since the workers began.
  alignas(kApart) std::atomic<uint64_t> published{0};
  alignas(kApart) std::atomic<int> runs{0};
  std::atomic<int> sleepers{0};
  std::atomic<bool> stopping{false};
  std::mutex sleepMutex;
  uint64_t wakes = 0; ///< guarded by sleepMutex
  std::condition_variable wake;
};

} // namespace

void setNumThreads(int count) { ThreadPool::get().resize(count); }

int numThreads() { return ThreadPool::get().size(); }

ParallelRun::ParallelRun() { ThreadPool::get().beginRun(); }
ParallelRun::~ParallelRun() { ThreadPool::get().endRun(); }

void detail::parallelForErased(int64_t count, int64_t grain, LoopBody body) {
  ThreadPool::get().run(count, std::max<int64_t>(grain, 1), body);
}

} // namespace sm::runtime
