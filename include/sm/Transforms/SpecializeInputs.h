// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shapes of an entry's inputs, for those who need them static.

#ifndef SM_TRANSFORMS_SPECIALIZEINPUTS_H
#define SM_TRANSFORMS_SPECIALIZEINPUTS_H

#include "sm/Ops/PartialShape.h"
#include "sm/Support/Status.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace sm {

/// Gives the arguments of `function`, of the tf dialect, the shapes `shapes`,
/// one an argument; what is unknown of them stays as it is. What follows from
/// them is for --tf-infer-shapes, then --tf-fold-constants, to find.
/// InvalidArgument, naming each input by its `tf.name`, for another number of
/// shapes, another rank, or a dimension that contradicts the declared one;
/// FailedPrecondition if the function is called, since its callers have other
/// shapes. On error nothing is changed.
Status specializeInputs(mlir::func::FuncOp function,
                        llvm::ArrayRef<PartialShape> shapes);

} // namespace sm

#endif // SM_TRANSFORMS_SPECIALIZEINPUTS_H
