// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/TF/TFRewriting.h"

#include "dialects/TF/ArrayOps.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

#include <limits>

using namespace mlir;

namespace sm::tf {

Value behindRefinements(Value value) {
  while (auto refine = value.getDefiningOp<RefineOp>())
    value = refine.getInput();
  return value;
}

ElementsAttr constantBehind(Value value) {
  ElementsAttr attr;
  matchPattern(behindRefinements(value), m_Constant(&attr));
  return attr;
}

std::optional<SmallVector<int64_t>> allIntValues(Value value) {
  std::optional<ops::IntValues> values =
      knownIntValues(behindRefinements(value));
  if (!values || llvm::is_contained(*values, ops::kUnknownValue))
    return std::nullopt;
  return SmallVector<int64_t>(values->begin(), values->end());
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

bool haveEqualShapes(Type a, Type b) {
  PartialShape shape = shapeOf(a);
  return shape.isFullyDefined() && shape == shapeOf(b);
}

bool reshapesToItself(Type a, Type b) {
  PartialShape left = shapeOf(a), right = shapeOf(b);
  if (!left.hasRank() || left.rank() != right.rank())
    return false;
  bool isEmpty = false;
  int unknown = 0;
  for (int i = 0; i < left.rank(); ++i) {
    int64_t size = left.dim(i), other = right.dim(i);
    // What only the result knows, the op checks when it runs.
    if (size == kUnknownDim && other != kUnknownDim)
      return false;
    if (size == kUnknownDim || other == kUnknownDim)
      ++unknown;
    else if (size != other)
      return false;
    else if (size == 0)
      isEmpty = true;
  }
  return unknown == 0 || (unknown == 1 && !isEmpty);
}

bool alwaysReshapes(Operation *op) {
  PartialShape from = shapeOf(op->getOperand(0).getType());
  if (isa<ExpandDimsOp>(op))
    return true;
  if (!from.hasRank())
    return false;
  if (auto squeeze = dyn_cast<SqueezeOp>(op)) {
    for (Attribute axis : squeeze.getSqueezeDims()) {
      int64_t dim = cast<IntegerAttr>(axis).getInt();
      dim += dim < 0 ? from.rank() : 0;
      if (dim < 0 || dim >= from.rank() || from.dim(dim) != 1)
        return false;
    }
    return true;
  }
  auto reshape = dyn_cast<ReshapeOp>(op);
  auto target = reshape ? allIntValues(reshape.getShape()) : std::nullopt;
  if (!target)
    return false;
  auto product = [](auto dims) {
    int64_t result = 1;
    for (int64_t dim : dims)
      if (dim > 0 && llvm::MulOverflow(result, dim, result))
        return int64_t(0);
    return result;
  };
  SmallVector<int64_t> dims;
  for (int i = 0; i < from.rank(); ++i)
    dims.push_back(from.dim(i));
  int64_t known = product(dims), wanted = product(*target);
  if (known == 0 || wanted == 0 || llvm::is_contained(dims, 0) ||
      llvm::is_contained(*target, 0))
    return false;
  return llvm::is_contained(*target, -1)
             ? known % wanted == 0
             : known == wanted && !llvm::is_contained(dims, kUnknownDim);
}

bool broadcastsInto(Type a, Type other) {
  PartialShape shape = shapeOf(a), into = shapeOf(other);
  if (shape.rank() == 0)
    return true;
  int extra = into.rank() - shape.rank();
  if (!shape.hasRank() || !into.hasRank() || extra < 0)
    return false;
  for (int i = 0; i < shape.rank(); ++i) {
    int64_t size = shape.dim(i);
    if (size != 1 && (size == kUnknownDim || size != into.dim(extra + i)))
      return false;
  }
  return true;
}

std::optional<SmallVector<int64_t>> reshapeTarget(Type type) {
  PartialShape shape = shapeOf(type);
  if (!shape.hasRank())
    return std::nullopt;
  SmallVector<int64_t> target;
  bool isEmpty = false;
  int unknown = 0;
  for (int64_t size : shape.dims()) {
    unknown += size == kUnknownDim;
    isEmpty |= size == 0;
    target.push_back(size == kUnknownDim ? -1 : size);
  }
  if (unknown > 1 || (unknown == 1 && isEmpty))
    return std::nullopt;
  return target;
}

Value makeIntVector(OpBuilder &b, Location location, ArrayRef<int64_t> values) {
  bool isWide = llvm::any_of(values, [](int64_t value) {
    return value > std::numeric_limits<int32_t>::max() ||
           value < std::numeric_limits<int32_t>::min();
  });
  auto size = static_cast<int64_t>(values.size());
  if (isWide)
    return ConstOp::create(
        b, location,
        DenseElementsAttr::get(RankedTensorType::get(size, b.getI64Type()),
                               values));
  SmallVector<int32_t> narrow(values.begin(), values.end());
  return ConstOp::create(
      b, location,
      DenseElementsAttr::get(RankedTensorType::get(size, b.getI32Type()),
                             ArrayRef<int32_t>(narrow)));
}

Value makeReshape(OpBuilder &b, Location location, TensorType type,
                  Value tensor, ArrayRef<int64_t> target) {
  return ReshapeOp::create(b, location, type, tensor,
                           makeIntVector(b, location, target));
}

std::optional<SmallVector<int64_t>> permutationOf(Operation *op) {
  auto transpose = cast<TransposeOp>(op);
  auto type = dyn_cast<RankedTensorType>(transpose.getX().getType());
  std::optional<SmallVector<int64_t>> perm = allIntValues(transpose.getPerm());
  if (!perm || (type && static_cast<int64_t>(perm->size()) != type.getRank()))
    return std::nullopt;
  auto rank = static_cast<int64_t>(perm->size());
  SmallVector<bool> seen(rank);
  for (int64_t &dim : *perm) {
    dim += dim < 0 ? rank : 0;
    if (dim < 0 || dim >= rank || seen[dim])
      return std::nullopt;
    seen[dim] = true;
  }
  return perm;
}

//===----------------------------------------------------------------------===//
// Replacing
//===----------------------------------------------------------------------===//

static bool describeOneTensor(Type a, Type b) {
  Type left = getElementTypeOrSelf(a), right = getElementTypeOrSelf(b);
  return (left == right || isa<UnknownType>(left) || isa<UnknownType>(right)) &&
         succeeded(verifyCompatibleShape(a, b));
}

/// True if `a` says all that `b` says.
static bool saysAll(Type a, Type b) {
  Type left = getElementTypeOrSelf(a), right = getElementTypeOrSelf(b);
  StatusOr<PartialShape> both = shapeOf(a).mergeWith(shapeOf(b));
  return (left == right || isa<UnknownType>(right)) && both.ok() &&
         *both == shapeOf(a);
}

/// Ops with a record take any operand that their shape function takes; others,
/// and callees, state the types they need.
static bool takesAnyType(Operation *user) {
  return isa<RefineOp>(user) || (opInfo(user) && !isa<CallOpInterface>(user));
}

static void replaceUses(RewriterBase &rewriter, Location location, Value result,
                        Value value) {
  Type type = result.getType();
  if (saysAll(value.getType(), type))
    rewriter.replaceUsesWithIf(result, value, [&](OpOperand &use) {
      return value.getType() == type || takesAnyType(use.getOwner());
    });
  if (!result.use_empty())
    rewriter.replaceAllUsesWith(
        result, RefineOp::create(rewriter, location, type, value));
}

LogicalResult replaceResult(RewriterBase &rewriter, OpResult result,
                            Value value) {
  if (!describeOneTensor(value.getType(), result.getType()))
    return failure();
  replaceUses(rewriter, result.getOwner()->getLoc(), result, value);
  return success();
}

LogicalResult replaceWithValues(RewriterBase &rewriter, Operation *op,
                                ValueRange values) {
  for (auto [result, value] : llvm::zip_equal(op->getResults(), values))
    if (!describeOneTensor(value.getType(), result.getType()))
      return failure();
  for (auto [result, value] : llvm::zip_equal(op->getResults(), values))
    replaceUses(rewriter, op->getLoc(), result, value);
  rewriter.eraseOp(op);
  return success();
}

} // namespace sm::tf
