// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What becomes of an op when the dimensions of the tensors it works on stand
/// in another order: which ops can follow, and how.

#ifndef SM_LIB_TRANSFORMS_ONNX_LAYOUTRULES_H
#define SM_LIB_TRANSFORMS_ONNX_LAYOUTRULES_H

#include "DimensionOrder.h"

#include "mlir/IR/Builders.h"

#include <optional>

namespace sm::onnx {

/// An op that can work on tensors in any order of dimensions.
struct LayoutRule {
  int64_t rank = 0;                  ///< of the operands whose dimensions move
  llvm::SmallVector<unsigned> moved; ///< their numbers
  /// For each dimension of the results the dimension of the operands that it
  /// is; -1 for one that comes in.
  llvm::SmallVector<int64_t> resultDims;
  /// axesOf() of the operator (ONNXOperatorClass.h), if its class has axes:
  /// later, types around it may have changed already.
  llvm::SmallVector<int64_t> axes;

  /// The order of the results if the moved operands have `order`: dimensions
  /// that come in keep their place.
  Order resultOrder(OrderRef order) const;
  /// The order of the operands that gives the results `order`; nullopt if none
  /// does or it is not determined.
  std::optional<Order> operandOrder(OrderRef order) const;
  /// True if results can have `results` when operands have `operands`: that of
  /// resultOrder(), or another in which dimensions that come in stand
  /// elsewhere.
  bool canGive(OrderRef operands, OrderRef results) const;
};

/// The rule of `op`; nullopt if its layout is fixed, or if it cannot be said
/// before the model runs how it would have to change.
std::optional<LayoutRule> layoutRule(mlir::Operation *op);

/// Makes `op`, of this rule, work on operands in the order `operands` and give
/// results in `results`, which it can: changes attributes, operands that do not
/// move, and the types of results. The caller sets the moved operands.
void changeLayout(mlir::Operation *op, const LayoutRule &rule,
                  OrderRef operands, OrderRef results, mlir::OpBuilder &b);

} // namespace sm::onnx

#endif // SM_LIB_TRANSFORMS_ONNX_LAYOUTRULES_H
