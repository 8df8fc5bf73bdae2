// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What the parts of the dialect share: an op, or one that is to be made, as
/// its schema sees it.

#ifndef SM_DIALECTS_ONNX_ONNXOPERATORS_H
#define SM_DIALECTS_ONNX_ONNXOPERATORS_H

#include "dialects/ONNX/ONNXDialect.h"
#include "sm/Format/ONNXSchema.h"

namespace sm::onnx {

/// An op before or after it is made. References what it was made of.
struct OpDescription {
  llvm::StringRef name;
  int opset = 0;
  mlir::ValueRange operands;
  llvm::ArrayRef<mlir::NamedAttribute> attributes;
  size_t numResults = 0, numRegions = 0;
};

using EmitError = llvm::function_ref<mlir::InFlightDiagnostic()>;

OpDescription describe(mlir::Operation *op, int opset);

/// The operator and domain of an op name without the dialect ("Conv",
/// "ml.Scaler"); null for an unknown one.
const format::ONNXOp *findOperator(llvm::StringRef name);

/// The schema of an op in its opset; an error if there is none.
const format::ONNXSchema *findSchema(const OpDescription &op,
                                     EmitError emitError);

/// Arity, attributes, absent operands and element types of operands.
mlir::LogicalResult verifyBySchema(const OpDescription &op,
                                   const format::ONNXSchema &schema,
                                   EmitError emitError);

/// The value of an attribute; elements of tensors above 1024 are left out.
format::ONNXValue valueOf(mlir::Attribute attribute);

/// A small constant with its elements in memory that it owns; nullopt for
/// large ones and for types that ONNX does not have.
std::optional<format::ONNXTensor> smallTensor(mlir::ElementsAttr elements);

format::ONNXType toONNX(mlir::Type type);

/// An unranked or ranked tensor type; null if the element type is unknown.
mlir::Type fromONNX(const format::ONNXType &type, mlir::MLIRContext *context);

/// The types of the results, null where nothing is known.
mlir::LogicalResult inferTypes(const OpDescription &op,
                               const format::ONNXSchema &schema,
                               mlir::MLIRContext *context, EmitError emitError,
                               llvm::SmallVectorImpl<mlir::Type> &types);

} // namespace sm::onnx

#endif // SM_DIALECTS_ONNX_ONNXOPERATORS_H
