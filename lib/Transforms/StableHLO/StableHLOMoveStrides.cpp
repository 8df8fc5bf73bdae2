// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// A convolution of windows of one element with a stride of 2 reads a quarter of
// an image. Where nothing else reads the rest, nobody need compute it: the
// stride moves up, through what works element by element, into the convolution
// that the image comes from. Residual networks are like that at the end of each
// stage.

#include "ConstantElements.h"

#include "dialects/StableHLO/ContractionOps.h"
#include "dialects/StableHLO/Inference.h"
#include "dialects/StableHLO/MovementOps.h"
#include "dialects/StableHLO/StableHLOOps.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_STABLEHLOMOVESTRIDES
#include "sm/Transforms/Passes.h.inc"

using namespace stablehlo;
using Strides = SmallVector<int64_t>;

/// What lies further up is computed in full: a hostile chain of ops must not
/// exhaust the stack.
static constexpr unsigned kMaxDepth = 64;

static bool isStatic(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.hasStaticShape();
}

/// The type of every `strides[i]`th element of a tensor of type `type`.
static RankedTensorType thinned(RankedTensorType type,
                                ArrayRef<int64_t> strides) {
  Strides shape;
  for (auto [extent, stride] : llvm::zip_equal(type.getShape(), strides))
    shape.push_back((extent + stride - 1) / stride);
  return RankedTensorType::get(shape, type.getElementType());
}

/// The strides, by dimension of its image, of a convolution that looks at one
/// element at a time; empty if it does not.
static Strides stridesOf(ConvolutionOp op) {
  ConvDimensionNumbersAttr numbers = op.getDimensionNumbers();
  auto filter = dyn_cast<RankedTensorType>(op.getRhs().getType());
  if (!filter || !isStatic(op.getLhs().getType()) || !isStatic(op.getType()) ||
      !op.getWindowStrides() || op.getLhsDilation() ||
      op.getBatchGroupCount() != 1)
    return {};
  for (int64_t d : numbers.getKernelSpatialDimensions())
    if (filter.getDimSize(d) != 1)
      return {};
  ArrayRef<int64_t> spatial = numbers.getInputSpatialDimensions();
  for (auto [low, high] : paddingPairs(op.getPaddingAttr(), spatial.size()))
    if (low != 0 || high != 0)
      return {};
  Strides strides(cast<RankedTensorType>(op.getLhs().getType()).getRank(), 1);
  for (auto [d, stride] : llvm::zip_equal(spatial, *op.getWindowStrides()))
    strides[d] = stride;
  return strides;
}

/// The strides with which all users of `value` read it, if they are the same
/// and more than 1; else empty.
static Strides stridesOfUsers(Value value) {
  Strides common;
  for (OpOperand &use : value.getUses()) {
    auto op = dyn_cast<ConvolutionOp>(use.getOwner());
    if (!op || use.getOperandNumber() != 0)
      return {};
    Strides strides = stridesOf(op);
    if (strides.empty() || (!common.empty() && common != strides))
      return {};
    common = std::move(strides);
  }
  if (llvm::all_of(common, [](int64_t stride) { return stride == 1; }))
    return {};
  return common;
}

namespace {

/// Makes the elements of a value that strides leave.
class Thinner {
public:
  Thinner(RewriterBase &rewriter, ArrayRef<int64_t> strides)
      : rewriter(rewriter), strides(strides) {}

  /// True if some convolution becomes less work. `isRoot` allows more than one
  /// user.
  bool pays(Value value, bool isRoot, unsigned depth = 0) const;

  /// The elements of `value`; what pays() found is made anew, of the rest a
  /// slice is taken.
  Value thin(Value value, bool isRoot, unsigned depth = 0);

private:
  bool isElementwise(Operation *op) const;
  bool isRepeated(BroadcastInDimOp op) const;
  bool canStride(ConvolutionOp op) const;
  Value slice(Value value);

  RewriterBase &rewriter;
  ArrayRef<int64_t> strides;
};

} // namespace

bool Thinner::isElementwise(Operation *op) const {
  return op->hasTrait<OpTrait::Elementwise>() && isPure(op) &&
         op->getNumResults() == 1 && op->getNumRegions() == 0;
}

/// True if the operand says nothing about the dimensions that get thinner.
bool Thinner::isRepeated(BroadcastInDimOp op) const {
  auto type = cast<RankedTensorType>(op.getOperand().getType());
  for (auto [from, to] : llvm::enumerate(op.getBroadcastDimensions()))
    if (strides[to] != 1 && type.getDimSize(from) != 1)
      return false;
  return true;
}

bool Thinner::canStride(ConvolutionOp op) const {
  if (!isStatic(op.getLhs().getType()) || !isStatic(op.getRhs().getType()))
    return false;
  ConvDimensionNumbersAttr numbers = op.getDimensionNumbers();
  return strides[numbers.getOutputBatchDimension()] == 1 &&
         strides[numbers.getOutputFeatureDimension()] == 1;
}

