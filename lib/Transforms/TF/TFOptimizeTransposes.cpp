// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Transposes and reshapes move from operands to results, one op at a time, if a
// look ahead says that they meet something there. Downwards only, so it ends.

#include "dialects/SM/SMDialect.h"
#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/NNOps.h"
#include "dialects/TF/ReductionOps.h"
#include "dialects/TF/TFRewriting.h"
#include "sm/Transforms/Passes.h"
#include "sm/Transforms/RewriteFunctions.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Rewrite/FrozenRewritePatternSet.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_TFOPTIMIZETRANSPOSES
#include "sm/Transforms/Passes.h.inc"

using Perm = SmallVector<int64_t>;

/// Chains are looked along this far.
static constexpr int kMaxDepth = 16;

//===----------------------------------------------------------------------===//
// Which operands must be transposed alike
//===----------------------------------------------------------------------===//

static bool isReduction(Operation *op) {
  return isa<tf::SumOp, tf::MeanOp, tf::MaxOp, tf::MinOp, tf::ProdOp, tf::AllOp,
             tf::AnyOp>(op);
}

static bool isPad(Operation *op) { return isa<tf::PadOp, tf::PadV2Op>(op); }

/// The operands from which a Transpose may move to the result; none for ops
/// that it does not cross.
static OperandRange movedOperands(Operation *op) {
  OperandRange all = op->getOperands();
  if (tf::isElementwise(op) || isa<tf::PackOp>(op))
    return all;
  if (isa<tf::ConcatV2Op>(op))
    return all.drop_back();
  bool isFirst = isa<tf::BiasAddOp>(op) || isPad(op) || isReduction(op);
  return all.take_front(isFirst ? 1 : 0);
}

/// The permutation of the Transpose that gives `value`, if only one op uses it.
static std::optional<Perm> permutationBehind(Value value) {
  auto transpose = value.getDefiningOp<tf::TransposeOp>();
  if (!transpose || !llvm::all_equal(value.getUsers()))
    return std::nullopt;
  return tf::permutationOf(transpose);
}

/// True for an operand of an elementwise op that need not be transposed: a
/// scalar, or a constant that has at most one dimension to speak of.
static bool isNeutral(Value value, size_t rank) {
  PartialShape shape = tf::shapeOf(value.getType());
  if (shape.rank() == 0)
    return true;
  if (!shape.isFullyDefined() || shape.rank() > static_cast<int>(rank) ||
      !value.getDefiningOp<tf::ConstOp>())
    return false;
  return llvm::count_if(shape.dims(), [](int64_t n) { return n != 1; }) <= 1;
}

static unsigned countCarriers(Operation *op, const Perm &perm, int depth);

/// True for ops whose result has its dimensions where the operands have them.
static bool keepsDimensions(Operation *op) {
  return tf::isElementwise(op) || isPad(op) || isa<tf::BiasAddOp>(op);
}

/// True if a Transpose by `perm` is behind `value`, perhaps above ops that it
/// can cross.
static bool carries(Value value, const Perm &perm, int depth) {
  if (std::optional<Perm> found = permutationBehind(value))
    return *found == perm;
  Operation *op = value.getDefiningOp();
  return op && depth < kMaxDepth && value.hasOneUse() && keepsDimensions(op) &&
         countCarriers(op, perm, depth + 1) > 0;
}

/// How many operands of `op` carry a Transpose by `perm`; 0 if another operand
/// is in the way.
static unsigned countCarriers(Operation *op, const Perm &perm, int depth) {
  llvm::SmallPtrSet<Operation *, 4> carriers;
  for (Value operand : movedOperands(op))
    if (carries(operand, perm, depth))
      carriers.insert(operand.getDefiningOp());
    else if (!tf::isElementwise(op) || !isNeutral(operand, perm.size()))
      return 0;
  return carriers.size();
}

/// True if moving a Transpose by `perm` to the results of `op` makes it meet
/// another one, or join with one.
static bool isWorthwhile(Operation *op, const Perm &perm, int depth) {
  unsigned carriers = countCarriers(op, perm, depth);
  if (carriers > 1)
    return true;
  if (carriers == 0 || depth == kMaxDepth)
    return false;
  return llvm::any_of(op->getUsers(), [&](Operation *user) {
    // What stacks or reduces changes the permutation: what comes after it is
    // looked at when the Transpose stands before it.
    if (isa<tf::PackOp>(user))
      return countCarriers(user, perm, depth + 1) > 1;
    bool keepsPerm = keepsDimensions(user) || isa<tf::ConcatV2Op>(user);
    return isa<tf::TransposeOp>(user) || isReduction(user) ||
           (keepsPerm && isWorthwhile(user, perm, depth + 1));
  });
}

