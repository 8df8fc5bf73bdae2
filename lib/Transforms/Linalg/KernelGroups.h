// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Which ops of a function make a kernel together.

#ifndef SM_LIB_TRANSFORMS_LINALG_KERNELGROUPS_H
#define SM_LIB_TRANSFORMS_LINALG_KERNELGROUPS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace sm {

/// Ops in the order of the function; the last one is a generic or the slice
/// that cuts padding off.
struct KernelGroup {
  llvm::SmallVector<mlir::Operation *> ops;
};

/// Puts every generic of `block`, and every slice of a padded result, into one
/// group. No two groups need results of each other.
llvm::SmallVector<KernelGroup> groupKernels(mlir::Block &block);

} // namespace sm

#endif // SM_LIB_TRANSFORMS_LINALG_KERNELGROUPS_H
