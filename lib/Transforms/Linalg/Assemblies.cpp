// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Tensors that are put together of parts: padded and concatenated ones.

#include "Assemblies.h"

#include "Generics.h"
#include "Reshapes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;

namespace sm {

static bool isStaticTensor(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return !isa<ShapedType>(type) ||
         (tensor && tensor.hasStaticShape() && tensor.getNumElements() != 0);
}

static bool hasPlainElements(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor)
    return true;
  Type element = tensor.getElementType();
  return isa<FloatType>(element) ||
         (element.isSignlessInteger() && !element.isInteger(1));
}

/// Slices of a tensor of the same rank, at places known now.
template <typename SliceOp>
static bool isBox(SliceOp op) {
  return op.getSourceType().getRank() == op.getResultType().getRank() &&
         llvm::none_of(op.getStaticStrides(), ShapedType::isDynamic) &&
         llvm::none_of(op.getStaticOffsets(), ShapedType::isDynamic);
}

static bool isSupported(Operation &op) {
  if (auto generic = dyn_cast<linalg::GenericOp>(op))
    return generic.hasPureTensorSemantics();
  if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
    return isBox(insert) && insert.getSourceType().getRank() != 0;
  if (auto extract = dyn_cast<tensor::ExtractSliceOp>(op))
    return isBox(extract) && extract.hasUnitStride();
  if (auto fill = dyn_cast<linalg::FillOp>(op))
    return fill.getInputs().front().getDefiningOp<arith::ConstantOp>();
  return isa<arith::ConstantOp, tensor::EmptyOp, func::ReturnOp>(op) ||
         isReshape(&op);
}

/// True for what a kernel computes, as opposed to arguments, constants and
/// tensors put together.
static bool isKernelResult(Value value) {
  Operation *op = value.getDefiningOp();
  return op && (isa<linalg::GenericOp>(op) || isPaddingCut(op));
}

static Value copyOf(OpBuilder &b, Location loc, Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  Value empty =
      tensor::EmptyOp::create(b, loc, type.getShape(), type.getElementType());
  SmallVector<AffineMap> maps(2, b.getMultiDimIdentityMap(type.getRank()));
  SmallVector<utils::IteratorType> loops(type.getRank(),
                                         utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             b, loc, type, value, empty, maps, loops,
             [](OpBuilder &inside, Location at, ValueRange values) {
               linalg::YieldOp::create(inside, at, values.front());
             })
      .getResult(0);
}

void copySlices(Block &block) {
  for (auto slice : llvm::to_vector(block.getOps<tensor::ExtractSliceOp>())) {
    if (isPaddingCut(slice))
      continue;
    OpBuilder b(slice->getContext());
    b.setInsertionPointAfter(slice);
    Value copy;
    for (OpOperand &use : llvm::make_early_inc_range(slice->getUses())) {
      if (isa<linalg::GenericOp>(block.findAncestorOpInBlock(*use.getOwner())))
        continue;
      if (!copy)
        copy = copyOf(b, slice.getLoc(), slice.getResult());
      use.set(copy);
    }
  }
}

void separateResults(Block &block) {
  Operation *end = block.getTerminator();
  OpBuilder b(end);
  llvm::SmallDenseSet<Value> taken;
  for (OpOperand &operand : end->getOpOperands()) {
    Value root = reshapeRoot(operand.get());
    if (!isKernelResult(root) || !taken.insert(root).second)
      operand.set(copyOf(b, end->getLoc(), operand.get()));
  }
}

/// The inserts that end in `last`, first one first, if nothing else reads what
/// is between them.
static SmallVector<tensor::InsertSliceOp> chainOf(tensor::InsertSliceOp last) {
  SmallVector<tensor::InsertSliceOp> chain{last};
  while (auto before =
             chain.back().getDest().getDefiningOp<tensor::InsertSliceOp>()) {
    if (!before->hasOneUse())
      break;
    chain.push_back(before);
  }
  return {chain.rbegin(), chain.rend()};
}

