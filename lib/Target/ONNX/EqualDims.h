// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Which unknown dimensions are those of an input, whatever a run is given.

#ifndef SM_LIB_TARGET_ONNX_EQUALDIMS_H
#define SM_LIB_TARGET_ONNX_EQUALDIMS_H

#include "dialects/ONNX/ONNXOperatorClass.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>
#include <utility>

namespace sm::target {

/// A dimension of an argument.
using ArgumentDim = std::pair<unsigned, unsigned>;

/// Follows the unknown dimensions of a function's arguments through its ops,
/// as far as the ops' definitions say that they stay what they are. libonnx
/// does so too, but loses them in a Reshape that folds or flattens what is
/// behind the batch.
class EqualDims {
public:
  explicit EqualDims(mlir::func::FuncOp function);

  /// The dimension that dimension `index` of `value` always equals; nullopt if
  /// it is static or nothing is known.
  std::optional<ArgumentDim> lookup(mlir::Value value, unsigned index) const;

private:
  using Dims = llvm::SmallVector<std::optional<ArgumentDim>>;

  Dims dimsOf(mlir::Value value) const;
  void visit(mlir::Operation *op);
  Dims resultDims(mlir::Operation *op, onnx::OperatorClass kind,
                  size_t rank) const;
  Dims broadcast(mlir::ValueRange operands, size_t rank, size_t dropped) const;
  Dims product(mlir::Operation *op, bool isGemm, size_t rank) const;
  Dims reshaped(mlir::Operation *op, size_t rank) const;
  Dims reduced(mlir::Operation *op, size_t rank) const;
  Dims moved(mlir::Operation *op) const;
  Dims beside(mlir::Operation *op) const;
  Dims gathered(mlir::Operation *op) const;
  Dims unsqueezed(mlir::Operation *op, size_t rank) const;

  llvm::DenseMap<mlir::Value, Dims> known;
};

} // namespace sm::target

#endif // SM_LIB_TARGET_ONNX_EQUALDIMS_H
