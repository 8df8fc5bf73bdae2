// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Where the time goes inside a region that was compiled with marks between its
/// kernels (jit::CompileOptions::markCalls).

#ifndef SM_RUNTIME_CALLTIMES_H
#define SM_RUNTIME_CALLTIMES_H

#include <cstdint>
#include <vector>

namespace sm::runtime {

/// Nanoseconds of each call of a kernel by marked code, in their order and
/// added up over all runs of this thread since the last call of this function.
std::vector<uint64_t> takeCallTimes();

} // namespace sm::runtime

/// Called by marked code before its call number `index`, and with -1 when it
/// returns.
extern "C" void sm_mark_call(int64_t index);

#endif // SM_RUNTIME_CALLTIMES_H
