// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Functions around `main` of a region, made as LLVM IR: what the engine calls,
/// what a C program calls, and what tells of time.

#ifndef SM_LIB_JIT_ENTRYPOINTS_H
#define SM_LIB_JIT_ENTRYPOINTS_H

#include "sm/JIT/CompileRegion.h"

#include "llvm/ADT/StringSet.h"

#include <string>
#include <vector>

namespace llvm {
class Function;
class Module;
} // namespace llvm

namespace sm::jit {

/// Adds `void name(void *const *buffers)`, which calls `main` with them.
void addEntry(llvm::Module &module, llvm::Function &main,
              const std::string &name);

/// Adds CompileOptions::cFunction, which brings its own arena and constants.
void addCFunction(llvm::Module &module, llvm::Function &main,
                  const CompiledRegion &region, const CompileOptions &options);

/// Adds calls of sm_mark_call to `main`; returns the called kernels in order.
std::vector<std::string> markCalls(llvm::Function &main,
                                   const llvm::StringSet<> &kernels);

/// Adds weak definitions of `sm_parallel_for`, which runs a loop in the
/// caller's thread, and `sm_set_parallel_for`, which gives it another one to
/// call.
void addParallelFor(llvm::Module &module);

} // namespace sm::jit

#endif // SM_LIB_JIT_ENTRYPOINTS_H
