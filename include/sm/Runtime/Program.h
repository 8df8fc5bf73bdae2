// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The flat program of the kernel engine: what a function of the tf dialect
/// becomes. Prepared once, immutable, shared by sessions.

#ifndef SM_RUNTIME_PROGRAM_H
#define SM_RUNTIME_PROGRAM_H

#include "sm/Ops/Attributes.h"
#include "sm/Ops/Inference.h"
#include "sm/Runtime/Kernel.h"
#include "sm/Runtime/Region.h"
#include "sm/Runtime/Specializer.h"
#include "sm/Runtime/Tensor.h"
#include "sm/Support/Status.h"

#include "absl/container/inlined_vector.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sm::runtime {

/// An index into the frame's values.
using Slot = int;

/// A named input or output of a program.
struct Port {
  std::string name;     ///< the signature's key
  ops::TensorType type; ///< as declared; dimensions may be unknown
  Slot slot = 0;
  /// Of an input: what it is where a caller leaves it out
  /// (SignatureDef.defaults). Runs take all inputs; callers fill it in.
  std::optional<Tensor> defaultValue = std::nullopt;
};

struct Program;

/// One step.
struct Instruction {
  enum class Kind {
    Kernel,         ///< `kernel` with `attrs`
    ReadVariable,   ///< outputs[0] = variables[variable]
    AssignVariable, ///< variables[variable] = inputs[0]
    Region,         ///< `region`, or `fallback` where there is no code
  };
  Kind kind = Kind::Kernel;
  const KernelInfo *kernel = nullptr;
  std::shared_ptr<const void> attrs;
  /// What `attrs` was parsed from, for those who write the program down.
  ops::AttrMap attributes;
  int variable = -1; ///< index into Program::variables
  std::shared_ptr<const Region> region;
  /// What the region computes, by kernels: inputs and outputs as the
  /// instruction's, no variables of its own. For shapes that cannot be
  /// compiled; null if there is nothing to fall back on.
  std::shared_ptr<const Program> fallback;
  absl::InlinedVector<Slot, 4> inputs;
  absl::InlinedVector<Slot, 2> outputs;
  std::string node; ///< for messages: the TensorFlow node it came from
  /// Per input: true if the value is dead after this instruction and was
  /// computed in this run. Filled by Program::finish.
  absl::InlinedVector<bool, 4> lastUse;
  /// Per output: true if nothing reads the value. Filled by Program::finish.
  absl::InlinedVector<bool, 2> unused;
};

/// A variable that a program touches. Sessions hold the values by `name`, which
/// all programs of one model share.
struct Variable {
  std::string name;
  ops::TensorType type;
  /// Loads the value from the model's files; empty if the model holds none.
  std::function<StatusOr<Tensor>()> initialValue;
};

/// A value that is there before the first instruction.
struct Constant {
  Slot slot;
  Tensor value;
};

/// Inputs, constants, instructions, outputs. Built by lib/Target/Program; call
/// finish() once when all fields are set.
struct Program {
  std::string name;
  std::vector<Port> inputs;
  std::vector<Port> outputs;
  std::vector<Constant> constants;
  std::vector<Variable> variables;
  std::vector<Instruction> instructions;
  int numSlots = 0;
  /// Makes programs that are faster for the shapes of a call; null: none.
  std::shared_ptr<const Specializer> specializer;

  /// Tells programs apart in sessions; given by finish(), 0 before.
  uint64_t id = 0;

  /// Checks that slots and variables exist, that each slot gets its value once
  /// and before it is read, and that instructions are complete; computes last
  /// uses and draws the id. The program must not change afterwards.
  Status finish();
};

} // namespace sm::runtime

#endif // SM_RUNTIME_PROGRAM_H
