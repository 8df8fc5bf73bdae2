// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Constants of any size, seen as bytes: what the folders of the dialect leave
// alone.

#ifndef SM_LIB_TRANSFORMS_STABLEHLO_CONSTANTELEMENTS_H
#define SM_LIB_TRANSFORMS_STABLEHLO_CONSTANTELEMENTS_H

#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"

#include <optional>

namespace sm {

/// The elements of the stablehlo.constant that gives `value`; null if another
/// op does.
mlir::ElementsAttr constantBehind(mlir::Value value);

/// The number that every element of the constant behind `value` is, -0.0 apart
/// from 0.0 (std::signbit tells); nullopt if there is none.
std::optional<double> uniformNumber(mlir::Value value);

/// True if every element is the least (greatest) value of its type, for floats
/// the infinity.
bool isLowest(mlir::Value value);
bool isHighest(mlir::Value value);

/// The same elements under another shape of as many; null for attributes that
/// have none.
mlir::ElementsAttr withShape(mlir::ElementsAttr elements,
                             llvm::ArrayRef<int64_t> shape);

/// The constant of that shape whose element at place (i, j, ...) is element
/// offset + i * strides[0] + j * strides[1] + ... of `elements`. Large ones
/// live in memory until they are written. Null if the bytes cannot be read.
mlir::ElementsAttr rearranged(mlir::ElementsAttr elements,
                              llvm::ArrayRef<int64_t> shape, int64_t offset,
                              llvm::ArrayRef<int64_t> strides);

/// Row-major strides, in elements.
llvm::SmallVector<int64_t> rowMajorStrides(llvm::ArrayRef<int64_t> shape);

} // namespace sm

#endif // SM_LIB_TRANSFORMS_STABLEHLO_CONSTANTELEMENTS_H
