// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "ONNXRewriting.h"

#include "dialects/SM/ElementNumbers.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace sm::onnx {

static constexpr llvm::StringLiteral kPrefix = "onnx.";

Operation *definedBy(Value value, StringRef name) {
  Operation *op = value ? value.getDefiningOp() : nullptr;
  return isOperator(op, name) ? op : nullptr;
}

std::optional<double> numberBehind(Value value, double absent) {
  if (!value)
    return absent;
  return saved_model::uniformNumber(constantBehind(value));
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

Value make(OpBuilder &b, Location location, StringRef name, Type result,
           ValueRange operands, ArrayRef<NamedAttribute> attrs) {
  OperationState state(location, (kPrefix + name).str(), operands, result,
                       attrs);
  return b.create(state)->getResult(0);
}

Value makeLike(OpBuilder &b, Operation *like, Type result,
               ValueRange operands) {
  return make(b, like->getLoc(), operatorName(like), result, operands,
              like->getAttrs());
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

bool isSingleElement(Type type) {
  auto ranked = dyn_cast<RankedTensorType>(type);
  return ranked && ranked.hasStaticShape() && ranked.getNumElements() == 1;
}

bool broadcastsInto(Type a, Type other) {
  auto small = dyn_cast<RankedTensorType>(a);
  auto large = dyn_cast<RankedTensorType>(other);
  if (!small)
    return false;
  if (small.getRank() == 0)
    return true;
  if (!large || small.getRank() > large.getRank())
    return false;
  int64_t extra = large.getRank() - small.getRank();
  for (auto [i, dim] : llvm::enumerate(small.getShape()))
    if (dim != 1 && (ShapedType::isDynamic(dim) ||
                     dim != large.getDimSize(extra + static_cast<int64_t>(i))))
      return false;
  return true;
}

bool haveEqualShapes(Type a, Type b) {
  auto left = dyn_cast<RankedTensorType>(a);
  auto right = dyn_cast<RankedTensorType>(b);
  return left && right && left.hasStaticShape() &&
         left.getShape() == right.getShape();
}

std::optional<SmallVector<int64_t>> reshapeTarget(Type type) {
  auto ranked = dyn_cast<RankedTensorType>(type);
  if (!ranked)
    return std::nullopt;
  SmallVector<int64_t> target(ranked.getShape());
  // A 0 would copy a dimension, and leave -1 without a value.
  if (ranked.getNumDynamicDims() > 1 || llvm::is_contained(target, 0))
    return std::nullopt;
  for (int64_t &dim : target)
    dim = ShapedType::isDynamic(dim) ? -1 : dim;
  return target;
}

LogicalResult replaceByEqual(PatternRewriter &rewriter, Operation *op,
                             Value value) {
  Type old = op->getResult(0).getType();
  Type both = mergeTypes(value.getType(), old);
  bool isOurs =
      value.getDefiningOp() && !operatorName(value.getDefiningOp()).empty();
  if (!both || (both != value.getType() && !isOurs))
    return failure();
  // A function's result type says what callers may rely on.
  bool isReturned = llvm::any_of(op->getUsers(), [](Operation *user) {
    return operatorName(user).empty();
  });
  if (isReturned && both != old)
    return failure();
  if (both != value.getType())
    rewriter.modifyOpInPlace(value.getDefiningOp(),
                             [&] { value.setType(both); });
  rewriter.replaceOp(op, value);
  return success();
}

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

void addRewrite(RewritePatternSet &set, StringRef name,
                OperatorPattern::Rewrite rewrite) {
  set.add(std::make_unique<OperatorPattern>(name, rewrite, set.getContext()));
}

OperatorPattern::OperatorPattern(StringRef name, Rewrite rewrite,
                                 MLIRContext *context)
    : RewritePattern((kPrefix + name).str(), /*benefit=*/1, context),
      rewrite(rewrite) {}

LogicalResult
OperatorPattern::matchAndRewrite(Operation *op,
                                 PatternRewriter &rewriter) const {
  return rewrite(op, rewriter);
}

} // namespace sm::onnx
