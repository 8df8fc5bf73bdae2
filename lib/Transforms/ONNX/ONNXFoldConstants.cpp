// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Constants in another shape or order, and arithmetic on shapes. Values that a
// kernel would compute were folded before the model became ONNX.

#include "DimensionOrder.h"
#include "ONNXRewriting.h"

#include "dialects/ONNX/ONNXOperatorClass.h"
#include "dialects/SM/ElementOrder.h"
#include "dialects/SM/SMDialect.h"
#include "sm/Transforms/Passes.h"
#include "sm/Transforms/RewriteFunctions.h"

#include "mlir/IR/TypeUtilities.h"
#include "mlir/Rewrite/FrozenRewritePatternSet.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_ONNXFOLDCONSTANTS
#include "sm/Transforms/Passes.h.inc"

using namespace onnx;

static constexpr int64_t kMaxElements = 1024;

static LogicalResult become(Operation *op, ElementsAttr elements,
                            PatternRewriter &rewriter) {
  if (!elements)
    return failure();
  return replaceByEqual(rewriter, op,
                        constant(rewriter, op->getLoc(), elements));
}

static LogicalResult foldTranspose(Operation *op, PatternRewriter &rewriter) {
  ElementsAttr elements = constantBehind(op->getOperand(0));
  std::optional<Order> order = elements ? orderOf(op) : std::nullopt;
  return order ? become(op, transposed(elements, *order), rewriter) : failure();
}

/// Reshape and its like: the type says the shape.
static LogicalResult foldReshape(Operation *op, PatternRewriter &rewriter) {
  ElementsAttr elements = constantBehind(op->getOperand(0));
  RankedTensorType type = rankedType(op->getResult(0));
  if (!elements || !type || !type.hasStaticShape() ||
      type.getNumElements() != elements.getNumElements())
    return failure();
  return become(op, saved_model::reshapedElements(elements, type.getShape()),
                rewriter);
}

/// Gather, Slice, Concat of shapes, as far as all of it is known.
static LogicalResult foldInts(Operation *op, PatternRewriter &rewriter) {
  auto ints = knownInts(op->getResult(0));
  Type element = getElementTypeOrSelf(op->getResult(0).getType());
  RankedTensorType type = rankedType(op->getResult(0));
  if (!ints || !type)
    return failure();
  SmallVector<int64_t> shape;
  if (type.getRank() == 1)
    shape.push_back(static_cast<int64_t>(ints->size()));
  return become(op, intElements(RankedTensorType::get(shape, element), *ints),
                rewriter);
}

static LogicalResult foldConstantOfShape(Operation *op,
                                         PatternRewriter &rewriter) {
  auto shape = intsBehind(op->getOperand(0));
  if (!shape)
    return failure();
  int64_t count = 1;
  for (int64_t dim : *shape)
    if (dim < 0 || (dim > 0 && count > kMaxElements / dim))
      return failure();
    else
      count *= dim;
  Type element = getElementTypeOrSelf(op->getResult(0).getType());
  auto type = RankedTensorType::get(*shape, element);
  auto value = dyn_cast_or_null<DenseElementsAttr>(tensorAttr(op, "value"));
  if (value && value.getNumElements() == 1)
    return become(op, value.resizeSplat(type), rewriter);
  if (value || !element.isF32())
    return failure();
  return become(op, DenseElementsAttr::get(type, APFloat(0.0F)), rewriter);
}

static std::optional<int64_t> compute(StringRef name, int64_t a, int64_t b) {
  int64_t result = 0;
  if (name == "Add" && !llvm::AddOverflow(a, b, result))
    return result;
  if (name == "Sub" && !llvm::SubOverflow(a, b, result))
    return result;
  if (name == "Mul" && !llvm::MulOverflow(a, b, result))
    return result;
  if (name == "Div" && b != 0 && !(a == INT64_MIN && b == -1))
    return a / b;
  return std::nullopt;
}

