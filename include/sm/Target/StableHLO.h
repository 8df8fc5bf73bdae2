// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// From a function of the stablehlo dialect to the text that XLA, PJRT plug-ins
/// and IREE read.

#ifndef SM_TARGET_STABLEHLO_H
#define SM_TARGET_STABLEHLO_H

#include "sm/Support/Status.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <functional>
#include <string>
#include <string_view>

namespace sm::target {

struct StableHLOExportOptions {
  /// The module's name; by default the function's.
  std::string moduleName;
  /// Replace the file if it is there.
  bool overwrite = false;
};

/// Writes a module whose public function `@main` is `function`, with the
/// functions it refers to (decompositions of composites) as private ones:
///
/// - Ops are in MLIR's generic form, constants of more than 1 KiB as
///   hexadecimal bytes, row-major and little-endian.
/// - Arguments and results keep `tf.name`, which readers ignore; all other
///   discardable attributes and locations are left out.
/// - Ops of the chlo dialect stay: XLA and IREE read and expand them.
///
/// `write` takes the text piece by piece; an error of it ends the export.
/// InvalidArgument, naming all of them, for arguments with unknown dimensions;
/// Unimplemented, naming all of them, for arguments of other element types
/// (strings), for ops of other dialects, and for values whose shape is not
/// known when the arguments' shapes are; errors of weights files. The data
/// sources are open (openDataSources).
Status
printStableHLO(mlir::func::FuncOp function,
               const StableHLOExportOptions &options,
               const std::function<Status(std::string_view text)> &write);

/// Writes that text to the file `path`, which appears whole or not at all.
/// AlreadyExists if it is there and is not to be replaced.
Status exportStableHLO(mlir::func::FuncOp function,
                       const StableHLOExportOptions &options,
                       const std::string &path);

} // namespace sm::target

#endif // SM_TARGET_STABLEHLO_H
