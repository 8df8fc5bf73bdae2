// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Numbers in elements attributes, for passes that compute with them.

#ifndef SM_DIALECTS_SM_ELEMENTNUMBERS_H
#define SM_DIALECTS_SM_ELEMENTNUMBERS_H

#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinTypes.h"

#include "llvm/ADT/ArrayRef.h"

#include <optional>
#include <vector>

namespace sm::saved_model {

/// The number that every element is (a truth value as 0 or 1); nullopt if there
/// is none, for other types, for null, and for references to more than a
/// thousand elements, which are not looked through.
std::optional<double> uniformNumber(mlir::ElementsAttr attr);

/// All elements of type f32 or f64, row-major; nullopt for other types, for
/// null, and for bytes that cannot be read. Data sources must be open.
std::optional<std::vector<double>> floatNumbers(mlir::ElementsAttr attr);

/// The elements of these numbers, rounded to the element type of `type` (f32 or
/// f64, static, as many elements); null if a finite number does not fit.
mlir::ElementsAttr floatElements(mlir::ShapedType type,
                                 llvm::ArrayRef<double> values);

/// `attr`, of type f32 or f64, with element i multiplied by
/// factors[i / stride % factors.size()] and rounded once. Null for other types,
/// for bytes that cannot be read, and if a product is not finite.
mlir::ElementsAttr scaledElements(mlir::ElementsAttr attr,
                                  llvm::ArrayRef<double> factors,
                                  int64_t stride);

} // namespace sm::saved_model

#endif // SM_DIALECTS_SM_ELEMENTNUMBERS_H
