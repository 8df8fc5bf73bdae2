// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// From tensor values to a loop nest that computes them.

#ifndef SM_LIB_CONVERSION_LINALGTOVECTOR_NESTBUILDER_H
#define SM_LIB_CONVERSION_LINALGTOVECTOR_NESTBUILDER_H

#include "TensorMemory.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/SetVector.h"

namespace sm::vectorize {

/// A tensor value, or a scalar for all elements, and the memory that receives
/// it, of the same shape.
struct Root {
  mlir::Value value;
  MemoryView destination;
};

/// A failed attempt: why, and reductions that would have to be in memory first,
/// the ones to compute first in front.
struct BuildFailure {
  std::string reason;
  llvm::SetVector<mlir::Value> reductions;
};

/// Nests for values. The dimensions of a nest are those of the roots, which
/// have one shape, with those that run across blocks of a value split in two,
/// and behind them the reduction dimensions of each reduction.
class NestBuilder {
public:
  /// `builder` is where constants go.
  NestBuilder(const TensorMemory &memory, mlir::OpBuilder &builder)
      : memory(memory), builder(builder) {}

  std::optional<Nest> build(llvm::ArrayRef<Root> roots, BuildFailure &failure);

private:
  using Forms = llvm::SmallVector<LinearForm>;
  struct Axis {
    int64_t blockSize = 0;
    unsigned dim = 0; ///< of the nest, while it is not split
  };

  std::optional<Forms> openAxes(llvm::ArrayRef<int64_t> shape);
  bool requestSplit(unsigned dim, int64_t blockSize);
  Expr *fail(const llvm::Twine &reason);
  Expr *newExpr(Expr::Kind kind, mlir::Type type);
  Expr *at(mlir::Value value, const Forms &coordinates);
  Expr *load(const MemoryView &view, mlir::Type type, const Forms &coordinates);
  Expr *constant(mlir::arith::ConstantOp op);
  Expr *collapsed(mlir::tensor::CollapseShapeOp op, const Forms &coordinates);
  Expr *expanded(mlir::tensor::ExpandShapeOp op, const Forms &coordinates);
  Expr *sliced(mlir::tensor::ExtractSliceOp op, const Forms &coordinates);
  Expr *generic(mlir::linalg::GenericOp op, unsigned result,
                const Forms &coordinates);
  bool operandsOf(mlir::linalg::GenericOp op, const Forms &loops,
                  bool withInits, llvm::SmallVector<Expr *> &operands);
  Expr *applied(mlir::linalg::GenericOp op, unsigned result,
                const Forms &loops);
  Expr *reduced(mlir::linalg::GenericOp op, unsigned result, Forms loops);
  bool parallelDimsOf(mlir::linalg::GenericOp op, const Forms &loops,
                      llvm::SmallVector<unsigned> &dims);
  bool bodyIsElementwise(mlir::linalg::GenericOp op);

  const TensorMemory &memory;
  mlir::OpBuilder &builder;
  Nest nest;
  BuildFailure *failure = nullptr;
  llvm::SmallVector<Axis> axes;
  bool splitRequested = false;
  unsigned depth = 0;
};

} // namespace sm::vectorize

#endif // SM_LIB_CONVERSION_LINALGTOVECTOR_NESTBUILDER_H