static LogicalResult foldIntArithmetic(Operation *op,
                                       PatternRewriter &rewriter) {
  auto a = intsBehind(op->getOperand(0)), b = intsBehind(op->getOperand(1));
  RankedTensorType type = rankedType(op->getResult(0));
  if (!a || !b || !type || !type.hasStaticShape())
    return failure();
  auto count = static_cast<size_t>(type.getNumElements());
  SmallVector<int64_t> values;
  if ((a->size() != count && a->size() != 1) ||
      (b->size() != count && b->size() != 1) || count > kMaxElements)
    return failure();
  for (size_t i = 0; i < count; ++i) {
    auto value = compute(operatorName(op), (*a)[a->size() == 1 ? 0 : i],
                         (*b)[b->size() == 1 ? 0 : i]);
    if (!value)
      return failure();
    values.push_back(*value);
  }
  return become(op, intElements(type, values), rewriter);
}

static LogicalResult foldRange(Operation *op, PatternRewriter &rewriter) {
  auto start = intsBehind(op->getOperand(0));
  auto limit = intsBehind(op->getOperand(1));
  auto delta = intsBehind(op->getOperand(2));
  if (!start || !limit || !delta || start->size() != 1 || limit->size() != 1 ||
      delta->size() != 1 || delta->front() == 0)
    return failure();
  SmallVector<int64_t> values;
  int64_t at = start->front(), step = delta->front();
  while (step > 0 ? at < limit->front() : at > limit->front()) {
    values.push_back(at);
    if (static_cast<int64_t>(values.size()) > kMaxElements ||
        llvm::AddOverflow(at, step, at))
      return failure();
  }
  Type element = getElementTypeOrSelf(op->getResult(0).getType());
  auto type =
      RankedTensorType::get(static_cast<int64_t>(values.size()), element);
  return become(op, intElements(type, values), rewriter);
}

/// Cast of numbers that the new type has, too.
static LogicalResult foldCast(Operation *op, PatternRewriter &rewriter) {
  Value from = op->getOperand(0);
  auto type = dyn_cast<ShapedType>(from.getType());
  Type element = getElementTypeOrSelf(op->getResult(0).getType());
  auto ints = intsBehind(from);
  if (!ints || !type.hasStaticShape())
    return failure();
  auto result = RankedTensorType::get(type.getShape(), element);
  if (isa<IntegerType>(element) && !element.isInteger(1))
    return become(op, intElements(result, *ints), rewriter);
  auto floating = dyn_cast<FloatType>(element);
  if (!floating)
    return failure();
  SmallVector<APFloat> values;
  for (int64_t value : *ints) {
    APFloat number(floating.getFloatSemantics());
    number.convertFromAPInt(APInt(64, static_cast<uint64_t>(value)),
                            /*IsSigned=*/true, APFloat::rmNearestTiesToEven);
    values.push_back(number);
  }
  return become(op, DenseElementsAttr::get(result, values), rewriter);
}

namespace {

struct ONNXFoldConstants : impl::ONNXFoldConstantsBase<ONNXFoldConstants> {
  using ONNXFoldConstantsBase::ONNXFoldConstantsBase;

  void runOnOperation() override {
    if (failed(saved_model::openDataSources(getOperation())))
      return signalPassFailure();
    RewritePatternSet set(&getContext());
    addRewrite(set, "Transpose", foldTranspose);
    for (StringRef name : kReshapes)
      addRewrite(set, name, foldReshape);
    addRewrite(set, "Identity", foldReshape);
    for (StringRef name :
         {"Gather", "Slice", "Concat", "Shape", "Squeeze", "Unsqueeze"})
      addRewrite(set, name, foldInts);
    for (StringRef name : {"Add", "Sub", "Mul", "Div"})
      addRewrite(set, name, foldIntArithmetic);
    addRewrite(set, "ConstantOfShape", foldConstantOfShape);
    addRewrite(set, "Range", foldRange);
    addRewrite(set, "Cast", foldCast);
    rewriteFunctions(getOperation(), std::move(set));
  }
};

} // namespace

} // namespace sm
