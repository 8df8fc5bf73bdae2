// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Numbers in constants, for passes that compute with them.

#ifndef SM_LIB_TRANSFORMS_CONSTANTVALUES_H
#define SM_LIB_TRANSFORMS_CONSTANTVALUES_H

#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"

#include "llvm/ADT/ArrayRef.h"

#include <optional>
#include <vector>

namespace sm {

/// The number that every element of the constant behind `value` is (a truth
/// value as 0 or 1); nullopt if there is none, for other types, and for
/// references to more than a thousand elements, which are not looked through.
std::optional<double> uniformValue(mlir::Value value);

/// All elements of a constant of type f32 or f64, row-major; nullopt for other
/// values and for bytes that cannot be read. Data sources must be open.
std::optional<std::vector<double>> floatValues(mlir::Value value);

/// The constant of these numbers, rounded to the element type of `type` (f32 or
/// f64, static, as many elements); null if a finite number does not fit.
mlir::ElementsAttr floatConstant(mlir::ShapedType type,
                                 llvm::ArrayRef<double> values);

} // namespace sm

#endif // SM_LIB_TRANSFORMS_CONSTANTVALUES_H
