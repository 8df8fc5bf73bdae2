// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The state of one run of a program: values, and what shape functions said of
/// earlier runs with the same shapes.

#ifndef SM_LIB_RUNTIME_FRAME_H
#define SM_LIB_RUNTIME_FRAME_H

#include "sm/Runtime/Program.h"
#include "sm/Runtime/Session.h"

#include "absl/types/span.h"

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace sm::runtime {

/// A variable of a session.
struct VariableCell {
  std::mutex mutex;
  Tensor value; ///< empty until it is read or assigned
};

/// Why a variable has no value, or what it got.
StatusOr<Tensor> readCell(VariableCell &cell, const Variable &variable);
Status assignCell(VariableCell &cell, const Variable &variable, Tensor value);

/// What is known of an instruction for inputs of certain types and values.
struct InferredTypes {
  /// `inputs` is set and fits the op's definition.
  bool checked = false;
  /// The shape function has run: `values`, `outputs` and `shapes` are set.
  bool inferred = false;
  std::vector<std::pair<DType, Shape>> inputs;
  /// Inputs whose values it asked for, and the values it got.
  std::vector<std::pair<int, std::optional<ops::IntValues>>> values;
  std::vector<ops::TensorType> outputs;
  /// outputs[i].shape where it is full.
  std::vector<std::optional<Shape>> shapes;

  /// True if it is known of these very inputs.
  bool fits(const Instruction &instruction, const Tensor *slots) const;
};

/// Time of the calls inside one region's code, added up.
struct RegionProfile {
  std::shared_ptr<const std::vector<RegionCall>> calls; ///< null: no marks
  std::vector<uint64_t> nanoseconds;                    ///< of each

  /// Adds times of the same code; of other code, they are left out.
  void add(const RegionProfile &more);
};

/// Time of the instructions of one program, added up.
struct Profile {
  explicit Profile(const Program &program)
      : calls(program.instructions.size()),
        nanoseconds(program.instructions.size()),
        regions(program.instructions.size()) {}

  std::vector<uint64_t> calls, nanoseconds;
  std::vector<RegionProfile> regions;

  void add(const Profile &more);
};

/// One run's values by slot, made once and used again. Holds its own shares of
/// the program's constants.
struct Frame {
  explicit Frame(const Program &program);

  std::vector<Tensor> values;
  std::vector<InferredTypes> inferred;
  std::vector<VariableCell *> cells;
  /// What the runs of this frame took; null if nobody asked.
  std::unique_ptr<Profile> profile;

  /// Runs all instructions over `values`, in which inputs are set.
  Status execute(const Program &program, Session *session);
  /// Lets go of all values but constants.
  void clear(const Program &program);

private:
  Status run(const Program &program, size_t index, Session *session);
};

/// The op of an instruction as messages name it.
std::string opName(const Instruction &instruction);

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_FRAME_H
