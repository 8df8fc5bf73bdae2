// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Checks a program and finds out where each value dies.

#include "sm/Runtime/Program.h"

#include "absl/strings/str_cat.h"

#include <atomic>

namespace sm::runtime {

namespace {

/// What is known of a slot while the program is walked.
struct SlotState {
  bool defined = false;
  bool computed = false; ///< by an instruction of this program
  int lastReader = -1;   ///< instruction
  bool isOutput = false;
};

class Finisher {
public:
  explicit Finisher(Program &program)
      : program(program), slots(std::max(program.numSlots, 0)) {}

  Status run() {
    for (const Port &port : program.inputs)
      SM_RETURN_IF_ERROR(define(port.slot, /*computed=*/false));
    for (const Constant &constant : program.constants)
      SM_RETURN_IF_ERROR(define(constant.slot, /*computed=*/false));
    for (size_t i = 0; i < program.instructions.size(); ++i)
      SM_RETURN_IF_ERROR(visit(static_cast<int>(i), program.instructions[i]));
    for (const Port &port : program.outputs) {
      SM_RETURN_IF_ERROR(checkReadable(port.slot));
      slots[port.slot].isOutput = true;
    }
    for (size_t i = 0; i < program.instructions.size(); ++i)
      markDeaths(static_cast<int>(i), program.instructions[i]);
    return absl::OkStatus();
  }

private:
  Status define(Slot slot, bool computed) {
    if (slot < 0 || slot >= program.numSlots)
      return absl::InternalError(absl::StrCat("slot ", slot, " is not one of ",
                                              program.numSlots, " slots"));
    if (slots[slot].defined)
      return absl::InternalError(
          absl::StrCat("slot ", slot, " gets its value twice"));
    slots[slot].defined = true;
    slots[slot].computed = computed;
    return absl::OkStatus();
  }

  Status checkReadable(Slot slot) const {
    if (slot < 0 || slot >= program.numSlots || !slots[slot].defined)
      return absl::InternalError(
          absl::StrCat("slot ", slot, " is read before it has a value"));
    return absl::OkStatus();
  }

  static Status checkRegion(const Instruction &instruction) {
    if (!instruction.region)
      return absl::InternalError("an instruction has no region");
    const Program *fallback = instruction.fallback.get();
    if (fallback && (fallback->id == 0 ||
                     fallback->inputs.size() != instruction.inputs.size() ||
                     fallback->outputs.size() != instruction.outputs.size()))
      return absl::InternalError("a region's kernels do not take its place");
    return absl::OkStatus();
  }

  Status checkComplete(const Instruction &instruction) const {
    if (instruction.kind == Instruction::Kind::Kernel) {
      if (!instruction.kernel || !instruction.attrs)
        return absl::InternalError("an instruction has no kernel");
      return absl::OkStatus();
    }
    if (instruction.kind == Instruction::Kind::Region)
      return checkRegion(instruction);
    const bool reads = instruction.kind == Instruction::Kind::ReadVariable;
    if (instruction.inputs.size() != (reads ? 0u : 1u) ||
        instruction.outputs.size() != (reads ? 1u : 0u))
      return absl::InternalError("a variable is accessed without its value");
    if (instruction.variable < 0 ||
        instruction.variable >= static_cast<int>(program.variables.size()))
      return absl::InternalError(absl::StrCat("variable ", instruction.variable,
                                              " is not in the program"));
    return absl::OkStatus();
  }

  Status visit(int index, const Instruction &instruction) {
    Status status = checkComplete(instruction);
    for (Slot slot : instruction.inputs) {
      if (!status.ok())
        break;
      status = checkReadable(slot);
      if (status.ok())
        slots[slot].lastReader = index;
    }
    for (Slot slot : instruction.outputs)
      if (status.ok())
        status = define(slot, /*computed=*/true);
    return withContext(status, "node '" + instruction.node + "'");
  }

  void markDeaths(int index, Instruction &instruction) {
    instruction.lastUse.assign(instruction.inputs.size(), false);
    instruction.unused.assign(instruction.outputs.size(), false);
    for (size_t i = 0; i < instruction.inputs.size(); ++i) {
      SlotState &slot = slots[instruction.inputs[i]];
      if (!slot.computed || slot.isOutput || slot.lastReader != index)
        continue;
      // A value that is several operands dies at the first of them: the others
      // read the same memory before it is written.
      instruction.lastUse[i] = true;
      slot.lastReader = -1;
    }
    for (size_t i = 0; i < instruction.outputs.size(); ++i) {
      const SlotState &slot = slots[instruction.outputs[i]];
      instruction.unused[i] = !slot.isOutput && slot.lastReader < 0;
    }
  }

  Program &program;
  std::vector<SlotState> slots;
};

} // namespace

Status Program::finish() {
  static std::atomic<uint64_t> lastId{0};
  id = 0;
  SM_RETURN_IF_ERROR(
      withContext(Finisher(*this).run(), "program '" + name + "'"));
  id = lastId.fetch_add(1) + 1;
  return absl::OkStatus();
}

} // namespace sm::runtime