/// True if the result is not just a step of a longer chain.
static bool isLast(tensor::InsertSliceOp op) {
  OpOperand *use = onlyUse(op.getResult());
  auto next = use ? dyn_cast<tensor::InsertSliceOp>(use->getOwner())
                  : tensor::InsertSliceOp();
  return !next || next.getDest() != op.getResult();
}

/// True if both write some place along dimension `d`.
static bool meet(tensor::InsertSliceOp a, tensor::InsertSliceOp b, unsigned d) {
  const int64_t begin = a.getStaticOffset(d), step = a.getStaticStride(d),
                otherBegin = b.getStaticOffset(d);
  if (step > 0 && step == b.getStaticStride(d) &&
      (begin - otherBegin) % step != 0)
    return false;
  return begin <=
             otherBegin + (b.getStaticSize(d) - 1) * b.getStaticStride(d) &&
         otherBegin <= begin + (a.getStaticSize(d) - 1) * step;
}

/// An insert of the chain that may write what another one writes; null if there
/// is none.
static tensor::InsertSliceOp
findOverwriting(ArrayRef<tensor::InsertSliceOp> chain) {
  tensor::InsertSliceOp any = chain.front();
  const int64_t rank = any.getSourceType().getRank();
  // Parts stand one after the other along some dimension: only neighbours there
  // are compared.
  unsigned along = 0;
  size_t most = 0;
  for (unsigned d = 0; d < rank; ++d) {
    llvm::DenseSet<int64_t> places;
    for (tensor::InsertSliceOp insert : chain)
      places.insert(insert.getStaticOffset(d));
    if (places.size() > most) {
      most = places.size();
      along = d;
    }
  }
  SmallVector<std::pair<int64_t, size_t>> order;
  for (tensor::InsertSliceOp insert : chain)
    order.push_back({insert.getStaticOffset(along), order.size()});
  llvm::sort(order);
  for (size_t i = 0; i < order.size(); ++i) {
    tensor::InsertSliceOp first = chain[order[i].second];
    const int64_t end = order[i].first + first.getStaticSize(along) *
                                             first.getStaticStride(along);
    for (size_t j = i + 1; j < order.size() && order[j].first < end; ++j) {
      tensor::InsertSliceOp second = chain[order[j].second];
      bool all = true;
      for (unsigned d = 0; d < rank; ++d)
        all &= meet(first, second, d);
      if (all)
        return second;
    }
  }
  return nullptr;
}

LogicalResult checkOutlinable(func::FuncOp func) {
  if (!func.getBody().hasOneBlock())
    return func.emitOpError()
           << "has control flow; only straight-line code becomes kernels";
  bool failedAny = false;
  for (Operation &op : func.front()) {
    if (!isSupported(op)) {
      op.emitOpError() << "cannot become part of a kernel";
      failedAny = true;
    } else if (!llvm::all_of(op.getOperandTypes(), isStaticTensor) ||
               !llvm::all_of(op.getResultTypes(), isStaticTensor)) {
      op.emitOpError() << "has a tensor of unknown or empty shape; kernels "
                          "need static shapes with elements";
      failedAny = true;
    } else if (!llvm::all_of(op.getOperandTypes(), hasPlainElements) ||
               !llvm::all_of(op.getResultTypes(), hasPlainElements)) {
      op.emitOpError() << "has elements that a buffer does not hold; truth "
                          "values are bytes, integers have no sign";
      failedAny = true;
    }
  }
  if (failedAny)
    return failure();
  for (auto last : func.front().getOps<tensor::InsertSliceOp>())
    if (auto second = isLast(last) ? findOverwriting(chainOf(last)) : nullptr) {
      second.emitOpError() << "covers what another one inserts, too; kernels "
                              "write their parts in any order";
      failedAny = true;
    }
  return failure(failedAny);
}

static SmallVector<int64_t> rowMajorStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t d = shape.size(); d-- > 1;)
    strides[d - 1] = strides[d] * shape[d];
  return strides;
}

