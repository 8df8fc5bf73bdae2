// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Which element types ONNX ops may compute with: those that ONNX's definition
/// of an opset allows and ONNX Runtime has kernels for.

#ifndef SM_LIB_CONVERSION_TFTOONNX_RUNTIMETYPES_H
#define SM_LIB_CONVERSION_TFTOONNX_RUNTIMETYPES_H

#include "mlir/IR/Types.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace sm::tf_to_onnx {

/// True if the table has an op of this name.
bool isKnownToRuntime(llvm::StringRef onnxOp);

/// True if `onnxOp` runs in `opset` on tensors of `element`, the type of its
/// first operand (of Where: of its second; of ConstantOfShape: of its result).
bool runtimeTakes(llvm::StringRef onnxOp, int64_t opset, mlir::Type element);

/// The first type of `element` and its ever wider ones, each of which holds all
/// values of the one before, on which all `onnxOps` run; null if there is none.
/// Sums, differences and products that wrap around in a wider integer type have
/// the right low bits.
mlir::Type runtimeType(llvm::ArrayRef<llvm::StringRef> onnxOps, int64_t opset,
                       mlir::Type element);

/// "f32": the spelling of an element type in messages.
std::string typeName(mlir::Type type);

} // namespace sm::tf_to_onnx

#endif // SM_LIB_CONVERSION_TFTOONNX_RUNTIMETYPES_H
