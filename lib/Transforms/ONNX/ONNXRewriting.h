// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What rewrites of onnx ops share: names, constants, shapes. A value takes
/// another's place only where what is known of its shape is not lost.

#ifndef SM_LIB_TRANSFORMS_ONNX_ONNXREWRITING_H
#define SM_LIB_TRANSFORMS_ONNX_ONNXREWRITING_H

#include "dialects/ONNX/ONNXDialect.h"
#include "dialects/ONNX/ONNXKnownInts.h"
#include "dialects/ONNX/ONNXOpView.h"

#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Pass/Pass.h"

#include <optional>

namespace sm::onnx {

/// The operators that give operand 0 in another shape, which the result's type
/// says.
inline constexpr llvm::StringLiteral kReshapes[] = {"Reshape", "Flatten",
                                                    "Squeeze", "Unsqueeze"};

/// The op that gives `value` if it is the operator of this name, else null.
mlir::Operation *definedBy(mlir::Value value, llvm::StringRef name);

/// The number of an operand that may be absent: `absent` if it is, nullopt if
/// it is no constant or not one number.
std::optional<double> numberBehind(mlir::Value value, double absent);

/// The operator `name` with one result of type `result`.
mlir::Value make(mlir::OpBuilder &b, mlir::Location location,
                 llvm::StringRef name, mlir::Type result,
                 mlir::ValueRange operands,
                 llvm::ArrayRef<mlir::NamedAttribute> attrs = {});
/// The same with the attributes of `like`.
mlir::Value makeLike(mlir::OpBuilder &b, mlir::Operation *like,
                     mlir::Type result, mlir::ValueRange operands);

/// True for a static type with one element.
bool isSingleElement(mlir::Type type);
/// True if an operand of type `a` never changes the shape of an elementwise
/// result, given another operand of type `other`.
bool broadcastsInto(mlir::Type a, mlir::Type other);
/// True if tensors of these types have one shape, whatever is fed.
bool haveEqualShapes(mlir::Type a, mlir::Type b);
/// The target of a Reshape that gives `type` whatever is fed: at most one
/// dimension, -1, may be unknown. Nullopt if more are, or beside one of 0.
std::optional<llvm::SmallVector<int64_t>> reshapeTarget(mlir::Type type);

/// Replaces the only result of `op` by `value`, which is the same tensor: what
/// either type knows stays known. Failure, with nothing changed, if they
/// contradict each other or the value's type cannot be changed.
mlir::LogicalResult replaceByEqual(mlir::PatternRewriter &rewriter,
                                   mlir::Operation *op, mlir::Value value);

/// A rewrite of the operators of one name, by a function.
class OperatorPattern : public mlir::RewritePattern {
public:
  using Rewrite = mlir::LogicalResult (*)(mlir::Operation *,
                                          mlir::PatternRewriter &);
  OperatorPattern(llvm::StringRef name, Rewrite rewrite,
                  mlir::MLIRContext *context);
  mlir::LogicalResult
  matchAndRewrite(mlir::Operation *op,
                  mlir::PatternRewriter &rewriter) const override;

private:
  Rewrite rewrite;
};

/// Adds one to a set.
void addRewrite(mlir::RewritePatternSet &set, llvm::StringRef name,
                OperatorPattern::Rewrite rewrite);

} // namespace sm::onnx

#endif // SM_LIB_TRANSFORMS_ONNX_ONNXREWRITING_H
