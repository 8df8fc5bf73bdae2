// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Denormal numbers count as zero while programs run. TensorFlow and XLA do so
/// on all their threads, so a model's answers depend on it where values die
/// out; and processors are up to a hundred times slower with denormals.

#ifndef SM_LIB_RUNTIME_DENORMALS_H
#define SM_LIB_RUNTIME_DENORMALS_H

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

namespace sm::runtime {

/// In its scope this thread reads denormals as zero and writes zero for them.
/// No effect on processors other than x86-64.
class DenormalsAreZero {
public:
#if defined(__x86_64__)
  DenormalsAreZero() : saved(_mm_getcsr()) {
    _mm_setcsr(saved | kFlushToZero | kDenormalsAreZero);
  }
  ~DenormalsAreZero() { _mm_setcsr(saved); }
#else
  DenormalsAreZero() = default;
  ~DenormalsAreZero() = default;
#endif
  DenormalsAreZero(const DenormalsAreZero &) = delete;
  DenormalsAreZero &operator=(const DenormalsAreZero &) = delete;

#if defined(__x86_64__)
private:
  // Bits of MXCSR: Intel's manual, volume 1, section 10.2.3.
  static constexpr unsigned kFlushToZero = 0x8000;
  static constexpr unsigned kDenormalsAreZero = 0x0040;
  unsigned saved;
#endif
};

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_DENORMALS_H