//===----------------------------------------------------------------------===//
// Moving
//===----------------------------------------------------------------------===//

/// The type whose transpose by `perm` is `type`.
static Type typeBefore(Type type, const Perm &perm) {
  PartialShape shape = tf::shapeOf(type);
  if (shape.rank() != static_cast<int>(perm.size()))
    return tf::tensorType(getElementTypeOrSelf(type), PartialShape::unranked());
  PartialShape before = shape;
  for (auto [i, dim] : llvm::enumerate(perm))
    before.setDim(static_cast<int>(dim), shape.dim(static_cast<int>(i)));
  return tf::tensorType(getElementTypeOrSelf(type), before);
}

/// The same bytes under another shape.
static ElementsAttr reshaped(ElementsAttr attr, ArrayRef<int64_t> shape) {
  auto type = RankedTensorType::get(shape, attr.getElementType());
  if (auto dense = dyn_cast<DenseElementsAttr>(attr))
    return dense.reshape(type);
  if (auto data = dyn_cast<saved_model::DataAttr>(attr))
    return saved_model::DataAttr::get(attr.getContext(), data.getSource(),
                                      data.getKey(), type);
  return {};
}

/// `value`, a neutral operand, so that it broadcasts as before when dimension
/// perm[i] stands where i stood. Null if that cannot be said.
static Value permuteNeutral(Value value, const Perm &perm, OpBuilder &b) {
  PartialShape shape = tf::shapeOf(value.getType());
  if (shape.numElements() == 1 || shape.rank() == 0)
    return value;
  SmallVector<int64_t> before(perm.size(), 1);
  size_t extra = perm.size() - shape.rank();
  for (int i = 0; i < shape.rank(); ++i)
    before[perm[extra + i]] = shape.dim(i);
  ElementsAttr attr = reshaped(tf::constantBehind(value), before);
  return attr ? tf::ConstOp::create(b, value.getLoc(), attr) : Value();
}

/// A constant like `like` with other elements.
static Value intConstant(OpBuilder &b, Value like, ArrayRef<int64_t> values) {
  auto type = cast<RankedTensorType>(tf::constantBehind(like).getType());
  unsigned width = type.getElementTypeBitWidth();
  SmallVector<APInt> elements;
  for (int64_t value : values)
    elements.emplace_back(width, static_cast<uint64_t>(value),
                          /*isSigned=*/true, /*implicitTrunc=*/true);
  return tf::ConstOp::create(b, like.getLoc(),
                             DenseElementsAttr::get(type, elements));
}

/// Known dimension numbers in a constant, counted from the front.
static std::optional<SmallVector<int64_t>> dimsIn(Value value, int64_t rank) {
  auto dims = tf::allIntValues(value);
  if (!dims || !tf::constantBehind(value))
    return std::nullopt;
  for (int64_t &dim : *dims) {
    dim += dim < 0 ? rank : 0;
    if (dim < 0 || dim >= rank)
      return std::nullopt;
  }
  return dims;
}

namespace {

/// One op that a Transpose crosses: what the op becomes (`operands`, `attrs`),
/// and the permutation behind it.
struct Crossing {
  Perm perm;
  SmallVector<Value> operands;
  NamedAttrList attrs;
  Perm resultPerm;
};

} // namespace

static bool crossBiasAdd(tf::BiasAddOp op, Crossing &crossing) {
  auto last = static_cast<int64_t>(crossing.perm.size()) - 1;
  bool isFirst = op.getDataFormat().starts_with("NC");
  if (last < 1)
    return false;
  int64_t channel = crossing.perm[isFirst ? 1 : last];
  if (channel != 1 && channel != last)
    return false;
  crossing.attrs.set(
      "data_format",
      StringAttr::get(op.getContext(), channel == last ? "NHWC" : "NCHW"));
  return true;
}

