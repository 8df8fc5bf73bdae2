// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What is known of small integer tensors before a model runs: constants,
/// shapes, and what models compute of them.

#ifndef SM_DIALECTS_ONNX_ONNXKNOWNINTS_H
#define SM_DIALECTS_ONNX_ONNXKNOWNINTS_H

#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinTypeInterfaces.h"
#include "mlir/IR/Value.h"

#include <optional>

namespace sm::onnx {

/// An element that only a run of the model knows: what types have for an
/// unknown dimension.
inline constexpr int64_t kUnknownInt = mlir::ShapedType::kDynamic;

/// The elements of the constant that `value` is; null if it is none.
mlir::ElementsAttr constantBehind(mlir::Value value);

/// The elements of an integer constant of at most 1024 elements, row-major;
/// nullopt for other values and null.
std::optional<llvm::SmallVector<int64_t>> intsBehind(mlir::Value value);

/// The elements of an integer scalar or vector as far as they follow from
/// constants and known dimensions through Shape, Gather, Slice, Concat,
/// Squeeze, Unsqueeze, Reshape, Identity and Cast; kUnknownInt for the others.
/// Nullopt if not even their number is known, or if it is above 1024, for other
/// types and for null.
std::optional<llvm::SmallVector<int64_t>> knownInts(mlir::Value value);

/// The range of dimensions that a Shape takes of a tensor of `rank`.
std::pair<int64_t, int64_t> shapeRange(mlir::Operation *shape, int64_t rank);

/// The constant of `type` (static, integer, as many elements); null if an
/// element is unknown or does not fit.
mlir::ElementsAttr intElements(mlir::Type type, llvm::ArrayRef<int64_t> values);

} // namespace sm::onnx

#endif // SM_DIALECTS_ONNX_ONNXKNOWNINTS_H
