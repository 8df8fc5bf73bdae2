// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// How long a phase of compilation takes.

#ifndef SM_LIB_JIT_CLOCK_H
#define SM_LIB_JIT_CLOCK_H

#include <chrono>

namespace sm::jit {

/// Runs from its making on.
class Clock {
public:
  double milliseconds() const {
    return std::chrono::duration<double, std::milli>(
               std::chrono::steady_clock::now() - start)
        .count();
  }

private:
  std::chrono::steady_clock::time_point start =
      std::chrono::steady_clock::now();
};

} // namespace sm::jit

#endif // SM_LIB_JIT_CLOCK_H