static bool crossPad(Operation *op, Crossing &crossing, OpBuilder &b) {
  Value paddings = op->getOperand(1);
  auto values = tf::allIntValues(paddings);
  if (!values || !tf::constantBehind(paddings) ||
      values->size() != 2 * crossing.perm.size())
    return false;
  SmallVector<int64_t> moved(values->size());
  for (auto [i, dim] : llvm::enumerate(crossing.perm)) {
    moved[2 * dim] = (*values)[2 * i];
    moved[2 * dim + 1] = (*values)[2 * i + 1];
  }
  crossing.operands[1] = intConstant(b, paddings, moved);
  return true;
}

static bool crossConcat(tf::ConcatV2Op op, Crossing &crossing, OpBuilder &b) {
  auto axis = dimsIn(op.getAxis(), crossing.perm.size());
  if (!axis || axis->size() != 1)
    return false;
  crossing.operands.back() =
      intConstant(b, op.getAxis(), crossing.perm[axis->front()]);
  return true;
}

/// The new dimension stays at its place; the others move around it.
static bool crossPack(tf::PackOp op, Crossing &crossing) {
  auto rank = static_cast<int64_t>(crossing.perm.size()) + 1;
  int64_t axis = op.getAxis() + (op.getAxis() < 0 ? rank : 0);
  if (axis < 0 || axis >= rank)
    return false;
  crossing.resultPerm.clear();
  for (int64_t dim : crossing.perm)
    crossing.resultPerm.push_back(dim < axis ? dim : dim + 1);
  crossing.resultPerm.insert(crossing.resultPerm.begin() + axis, axis);
  return true;
}

/// What is left of the permutation when the reduced dimensions are gone.
static bool crossReduction(Operation *op, Crossing &crossing, OpBuilder &b) {
  auto dims = dimsIn(op->getOperand(1), crossing.perm.size());
  if (!dims)
    return false;
  SmallVector<int64_t> moved;
  for (int64_t dim : *dims)
    moved.push_back(crossing.perm[dim]);
  crossing.operands[1] = intConstant(b, op->getOperand(1), moved);
  if (op->getAttrOfType<BoolAttr>("keep_dims").getValue())
    return true;
  crossing.resultPerm.clear();
  for (auto [i, dim] : llvm::enumerate(crossing.perm))
    if (!llvm::is_contained(*dims, static_cast<int64_t>(i)))
      crossing.resultPerm.push_back(
          dim - llvm::count_if(moved, [d = dim](int64_t m) { return m < d; }));
  // A dimension named twice would count twice.
  llvm::SmallDenseSet<int64_t> distinct(moved.begin(), moved.end());
  return distinct.size() == moved.size();
}

/// True if a Transpose by `perm` with a result of `type` moves dimensions of
/// size 1 only, so that it is no more than a Reshape.
static bool movesNothing(const Perm &perm, Type type) {
  PartialShape shape = tf::shapeOf(type);
  int64_t last = -1;
  for (auto [i, dim] : llvm::enumerate(perm)) {
    if (shape.hasRank() && shape.dim(static_cast<int>(i)) == 1)
      continue;
    if (dim < last)
      return false;
    last = dim;
  }
  return true;
}

/// The crossing of `op` by the Transposes on its operands, if there is one.
static std::optional<Crossing> findCrossing(Operation *op, OpBuilder &b) {
  Crossing crossing;
  OperandRange moved = movedOperands(op);
  for (Value operand : moved)
    if (std::optional<Perm> perm = permutationBehind(operand)) {
      if (!crossing.perm.empty() && crossing.perm != *perm)
        return std::nullopt;
      crossing.perm = *perm;
    }
  if (crossing.perm.empty())
    return std::nullopt;
  crossing.resultPerm = crossing.perm;
  crossing.operands = llvm::to_vector(op->getOperands());
  for (auto [i, operand] : llvm::enumerate(moved)) {
    if (permutationBehind(operand))
      crossing.operands[i] = operand.getDefiningOp<tf::TransposeOp>().getX();
    else if (tf::isElementwise(op) && isNeutral(operand, crossing.perm.size()))
      crossing.operands[i] = permuteNeutral(operand, crossing.perm, b);
    else
      return std::nullopt;
    if (!crossing.operands[i])
      return std::nullopt;
  }
  bool canCross =
      TypeSwitch<Operation *, bool>(op)
          .Case(
              [&](tf::BiasAddOp bias) { return crossBiasAdd(bias, crossing); })
          .Case<tf::PadOp, tf::PadV2Op>(
              [&](auto pad) { return crossPad(pad, crossing, b); })
          .Case([&](tf::ConcatV2Op concat) {
            return crossConcat(concat, crossing, b);
          })
          .Case([&](tf::PackOp pack) { return crossPack(pack, crossing); })
          .Default([&](Operation *other) {
            return !isReduction(other) || crossReduction(other, crossing, b);
          });
  return canCross ? std::optional(crossing) : std::nullopt;
}

