// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What --tf-outline-regions takes, asked about one op, for those who must say
/// why it took less than all.

#ifndef SM_TRANSFORMS_MACHINECODEFORM_H
#define SM_TRANSFORMS_MACHINECODEFORM_H

#include "mlir/IR/Operation.h"

#include <string>

namespace sm {

/// Why no machine code is made of `op`, of the tf dialect, with the operands
/// and types that it has now; empty if it may be part of a region. Nothing is
/// changed; the dialects stablehlo and chlo must be loaded. `assumeInRange` and
/// cost as of whyNoStableHLOForm.
std::string whyNoMachineCode(mlir::Operation *op, bool assumeInRange);

} // namespace sm

#endif // SM_TRANSFORMS_MACHINECODEFORM_H
