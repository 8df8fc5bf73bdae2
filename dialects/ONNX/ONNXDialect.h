// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The onnx dialect: its ops are libonnx's operators, with verification and
/// shape inference by libonnx. Typed views of them for patterns are in
/// dialects/ONNX/ONNXOps.h, which the build generates.

#ifndef SM_DIALECTS_ONNX_ONNXDIALECT_H
#define SM_DIALECTS_ONNX_ONNXDIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/ONNX/ONNXDialect.h.inc"

#define GET_OP_CLASSES
#include "dialects/ONNX/ONNXBaseOps.h.inc"

namespace sm::onnx {

//===----------------------------------------------------------------------===//
// Opsets
//===----------------------------------------------------------------------===//

/// The newest opset of ai.onnx that can be written and verified; also what
/// holds where no `onnx.opset_import` says another.
int newestOpset();

/// The opset of ai.onnx at `op`: of the nearest op around it (or itself) that
/// has `onnx.opset_import` with `ai.onnx`.
int opsetOf(mlir::Operation *op);

/// The same for another domain; "" is ai.onnx.
int opsetOf(mlir::Operation *op, llvm::StringRef domain);

/// The value of `onnx.opset_import` for an opset of ai.onnx.
mlir::DictionaryAttr opsetImport(mlir::MLIRContext *context, int opset);

//===----------------------------------------------------------------------===//
// Element types
//===----------------------------------------------------------------------===//

/// The number in TensorProto.DataType of an element type, which is the value of
/// Cast's `to`: f32 1, ui8 2, i8 3, ui16 4, i16 5, i32 6, i64 7, !tf.string 8,
/// i1 9, f16 10, f64 11, ui32 12, ui64 13, complex<f32> 14, complex<f64> 15,
/// bf16 16. 0 for a type that ONNX does not have.
int64_t dataTypeOf(mlir::Type elementType);

/// The inverse; null for other numbers.
mlir::Type typeForDataType(int64_t dataType, mlir::MLIRContext *context);

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

/// An optional input that is left out.
mlir::Value none(mlir::OpBuilder &b, mlir::Location loc);

/// True for what none() gives, and for a null value.
bool isNone(mlir::Value value);

/// A constant with this value.
mlir::Value constant(mlir::OpBuilder &b, mlir::Location loc,
                     mlir::ElementsAttr value);

/// A vector `tensor<Nxi64>`: shapes, axes, pads, ...
mlir::Value constantI64s(mlir::OpBuilder &b, mlir::Location loc,
                         llvm::ArrayRef<int64_t> values);

/// A scalar `tensor<i64>`.
mlir::Value constantI64(mlir::OpBuilder &b, mlir::Location loc, int64_t value);

/// A vector `tensor<Nxf32>`: scales, ...
mlir::Value constantF32s(mlir::OpBuilder &b, mlir::Location loc,
                         llvm::ArrayRef<float> values);

/// A scalar of an integer, bool or floating-point element type, `value`
/// converted to it (integers truncate towards zero).
mlir::Value constantScalar(mlir::OpBuilder &b, mlir::Location loc,
                           mlir::Type elementType, double value);

/// Attributes in the forms that the dialect's ops have: INT, FLOAT, INTS, ...
/// A TENSOR is an elements attribute, a STRING a StringAttr.
mlir::NamedAttribute intAttr(mlir::OpBuilder &b, llvm::StringRef name,
                             int64_t value);
mlir::NamedAttribute floatAttr(mlir::OpBuilder &b, llvm::StringRef name,
                               float value);
mlir::NamedAttribute stringAttr(mlir::OpBuilder &b, llvm::StringRef name,
                                llvm::StringRef value);
mlir::NamedAttribute intsAttr(mlir::OpBuilder &b, llvm::StringRef name,
                              llvm::ArrayRef<int64_t> values);
mlir::NamedAttribute floatsAttr(mlir::OpBuilder &b, llvm::StringRef name,
                                llvm::ArrayRef<float> values);

/// Makes the operator `name` ("Conv", "onnx.Conv", "ml.Scaler") as the opset
/// at the builder's place has it, with result types from libonnx; values of
/// operands that are constants take part. Null operands stand for inputs that
/// are left out. On failure emits an error at `loc` and returns null, also if
/// the type of a result does not follow from the operands; no op is left then.
/// Not for operators with graphs (If, Loop, Scan).
mlir::Operation *createOp(mlir::OpBuilder &b, mlir::Location loc,
                          llvm::StringRef name, mlir::ValueRange operands,
                          llvm::ArrayRef<mlir::NamedAttribute> attributes = {},
                          unsigned numResults = 1);

/// The same with result types given, which inference refines; it is an error
/// if they contradict it.
mlir::Operation *createOp(mlir::OpBuilder &b, mlir::Location loc,
                          llvm::StringRef name, mlir::ValueRange operands,
                          llvm::ArrayRef<mlir::NamedAttribute> attributes,
                          mlir::TypeRange resultTypes);

/// createOp for a typed view: `create<ConvOp>(b, loc, {x, w}, attributes)`.
template <typename View>
View create(mlir::OpBuilder &b, mlir::Location loc, mlir::ValueRange operands,
            llvm::ArrayRef<mlir::NamedAttribute> attributes = {},
            unsigned numResults = 1) {
  return View(createOp(b, loc, View::getOperationName(), operands, attributes,
                       numResults));
}

/// Refines the result types of an op of the dialect after its operands became
/// better known. Emits an error if they contradict the inferred ones. The types
/// of users, terminators and functions are not touched.
mlir::LogicalResult inferOp(mlir::Operation *op);

/// What both types say of one tensor; null if they contradict each other.
mlir::Type mergeTypes(mlir::Type a, mlir::Type b);

} // namespace sm::onnx

#endif // SM_DIALECTS_ONNX_ONNXDIALECT_H
