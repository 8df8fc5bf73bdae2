// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The last message of a process. It is written without taking memory, which may
// be what is missing.

#include "sm/JIT/FatalErrors.h"

#include "CompilationScope.h"

#include "llvm/Support/ErrorHandling.h"

#include <cstring>
#include <new>
#include <unistd.h>
#include <utility>

namespace sm::jit {

static thread_local const std::string *innermost = nullptr;

CompilationScope::CompilationScope(std::string what)
    : what(std::move(what)), outer(std::exchange(innermost, &this->what)) {}

CompilationScope::~CompilationScope() { innermost = outer; }

const std::string *CompilationScope::current() { return innermost; }

static void write(const char *text, size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(STDERR_FILENO, text, size);
    if (written <= 0)
      return;
    text += written;
    size -= static_cast<size_t>(written);
  }
}

/// In one line: some reasons are several, and end in a break.
static void say(const char *text) {
  while (*text) {
    const size_t line = std::strcspn(text, "\n");
    write(text, line);
    text += line;
    text += std::strspn(text, "\n");
    if (*text)
      write(" ", 1);
  }
}

[[noreturn]] static void endProcess(const char *reason) {
  say("sm: error: LLVM cannot go on: ");
  say(reason);
  if (const std::string *what = CompilationScope::current()) {
    say("; it was compiling ");
    say(what->c_str());
  }
  say("; --engine kernel runs the model without compiling it");
  write("\n", 1);
  // Other threads still compile; nothing that they hold may be torn down.
  ::_exit(1);
}

/// C++ asks this function for memory before it gives up.
static void outOfMemory() {
  if (CompilationScope::current())
    endProcess("out of memory");
  // Not ours to say: as if it had not been installed.
  std::set_new_handler(nullptr);
}

void installFatalErrorHandler() {
  auto end = [](void *, const char *reason, bool) { endProcess(reason); };
  llvm::install_fatal_error_handler(end);
  llvm::install_bad_alloc_error_handler(end);
  std::set_new_handler(outOfMemory);
}

} // namespace sm::jit
