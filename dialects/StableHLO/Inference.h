// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Result types of stablehlo ops: what families share.

#ifndef SM_DIALECTS_STABLEHLO_INFERENCE_H
#define SM_DIALECTS_STABLEHLO_INFERENCE_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/ValueRange.h"
#include "llvm/ADT/StringRef.h"

#include <optional>

namespace sm::stablehlo {

using Types = llvm::SmallVectorImpl<mlir::Type>;
using Dims = llvm::SmallVector<int64_t>;

/// Fails with an error about an op that may not exist yet.
template <typename... Args>
llvm::LogicalResult inferenceError(std::optional<mlir::Location> location,
                                   llvm::StringRef op, Args &&...args) {
  return mlir::emitOptionalError(location, "'", op, "' op ",
                                 std::forward<Args>(args)...);
}

/// True if both lists hold types that may describe the same tensors: equal but
/// for unknown dimensions.
bool areCompatibleTypes(mlir::TypeRange l, mlir::TypeRange r);

/// What is known of a dimension that both of these describe; nullopt if they
/// contradict each other.
std::optional<int64_t> joinDims(int64_t a, int64_t b);

/// The type of an element-wise op: what is known of the operands' common shape,
/// with the element type `element`. Operands must have one element type.
llvm::LogicalResult inferElementwise(std::optional<mlir::Location> location,
                                     llvm::StringRef op,
                                     mlir::ValueRange operands,
                                     mlir::Type element, Types &types);

/// The type of the parts of a complex element; other types as they are.
mlir::Type realElementType(mlir::Type element);
/// The boolean type in the context of `element`.
mlir::Type predType(mlir::Type element);

/// Checks that `dims` are different dimensions of a tensor of this rank.
/// `what` names them in the error.
llvm::LogicalResult checkDimensions(std::optional<mlir::Location> location,
                                    llvm::StringRef op, llvm::StringRef what,
                                    llvm::ArrayRef<int64_t> dims, int64_t rank);

/// A window along one dimension.
struct WindowDimension {
  int64_t size = 1;
  int64_t stride = 1;
  int64_t paddingLow = 0;
  int64_t paddingHigh = 0;
  int64_t baseDilation = 1;
  int64_t windowDilation = 1;
};

/// Windows from attributes of the lengths of `sizes`; absent lists mean ones,
/// absent padding zeros. Fails for lists of other lengths, sizes, strides or
/// dilations below 1.
llvm::LogicalResult windowsOf(std::optional<mlir::Location> location,
                              llvm::StringRef op, llvm::ArrayRef<int64_t> sizes,
                              mlir::DenseI64ArrayAttr strides,
                              mlir::DenseI64ArrayAttr baseDilations,
                              mlir::DenseI64ArrayAttr windowDilations,
                              mlir::DenseIntElementsAttr padding,
                              llvm::SmallVectorImpl<WindowDimension> &windows);

/// How many places the window has along a dimension of this size (unknown for
/// unknown ones); nullopt if numbers overflow.
std::optional<int64_t> windowPlaces(int64_t dim, const WindowDimension &window);

} // namespace sm::stablehlo

#endif // SM_DIALECTS_STABLEHLO_INFERENCE_H
