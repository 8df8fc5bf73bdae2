// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The last message of a process. LLVM's functions are called as LLVM does.

#include "sm/JIT/FatalErrors.h"

#include "lib/JIT/CompilationScope.h"

#include "llvm/Support/ErrorHandling.h"

#include <gtest/gtest.h>

#include <new>
#include <unistd.h>

namespace sm::jit {
namespace {

using ::testing::ExitedWithCode;

TEST(FatalErrorsDeathTest, saysWhatWasCompiled) {
  EXPECT_EXIT(
      {
        installFatalErrorHandler();
        const CompilationScope outer("a region");
        const CompilationScope scope("'kernel_7' (node 'conv')");
        llvm::report_fatal_error("cannot select");
      },
      ExitedWithCode(1),
      "^sm: error: LLVM cannot go on: cannot select; it was compiling "
      "'kernel_7' \\(node 'conv'\\); --engine kernel runs the model without "
      "compiling it\n$");
}

TEST(FatalErrorsDeathTest, oneLine) {
  EXPECT_EXIT(
      {
        installFatalErrorHandler();
        llvm::report_fatal_error("two\n\nlines\n");
      },
      ExitedWithCode(1), "^sm: error: LLVM cannot go on: two lines; --engine");
}

TEST(FatalErrorsDeathTest, scopesEnd) {
  EXPECT_EXIT(
      {
        installFatalErrorHandler();
        const CompilationScope outer("a region");
        {
          const CompilationScope scope("'kernel_7'");
        }
        llvm::report_fatal_error("no");
      },
      ExitedWithCode(1), "it was compiling a region; ");
  EXPECT_EXIT(
      {
        installFatalErrorHandler();
        llvm::report_fatal_error("no");
      },
      ExitedWithCode(1), "LLVM cannot go on: no; --engine kernel");
}

TEST(FatalErrorsDeathTest, memory) {
  EXPECT_EXIT(
      {
        installFatalErrorHandler();
        const CompilationScope scope("'kernel_7'");
        llvm::report_bad_alloc_error("Allocation failed");
      },
      ExitedWithCode(1), "Allocation failed; it was compiling 'kernel_7'");
  EXPECT_EXIT(
      {
        installFatalErrorHandler();
        const CompilationScope scope("'kernel_7'");
        std::get_new_handler()();
      },
      ExitedWithCode(1), "out of memory; it was compiling 'kernel_7'");
}

TEST(FatalErrorsDeathTest, memoryOfOthersIsNotOurs) {
  EXPECT_EXIT(
      {
        installFatalErrorHandler();
        std::get_new_handler()();
        ::_exit(std::get_new_handler() ? 1 : 42);
      },
      ExitedWithCode(42), "");
}

} // namespace
} // namespace sm::jit
