// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Compiles the programs of a model at run time: for each set of input shapes
/// one program, in which regions of dense ops are machine code.

#ifndef SM_JIT_PROGRAMCOMPILER_H
#define SM_JIT_PROGRAMCOMPILER_H

#include "sm/JIT/CPUTarget.h"
#include "sm/JIT/CompileRegion.h"
#include "sm/Runtime/Program.h"
#include "sm/Runtime/Specializer.h"
#include "sm/Support/Status.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

#include "absl/types/span.h"

#include <memory>
#include <string>
#include <vector>

namespace sm::jit {

/// A function cut into regions: the module that holds it, and what is to be
/// compiled.
struct PartitionedFunction {
  mlir::OwningOpRef<mlir::ModuleOp> module;
  mlir::func::FuncOp function;
  /// Private functions marked `tf.region`, in the order in which they run.
  std::vector<mlir::func::FuncOp> regions;
};

/// Copies the module of `function`, an entry that was optimised, gives its
/// inputs `shapes` (one each; what is unknown stays), infers and folds what
/// follows, and cuts it into regions (`--tf-outline-regions`), of what only
/// reshapes, too, with `takesViews`. InvalidArgument for shapes that contradict
/// the function's own; errors carry diagnostics.
StatusOr<PartitionedFunction>
partitionFunction(mlir::func::FuncOp function,
                  absl::Span<const PartialShape> shapes,
                  bool takesViews = false);

/// An op that machine code cannot be made of, or, with several names in `op`, a
/// region whose compilation failed.
struct UncompiledOp {
  std::string op;          ///< "Div"
  mlir::Location location; ///< of the op, or the first of the region
  std::string reason;
};

/// The ops of `function`, an entry that was optimised and whose shapes were
/// inferred, that stand in the way of making machine code of all of it, in
/// order. `assumeInRange` as of whyNoMachineCode.
std::vector<UncompiledOp> uncompiledOps(mlir::func::FuncOp function,
                                        bool assumeInRange);

/// Why a region was left to the kernels.
struct RefusedRegion {
  std::string name;
  std::string reason;
};

class ProgramCompiler : public runtime::Specializer {
public:
  /// What becomes of a region that cannot be compiled.
  enum class OnRefusal { RunKernels, Fail };

  /// `function` and its context outlive the compiler. It is only read, one call
  /// at a time.
  ProgramCompiler(mlir::func::FuncOp function, CPUTarget target,
                  OnRefusal onRefusal);
  ~ProgramCompiler() override;

  /// Compiles at the first call with these shapes. With OnRefusal::Fail,
  /// Unimplemented names what has no machine code.
  StatusOr<std::shared_ptr<const runtime::Program>>
  programFor(absl::Span<const runtime::Tensor> inputs) const override;

  /// The same with marks: its runs say how long each call of a kernel took
  /// (runtime::Session::setProfiling). Compiled anew at each call, not kept and
  /// not counted below; null if nothing can be compiled.
  StatusOr<std::shared_ptr<const runtime::Program>>
  markedProgramFor(absl::Span<const runtime::Tensor> inputs) const;

  /// With OnRefusal::Fail, what the last call of programFor that was
  /// Unimplemented found no machine code for.
  std::vector<UncompiledOp> uncompiled() const;

  /// Sums over all compilations so far.
  CompileTimes times() const;
  /// Regions that run on kernels, by all compilations so far.
  std::vector<RefusedRegion> refused() const;

private:
  struct State;
  std::unique_ptr<State> state;
};

} // namespace sm::jit

#endif // SM_JIT_PROGRAMCOMPILER_H