/// Strides of the part in its place.
static SmallVector<int64_t> stridesInside(ArrayRef<int64_t> whole,
                                          ArrayRef<int64_t> steps) {
  SmallVector<int64_t> strides = rowMajorStrides(whole);
  for (auto [stride, step] : llvm::zip(strides, steps))
    stride *= step;
  return strides;
}

/// True if only this insert needs what a kernel makes there.
static bool isOwnPart(tensor::InsertSliceOp op) {
  Value value = op.getSource();
  while (isReshape(value.getDefiningOp()) && value.hasOneUse())
    value = value.getDefiningOp()->getOperand(0);
  return isKernelResult(value) && value.hasOneUse() &&
         reshapedStrides(
             op.getSourceType().getShape(),
             stridesInside(op.getDestType().getShape(), op.getStaticStrides()),
             cast<ShapedType>(value.getType()).getShape());
}

void separateParts(Block &block) {
  for (auto last : llvm::to_vector(block.getOps<tensor::InsertSliceOp>())) {
    if (!isLast(last))
      continue;
    SmallVector<tensor::InsertSliceOp> chain = chainOf(last);
    Value base = chain.front().getDest();
    OpBuilder b(chain.front());
    bool hasBase = !base.getDefiningOp<linalg::FillOp>() &&
                   !base.getDefiningOp<tensor::EmptyOp>();
    if (hasBase) {
      // What is changed in places is the first part of its successor.
      auto type = cast<RankedTensorType>(base.getType());
      Value empty = tensor::EmptyOp::create(b, last.getLoc(), type.getShape(),
                                            type.getElementType());
      SmallVector<OpFoldResult> zeroes(type.getRank(), b.getIndexAttr(0)),
          ones(type.getRank(), b.getIndexAttr(1)), sizes;
      for (int64_t size : type.getShape())
        sizes.push_back(b.getIndexAttr(size));
      Value whole = tensor::InsertSliceOp::create(
          b, last.getLoc(), copyOf(b, last.getLoc(), base), empty, zeroes,
          sizes, ones);
      chain.front().getDestMutable().set(whole);
    }
    for (tensor::InsertSliceOp insert : chain) {
      // A kernel that makes both the base and a part would have to wait for
      // itself.
      if (!hasBase && isOwnPart(insert))
        continue;
      b.setInsertionPoint(insert);
      insert.getSourceMutable().set(
          copyOf(b, insert.getLoc(), insert.getSource()));
    }
  }
}

std::vector<Assembly> findAssemblies(Block &block) {
  std::vector<Assembly> result;
  for (auto last : block.getOps<tensor::InsertSliceOp>()) {
    if (!isLast(last))
      continue;
    Assembly assembly{last.getResult(), {}, {}};
    SmallVector<tensor::InsertSliceOp> chain = chainOf(last);
    if (auto fill = chain.front().getDest().getDefiningOp<linalg::FillOp>())
      if (auto value =
              fill.getInputs().front().getDefiningOp<arith::ConstantOp>())
        assembly.fill = value.getValue();
    for (tensor::InsertSliceOp insert : chain)
      assembly.parts.push_back(
          {insert.getSource(),
           last.getResult(),
           {SmallVector<int64_t>(insert.getStaticOffsets()),
            SmallVector<int64_t>(insert.getStaticSizes()),
            SmallVector<int64_t>(insert.getStaticStrides())}});
    result.push_back(std::move(assembly));
  }
  return result;
}

const AssemblyPart *partWith(const std::vector<Assembly> &assemblies,
                             Value value) {
  for (const Assembly &assembly : assemblies)
    for (const AssemblyPart &part : assembly.parts)
      if (reshapeRoot(part.source) == value)
        return &part;
  return nullptr;
}

SmallVector<int64_t> partStrides(const Assembly &assembly,
                                 const AssemblyPart &part,
                                 ArrayRef<int64_t> shape) {
  auto whole = cast<ShapedType>(assembly.result.getType()).getShape();
  return *reshapedStrides(part.box.sizes, stridesInside(whole, part.box.steps),
                          shape);
}

} // namespace sm
