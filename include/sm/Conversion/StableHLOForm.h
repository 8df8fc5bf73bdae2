// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What --convert-tf-to-stablehlo can do, asked about one op, for those who
/// choose what to convert.

#ifndef SM_CONVERSION_STABLEHLOFORM_H
#define SM_CONVERSION_STABLEHLOFORM_H

#include "mlir/IR/Operation.h"

#include <string>

namespace sm {

/// Why `op` has no form in the stablehlo dialect, with the operands and types
/// that it has now; empty if it has one. Nothing is changed. Without
/// `assumeInRange` lookups by indices known at run time only have none, since
/// they would be clamped where TensorFlow reports an error. The answer comes of
/// a trial conversion and costs about as much.
std::string whyNoStableHLOForm(mlir::Operation *op, bool assumeInRange);

/// Why `op` has no form in the stablehlo dialect, whatever its operands and
/// types are: by its record alone. Empty if it may have one.
std::string whyNeverStableHLO(mlir::Operation *op);

/// Why no function of the stablehlo dialect takes a value of `type`, and what
/// to do; empty if one does. Dimensions may be unknown, the rank not.
std::string whyNoHubInput(mlir::Type type);

} // namespace sm

#endif // SM_CONVERSION_STABLEHLOFORM_H
