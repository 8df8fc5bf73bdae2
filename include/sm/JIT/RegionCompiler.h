// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// A function of the tf dialect that becomes machine code when it is first
/// called with inputs of certain shapes.

#ifndef SM_JIT_REGIONCOMPILER_H
#define SM_JIT_REGIONCOMPILER_H

#include "sm/JIT/CPUTarget.h"
#include "sm/JIT/CompileRegion.h"
#include "sm/Pipelines/ToCPU.h"
#include "sm/Runtime/Region.h"
#include "sm/Support/Shape.h"
#include "sm/Support/Status.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include "absl/types/span.h"

#include <functional>
#include <memory>
#include <string>

namespace sm::jit {

/// Compiles a region once per set of input shapes, up to kMaxShapes of them.
/// Thread-safe; one compilation at a time in all regions of one model, each
/// with as many threads as the process works with.
class RegionCompiler final : public runtime::Region {
public:
  /// More sets of shapes than this are left to kernels: each keeps its code.
  static constexpr size_t kMaxShapes = 64;

  /// `function` holds tf ops without calls and variables; weights are
  /// constants. It is copied, and not needed any more; what `#sm.data` refers
  /// to stays shared. InvalidArgument if it is not of this kind.
  static StatusOr<std::shared_ptr<const RegionCompiler>>
  create(mlir::func::FuncOp function, const CPUTarget &target);
  ~RegionCompiler() override;

  /// Compiles on the first call with these shapes. Unimplemented, with the
  /// reason, if that fails; it is not tried again.
  StatusOr<const runtime::RegionCode *>
  codeFor(absl::Span<const runtime::Tensor> inputs) const override;

  /// Object code for inputs of these shapes, not kept; numInputs of the options
  /// is set here. Errors as codeFor; InvalidArgument for shapes that do not fit
  /// the function.
  StatusOr<CompiledRegion> compile(absl::Span<const Shape> shapes,
                                   CompileOptions options = {}) const;

  /// Calls `use` with the region at a stage of the pipeline, a module that
  /// lives until `use` returns and that it may change. No region of the model
  /// is compiled meanwhile. Errors as compile, and those of `use`.
  Status lower(absl::Span<const Shape> shapes, RegionStage stage,
               const std::function<Status(mlir::ModuleOp)> &use) const;
  /// The region at a stage of the pipeline, as text. Errors as compile.
  StatusOr<std::string> print(absl::Span<const Shape> shapes,
                              RegionStage stage) const;
  /// The region's code as text.
  StatusOr<std::string> print(absl::Span<const Shape> shapes,
                              RegionText kind) const;

private:
  struct State;
  explicit RegionCompiler(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

} // namespace sm::jit

#endif // SM_JIT_REGIONCOMPILER_H