namespace {

struct MoveTranspose : RewritePattern {
  explicit MoveTranspose(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (op->getNumResults() != 1 || movedOperands(op).empty())
      return failure();
    std::optional<Perm> perm;
    for (Value operand : movedOperands(op))
      if (!perm)
        perm = permutationBehind(operand);
    if (!perm)
      return failure();
    bool mayVanish = isReduction(op);
    if (!mayVanish && !isWorthwhile(op, *perm, 0))
      return failure();
    std::optional<Crossing> crossing = findCrossing(op, rewriter);
    if (!crossing ||
        (mayVanish &&
         !movesNothing(crossing->resultPerm, op->getResult(0).getType()) &&
         !isWorthwhile(op, *perm, 0)))
      return failure();
    Operation *moved = rewriter.clone(*op);
    moved->setOperands(crossing->operands);
    for (NamedAttribute attr : crossing->attrs)
      moved->setAttr(attr.getName(), attr.getValue());
    Value result = moved->getResult(0);
    result.setType(
        typeBefore(op->getResult(0).getType(), crossing->resultPerm));
    auto transpose = tf::TransposeOp::create(
        rewriter, op->getLoc(), op->getResult(0).getType(), result,
        tf::makeIntVector(rewriter, op->getLoc(), crossing->resultPerm));
    rewriter.replaceOp(op, transpose);
    return success();
  }
};

//===----------------------------------------------------------------------===//
// Reshapes
//===----------------------------------------------------------------------===//

bool isReshape(Operation *op) {
  return isa<tf::ReshapeOp, tf::SqueezeOp, tf::ExpandDimsOp>(op);
}

/// True if a reshaped operand of `op`, elementwise, would meet another reshape.
bool meetsReshape(Operation *op, int depth) {
  if (depth == kMaxDepth || op->getNumOperands() != 1 ||
      !tf::isElementwise(op) || !op->hasOneUse())
    return false;
  Operation *user = *op->getUsers().begin();
  return isReshape(user) || meetsReshape(user, depth + 1);
}

struct MoveReshape : RewritePattern {
  explicit MoveReshape(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!meetsReshape(op, 0))
      return failure();
    Operation *reshape = op->getOperand(0).getDefiningOp();
    if (!reshape || !isReshape(reshape) || !reshape->hasOneUse())
      return failure();
    Value input = reshape->getOperand(0);
    Type type = op->getResult(0).getType();
    Operation *moved = rewriter.clone(*op);
    moved->setOperand(0, input);
    moved->getResult(0).setType(tf::tensorType(getElementTypeOrSelf(type),
                                               tf::shapeOf(input.getType())));
    Operation *behind = rewriter.clone(*reshape);
    behind->setOperand(0, moved->getResult(0));
    behind->getResult(0).setType(type);
    rewriter.replaceOp(op, behind);
    return success();
  }
};

struct TFOptimizeTransposes
    : impl::TFOptimizeTransposesBase<TFOptimizeTransposes> {
  using TFOptimizeTransposesBase::TFOptimizeTransposesBase;

  void runOnOperation() override {
    MLIRContext *context = &getContext();
    RewritePatternSet set(context);
    set.add<MoveTranspose, MoveReshape>(context);
    tf::TransposeOp::getCanonicalizationPatterns(set, context);
    tf::ReshapeOp::getCanonicalizationPatterns(set, context);
    tf::SqueezeOp::getCanonicalizationPatterns(set, context);
    tf::ExpandDimsOp::getCanonicalizationPatterns(set, context);
    rewriteFunctions(getOperation(), std::move(set));
  }
};

} // namespace

} // namespace sm
