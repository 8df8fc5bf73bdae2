// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What is known of small integer tensors: shapes, and what models compute of
/// them.

#ifndef SM_LIB_TRANSFORMS_ONNX_KNOWNINTS_H
#define SM_LIB_TRANSFORMS_ONNX_KNOWNINTS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Value.h"

#include <optional>

namespace sm::onnx {

/// An element that only a run of the model knows.
constexpr int64_t kUnknownInt = INT64_MIN;

/// The elements of an integer scalar or vector, as far as they follow from
/// constants and known dimensions through Shape, Gather, Slice, Concat,
/// Squeeze, Unsqueeze, Cast and Reshape; nullopt if not even their number is
/// known.
std::optional<llvm::SmallVector<int64_t>> knownInts(mlir::Value value);

/// The constant of `type` (static, integer, as many elements); null if an
/// element is unknown or does not fit.
mlir::ElementsAttr intElements(mlir::Type type, llvm::ArrayRef<int64_t> values);

/// The range of dimensions that a Shape takes of a tensor of `rank`.
std::pair<int64_t, int64_t> shapeRange(mlir::Operation *shape, int64_t rank);

} // namespace sm::onnx

#endif // SM_LIB_TRANSFORMS_ONNX_KNOWNINTS_H
