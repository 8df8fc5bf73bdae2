// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The tf dialect with its types and attributes; op classes are in the headers
/// of their families (dialects/TF/MathOps.h, ...).

#ifndef SM_DIALECTS_TF_TFDIALECT_H
#define SM_DIALECTS_TF_TFDIALECT_H

#include "sm/Ops/PartialShape.h"
#include "sm/Support/DType.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"

#include "dialects/TF/TFDialect.h.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/TF/TFTypes.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/TF/TFAttrs.h.inc"

namespace sm::tf {

/// The element type of `dtype`: int32 `i32`, uint8 `ui8`, bool `i1`, string
/// `!tf.string`, resource `!tf.resource`, a reference `!tf.ref<...>`;
/// `!tf.unknown` for DType::Invalid.
mlir::Type typeForDType(DType dtype, mlir::MLIRContext *context);

/// The inverse; DType::Invalid for types that no tensor of TensorFlow has.
DType dtypeForType(mlir::Type type);

/// The tensor type of a dtype and a partial shape.
mlir::TensorType tensorType(mlir::Type element, const PartialShape &shape);

/// The partial shape of a tensor type; unknown rank for other types.
PartialShape shapeOf(mlir::Type type);

/// True if the two tensor types may describe one tensor: they differ only in
/// how much they know of its shape, or of what is behind a handle.
bool maySeeAs(mlir::Type from, mlir::Type to);

/// Predicates of the operand constraints in TFBase.td. Each accepts
/// `!tf.unknown` too: nothing is known against it.
bool isElementType(mlir::Type type);
bool isNumberType(mlir::Type type);
bool isRealType(mlir::Type type);
bool isFloatType(mlir::Type type);
bool isFloatOrComplexType(mlir::Type type);
bool isIntegerType(mlir::Type type);
bool isIndexType(mlir::Type type);
bool isStringType(mlir::Type type);
bool isResourceType(mlir::Type type);

} // namespace sm::tf

#endif // SM_DIALECTS_TF_TFDIALECT_H
