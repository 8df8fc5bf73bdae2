// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The process's threads. One pool serves all kernels and generated code.

#ifndef SM_RUNTIME_THREADPOOL_H
#define SM_RUNTIME_THREADPOOL_H

#include <cstdint>

namespace sm::runtime {

/// Sets how many threads work at once, the caller counted (default: the number
/// of cores the process may use; values below 1 restore it). Waits for a
/// parallel region that runs; a call from inside one has no effect.
void setNumThreads(int count);

/// The number in force.
int numThreads();

/// Says for as long as it lives that loops follow each other closely, as the
/// kernels of one run of a model do: threads without work then wait awake, for
/// up to a millisecond, instead of going to sleep. Any number may live at once;
/// costs nothing while there is no second thread.
class ParallelRun {
public:
  ParallelRun();
  ~ParallelRun();
  ParallelRun(const ParallelRun &) = delete;
  ParallelRun &operator=(const ParallelRun &) = delete;
};

namespace detail {
/// A loop body without its type: `call(context, begin, end)`.
struct LoopBody {
  void *context;
  void (*call)(void *context, int64_t begin, int64_t end);
};
void parallelForErased(int64_t count, int64_t grain, LoopBody body);
} // namespace detail

/// Calls `body(begin, end)` over disjoint pieces that cover [0, count), each at
/// least `grain` long where possible, on the pool and the caller; returns when
/// all are done. Thread i of n begins with the i-th of n equal parts, whatever
/// the count, so that loops over the rows of one tensor find them where they
/// left them. Runs inline if one piece holds all, inside a parallel region, and
/// while another thread uses the pool. The body must not throw.
template <typename Body>
void parallelFor(int64_t count, int64_t grain, const Body &body) {
  if (count <= 0)
    return;
  if (count <= grain) {
    body(int64_t{0}, count);
    return;
  }
  detail::parallelForErased(
      count, grain,
      {const_cast<Body *>(&body), [](void *erased, int64_t begin, int64_t end) {
         (*static_cast<const Body *>(erased))(begin, end);
       }});
}

} // namespace sm::runtime

#endif // SM_RUNTIME_THREADPOOL_H
