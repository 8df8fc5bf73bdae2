// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Loops over the tiles of a nest.

#ifndef SM_LIB_CONVERSION_LINALGTOVECTOR_LOOPEMITTER_H
#define SM_LIB_CONVERSION_LINALGTOVECTOR_LOOPEMITTER_H

#include "PointEmitter.h"
#include "Schedule.h"

namespace sm::vectorize {

/// Walks dimensions in tiles: full tiles in a loop, the rest as code of its
/// own, since all sizes are known. `point` and `extent` say where the walk is.
class LoopEmitter {
public:
  LoopEmitter(mlir::OpBuilder &builder, mlir::Location location,
              const Nest &nest, const TensorMemory &memory);

  /// Calls `body` for the tiles of `order[0]`, inside for those of `order[1]`,
  /// and so on; `sizes` are the tiles' by dimension.
  void walk(llvm::ArrayRef<unsigned> order, llvm::ArrayRef<int64_t> sizes,
            llvm::function_ref<void()> body);

  /// A loop from 0 to `extent` in steps of `step`, whose body turns the carried
  /// values into the next ones. One step needs no loop.
  llvm::SmallVector<mlir::Value>
  fold(unsigned dim, int64_t extent, int64_t step,
       llvm::SmallVector<mlir::Value> carried,
       llvm::function_ref<
           llvm::SmallVector<mlir::Value>(llvm::SmallVector<mlir::Value>)>
           body);

  /// Runs `body` in a parallel loop of `pieces`, each of which walks its part
  /// of the tiles of `dim`. In the body of such a loop, it is that one, and of
  /// as many pieces.
  void share(unsigned dim, int64_t pieces, llvm::function_ref<void()> body);

  mlir::OpBuilder &builder;
  mlir::Location location;
  const Nest &nest;
  PointEmitter values;
  Point point;
  /// Points of the tile under way, by dimension.
  llvm::SmallVector<int64_t> current;

private:
  void walkTiles(unsigned level);
  void walkMain(unsigned level, int64_t tiles);
  void walkTail(unsigned level, int64_t begin, int64_t count);
  void inLastPiece(unsigned dim, llvm::function_ref<void()> body);

  /// By dimension: its extent, less where a block ends early.
  llvm::SmallVector<int64_t> extents;
  llvm::ArrayRef<unsigned> order;
  llvm::ArrayRef<int64_t> sizes;
  llvm::function_ref<void()> innermost;
  std::optional<unsigned> sharedDim;
  int64_t pieces = 1;
  mlir::Value piece;
};

/// Code for `nest`, which has at most one reduction, by `schedule`.
void emitTiles(mlir::OpBuilder &builder, mlir::Location location,
               const Nest &nest, const TensorMemory &memory,
               const Schedule &schedule);

/// Whether `emitRows` can do `nest`: all reductions run for each point of the
/// same dimensions, the rows.
bool isRowNest(const Nest &nest);

/// Has values that several passes over a row need, and that cost more than to
/// load them, kept where the row's result will be. For nests of rows, before
/// their dimensions merge.
void keepCostlyValues(Nest &nest);

/// Whether the body of `reduction` combines its accumulators with what it
/// computes by operations that may be reordered.
bool isReorderable(const Reduction &reduction);

/// Code for `nest` row by row: each reduction over the row, then what is
/// stored. `lane` is where lanes go if that is a dimension of rows; else each
/// pass over a row has lanes of its own.
void emitRows(mlir::OpBuilder &builder, mlir::Location location,
              const Nest &nest, const TensorMemory &memory,
              std::optional<unsigned> lane, int64_t vectorBits);

} // namespace sm::vectorize

#endif // SM_LIB_CONVERSION_LINALGTOVECTOR_LOOPEMITTER_H
