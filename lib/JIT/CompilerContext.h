// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The MLIR context that all regions of one model are compiled in.

#ifndef SM_LIB_JIT_COMPILERCONTEXT_H
#define SM_LIB_JIT_COMPILERCONTEXT_H

#include "sm/Support/Status.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

#include <memory>
#include <mutex>

namespace sm::jit {

/// A context with threads and all dialects of code generation. It shares the
/// data sources of the context that functions come from.
class CompilerContext {
public:
  /// The context for functions of `source`, made if there is none. Costs about
  /// ten milliseconds then, which is why regions share it.
  static std::shared_ptr<CompilerContext> of(mlir::MLIRContext &source);

  /// A copy of `function` as `@main` of a module of this context. The function
  /// must refer to no symbol. Call it with `mutex` held.
  StatusOr<mlir::OwningOpRef<mlir::ModuleOp>> copy(mlir::func::FuncOp function);

  mlir::MLIRContext &get() { return context; }

  /// Held while passes run: diagnostics belong to one run.
  std::mutex mutex;

private:
  explicit CompilerContext(const mlir::DialectRegistry &registry);

  mlir::MLIRContext context;
};

} // namespace sm::jit

#endif // SM_LIB_JIT_COMPILERCONTEXT_H
