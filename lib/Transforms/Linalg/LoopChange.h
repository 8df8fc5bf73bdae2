// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Other loops for a linalg.generic over the same elements in the same order:
// neighbours made one, one cut in two. Operands are reshaped to fit.

#ifndef SM_LIB_TRANSFORMS_LINALG_LOOPCHANGE_H
#define SM_LIB_TRANSFORMS_LINALG_LOOPCHANGE_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include <optional>

namespace sm {

/// What becomes of each loop of an op. Loops that are made one follow each
/// other wherever they occur; the loop that is cut occurs alone.
struct LoopChange {
  /// The new loop of each old one; the outer one of two where it is cut.
  llvm::SmallVector<unsigned> target;
  /// For each old loop, whether it is part of the new loop of the one before.
  llvm::SmallVector<bool> isMerged;
  /// The loop that is cut, and the extent of its inner loop, which is the new
  /// loop behind the outer one.
  std::optional<unsigned> cut;
  int64_t block = 1;
  unsigned numLoops = 0;

  /// Keeps loops `0..count` in their order but those marked in `isMerged`.
  static LoopChange merging(llvm::ArrayRef<bool> isMerged);

  mlir::AffineMap map(mlir::AffineMap old) const;
  /// The shape of an operand of `shape` that `old` indexes.
  llvm::SmallVector<int64_t> shape(mlir::AffineMap old,
                                   llvm::ArrayRef<int64_t> shape) const;
};

/// True if loop `loop` can become part of the one before it, as far as an
/// operand indexed by `map` is concerned.
bool canMerge(mlir::AffineMap map, unsigned loop);

/// A copy of `op` with other loops. `inputs` replaces operands where not null;
/// the maps of those are `maps`.
mlir::linalg::GenericOp changeLoops(mlir::OpBuilder &b,
                                    mlir::linalg::GenericOp op,
                                    const LoopChange &change,
                                    llvm::ArrayRef<mlir::Value> inputs,
                                    llvm::ArrayRef<mlir::AffineMap> maps,
                                    llvm::ArrayRef<mlir::Value> inits);

} // namespace sm

#endif // SM_LIB_TRANSFORMS_LINALG_LOOPCHANGE_H
