// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Code for the values of a nest at one point, or at as many neighbouring points
// as a vector has lanes.

#ifndef SM_LIB_CONVERSION_LINALGTOVECTOR_POINTEMITTER_H
#define SM_LIB_CONVERSION_LINALGTOVECTOR_POINTEMITTER_H

#include "TensorMemory.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallPtrSet.h"

#include <map>

namespace sm::vectorize {

/// Where in a nest: dimension d is at ivs[d] + offsets[d], where a null value
/// counts as 0; with more than one lane, lane l is at l more along `lane`.
struct Point {
  llvm::SmallVector<mlir::Value> ivs;
  llvm::SmallVector<int64_t> offsets;
  unsigned lane = 0;
  int64_t lanes = 1;
  int64_t active = 1; ///< lanes in use, from the first on
};

/// A square block of points along the lanes and `dim`. Where memory is
/// contiguous along `dim` and not along the lanes, it is read by rows of the
/// block, which is then turned in registers.
struct TurnedBlock {
  unsigned dim = 0;
  int64_t begin = 0; ///< offset of the first point along `dim`
  int64_t count = 0; ///< points along `dim`, no more than lanes
};

class PointEmitter {
public:
  PointEmitter(mlir::OpBuilder &builder, mlir::Location location,
               const Nest &nest, const TensorMemory &memory);

  /// Values made between the two serve again until `leave`; to call around
  /// whatever has a region of its own.
  void enter() { scopes.emplace_back(); }
  void leave() { scopes.pop_back(); }

  /// The value of `expr` at `point`: a vector, or a scalar where all lanes have
  /// the same.
  mlir::Value evaluate(const Expr *expr, const Point &point);

  /// What the body of `op` yields for `arguments`.
  llvm::SmallVector<mlir::Value>
  applyBody(mlir::linalg::GenericOp op, llvm::ArrayRef<mlir::Value> arguments,
            llvm::ArrayRef<LinearForm> loops, const Point &point);

  /// Stores `value` where `store` says.
  void store(const Store &store, mlir::Value value, const Point &point);

  /// `value` in all lanes of a vector, or itself if there is one lane.
  mlir::Value broadcast(mlir::Value value, int64_t lanes);
  mlir::Value constantIndex(int64_t value);
  /// True in the first `active` of `lanes` lanes.
  mlir::Value mask(int64_t active, int64_t lanes);
  /// The type of values of `element` with so many lanes.
  static mlir::Type typeOf(mlir::Type element, int64_t lanes);
  /// Asks the caches for a line of what `expr` reads: the one with the element
  /// at `form`, and so many bytes further on.
  void prefetch(const Expr *expr, const LinearForm &form, const Point &point,
                int64_t bytes);

  /// The results of each reduction at the point under way.
  llvm::SmallVector<llvm::SmallVector<mlir::Value>> reduced;
  std::optional<TurnedBlock> turned;
  /// The ops whose kept values are complete and are loaded from now on.
  llvm::SmallPtrSet<mlir::Operation *, 4> kept;

private:
  using Key = llvm::SmallVector<intptr_t, 16>;
  mlir::Value find(const Key &key) const;
  mlir::Value remember(const Key &key, mlir::Value value);

  mlir::Value flat(mlir::Value buffer);
  mlir::Value address(const LinearForm &form, const Point &point,
                      int64_t extra = 0);
  mlir::Value load(mlir::Value buffer, const LinearForm &form,
                   const Point &point);
  mlir::Value loadScalar(mlir::Value buffer, const LinearForm &form,
                         const Point &point, int64_t extra);
  mlir::Value loadVector(mlir::Value buffer, const LinearForm &form,
                         const Point &point, int64_t extra, int64_t active);
  mlir::Value gather(mlir::Value buffer, const LinearForm &form,
                     const Point &point);
  mlir::Value loadTurned(mlir::Value buffer, const LinearForm &form,
                         const Point &point);
  mlir::Value index(const LinearForm &form, const Point &point);
  mlir::Value extract(mlir::tensor::ExtractOp op,
                      const mlir::IRMapping &mapping, const Point &point);
  mlir::Value applyOp(mlir::Operation &op, mlir::IRMapping &mapping,
                      const Point &point);
  mlir::Value fuseMultiply(mlir::Operation &op, mlir::linalg::GenericOp body,
                           const mlir::IRMapping &mapping, const Point &point);

  mlir::OpBuilder &builder;
  mlir::Location location;
  const Nest &nest;
  const TensorMemory &memory;
  std::vector<std::map<Key, mlir::Value>> scopes;
  /// Vectors of indices that count up by one from a scalar.
  llvm::DenseMap<mlir::Value, mlir::Value> firstOfRange;
};

/// `rows`, vectors of as many lanes as there are rows, with rows and lanes
/// exchanged.
llvm::SmallVector<mlir::Value> turn(mlir::OpBuilder &builder,
                                    mlir::Location location,
                                    llvm::SmallVector<mlir::Value> rows);

} // namespace sm::vectorize

#endif // SM_LIB_CONVERSION_LINALGTOVECTOR_POINTEMITTER_H
