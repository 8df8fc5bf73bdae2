// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The memory behind tensors: one block holds the reference count and, at the
/// next 64-byte boundary, the bytes. Freed blocks wait in a bounded freelist by
/// size class, so that a warm run neither calls the allocator nor faults pages
/// in.

#ifndef SM_RUNTIME_BUFFER_H
#define SM_RUNTIME_BUFFER_H

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace sm::runtime {

/// The alignment of every tensor's first byte, in bytes.
constexpr size_t kTensorAlignment = 64;

/// Reference-counted memory. Made with a count of 1; see BufferRef for the
/// owner that counts.
class alignas(kTensorAlignment) Buffer {
public:
  /// Memory for `bytes` bytes, undefined. Null if it is refused.
  static Buffer *allocate(size_t bytes);
  /// Memory for `count` strings, all empty. Null if it is refused.
  static Buffer *allocateStrings(size_t count);
  /// A share of foreign memory, alive as long as `owner`; never writable.
  static Buffer *share(std::shared_ptr<const void> owner);

  Buffer(const Buffer &) = delete;
  Buffer &operator=(const Buffer &) = delete;

  /// The first byte of allocated memory; meaningless for shared memory.
  void *data() { return reinterpret_cast<char *>(this) + sizeof(Buffer); }

  /// True if there is one owner and the memory is ours to write.
  bool isUnique() const {
    return !foreign && references.load(std::memory_order_acquire) == 1;
  }

  void retain() { references.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (references.fetch_sub(1, std::memory_order_acq_rel) == 1)
      destroy();
  }

  /// Bytes that wait in the freelists, for tests and reports.
  static size_t cachedBytes();
  /// Gives all waiting blocks back to the system.
  static void trimCache();

private:
  friend class BufferCache;
  Buffer() = default;
  void destroy();

  std::atomic<int32_t> references{1};
  int sizeClass = 0;
  bool foreign = false;
  size_t strings = 0;
  Buffer *next = nullptr; ///< in a freelist
  std::shared_ptr<const void> owner;
};

/// Owns one reference of a Buffer, or none.
class BufferRef {
public:
  BufferRef() = default;
  /// Takes over the reference that `buffer` was made with.
  explicit BufferRef(Buffer *buffer) : buffer(buffer) {}
  BufferRef(const BufferRef &other) : buffer(other.buffer) {
    if (buffer)
      buffer->retain();
  }
  BufferRef(BufferRef &&other) noexcept
      : buffer(std::exchange(other.buffer, nullptr)) {}
  BufferRef &operator=(BufferRef other) noexcept {
    std::swap(buffer, other.buffer);
    return *this;
  }
  ~BufferRef() {
    if (buffer)
      buffer->release();
  }

  Buffer *get() const { return buffer; }
  Buffer *operator->() const { return buffer; }
  explicit operator bool() const { return buffer != nullptr; }

private:
  Buffer *buffer = nullptr;
};

} // namespace sm::runtime

#endif // SM_RUNTIME_BUFFER_H
