// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What a thread is compiling, for the last message of a process.

#ifndef SM_LIB_JIT_COMPILATIONSCOPE_H
#define SM_LIB_JIT_COMPILATIONSCOPE_H

#include <string>

namespace sm::jit {

/// Says, while it lives, that this thread compiles `what`.
class CompilationScope {
public:
  explicit CompilationScope(std::string what);
  ~CompilationScope();
  CompilationScope(const CompilationScope &) = delete;
  CompilationScope &operator=(const CompilationScope &) = delete;

  /// What this thread compiles; null if nothing.
  static const std::string *current();

private:
  std::string what;
  const std::string *outer;
};

} // namespace sm::jit

#endif // SM_LIB_JIT_COMPILATIONSCOPE_H
