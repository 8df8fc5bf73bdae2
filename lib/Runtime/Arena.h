// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Scratch memory of compiled regions. A run borrows an arena and gives it
/// back; the next run, of whatever region, finds it warm in the caches.

#ifndef SM_LIB_RUNTIME_ARENA_H
#define SM_LIB_RUNTIME_ARENA_H

#include <cstddef>

namespace sm::runtime {

/// A borrowed arena; moves only by being made. Null if memory was refused or
/// none was asked for.
class Arena {
public:
  /// Borrows at least `bytes`, 64-byte aligned, undefined.
  explicit Arena(size_t bytes);
  ~Arena();
  Arena(const Arena &) = delete;
  Arena &operator=(const Arena &) = delete;

  void *data() const { return memory; }

  /// Bytes that wait for the next run, for tests.
  static size_t waitingBytes();

private:
  void *memory = nullptr;
  size_t size = 0;
};

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_ARENA_H
