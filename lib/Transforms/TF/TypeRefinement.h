// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Types made as exact as shape functions can make them, op by op.

#ifndef SM_LIB_TRANSFORMS_TF_TYPEREFINEMENT_H
#define SM_LIB_TRANSFORMS_TF_TYPEREFINEMENT_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace sm {

/// Walks the body of `function` from the front. The results of each op keep
/// what was known of them and gain what the op's shape function says of the
/// operands as they are by then; `tf.refine` goes where it says nothing more.
/// `visit` sees each op that stays, right after its types; it may replace and
/// erase that op, and those behind it are refined by what it left. At the end
/// a public function's type follows its body, while a private one keeps the
/// results that its callers know. Failure, with an error on the op, where types
/// contradict each other.
llvm::LogicalResult refineTypes(
    mlir::func::FuncOp function,
    llvm::function_ref<void(mlir::Operation *)> visit = [](mlir::Operation *) {
    });

} // namespace sm

#endif // SM_LIB_TRANSFORMS_TF_TYPEREFINEMENT_H
