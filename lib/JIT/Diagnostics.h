// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Diagnostics of passes as a Status.

#ifndef SM_LIB_JIT_DIAGNOSTICS_H
#define SM_LIB_JIT_DIAGNOSTICS_H

#include "sm/Support/Status.h"

#include "mlir/IR/Diagnostics.h"

#include <mutex>
#include <string>
#include <string_view>

namespace sm::jit {

/// Collects the errors of a context while it lives; remarks and warnings are
/// for those who run passes by hand.
class DiagnosticCollector {
public:
  explicit DiagnosticCollector(mlir::MLIRContext *context);

  /// What failed, and why: Unimplemented, since the region's kernels can still
  /// be run one by one.
  Status status(std::string_view what);

private:
  static constexpr int kMaxErrors = 8;

  std::mutex mutex;
  std::string errors;
  int count = 0;
  mlir::ScopedDiagnosticHandler handler;
};

} // namespace sm::jit

#endif // SM_LIB_JIT_DIAGNOSTICS_H
