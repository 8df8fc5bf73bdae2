// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// From a region's module, whose memory is planned, to object code.

#ifndef SM_JIT_COMPILEREGION_H
#define SM_JIT_COMPILEREGION_H

#include "sm/JIT/CPUTarget.h"
#include "sm/Runtime/Region.h"
#include "sm/Support/Status.h"

#include "mlir/IR/BuiltinOps.h"

#include "absl/types/span.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace sm::jit {

/// Milliseconds of the phases of a compilation. Those of LLVM are sums over all
/// threads, `code` is the time that they took together.
struct CompileTimes {
  double passes = 0;    ///< tf to kernels of vectors; not by compileRegion
  double lowering = 0;  ///< to the llvm dialect
  double translate = 0; ///< to LLVM IR
  double optimize = 0;  ///< LLVM's passes
  double generate = 0;  ///< machine code
  double code = 0;      ///< the three above, by the clock on the wall
  double link = 0;      ///< into this process; not by compileRegion
};

/// How a region is compiled.
struct CompileOptions {
  /// How many of the leading arguments of `@main` are inputs; if left out,
  /// those before the first one that is written.
  std::optional<unsigned> numInputs;
  /// The name of the entry. Names of kernels begin with it, so that several
  /// regions fit into one file.
  std::string entry = "sm_region";
  /// If not empty, the object also defines a C function of this name,
  ///   int (const void *const *inputs, void *const *outputs)
  /// that brings memory for intermediate values, reads constants at
  /// `weightsSymbol`, counts denormal numbers as zero, and answers 1 if memory
  /// is refused, else 0. Any number of threads may call it at once. What it
  /// reads and writes needs no alignment.
  std::string cFunction;
  /// The hidden symbol under which another object holds the constants, however
  /// far from the code.
  std::string weightsSymbol;
  /// If set, it is handed each constant, which `owner` keeps alive, and answers
  /// where code will find it, as a multiple of 64 from the address of all
  /// constants: regions that share the address share equal constants.
  /// CompiledRegion::weights is empty then.
  std::function<uint64_t(absl::Span<const char> bytes,
                         std::shared_ptr<const void> owner)>
      placeConstant;
  /// Code that tells sm/Runtime/CallTimes.h of each call of a kernel.
  bool markCalls = false;
};

/// Object code of a region. It calls `sm_parallel_for` and functions of the C
/// library, nothing else.
struct CompiledRegion {
  /// Position-independent relocatable files; the first defines `entry`, a
  /// function `void (void *const *buffers)` as runtime::RegionCode has it.
  std::vector<std::string> objects;
  std::string entry;
  std::vector<runtime::RegionTensor> inputs, outputs;
  /// All constants, 64-byte aligned.
  absl::Span<const char> weights;
  std::shared_ptr<const void> weightsOwner;
  size_t arenaBytes = 0;
  /// The kernels that `@main` calls, in order, if CompileOptions::markCalls.
  /// Only their names are set; a RegionCompiler knows the rest.
  std::vector<runtime::RegionCall> calls;
  CompileTimes times;
};

/// What a region's module is printed as.
enum class RegionText {
  LLVM,    ///< LLVM IR after LLVM's passes
  Assembly ///< of the target
};

/// The dialects and translations that compileRegion needs of a context; they
/// must be loaded (MLIRContext::loadAllAvailableDialects) if it uses threads.
void registerCompilerDialects(mlir::DialectRegistry &registry);

/// Compiles the module, which holds `func.func @main` with the attribute
/// `sm.region` over buffers (inputs, outputs, weights, arena) and the kernels
/// that it calls; `sm.weights` and `sm.arena_bytes` stand at the module.
/// Kernels may hold linalg on tensors, loops, vectors. The module is used up.
/// Each kernel is compiled on its own, in the threads of the context.
/// Unimplemented, with the diagnostics, for what a pass or LLVM refuses (what
/// LLVM only ends the process for, sm/JIT/FatalErrors.h says);
/// InvalidArgument for a module of another form.
StatusOr<CompiledRegion> compileRegion(mlir::ModuleOp module,
                                       const CPUTarget &target,
                                       const CompileOptions &options = {});

/// An object with weak definitions of `sm_parallel_for`, which runs a loop in
/// its caller's thread, and of
///   void sm_set_parallel_for(void (*)(void (*body)(void *context,
///       int64_t begin, int64_t end), void *context, int64_t count))
/// which makes it call another one. For code that runs without our runtime.
StatusOr<std::string> compileParallelFor(const CPUTarget &target);

/// The module, used up, as text. Errors as compileRegion.
StatusOr<std::string> printRegion(mlir::ModuleOp module,
                                  const CPUTarget &target, RegionText kind,
                                  const CompileOptions &options = {});

} // namespace sm::jit

#endif // SM_JIT_COMPILEREGION_H
