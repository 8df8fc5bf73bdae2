// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Where the time of runs goes: the table and the JSON of `sm bench --profile`.

#ifndef SM_LIB_DRIVER_BENCH_PROFILE_H
#define SM_LIB_DRIVER_BENCH_PROFILE_H

#include "sm/Runtime/Session.h"

#include "llvm/Support/JSON.h"

#include <cstddef>
#include <string>
#include <vector>

namespace sm::driver {

/// The steps of runs that were profiled.
struct BenchProfile {
  std::vector<runtime::ProfileEntry> steps; ///< in the program's order
  size_t runs = 0;
  double milliseconds = 0; ///< of all runs, by the clock on the wall
};

/// At most 80 columns, the longest step first, kernels below their region; the
/// rows of the steps and what is outside of them add up to the last line.
std::string profileText(const BenchProfile &profile);

/// The steps in the program's order, kernels sorted by time.
llvm::json::Array profileStepsJSON(const BenchProfile &profile);

/// {"runs", "us_per_run", "outside_us_per_run"}.
llvm::json::Object profileTotalJSON(const BenchProfile &profile);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_BENCH_PROFILE_H
