// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Running programs: a session owns what changes between runs.

#ifndef SM_RUNTIME_SESSION_H
#define SM_RUNTIME_SESSION_H

#include "sm/Runtime/Program.h"
#include "sm/Runtime/Tensor.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sm::runtime {

/// A place in a Philox 4x32-10 stream: the 64-bit key, and the 128-bit counter
/// of the first block that is ours.
struct RandomStream {
  uint64_t key = 0;
  uint64_t counterLow = 0, counterHigh = 0;
};

/// Time of one call of a kernel inside compiled code.
struct CallProfile {
  RegionCall call;
  uint64_t nanoseconds = 0; ///< over all runs
};

/// Where the time of runs went.
struct ProfileEntry {
  std::string op;   ///< "Conv2D"; "region" for compiled code
  std::string node; ///< the TensorFlow node it came from
  uint64_t calls = 0;
  uint64_t nanoseconds = 0; ///< of the thread that ran the program
  /// What happened inside, if this is a region whose code has marks
  /// (RegionCode::calls); in the order of the calls.
  std::vector<CallProfile> kernels;
};

/// Owns variables and random state; programs are shared. All members may be
/// called from several threads at once; each access to a variable is atomic.
class Session {
public:
  /// `seed` seeds ops whose own seeds are 0; 0 picks one at random.
  explicit Session(uint64_t seed = 0);
  ~Session();
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;

  /// Runs `program` on `inputs`, one per Program::inputs and in that order.
  /// Checks dtypes and shapes against the ports and returns one tensor per
  /// Program::outputs. Errors name the op, the node and what does not fit.
  /// Denormal numbers count as zero while kernels compute, as in TensorFlow.
  StatusOr<std::vector<Tensor>> run(const Program &program,
                                    absl::Span<const Tensor> inputs);

  /// The variable's value; loads the initial value on first use.
  StatusOr<Tensor> readVariable(const Variable &variable);
  /// Replaces the value; dtype and shape must fit the variable's type.
  Status assignVariable(const Variable &variable, Tensor value);
  /// All variables assigned or read so far, sorted by name.
  std::vector<std::pair<std::string, Tensor>> variables() const;

  /// Reserves `blocks` consecutive blocks of four 32-bit numbers of the random
  /// stream of an op. Streams are told apart by node and seeds, as TensorFlow's
  /// op instances are; consecutive calls go on where the last one ended.
  /// `seed` and `seed2` are the op's attributes; both 0 means the session's.
  RandomStream reserveRandom(std::string_view node, int64_t seed, int64_t seed2,
                             uint64_t blocks);

  /// From now on runs add up the time of each instruction, or no longer. Off at
  /// first; costs nothing then. What was added up stays.
  void setProfiling(bool on);
  /// What was added up of `program`, instruction by instruction; empty if none
  /// of its runs was profiled. A region's kernels, where they ran instead of
  /// code, are the region's time.
  std::vector<ProfileEntry> profile(const Program &program) const;

private:
  struct State;
  std::unique_ptr<State> state;
};

/// Runs one kernel on constant inputs, outside any session: constant folding.
/// `numOutputs` counts list outputs one by one. Fails for ops that need a
/// session. Errors name the op.
StatusOr<std::vector<Tensor>> evaluate(const KernelInfo &kernel,
                                       const ops::AttrMap &attrs,
                                       absl::Span<const Tensor> inputs,
                                       int numOutputs);

} // namespace sm::runtime

#endif // SM_RUNTIME_SESSION_H
