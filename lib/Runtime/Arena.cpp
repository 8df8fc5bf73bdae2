// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "Arena.h"

#include "sm/Runtime/Tensor.h"

#include "absl/container/inlined_vector.h"

#include <sys/mman.h>

#include <cstdlib>
#include <mutex>

namespace sm::runtime {

namespace {

/// From this size on, an arena starts at a huge page and asks for them.
constexpr size_t kHugePage = size_t{2} << 20;
/// As many runs may leave an arena behind; more give theirs back to the system.
constexpr size_t kMaxWaiting = 16;

class ArenaPool {
public:
  struct Block {
    void *memory;
    size_t size;
  };

  /// Never destroyed: threads may still run when the process ends.
  static ArenaPool &get() {
    static ArenaPool *pool = new ArenaPool;
    return *pool;
  }

  Block take(size_t bytes) {
    {
      std::lock_guard<std::mutex> lock(mutex);
      // The last one that is big enough: the warmest.
      for (size_t i = waiting.size(); i-- > 0;) {
        if (waiting[i].size < bytes)
          continue;
        const Block block = waiting[i];
        waiting.erase(waiting.begin() + static_cast<ptrdiff_t>(i));
        return block;
      }
    }
    return allocate(bytes);
  }

  void give(Block block) {
    {
      std::lock_guard<std::mutex> lock(mutex);
      waiting.push_back(block);
      if (waiting.size() <= kMaxWaiting)
        return;
      // The one that waited longest.
      block = waiting.front();
      waiting.erase(waiting.begin());
    }
    std::free(block.memory);
  }

  size_t bytes() {
    std::lock_guard<std::mutex> lock(mutex);
    size_t total = 0;
    for (const Block &block : waiting)
      total += block.size;
    return total;
  }

private:
  static Block allocate(size_t bytes) {
    const size_t alignment = bytes >= kHugePage ? kHugePage : kTensorAlignment;
    const size_t size = (bytes + alignment - 1) / alignment * alignment;
    if (size < bytes)
      return {nullptr, 0};
    void *memory = std::aligned_alloc(alignment, size);
    if (memory && alignment == kHugePage)
      (void)madvise(memory, size, MADV_HUGEPAGE); // Advice: failing is fine.
    return {memory, memory ? size : 0};
  }

  std::mutex mutex;
  absl::InlinedVector<Block, kMaxWaiting + 1> waiting;
};

} // namespace

Arena::Arena(size_t bytes) {
  if (bytes == 0)
    return;
  const ArenaPool::Block block = ArenaPool::get().take(bytes);
  memory = block.memory;
  size = block.size;
}

Arena::~Arena() {
  if (memory)
    ArenaPool::get().give({memory, size});
}

size_t Arena::waitingBytes() { return ArenaPool::get().bytes(); }

} // namespace sm::runtime
