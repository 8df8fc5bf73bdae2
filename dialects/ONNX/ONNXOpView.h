// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What the generated views of operators (ONNXOps.h) are made of. A view is to
/// an op of the dialect what an ODS class is to its op: it works in isa, cast,
/// getDefiningOp and OpRewritePattern. Operands that are left out are null
/// values, optional attributes without a default are std::optional.
///
/// Views follow the newest opset. A view of an op in an older one whose inputs
/// or attributes differ gives null values and defaults where it has fewer.

#ifndef SM_DIALECTS_ONNX_ONNXOPVIEW_H
#define SM_DIALECTS_ONNX_ONNXOPVIEW_H

#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/OpDefinition.h"

#include <optional>

namespace sm::onnx {

/// The operator's name in ONNX, "Conv" of onnx.Conv; empty for ops of other
/// dialects.
llvm::StringRef operatorName(mlir::Operation *op);

/// True if `op` is not null and the operator of this name.
bool isOperator(mlir::Operation *op, llvm::StringRef name);

/// The value of an attribute of an op; nullopt or null if it is absent or of
/// another kind.
std::optional<int64_t> intAttr(mlir::Operation *op, llvm::StringRef name);
std::optional<float> floatAttr(mlir::Operation *op, llvm::StringRef name);
std::optional<llvm::StringRef> stringAttr(mlir::Operation *op,
                                          llvm::StringRef name);
std::optional<llvm::ArrayRef<int64_t>> intsAttr(mlir::Operation *op,
                                                llvm::StringRef name);
std::optional<llvm::ArrayRef<float>> floatsAttr(mlir::Operation *op,
                                                llvm::StringRef name);
mlir::ArrayAttr stringsAttr(mlir::Operation *op, llvm::StringRef name);
mlir::ElementsAttr tensorAttr(mlir::Operation *op, llvm::StringRef name);

/// Operand `index`, or null if it is left out.
mlir::Value presentOperand(mlir::Operation *op, unsigned index);

/// The type of a value, which may be null, if it is a tensor with a rank; else
/// null.
mlir::RankedTensorType rankedType(mlir::Value value);

template <typename ConcreteOp>
class OpView : public mlir::OpState {
public:
  explicit OpView(mlir::Operation *op = nullptr) : OpState(op) {}

  static bool classof(mlir::Operation *op) {
    return op->getName().getStringRef() == ConcreteOp::getOperationName();
  }

  /// Result `index` of the op, by default its only one.
  mlir::Value result(unsigned index = 0) {
    return getOperation()->getResult(index);
  }

protected:
  mlir::Value operandAt(unsigned index) {
    return presentOperand(getOperation(), index);
  }
};

} // namespace sm::onnx

#endif // SM_DIALECTS_ONNX_ONNXOPVIEW_H
