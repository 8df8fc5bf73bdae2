// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The only list of the dialects and passes that our tools know.

#ifndef SM_PIPELINES_INITALL_H
#define SM_PIPELINES_INITALL_H

namespace mlir {
class DialectRegistry;
class MLIRContext;
} // namespace mlir

namespace sm {

/// Our dialects, the upstream ones they use, and the extensions upstream passes
/// need of them.
void registerAllDialects(mlir::DialectRegistry &registry);

/// Loads the dialects that an imported model is made of. Passes load what they
/// make of it, and a parser what it reads.
void loadModelDialects(mlir::MLIRContext &context);

/// Our passes and pipelines, and upstream's general ones.
void registerAllPasses();

} // namespace sm

#endif // SM_PIPELINES_INITALL_H
