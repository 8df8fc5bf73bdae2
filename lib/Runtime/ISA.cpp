// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Chooses the instruction set once.

#include "ISA/ISA.h"

namespace sm::runtime::isa {

static const Table &choose() {
  // The sets are those of the x86-64-v3 and -v4 levels, which the copies are
  // compiled for.
  const bool v3 =
      __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const bool v4 = v3 && __builtin_cpu_supports("avx512f") &&
                  __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512cd") &&
                  __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512vl");
  if (v4)
    return avx512::table();
  return v3 ? avx2::table() : baseline::table();
}

const Table &table() {
  static const Table &chosen = choose();
  return chosen;
}

} // namespace sm::runtime::isa
