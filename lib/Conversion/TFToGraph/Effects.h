// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Which ops of a body must wait for which others although no value says so.

#ifndef SM_LIB_CONVERSION_TFTOGRAPH_EFFECTS_H
#define SM_LIB_CONVERSION_TFTOGRAPH_EFFECTS_H

#include "dialects/SM/SMDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/PointerUnion.h"
#include "llvm/ADT/StringMap.h"

namespace sm {

/// What an access touches: the handle that is behind it, a variable by name, or
/// (null) anything.
using Touched = llvm::PointerUnion<mlir::Value, mlir::StringAttr>;

struct Access {
  Touched what;
  bool writes;
};

/// What is known of the effects of ops and functions of one MetaGraph.
class OpEffects {
public:
  explicit OpEffects(saved_model::MetaGraphOp metaGraph);

  /// The accesses of an op; none if only its results matter. Random numbers
  /// count as results: TensorFlow does not order their generators either.
  llvm::SmallVector<Access> accesses(mlir::Operation *op);

private:
  /// What a function does: to its arguments by number, and to anything.
  struct Summary {
    llvm::SmallVector<Access> accesses;
    bool isKnown = true;
  };
  const Summary &summary(mlir::func::FuncOp function);
  llvm::SmallVector<Access> ofCall(mlir::Operation *call,
                                   llvm::StringRef callee);
  llvm::SmallVector<Access> ofOpaque(mlir::Operation *op, llvm::StringRef name);

  llvm::StringMap<mlir::func::FuncOp> functions;
  llvm::DenseMap<mlir::Operation *, Summary> summaries;
  /// Ops without side effects, as the model's own list of ops says.
  llvm::StringMap<bool> listedAsStateful;
  int depth = 0;
};

/// The edges that keep the order of effects in a body.
class EffectOrder {
public:
  EffectOrder(mlir::Block &body, OpEffects &effects);

  /// What `op` must wait for and does not wait for anyway.
  llvm::ArrayRef<mlir::Operation *> predecessors(mlir::Operation *op) const {
    auto it = edges.find(op);
    return it == edges.end() ? llvm::ArrayRef<mlir::Operation *>() : it->second;
  }
  /// The ops with effects for which no other one waits: who waits for these
  /// waits for all.
  llvm::ArrayRef<mlir::Operation *> last() const { return frontier; }

private:
  llvm::BitVector ancestorsOf(mlir::Operation *op);

  /// Numbers of the ops with effects, and for each op the ones it waits for.
  llvm::DenseMap<mlir::Operation *, unsigned> number;
  std::vector<mlir::Operation *> withEffects;
  llvm::DenseMap<mlir::Operation *, llvm::BitVector> ancestors;
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<mlir::Operation *, 2>>
      edges;
  llvm::SmallVector<mlir::Operation *> frontier;
};

} // namespace sm

#endif // SM_LIB_CONVERSION_TFTOGRAPH_EFFECTS_H
