// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// From an LLVM module to machine code. One module per thread at a time.

#ifndef SM_LIB_JIT_MACHINECODE_H
#define SM_LIB_JIT_MACHINECODE_H

#include "sm/JIT/CPUTarget.h"
#include "sm/Support/Status.h"

#include <memory>
#include <string>

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace sm::jit {

/// Makes LLVM's code generator for this machine known; any number of times.
void initializeTargets();

/// What a module becomes.
enum class CodeKind { Object, Assembly, Text };

/// How a module is optimised.
struct OptimizationFlags {
  /// For code that holds no vectors yet: LLVM vectorises and unrolls its loops.
  bool vectorizeLoops = false;
};

/// Milliseconds of one module.
struct MachineCodeTimes {
  double optimize = 0, generate = 0;
};

/// Optimises and emits modules for one target. Not thread-safe; cheap to make.
class MachineCodeGenerator {
public:
  static StatusOr<MachineCodeGenerator> create(const CPUTarget &target);
  MachineCodeGenerator(MachineCodeGenerator &&) noexcept;
  ~MachineCodeGenerator();

  /// Gives every function of `module` the target's attributes, optimises, and
  /// returns position-independent code. Internal if the module is not valid;
  /// Unimplemented, with LLVM's diagnostics, if it has no code.
  StatusOr<std::string> run(llvm::Module &module, CodeKind kind,
                            OptimizationFlags flags, MachineCodeTimes &times);

private:
  MachineCodeGenerator(const CPUTarget &target,
                       std::unique_ptr<llvm::TargetMachine> machine);
  StatusOr<std::string> compile(llvm::Module &module, CodeKind kind,
                                OptimizationFlags flags,
                                MachineCodeTimes &times);
  void prepare(llvm::Module &module) const;
  void optimize(llvm::Module &module, OptimizationFlags flags) const;

  CPUTarget target;
  std::unique_ptr<llvm::TargetMachine> machine;
};

} // namespace sm::jit

#endif // SM_LIB_JIT_MACHINECODE_H
