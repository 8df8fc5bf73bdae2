// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// One kernel function: what it stores becomes loops.

#ifndef SM_LIB_CONVERSION_LINALGTOVECTOR_KERNELCONVERTER_H
#define SM_LIB_CONVERSION_LINALGTOVECTOR_KERNELCONVERTER_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <string>

namespace sm::vectorize {

/// Rewrites the body of `kernel` for vectors of `vectorBits`. False, with the
/// function as it was and `reason` said, if it has something that this does not
/// take.
bool convertKernel(mlir::func::FuncOp kernel, int64_t vectorBits,
                   std::string &reason);

} // namespace sm::vectorize

#endif // SM_LIB_CONVERSION_LINALGTOVECTOR_KERNELCONVERTER_H
