// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The first step of every pipeline of sm-opt: values are there for all passes
// and folders.

#ifndef SM_TOOLS_SMOPT_OPENSOURCES_H
#define SM_TOOLS_SMOPT_OPENSOURCES_H

#include <memory>

namespace mlir {
class Pass;
} // namespace mlir

namespace sm::opt {

/// Opens the data sources that a module names. One whose file is missing or has
/// changed stays closed: many passes need no values, and those that do say what
/// is wrong.
std::unique_ptr<mlir::Pass> createOpenSources();

/// Makes the pass known by name, so that pipelines that sm-opt prints (of
/// reproducers) can be read.
void registerOpenSources();

} // namespace sm::opt

#endif // SM_TOOLS_SMOPT_OPENSOURCES_H
