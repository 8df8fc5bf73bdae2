// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// A function of the stablehlo dialect, rewritten op by op into a new one.

#ifndef SM_LIB_CONVERSION_STABLEHLOTOLINALG_LOWERING_H
#define SM_LIB_CONVERSION_STABLEHLOTOLINALG_LOWERING_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/IRMapping.h"

namespace sm {

/// The tensor type that holds values of `type`: truth values are bytes, and
/// integers have no sign; which one they have, ops know. Null, with the reason
/// in `why`, if compiled code cannot hold it.
mlir::RankedTensorType memoryType(mlir::Type type, std::string &why);

/// Lowers the ops of one function. Ops that have no form are reported, and what
/// needs their results is passed over, so that each obstacle is said once.
class Lowering {
public:
  Lowering(mlir::OpBuilder &b, mlir::IRMapping &values)
      : b(b), values(values) {}

  /// False if anything was reported.
  bool lowerBlock(mlir::Block &block);

  mlir::OpBuilder &b;

  //===--- For the lowerings of families ----------------------------------===//

  /// The new value of an operand.
  mlir::Value operand(mlir::Value old) { return values.lookup(old); }
  void setResult(mlir::Value old, mlir::Value now) { values.map(old, now); }
  /// The type of the tensor that holds the result.
  mlir::RankedTensorType typeOf(mlir::Value old);
  void refuse(mlir::Operation *op, const llvm::Twine &why);

  using Body = llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::Location,
                                              mlir::ValueRange)>;
  /// A generic with parallel loops over `type`, whose result it computes in
  /// order. The body gets an element of each input.
  mlir::Value parallel(mlir::Location loc, mlir::RankedTensorType type,
                       mlir::ValueRange inputs,
                       llvm::ArrayRef<mlir::AffineMap> maps, Body body);
  /// As above, for elements that the body only passes on.
  mlir::Value rearranged(mlir::Location loc, mlir::RankedTensorType type,
                         mlir::Value input, mlir::AffineMap map);
  mlir::Value reshaped(mlir::Location loc, mlir::Value value,
                       llvm::ArrayRef<int64_t> shape);
  mlir::Value filled(mlir::Location loc, mlir::RankedTensorType type,
                     mlir::Attribute value);
  mlir::Value empty(mlir::Location loc, mlir::RankedTensorType type);
  mlir::Value zero(mlir::OpBuilder &at, mlir::Location loc, mlir::Type type);
  /// Every `steps[d]`th element of `value` from `starts[d]` on.
  mlir::Value sliced(mlir::Location loc, mlir::Value value,
                     llvm::ArrayRef<int64_t> starts,
                     llvm::ArrayRef<int64_t> sizes,
                     llvm::ArrayRef<int64_t> steps);
  /// `value` with `low` and `high` elements more at the ends of dimensions
  /// (fewer where negative), and `interior` between any two.
  mlir::Value padded(mlir::Location loc, mlir::Value value,
                     mlir::Attribute with, llvm::ArrayRef<int64_t> low,
                     llvm::ArrayRef<int64_t> high,
                     llvm::ArrayRef<int64_t> interior);
  mlir::AffineExpr dim(unsigned index) { return b.getAffineDimExpr(index); }

  /// The one element of a constant (or of a broadcast of it), as it is in
  /// memory; null if it is not known.
  mlir::Attribute scalarConstant(mlir::Value old);

private:
  bool lower(mlir::Operation *op);
  void inlineCall(mlir::Operation *op, mlir::SymbolRefAttr callee);
  void lowerElementwise(mlir::Operation *op);

  mlir::IRMapping &values;
  bool isRefused = false;
  unsigned depth = 0; // of calls
};

/// Truth values between memory and bodies.
mlir::Value fromMemory(mlir::OpBuilder &b, mlir::Location loc,
                       mlir::Value value, mlir::Type elementType);
mlir::Value toMemory(mlir::OpBuilder &b, mlir::Location loc, mlir::Value value);

/// Each lowers the ops of a family; false for an op of another.
bool lowerMovement(Lowering &lowering, mlir::Operation *op);
bool lowerIndexing(Lowering &lowering, mlir::Operation *op);
bool lowerContraction(Lowering &lowering, mlir::Operation *op);
bool lowerReduction(Lowering &lowering, mlir::Operation *op);

} // namespace sm

#endif // SM_LIB_CONVERSION_STABLEHLOTOLINALG_LOWERING_H