bool Thinner::pays(Value value, bool isRoot, unsigned depth) const {
  Operation *op = value.getDefiningOp();
  if (!op || depth > kMaxDepth || (!isRoot && !value.hasOneUse()) ||
      value.getType() ==
          thinned(cast<RankedTensorType>(value.getType()), strides))
    return false;
  if (auto convolution = dyn_cast<ConvolutionOp>(op))
    return canStride(convolution);
  return isElementwise(op) && llvm::any_of(op->getOperands(), [&](Value each) {
           return each.getType() != value.getType()
                      ? false
                      : pays(each, /*isRoot=*/false, depth + 1);
         });
}

Value Thinner::slice(Value value) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(value.getType()).getShape();
  return SliceOp::create(
      rewriter, value.getLoc(),
      thinned(cast<RankedTensorType>(value.getType()), strides), value,
      Strides(shape.size(), 0), shape, strides);
}

Value Thinner::thin(Value value, bool isRoot, unsigned depth) {
  auto type = cast<RankedTensorType>(value.getType());
  RankedTensorType result = thinned(type, strides);
  Operation *op = value.getDefiningOp();
  if (!op)
    return slice(value);
  if (auto broadcast = dyn_cast<BroadcastInDimOp>(op);
      broadcast && isRepeated(broadcast))
    return BroadcastInDimOp::create(rewriter, op->getLoc(), result,
                                    broadcast.getOperand(),
                                    broadcast.getBroadcastDimensions());
  if (auto elements =
          dyn_cast_or_null<SplatElementsAttr>(constantBehind(value)))
    return ConstantOp::create(rewriter, op->getLoc(),
                              elements.resizeSplat(result));
  if (depth > kMaxDepth || (!isRoot && !value.hasOneUse()))
    return slice(value);
  if (auto convolution = dyn_cast<ConvolutionOp>(op);
      convolution && canStride(convolution)) {
    auto clone = cast<ConvolutionOp>(rewriter.clone(*op));
    ArrayRef<int64_t> spatial =
        convolution.getDimensionNumbers().getOutputSpatialDimensions();
    Strides own(spatial.size(), 1);
    if (convolution.getWindowStrides())
      own.assign(convolution.getWindowStrides()->begin(),
                 convolution.getWindowStrides()->end());
    for (auto [stride, d] : llvm::zip_equal(own, spatial))
      stride *= strides[d];
    clone.setWindowStrides(own);
    clone.getResult().setType(result);
    return clone;
  }
  if (!isElementwise(op))
    return slice(value);
  SmallVector<Value> operands;
  for (Value operand : op->getOperands()) {
    auto own = cast<RankedTensorType>(operand.getType());
    operands.push_back(own.getShape() == type.getShape()
                           ? thin(operand, /*isRoot=*/false, depth + 1)
                           : operand);
  }
  Operation *clone = rewriter.clone(*op);
  clone->setOperands(operands);
  clone->getResult(0).setType(result);
  return clone->getResult(0);
}

namespace {

struct StableHLOMoveStrides
    : impl::StableHLOMoveStridesBase<StableHLOMoveStrides> {
  using StableHLOMoveStridesBase::StableHLOMoveStridesBase;

  /// Moves the strides of the users of `op` before it.
  static void moveInto(IRRewriter &rewriter, Operation *op) {
    if (op->getNumResults() != 1 || op->use_empty() ||
        !isStatic(op->getResult(0).getType()))
      return;
    Value value = op->getResult(0);
    Strides strides = stridesOfUsers(value);
    if (strides.empty())
      return;
    Thinner thinner(rewriter, strides);
    if (!thinner.pays(value, /*isRoot=*/true))
      return;
    rewriter.setInsertionPointAfter(op);
    Value thin = thinner.thin(value, /*isRoot=*/true);
    for (Operation *user : llvm::make_early_inc_range(value.getUsers())) {
      auto convolution = cast<ConvolutionOp>(user);
      rewriter.modifyOpInPlace(convolution, [&] {
        convolution.getLhsMutable().assign(thin);
        convolution.removeWindowStridesAttr();
      });
    }
    // A dead user would hide that a value has no other.
    rewriter.eraseOp(op);
  }

  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    // From the last op to the first: what a move leaves behind is dead, and the
    // convolution that it ends at may be one whose stride moves on.
    getOperation()->walk([&](Block *block) {
      for (Operation &op : llvm::make_early_inc_range(llvm::reverse(*block))) {
        if (isOpTriviallyDead(&op))
          rewriter.eraseOp(&op);
        else
          moveInto(rewriter, &op);
      }
    });
  }
};

} // namespace

} // namespace sm
