// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Which processor code is made for.

#ifndef SM_JIT_CPUTARGET_H
#define SM_JIT_CPUTARGET_H

#include "sm/Support/Status.h"

#include <string>
#include <string_view>
#include <vector>

namespace sm::jit {

/// A processor as LLVM names it.
struct CPUTarget {
  std::string triple;   ///< "x86_64-pc-linux-gnu"
  std::string cpu;      ///< "znver5"
  std::string features; ///< "+avx2,-sse4a,..."
  /// The widest vectors worth using: 512 with AVX-512 F, VL, DQ and BW, 256
  /// with AVX2 and FMA, else 128.
  unsigned vectorBits = 128;
  /// What code may need of a processor, of runtime::processorExtensions().
  std::vector<std::string> extensions;

  /// The processor of a name: "host" for the one this runs on, or a name of
  /// LLVM's ("x86-64-v3", "skylake-avx512"). InvalidArgument, with the known
  /// names, for any other, and for processors of 32 bits on a machine of 64;
  /// Unimplemented where LLVM has no code generator for this machine.
  static StatusOr<CPUTarget> get(std::string_view name);

  /// InvalidArgument, naming what is missing, if this processor cannot run the
  /// code.
  Status checkRunsHere() const;
};

} // namespace sm::jit

#endif // SM_JIT_CPUTARGET_H
