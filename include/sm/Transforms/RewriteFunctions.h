// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// How passes that consist of patterns run them.

#ifndef SM_TRANSFORMS_REWRITEFUNCTIONS_H
#define SM_TRANSFORMS_REWRITEFUNCTIONS_H

namespace mlir {
class FrozenRewritePatternSet;
class Operation;
} // namespace mlir

namespace sm {

/// Applies patterns to every func.func below `root`, in any symbol table, until
/// none matches. Dead ops go; blocks stay as they are.
void rewriteFunctions(mlir::Operation *root,
                      const mlir::FrozenRewritePatternSet &patterns);

} // namespace sm

#endif // SM_TRANSFORMS_REWRITEFUNCTIONS_H
