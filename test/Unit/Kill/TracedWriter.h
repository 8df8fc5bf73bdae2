// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// A writer in a process of its own, which is stopped at each of its system
/// calls and can be killed there or have the call fail.

#ifndef SM_TEST_UNIT_KILL_TRACEDWRITER_H
#define SM_TEST_UNIT_KILL_TRACEDWRITER_H

#include "sm/Support/Status.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace sm::test {

/// A call that is about to be made.
struct SystemCall {
  /// The how manieth it is, from 0.
  int index = 0;
  long number = 0;
  std::array<uint64_t, 6> arguments = {};
};

/// What becomes of it.
struct Fate {
  enum Kind {
    Made,
    /// The process is killed before the call is made.
    Killed,
    /// The call is not made, and gives -`error`.
    Failed,
    /// The third argument, a number of bytes, is `count` instead.
    Shortened,
  };
  Kind kind = Made;
  int error = 0;
  uint64_t count = 0;
};

struct Outcome {
  /// The status of the writer; nullopt if it was killed on the way.
  std::optional<Status> status;
  /// Anything else that stopped it; empty if nothing did.
  std::string accident;
  std::vector<SystemCall> calls;
};

/// Runs `writer` in a child process and asks `decide` at each system call.
Outcome runTraced(const std::function<Status()> &writer,
                  const std::function<Fate(const SystemCall &)> &decide);

/// "" if processes can be traced here, else why not.
std::string whyNotTraced();

/// "write", or the number of a call whose name is not in the list.
std::string nameOf(const SystemCall &call);

/// True for calls that concern files, folders or descriptors. The others
/// (memory, signals, time) neither change the file system nor can they fail
/// for its reasons.
bool concernsFiles(const SystemCall &call);

} // namespace sm::test

#endif // SM_TEST_UNIT_KILL_TRACEDWRITER_H
