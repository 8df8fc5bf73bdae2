// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Memory of tensors and the freelists it waits in.

#include "sm/Runtime/Buffer.h"

#include "sm/Support/Bytes.h"

#include <cstdlib>
#include <mutex>
#include <new>
#include <utility>

// Reusing blocks would hide accesses after free from AddressSanitizer.
#if defined(__SANITIZE_ADDRESS__)
#define SM_BUFFER_CACHE 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SM_BUFFER_CACHE 0
#endif
#endif
#ifndef SM_BUFFER_CACHE
#define SM_BUFFER_CACHE 1
#endif

namespace sm::runtime {

static_assert(sizeof(Buffer) == kTensorAlignment,
              "the bytes after the header must be aligned");

namespace {

constexpr size_t kUnit = kTensorAlignment;
/// Size classes: 1..4 units, then four per power of two.
constexpr int kNumClasses = 4 + 4 * 32;
constexpr int kUncached = -1;
/// Larger blocks go straight back to the system.
constexpr size_t kMaxCachedBlock = size_t{64} << 20;
constexpr size_t kMaxCachedBytes = size_t{256} << 20;

/// The smallest class that holds `units` units, and how many it holds.
std::pair<int, size_t> classOf(size_t units) {
  if (units <= 4)
    return {static_cast<int>(units) - 1, units};
  const int log = 63 - __builtin_clzll(units - 1);
  const size_t step = size_t{1} << (log - 2);
  const size_t quarter = (units - 1 - (size_t{1} << log)) / step;
  return {4 + (log - 2) * 4 + static_cast<int>(quarter),
          (size_t{1} << log) + (quarter + 1) * step};
}

} // namespace

/// The freelists; one for the process, never destroyed because tensors in
/// static storage may outlive everything.
class BufferCache {
public:
  static BufferCache &get() {
    static BufferCache *cache = new BufferCache;
    return *cache;
  }

  Buffer *take(size_t bytes) {
    const size_t total = bytes + sizeof(Buffer);
    if (total < bytes)
      return nullptr;
    size_t blockBytes = (total + kUnit - 1) / kUnit * kUnit;
    if (blockBytes < total)
      return nullptr;
    int index = kUncached;
    if (SM_BUFFER_CACHE && blockBytes <= kMaxCachedBlock) {
      auto [classIndex, units] = classOf(blockBytes / kUnit);
      index = classIndex;
      blockBytes = units * kUnit;
      if (Buffer *block = pop(index, blockBytes))
        return block;
    }
    void *memory = std::aligned_alloc(kUnit, blockBytes);
    if (!memory)
      return nullptr;
    Buffer *buffer = new (memory) Buffer;
    buffer->sizeClass = index;
    return buffer;
  }

  void give(Buffer *block) {
    const int index = block->sizeClass;
    if (index == kUncached) {
      std::free(block);
      return;
    }
    const size_t bytes = blockBytesOf(index);
    if (cached.fetch_add(bytes, std::memory_order_relaxed) + bytes >
        kMaxCachedBytes) {
      cached.fetch_sub(bytes, std::memory_order_relaxed);
      std::free(block);
      return;
    }
    List &list = lists[index];
    std::lock_guard<std::mutex> lock(list.mutex);
    block->next = list.head;
    list.head = block;
  }

  void trim() {
    for (int index = 0; index < kNumClasses; ++index)
      while (Buffer *block = pop(index, blockBytesOf(index)))
        std::free(block);
  }

  size_t bytes() const { return cached.load(std::memory_order_relaxed); }

private:
  struct alignas(kUnit) List {
    std::mutex mutex;
    Buffer *head = nullptr;
  };

  static size_t blockBytesOf(int index) {
    if (index < 4)
      return (static_cast<size_t>(index) + 1) * kUnit;
    const int log = (index - 4) / 4 + 2;
    const size_t quarter = (index - 4) % 4;
    return ((size_t{1} << log) + (quarter + 1) * (size_t{1} << (log - 2))) *
           kUnit;
  }

  Buffer *pop(int index, size_t blockBytes) {
    List &list = lists[index];
    Buffer *block;
    {
      std::lock_guard<std::mutex> lock(list.mutex);
      block = list.head;
      if (!block)
        return nullptr;
      list.head = block->next;
    }
    cached.fetch_sub(blockBytes, std::memory_order_relaxed);
    block->next = nullptr;
    block->references.store(1, std::memory_order_relaxed);
    return block;
  }

  std::atomic<size_t> cached{0};
  List lists[kNumClasses];
};

Buffer *Buffer::allocate(size_t bytes) {
  return BufferCache::get().take(bytes);
}

Buffer *Buffer::allocateStrings(size_t count) {
  if (count > SIZE_MAX / sizeof(Bytes))
    return nullptr;
  Buffer *buffer = allocate(count * sizeof(Bytes));
  if (!buffer)
    return nullptr;
  Bytes *strings = static_cast<Bytes *>(buffer->data());
  for (size_t i = 0; i < count; ++i)
    new (strings + i) Bytes;
  buffer->strings = count;
  return buffer;
}

Buffer *Buffer::share(std::shared_ptr<const void> owner) {
  Buffer *buffer = allocate(0);
  if (!buffer)
    return nullptr;
  buffer->foreign = true;
  buffer->owner = std::move(owner);
  return buffer;
}

void Buffer::destroy() {
  if (strings) {
    Bytes *first = static_cast<Bytes *>(data());
    for (size_t i = 0; i < strings; ++i)
      first[i].~Bytes();
    strings = 0;
  }
  owner.reset();
  foreign = false;
  BufferCache::get().give(this);
}

size_t Buffer::cachedBytes() { return BufferCache::get().bytes(); }

void Buffer::trimCache() { BufferCache::get().trim(); }

} // namespace sm::runtime
