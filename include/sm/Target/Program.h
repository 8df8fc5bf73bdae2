// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// From a function of the tf dialect to the flat program that the kernel engine
/// runs.

#ifndef SM_TARGET_PROGRAM_H
#define SM_TARGET_PROGRAM_H

#include "sm/Runtime/Program.h"
#include "sm/Support/Status.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sm::target {

/// An op that has no program.
struct UnsupportedOp {
  std::string op;     ///< TensorFlow's name
  std::string node;   ///< the node it came from
  std::string source; ///< "file.py:12" where debug info tells
  std::string reason;
  mlir::Location location; ///< the node's, with the calls that were inlined
};

/// "file.py:12" if debug info tells where the node of an op was made; else
/// empty.
std::string sourceOf(mlir::Location location);

/// Everything in `function` that the kernel engine cannot run. Empty: a program
/// can be made.
std::vector<UnsupportedOp> findUnsupported(mlir::func::FuncOp function);

/// Makes machine code of a function marked `tf.region`; null if its kernels are
/// to run instead.
using RegionMaker =
    std::function<StatusOr<std::shared_ptr<const runtime::Region>>(
        mlir::func::FuncOp)>;

/// Makes the program. Calls have been inlined, but for those of regions
/// (`--tf-outline-regions`), and variables resolved (`--sm-prepare`). The
/// program refers to the model's mapped files, not to the IR. Inputs and
/// outputs take the names of the `tf.name` attributes, inputs their defaults
/// from `tf.default`. Without `makeRegion` all
/// is kernels. Unimplemented for functions with unsupported ops; errors of
/// weights files and of `makeRegion`.
StatusOr<std::shared_ptr<const runtime::Program>>
makeProgram(mlir::func::FuncOp function,
            const RegionMaker &makeRegion = RegionMaker());

} // namespace sm::target

#endif // SM_TARGET_PROGRAM_H
