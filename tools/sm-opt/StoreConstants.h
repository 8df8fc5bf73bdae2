// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The last step of every pipeline of sm-opt: what the text cannot hold goes
// beside it.

#ifndef SM_TOOLS_SMOPT_STORECONSTANTS_H
#define SM_TOOLS_SMOPT_STORECONSTANTS_H

#include "sm/Support/StagedOutput.h"

#include <memory>
#include <string>
#include <vector>

namespace mlir {
class Pass;
} // namespace mlir

namespace sm::opt {

/// Where modules go.
struct Output {
  /// The file; empty for a stream, beside which nothing can lie.
  std::string path;
  /// Weights of the modules so far, complete but not installed.
  std::vector<std::unique_ptr<StagedFile>> weights;
  /// How many modules came; -split-input-file makes several.
  int modules = 0;
  /// How many constants went to a stream without their bytes.
  size_t numLost = 0;
};

/// Stores the constants of a module that goes to `output`, which outlives the
/// pass; counts those that are lost if that is a stream.
std::unique_ptr<mlir::Pass> createStoreConstants(Output &output);

/// Makes the pass known by name, so that pipelines that sm-opt prints (of
/// reproducers) can be read. Named by a user it does nothing.
void registerStoreConstants();

} // namespace sm::opt

#endif // SM_TOOLS_SMOPT_STORECONSTANTS_H
