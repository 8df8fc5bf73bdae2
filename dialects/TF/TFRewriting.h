// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What rewrites of tf ops share. A value may stand for another though their
/// static types differ in how much they know; nothing known may be lost, and
/// nothing may be taken for equal that is only perhaps equal.

#ifndef SM_DIALECTS_TF_TFREWRITING_H
#define SM_DIALECTS_TF_TFREWRITING_H

#include "dialects/TF/TFOpTraits.h"

#include "mlir/IR/PatternMatch.h"

#include <optional>

namespace sm::tf {

/// `value` without the refinements (tf.refine) on top of it.
mlir::Value behindRefinements(mlir::Value value);

/// The op of class Op that gives `value`, through refinements; null if another
/// does.
template <typename Op>
Op definedBy(mlir::Value value) {
  return behindRefinements(value).getDefiningOp<Op>();
}

/// The value of a constant, through refinements; null if `value` is none.
mlir::ElementsAttr constantBehind(mlir::Value value);

/// What knownIntValues() knows, through refinements, if it is everything.
std::optional<llvm::SmallVector<int64_t>> allIntValues(mlir::Value value);

/// True if tensors of these types have one shape, whatever is fed.
bool haveEqualShapes(mlir::Type a, mlir::Type b);

/// True if a tensor of type `a` has the shape of one of type `b`, provided that
/// they have equally many elements: one dimension may be unknown, but not one
/// that `b` knows, since then the equality is still to be checked at run time.
bool reshapesToItself(mlir::Type a, mlir::Type b);

/// True if `op`, a Reshape, Squeeze or ExpandDims, cannot fail whatever it is
/// fed, so that no check is lost if another takes its place.
bool alwaysReshapes(mlir::Operation *op);

/// True if an operand of type `a` never changes the shape of an elementwise
/// result, given another operand of type `other`.
bool broadcastsInto(mlir::Type a, mlir::Type other);

/// The shape operand of a Reshape to `type`, with -1 for the one dimension that
/// may be unknown; nullopt if more are, or if another dimension is 0.
std::optional<llvm::SmallVector<int64_t>> reshapeTarget(mlir::Type type);

/// A constant vector: int32, or int64 if an element needs it.
mlir::Value makeIntVector(mlir::OpBuilder &b, mlir::Location location,
                          llvm::ArrayRef<int64_t> values);

/// Reshapes `tensor` to `type`, whose reshapeTarget() is `target`.
mlir::Value makeReshape(mlir::OpBuilder &b, mlir::Location location,
                        mlir::TensorType type, mlir::Value tensor,
                        llvm::ArrayRef<int64_t> target);

/// `op.perm` as numbers from 0 on; nullopt if it is not known or no permutation
/// of as many dimensions as x has.
std::optional<llvm::SmallVector<int64_t>> permutationOf(mlir::Operation *op);

/// Replaces each result of `op` by the value at its place and erases `op`.
/// Where types differ users keep what they knew, through tf.refine if need be.
/// Failure, with nothing changed, if types contradict each other.
llvm::LogicalResult replaceWithValues(mlir::RewriterBase &rewriter,
                                      mlir::Operation *op,
                                      mlir::ValueRange values);

/// The same for one result; `op` stays.
llvm::LogicalResult replaceResult(mlir::RewriterBase &rewriter,
                                  mlir::OpResult result, mlir::Value value);

} // namespace sm::tf

#endif // SM_DIALECTS_TF_TFREWRITING_H
